"""Simple mutants of a reference: one small change each, as people slip. Cases that kill none of them test little."""

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from bank.models import Question
from bank.structure import ENDINGS
from bank.test_files import is_test
from bank.tokens import tokens
from protocol.values import Language

_COMPARES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv,
}  # fmt: skip
_MARKS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "===": "!==", "!==": "===",
    "&&": "||", "||": "&&", "+=": "-=", "-=": "+=", "*": "+", "-": "+", "true": "false", "false": "true",
}  # fmt: skip
# In a type these marks are brackets and pointers.
_IN_TYPES = {"<", ">", "*"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One changed file of a reference: what was changed, and its whole text."""

    path: str
    line: int
    change: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.change}"


def mutations(question: Question, language: Language, *, most: int) -> list[Mutation]:
    """At most `most` mutants of the reference, the same ones for the same text."""
    readonly = question.readonly(language)
    found = [
        mutation
        for path, text in question.packs[language].reference.items()
        if path not in readonly and PurePosixPath(path).suffix in ENDINGS[language] and not is_test(path, language)
        for mutation in (_python(path, text) if language is Language.PYTHON else _tokens(path, text, language))
    ]
    return sorted(found, key=lambda one: hashlib.sha256(f"{one}{one.text}".encode()).digest())[:most]


def _tokens(path: str, text: str, language: Language) -> Iterator[Mutation]:
    found = list(tokens(text, go=language is Language.GO))
    for number, token in enumerate(found[1:-1], start=1):
        before, after = found[number - 1], found[number + 1]
        if token.kind == "number" and token.text in {"0", "1"}:
            other = "1" if token.text == "0" else "0"
        elif token.kind in {"mark", "word"} and token.text in _MARKS:
            # Spaces on both sides tell a comparison from a type's bracket, and a product from a pointer.
            spaced = before.end < token.start and token.end < after.start
            if token.text in {*_IN_TYPES, "-"} and not spaced:
                continue
            other = _MARKS[token.text]
        else:
            continue
        if before.text == "return" and after.text == "," and language is Language.GO:
            continue  # the value beside an error means nothing
        changed = text[: token.start] + other + text[token.end :]
        yield Mutation(path, token.line, f"{token.text} becomes {other}", changed)


def _python(path: str, text: str) -> Iterator[Mutation]:
    """By the syntax tree: each node that can be changed, changed for a moment."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Compare):
            for number, operator in enumerate(node.ops):
                if type(operator) in _COMPARES:
                    node.ops[number] = _COMPARES[type(operator)]()
                    yield _changed(path, tree, line, operator, node.ops[number])
                    node.ops[number] = operator
        elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _OPERATORS:
            kept = node.op
            if isinstance(node, ast.BinOp) and _has_text(node):
                continue
            node.op = _OPERATORS[type(kept)]()
            yield _changed(path, tree, line, kept, node.op)
            node.op = kept
        elif isinstance(node, ast.BoolOp):
            both = node.op
            node.op = ast.Or() if isinstance(both, ast.And) else ast.And()
            yield _changed(path, tree, line, both, node.op)
            node.op = both
        elif isinstance(node, ast.Constant) and (node.value is True or node.value is False or node.value in (0, 1)):
            value = node.value
            if isinstance(value, float):
                continue
            node.value = (not value) if isinstance(value, bool) else 1 - value
            yield Mutation(path, line, f"{value!r} becomes {node.value!r}", ast.unparse(tree))
            node.value = value


def _has_text(node: ast.BinOp) -> bool:
    return any(isinstance(side, ast.JoinedStr | ast.List) or isinstance(getattr(side, "value", None), str)
               for side in (node.left, node.right))  # fmt: skip


def _changed(path: str, tree: ast.Module, line: int, before: ast.AST, after: ast.AST) -> Mutation:
    return Mutation(path, line, f"{type(before).__name__} becomes {type(after).__name__}", ast.unparse(tree))
