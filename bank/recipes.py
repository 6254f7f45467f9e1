"""Large values in small data: recipes that stand in `question.yaml` where a list of 50,000 would.

A recipe is an object with one key that begins with `$`. The set is closed, nothing is evaluated, and
the random ones are a fixed function of their seed (SplitMix64, so that any language can repeat them).
Everywhere: `$range: [start, stop(, step)]`, `$repeat: [value, count]`, `$text: [piece, count]`,
`$concat: [list, …]`, `$sorted: list`, `$shuffle: {seed, list}`, `$object: [[key, value], …]`, and
`$each: {count, seed, make}`. Inside `make`, for row i: `$index: [start, step(, modulo)]`,
`$label: [format, number]`, `$int: [low, high]`, `$pick: [value, …]`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from pydantic import JsonValue

MAX_ITEMS = 1_000_000
_MASK = (1 << 64) - 1


class BadRecipe(ValueError):
    """A recipe that means nothing; `where` is its path in the value."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(where, reason)
        self.where, self.reason = where, reason

    def __str__(self) -> str:
        return f"{self.where or 'recipe'}: {self.reason}"


class SplitMix64:
    """Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014)."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def below(self, bound: int) -> int:
        """A number from 0 to `bound - 1`; the bias of the remainder is far below what a case can notice."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) % bound


@dataclass(frozen=True, slots=True)
class _Row:
    index: int
    chance: SplitMix64


_Build = Callable[[_Row | None], JsonValue]


@dataclass(frozen=True, slots=True)
class _Plan:
    build: _Build
    items: int
    made: bool


def check(value: JsonValue) -> bool:
    """Whether there is a recipe in `value`.

    Raises:
        BadRecipe: when one of them means nothing or would grow over `MAX_ITEMS`.
    """
    return _plan(value, "", inside=False).made


def expand(value: JsonValue) -> JsonValue:
    """The value with every recipe in it carried out.

    Raises:
        BadRecipe: as `check`, or when the parts do not fit each other.
    """
    plan = _plan(value, "", inside=False)
    return plan.build(None) if plan.made else value


def _plan(value: JsonValue, where: str, *, inside: bool) -> _Plan:
    if isinstance(value, list):
        plans = [_plan(item, f"{where}[{number}]", inside=inside) for number, item in enumerate(value)]
        if not any(plan.made for plan in plans):
            return _Plan(lambda _row: value, 1 + sum(plan.items for plan in plans), made=False)
        return _Plan(lambda row: [plan.build(row) for plan in plans], _bounded(plans, where), made=True)
    if isinstance(value, dict):
        name = next((key for key in value if key.startswith("$")), None)
        if name is not None:
            if len(value) != 1:
                raise BadRecipe(where, f"{name} stands alone in its object")
            plan = _recipe(name, value[name], f"{where}.{name}" if where else name, inside=inside)
            if plan.items > MAX_ITEMS:
                raise BadRecipe(where, f"over {MAX_ITEMS} items")
            return plan
        parts = {key: _plan(item, f"{where}.{key}", inside=inside) for key, item in value.items()}
        if not any(plan.made for plan in parts.values()):
            return _Plan(lambda _row: value, 1 + sum(plan.items for plan in parts.values()), made=False)
        return _Plan(
            lambda row: {key: plan.build(row) for key, plan in parts.items()},
            _bounded(list(parts.values()), where),
            made=True,
        )
    return _Plan(lambda _row: value, 1, made=False)


def _bounded(plans: list[_Plan], where: str) -> int:
    items = 1 + sum(plan.items for plan in plans)
    if items > MAX_ITEMS:
        raise BadRecipe(where, f"over {MAX_ITEMS} items")
    return items


def _recipe(name: str, body: JsonValue, where: str, *, inside: bool) -> _Plan:
    maker = _MAKERS.get(name)
    if maker is None:
        raise BadRecipe(where, f"no recipe is called {name}; there are {', '.join(sorted(_MAKERS))}")
    if name in _ROW_ONLY and not inside:
        raise BadRecipe(where, f"{name} stands only in the make of $each")
    return maker(body, where, inside)


def _fail(where: str, form: str) -> NoReturn:
    raise BadRecipe(where, f"it is written {form}")


def _integers(body: JsonValue, where: str, form: str, *, least: int, most: int) -> list[int]:
    if not isinstance(body, list) or not least <= len(body) <= most:
        _fail(where, form)
    numbers = [item for item in body if isinstance(item, int) and not isinstance(item, bool)]
    if len(numbers) != len(body):
        _fail(where, form)
    return numbers


def _count(value: JsonValue, where: str, form: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        _fail(where, form)
    if value > MAX_ITEMS:
        raise BadRecipe(where, f"over {MAX_ITEMS} items")
    return value


def _as_list(value: JsonValue, where: str) -> list[JsonValue]:
    if not isinstance(value, list):
        raise BadRecipe(where, "its part is no list")
    return value


def _range(body: JsonValue, where: str, _inside: bool) -> _Plan:
    bounds = _integers(body, where, "[start, stop] or [start, stop, step]", least=2, most=3)
    if len(bounds) == 3 and bounds[2] == 0:
        raise BadRecipe(where, "a step of 0")
    numbers = range(*bounds)
    return _Plan(lambda _row: list(numbers), len(numbers), made=True)


def _repeat(body: JsonValue, where: str, inside: bool) -> _Plan:
    form = "[value, count]"
    if not isinstance(body, list) or len(body) != 2:
        _fail(where, form)
    count = _count(body[1], where, form)
    inner = _plan(body[0], where, inside=inside)
    return _Plan(lambda row: [inner.build(row) for _ in range(count)], 1 + inner.items * count, made=True)


def _text(body: JsonValue, where: str, _inside: bool) -> _Plan:
    form = "[piece, count]"
    if not isinstance(body, list) or len(body) != 2 or not isinstance(body[0], str):
        _fail(where, form)
    piece, count = body[0], _count(body[1], where, form)
    return _Plan(lambda _row: piece * count, 1 + len(piece) * count // 8, made=True)


def _concat(body: JsonValue, where: str, inside: bool) -> _Plan:
    if not isinstance(body, list):
        _fail(where, "[list, …]")
    parts = [_plan(part, f"{where}[{number}]", inside=inside) for number, part in enumerate(body)]

    def build(row: _Row | None) -> JsonValue:
        return [item for part in parts for item in _as_list(part.build(row), where)]

    return _Plan(build, 1 + sum(part.items for part in parts), made=True)


def _sorted(body: JsonValue, where: str, inside: bool) -> _Plan:
    inner = _plan(body, where, inside=inside)

    def build(row: _Row | None) -> JsonValue:
        items = _as_list(inner.build(row), where)
        try:
            return sorted(items)  # type: ignore[type-var]  # what does not compare is refused below
        except TypeError as mixed:
            raise BadRecipe(where, "its items do not compare") from mixed

    return _Plan(build, inner.items, made=True)


def _shuffle(body: JsonValue, where: str, inside: bool) -> _Plan:
    if not isinstance(body, dict) or set(body) != {"seed", "list"}:
        _fail(where, "{seed: …, list: …}")
    seed = _count(body["seed"], where, "{seed: …, list: …}")
    inner = _plan(body["list"], where, inside=inside)

    def build(row: _Row | None) -> JsonValue:
        items = list(_as_list(inner.build(row), where))
        chance = SplitMix64(seed)
        for last in range(len(items) - 1, 0, -1):
            other = chance.below(last + 1)
            items[last], items[other] = items[other], items[last]
        return items

    return _Plan(build, inner.items, made=True)


def _object(body: JsonValue, where: str, inside: bool) -> _Plan:
    inner = _plan(body, where, inside=inside)

    def build(row: _Row | None) -> JsonValue:
        made: dict[str, JsonValue] = {}
        for pair in _as_list(inner.build(row), where):
            if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
                _fail(where, "[[key, value], …]")
            made[pair[0]] = pair[1]
        return made

    return _Plan(build, inner.items, made=True)


def _each(body: JsonValue, where: str, _inside: bool) -> _Plan:
    form = "{count: …, seed: …, make: …}"
    if not isinstance(body, dict) or not {"count", "make"} <= set(body) <= {"count", "seed", "make"}:
        _fail(where, form)
    count, seed = _count(body["count"], where, form), _count(body.get("seed", 0), where, form)
    row = _plan(body["make"], f"{where}.make", inside=True)

    def build(_row: _Row | None) -> JsonValue:
        chance = SplitMix64(seed)
        return [row.build(_Row(index, chance)) for index in range(count)]

    return _Plan(build, 1 + row.items * count, made=True)


def _in_row(row: _Row | None, where: str) -> _Row:
    if row is None:
        raise BadRecipe(where, "it stands only in the make of $each")
    return row


def _index(body: JsonValue, where: str, _inside: bool) -> _Plan:
    numbers = _integers(body, where, "[start, step] or [start, step, modulo]", least=2, most=3)
    start, step, modulo = numbers[0], numbers[1], numbers[2] if len(numbers) == 3 else None
    if modulo is not None and modulo < 1:
        raise BadRecipe(where, "a modulo below 1")

    def build(row: _Row | None) -> JsonValue:
        index = _in_row(row, where).index
        return start + step * (index if modulo is None else index % modulo)

    return _Plan(build, 1, made=True)


def _label(body: JsonValue, where: str, inside: bool) -> _Plan:
    form = '["name-{}", number]'
    if not isinstance(body, list) or len(body) != 2 or not isinstance(body[0], str) or body[0].count("{}") != 1:
        _fail(where, form)
    before, after = body[0].split("{}")
    number = _plan(body[1], where, inside=inside)
    return _Plan(lambda row: f"{before}{number.build(row)}{after}", 1, made=True)


def _int(body: JsonValue, where: str, _inside: bool) -> _Plan:
    low, high = _integers(body, where, "[low, high]", least=2, most=2)
    if high < low:
        _fail(where, "[low, high]")
    return _Plan(lambda row: low + _in_row(row, where).chance.below(high - low + 1), 1, made=True)


def _pick(body: JsonValue, where: str, inside: bool) -> _Plan:
    if not isinstance(body, list) or not body:
        _fail(where, "[value, …]")
    choices = [_plan(choice, f"{where}[{number}]", inside=inside) for number, choice in enumerate(body)]

    def build(row: _Row | None) -> JsonValue:
        return choices[_in_row(row, where).chance.below(len(choices))].build(row)

    return _Plan(build, max(choice.items for choice in choices), made=True)


_ROW_ONLY = frozenset({"$index", "$label", "$int", "$pick"})
_MAKERS: dict[str, Callable[[JsonValue, str, bool], _Plan]] = {
    "$range": _range,
    "$repeat": _repeat,
    "$text": _text,
    "$concat": _concat,
    "$sorted": _sorted,
    "$shuffle": _shuffle,
    "$object": _object,
    "$each": _each,
    "$index": _index,
    "$label": _label,
    "$int": _int,
    "$pick": _pick,
}
