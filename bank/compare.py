"""Whether a result is the expected one. It happens here, outside the candidate's processes.

JSON has one kind of number, and JavaScript no other: `2` and `2.0` are the same. A bool is never a
number. `float` forgives 1e-6 (absolute and relative), but only where the expected number is written
with a point: a count stays exact. `unordered` lets the outermost list stand in any order.
"""

import hashlib
import json
import marshal
import math
import re
from collections import Counter

from pydantic import JsonValue

from bank.spec import Compare

FLOAT_TOLERANCE = 1e-6


class BadResult(ValueError):
    """A result that is no JSON within bounds."""


def parse_result(text: str) -> JsonValue:
    """The value of a JSON text that came from a candidate's process; NaN and infinities are floats.

    Raises:
        BadResult: no JSON, nested too deeply, or a number with too many digits.
    """
    try:
        value: JsonValue = json.loads(text)
    except RecursionError as deep:
        raise BadResult("the result is nested too deeply") from deep
    except ValueError as bad:
        raise BadResult("the result cannot be read as JSON") from bad
    return value


def canonical(value: JsonValue) -> str:
    """One text for all values that `exact` holds equal."""
    text = _sorted_text(value)
    return _sorted_text(_plain(value)) if _MAYBE_WHOLE_FLOAT.search(text) else text


# How a float ends that is a whole number; a string may, too.
_MAYBE_WHOLE_FLOAT = re.compile(r"\.0\b|e\+")


def _sorted_text(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _plain(value: JsonValue) -> JsonValue:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def digest(value: JsonValue, *, compare: Compare) -> str:
    """SHA-256 of the canonical text; in `unordered`, of the sorted texts of the items."""
    if compare == "unordered" and isinstance(value, list):
        text = "[" + ",".join(sorted(canonical(item) for item in value)) + "]"
    else:
        text = canonical(value)
    return hashlib.sha256(text.encode()).hexdigest()


def render(value: JsonValue, *, limit: int = 4096) -> str:
    """The JSON text of a value as people see it, cut to `limit` characters."""
    text = ""
    for part in _RENDERED.iterencode(value):  # no more of a large one than is shown
        text += part
        if len(text) > limit:
            break
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= limit else text[: limit - 1] + "…"


_RENDERED = json.JSONEncoder(ensure_ascii=False)


def difference(expected: JsonValue, actual: JsonValue, *, compare: Compare) -> str | None:
    """Where and how `actual` first departs from `expected`, in words; None when it is right."""
    if _identical(expected, actual):
        return None
    if compare == "unordered" and isinstance(expected, list) and isinstance(actual, list):
        return _unordered(expected, actual)
    return _differs(expected, actual, "", tolerant=compare == "float")


def _identical(expected: JsonValue, actual: JsonValue) -> bool:
    """Whether they are the same to the last bit, told quickly: then they are equal in every sense.

    Version 2 of marshal writes types, values and order, and nothing of which objects are shared.
    """
    try:
        return marshal.dumps(expected, 2) == marshal.dumps(actual, 2)
    except ValueError:
        return False  # nested too deeply for it


def _unordered(expected: list[JsonValue], actual: list[JsonValue]) -> str | None:
    wanted, given = Counter(map(canonical, expected)), Counter(map(canonical, actual))
    if wanted == given:
        return None
    missing, extra = wanted - given, given - wanted
    parts = []
    if missing:
        parts.append(f"{_some(missing)} missing")
    if extra:
        parts.append(f"{_some(extra)} too many")
    return "in any order: " + ", ".join(parts)


def _some(items: Counter[str]) -> str:
    first = min(items)
    more = items.total() - 1
    return _short(first) + (f" and {more} more" if more else "")


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _show(value: JsonValue) -> str:
    return _short(render(value))


def _number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _kind(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return {str: "a string", list: "a list", dict: "an object"}[type(value)]


def _same_number(expected: float, actual: float, *, tolerant: bool) -> bool:
    if tolerant and isinstance(expected, float):
        if isinstance(actual, int) and abs(actual) > 2**1000:
            return False
        return math.isclose(expected, actual, rel_tol=FLOAT_TOLERANCE, abs_tol=FLOAT_TOLERANCE)
    return expected == actual


def _differs(expected: JsonValue, actual: JsonValue, where: str, *, tolerant: bool) -> str | None:
    at = f"at {where}: " if where else ""
    if _kind(expected) != _kind(actual):
        return f"{at}expected {_show(expected)}, got {_kind(actual)}: {_show(actual)}"
    if isinstance(expected, list) and isinstance(actual, list):
        for number, (one, other) in enumerate(zip(expected, actual, strict=False)):
            found = _differs(one, other, f"{where}[{number}]", tolerant=tolerant)
            if found:
                return found
        if len(expected) != len(actual):
            return f"{at}expected {len(expected)} items, got {len(actual)}"
        return None
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in expected:
            if key not in actual:
                return f"{at}the key {_show(key)} is missing"
            found = _differs(expected[key], actual[key], f"{where}.{key}" if where else key, tolerant=tolerant)
            if found:
                return found
        extra = next((key for key in actual if key not in expected), None)
        return None if extra is None else f"{at}the key {_show(extra)} is too many"
    if _number(expected) and _number(actual):
        same = _same_number(expected, actual, tolerant=tolerant)  # type: ignore[arg-type]  # both are numbers
    else:
        same = expected == actual
    return None if same else f"{at}expected {_show(expected)}, got {_show(actual)}"
