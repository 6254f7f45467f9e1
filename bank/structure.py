"""How the functions of a program are built, and whether that keeps a refactoring's rules. Nothing is run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from bank.brace_functions import brace_functions
from bank.function_shape import Shape
from bank.models import STRUCTURE_LIMITS, Question
from bank.test_files import is_test
from protocol.facts import CaseReport
from protocol.values import CaseOutcome, Language

ENDINGS = {
    Language.PYTHON: (".py",),
    Language.JAVASCRIPT: (".js", ".mjs", ".cjs"),
    Language.TYPESCRIPT: (".ts", ".mts", ".cts", ".tsx"),
    Language.GO: (".go",),
}
_WORDS = {
    "function_lines": "{0} lines of code; a function has at most {1}",
    "branches": "{0} ways through it (McCabe); a function has at most {1}",
    "depth": "blocks {0} deep; a function has at most {1}",
}

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.With, ast.AsyncWith, ast.Match)
_BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert, ast.match_case)


@dataclass(frozen=True, slots=True)
class _Worst:
    file: str
    shape: Shape
    measured: int


def judge_structure(question: Question, language: Language, files: dict[str, str]) -> Iterator[CaseReport]:
    """A report for each rule of structure: whether every function of the files that may be edited keeps it."""
    limits = question.spec.structure
    if limits is None:
        return
    readonly = question.readonly(language)
    shapes = [
        (path, shape)
        for path, text in files.items()
        if path not in readonly and PurePosixPath(path).suffix in ENDINGS[language] and not is_test(path, language)
        for shape in functions(text, language)
    ]
    for key, name in STRUCTURE_LIMITS.items():
        limit = getattr(limits, key)
        if limit is None:
            continue
        found = [_Worst(path, shape, getattr(shape, key)) for path, shape in shapes]
        worst = max(found, key=lambda one: one.measured, default=None)
        kept = worst is None or worst.measured <= limit
        error, line = None, None
        if worst is not None and not kept:
            line = worst.shape.line
            error = f"{worst.file}, line {line}, {worst.shape.name}: {_WORDS[key].format(worst.measured, limit)}"
        yield CaseReport(
            name=name,
            outcome=CaseOutcome.PASSED if kept else CaseOutcome.WRONG_ANSWER,
            passed=kept,
            category="structure",
            expected=f"at most {limit}",
            actual=None if worst is None else str(worst.measured),
            error=error,
            line=line,
        )


def code_lines(text: str, language: Language) -> int:
    """Lines of `text` with code on them: neither blank nor a comment alone."""
    comment = "#" if language is Language.PYTHON else "//"
    return sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith(comment))


def functions(text: str, language: Language) -> list[Shape]:
    """The functions in `text`; none for Python that does not parse."""
    if language is not Language.PYTHON:
        return brace_functions(text, go=language is Language.GO)
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    code = {node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt | ast.expr | ast.ExceptHandler)}
    code |= {getattr(node, "end_lineno", None) or 0 for node in ast.walk(tree) if isinstance(node, ast.stmt | ast.expr)}
    return [_shape(node, code) for node in ast.walk(tree) if isinstance(node, _FUNCTIONS)]


def _shape(function: ast.FunctionDef | ast.AsyncFunctionDef, code: set[int]) -> Shape:
    first, last = function.lineno, function.end_lineno or function.lineno
    said = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    docstring = range(said.lineno, (said.end_lineno or said.lineno) + 1) if said is not None else range(0)
    return Shape(
        name=function.name,
        line=first,
        function_lines=sum(line in code and line not in docstring for line in range(first, last + 1)),
        branches=_paths(function),
        depth=max((_depth(node, 0) for node in function.body), default=0),
    )


def _paths(function: ast.AST) -> int:
    """McCabe's cyclomatic complexity of one function, inner functions left out."""
    paths = 1
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (*_FUNCTIONS, ast.Lambda)):
            continue
        if isinstance(node, _BRANCHES):
            paths += 1
        elif isinstance(node, ast.BoolOp):
            paths += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            paths += 1 + len(node.ifs)
        waiting.extend(ast.iter_child_nodes(node))
    return paths


def _depth(node: ast.AST, above: int) -> int:
    """How deep the deepest block in `node` lies; `elif` is no deeper than its `if`."""
    if isinstance(node, (*_FUNCTIONS, ast.Lambda)):
        return above
    here = above + isinstance(node, _BLOCKS)
    deepest = here
    for inner in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and node.orelse == [inner] and isinstance(inner, ast.If)
        deepest = max(deepest, _depth(inner, above if is_elif else here))
    return deepest
