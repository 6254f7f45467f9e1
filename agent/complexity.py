"""How big and how branched a piece of code is, where that can be read off its text."""

import ast
from dataclasses import dataclass

from protocol.values import Language

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert, ast.match_case)
_LINE_COMMENT = {
    Language.PYTHON: "#",
    Language.JAVASCRIPT: "//",
    Language.TYPESCRIPT: "//",
    Language.GO: "//",
}


@dataclass(frozen=True, slots=True)
class Size:
    """`lines` with code on them; `branches` is the highest cyclomatic complexity of a function, if known."""

    lines: int
    branches: int | None


def measure(text: str, language: Language) -> Size:
    """The size of `text`; McCabe's number only for Python that parses."""
    comment = _LINE_COMMENT[language]
    lines = sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith(comment))
    if language is not Language.PYTHON:
        return Size(lines, None)
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Size(lines, None)
    scopes: list[ast.AST] = [tree]
    scopes += [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return Size(lines, max(_paths(scope) for scope in scopes))


def _paths(scope: ast.AST) -> int:
    """McCabe's cyclomatic complexity of one function, inner functions left out."""
    paths = 1
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        if isinstance(node, _FUNCTIONS):
            continue
        if isinstance(node, _BRANCHES):
            paths += 1
        elif isinstance(node, ast.BoolOp):
            paths += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            paths += 1 + len(node.ifs)
        waiting.extend(ast.iter_child_nodes(node))
    return paths
