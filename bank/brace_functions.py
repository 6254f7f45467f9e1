"""The functions of JavaScript, TypeScript and Go, read off their tokens as lizard does: no parser, so no certainty."""

from collections.abc import Sequence

from bank.function_shape import Shape
from bank.tokens import Token, tokens

_CONTROL = {"if", "for", "while", "switch", "catch", "with", "select", "return", "super"}
_OPENS_BLOCK = {"if", "for", "while", "switch", "catch", "select", "else", "try", "finally", "do"}
_BRANCHES = {"if", "for", "while", "case", "catch", "&&", "||", "??"}
_MODIFIERS = {"{", "}", ";", "async", "static", "public", "private", "protected", "get", "set", "override", "*"}
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def brace_functions(source: str, *, go: bool) -> list[Shape]:
    """The functions in `source`, in the order of their bodies."""
    found = list(tokens(source, go=go))
    ends = _ends(found)
    bodies = _go_bodies(found, ends) if go else _script_bodies(found, ends)
    return [_shape(found, ends, bodies, opened) for opened in sorted(bodies)]


def _ends(found: Sequence[Token]) -> dict[int, int]:
    """Where each opening bracket is closed; one that never is, at the end."""
    ends: dict[int, int] = {}
    waiting: list[int] = []
    for number, token in enumerate(found):
        if token.kind != "mark":
            continue
        if token.text in _PAIRS:
            waiting.append(number)
        elif token.text in _PAIRS.values() and waiting:
            ends[waiting.pop()] = number
    return ends | dict.fromkeys(waiting, len(found) - 1)


def _go_bodies(found: Sequence[Token], ends: dict[int, int]) -> dict[int, tuple[str, int]]:
    """The opening braces of bodies, each with the function's name and the number of its first token."""
    bodies: dict[int, tuple[str, int]] = {}
    for number, token in enumerate(found):
        if token.text != "func" or token.kind != "word":
            continue
        name, at = "a function", number + 1
        while at < len(found) and found[at].text not in {"{", ";", ",", ")"}:
            if found[at].kind == "word" and name == "a function" and found[at].text not in {"interface", "struct"}:
                name = found[at].text
            if found[at].text in {"interface", "struct"} and at + 1 < len(found) and found[at + 1].text == "{":
                at += 1
            at = ends[at] + 1 if found[at].text in _PAIRS else at + 1
        if at < len(found) and found[at].text == "{":
            bodies[at] = (name, number)
    return bodies


def _script_bodies(found: Sequence[Token], ends: dict[int, int]) -> dict[int, tuple[str, int]]:
    starts = {closed: opened for opened, closed in ends.items()}
    bodies: dict[int, tuple[str, int]] = {}
    for number, token in enumerate(found):
        if token.text == "{" and number > 0 and found[number - 1].text == "=>":
            bodies[number] = _arrow(found, starts, number)
        if token.text != "(" or number == 0:
            continue
        word = found[number - 1]
        before = found[number - 2].text if number > 1 else ";"
        is_function = word.text == "function" or before == "function" or (before == "*" and word.kind == "word")
        is_method = word.kind == "word" and word.text not in _CONTROL and not is_function
        after = ends[number] + 1
        typed = after < len(found) and found[after].text == ":"
        if not (is_function or is_method) or (is_method and typed and before not in _MODIFIERS):
            continue
        opened = _behind_type(found, ends, after) if typed else after
        if opened < len(found) and found[opened].text == "{":
            name = word.text if word.text != "function" else "a function"
            bodies[opened] = (name, number - (1 if is_method else 2 if word.text != "function" else 1))
    return bodies


def _behind_type(found: Sequence[Token], ends: dict[int, int], colon: int) -> int:
    """The first token behind a type: a brace that begins it, or follows `|`, `&` or `<`, is part of it."""
    at = colon + 1
    while at < len(found) and found[at].text not in {";", "=>", ")", "}"}:
        text = found[at].text
        if text == "{" and found[at - 1].text not in {":", "|", "&", "<", ",", "=>"}:
            return at
        at = ends[at] + 1 if text in _PAIRS else at + 1
    return at


def _arrow(found: Sequence[Token], starts: dict[int, int], opened: int) -> tuple[str, int]:
    """The name that an arrow function is given, across its parameters and the type of its result."""
    first = at = opened - 2
    while at > 0 and found[at].text not in {";", "{", "}", ",", "(", "["}:
        if found[at].text == "=" and found[at - 1].kind == "word":
            return found[at - 1].text, at - 1
        at = starts.get(at, at)
        first, at = at, at - 1
    return "a function", max(first, 0)


def _shape(found: Sequence[Token], ends: dict[int, int], bodies: dict[int, tuple[str, int]], opened: int) -> Shape:
    name, first = bodies[opened]
    closed = ends[opened]
    branches, depth, deepest = 1, 0, 0
    blocks: set[int] = set()
    waits = False
    at = opened + 1
    while at < closed:
        token = found[at]
        if at in bodies:
            at = ends[at] + 1
            continue
        if token.text in _BRANCHES or (token.text == "?" and _is_ternary(found, at)):
            branches += token.kind in {"word", "mark"}
        if token.kind == "word" and token.text in _OPENS_BLOCK:
            waits = True
        elif token.text == ";" and found[at - 1].text != "(":
            waits = waits and _inside_head(found, at)
        elif token.text == "{" and waits:
            waits, depth = False, depth + 1
            blocks.add(ends[at])
            deepest = max(deepest, depth)
        elif at in blocks:
            depth -= 1
        at += 1
    lines = {token.line + token.text.count("\n") for token in found[first : closed + 1]}
    lines |= {token.line for token in found[first : closed + 1]}
    return Shape(name, found[first].line, len(lines), branches, deepest)


def _is_ternary(found: Sequence[Token], at: int) -> bool:
    """A question mark that no optional parameter or property of TypeScript is."""
    return at + 1 < len(found) and found[at + 1].text not in {":", ")", ",", "="}


def _inside_head(found: Sequence[Token], at: int) -> bool:
    """Whether a semicolon belongs to the head of a statement: `for (…; …)`, or Go's `if x := f(); x`."""
    return at + 1 < len(found) and found[at + 1].line == found[at].line
