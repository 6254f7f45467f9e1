"""Two texts that grew from one, brought together line by line without losing what either added.

Lines that stand once in both texts are the anchors (Bram Cohen's patience diff), so that the work is
bounded by sorting; where both sides changed the same lines both versions stay, ours first.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

from protocol.changes import Changes, apply, common_ends, difference, length, replace
from protocol.rebasing import normal, rebase

__all__ = ["line_difference", "lines_changed", "merge"]

SMALL = 10_000
"""Pairs of lines that are still compared each with each where no anchor is."""


class _Hunk(NamedTuple):
    """Lines `start` to `end` of the old text, and what stands there in the new one."""

    start: int
    end: int
    lines: Sequence[str]


def line_difference(old: str, new: str) -> Changes:
    """The change from `old` to `new`: a small replacement for each group of lines that differ."""
    head, tail = common_ends(old, new)
    if "\n" not in old[head : len(old) - tail] or "\n" not in new[head : len(new) - tail]:
        return replace(old, head, len(old) - tail, new[head : len(new) - tail])
    head = old.rfind("\n", 0, head) + 1
    line_end = old.find("\n", len(old) - tail)
    tail = 0 if line_end < 0 else len(old) - line_end - 1
    lines = _lines(old[head : len(old) - tail])
    changes: Changes = [length(old[:head])]
    position = 0
    for hunk in _hunks(lines, _lines(new[head : len(new) - tail])):
        changes.append(length("".join(lines[position : hunk.start])))
        changes.extend(difference("".join(lines[hunk.start : hunk.end]), "".join(hunk.lines)))
        position = hunk.end
    changes.append(length("".join(lines[position:])) + length(old[len(old) - tail :]))
    return normal(changes)


def lines_changed(old: str, new: str) -> tuple[int, int]:
    """How many lines `new` has that are not in `old`, and the other way round; a line that differs counts in both."""
    hunks = _hunks(_lines(old), _lines(new)) if old != new else []
    return sum(len(hunk.lines) for hunk in hunks), sum(hunk.end - hunk.start for hunk in hunks)


def merge(base: str, ours: str, theirs: str) -> Changes:
    """The change of `ours` that brings in what `theirs` did to `base`.

    What either side inserted is in the result, once where both inserted the same lines; what either
    deleted is gone. Where both rewrote the same lines both versions stay, ours first.
    """
    if ours == base:
        return line_difference(ours, theirs)
    # A last line without its newline would run into what the other side has there.
    merged = _merged(_ended(base), _ended(ours), _ended(theirs))
    decides = theirs if ours.endswith("\n") == base.endswith("\n") else ours
    return line_difference(ours, merged if decides.endswith("\n") else merged.removesuffix("\n"))


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _lines(text: str) -> list[str]:
    *whole, last = text.split("\n")
    return [line + "\n" for line in whole] + ([last] if last else [])


def _merged(base: str, ours: str, theirs: str) -> str:
    lines = _lines(base)
    mine, other = _hunks(lines, _lines(ours)), _hunks(lines, _lines(theirs))
    at = {(hunk.start, hunk.end): hunk.lines for hunk in other}
    agreed = {
        (hunk.start, hunk.end): _agreed(hunk.lines, at[hunk.start, hunk.end])
        for hunk in mine
        if (hunk.start, hunk.end) in at
    }
    return apply(ours, rebase(_over_agreed(lines, other, agreed), _over_agreed(lines, mine, agreed)))


def _agreed(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many lines two replacements of the same lines begin and end with together."""
    head = _alike(zip(one, other, strict=False))
    tail = _alike(zip(reversed(one[head:]), reversed(other[head:]), strict=False))
    return head, tail


def _alike(pairs: Iterator[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _over_agreed(
    lines: Sequence[str], hunks: Sequence[_Hunk], agreed: Mapping[tuple[int, int], tuple[int, int]]
) -> Changes:
    """`hunks` as a change of the base into which the agreed lines are already put."""
    changes: Changes = []
    position = 0
    for hunk in hunks:
        head, tail = agreed.get((hunk.start, hunk.end), (0, 0))
        own = "".join(hunk.lines[head : len(hunk.lines) - tail])
        removed = length("".join(lines[hunk.start : hunk.end]))
        changes.append(length("".join([*lines[position : hunk.start], *hunk.lines[:head]])))
        changes.append([removed, *own.split("\n")])
        changes.append(length("".join(hunk.lines[len(hunk.lines) - tail :])))
        position = hunk.end
    changes.append(length("".join(lines[position:])))
    return normal(changes)


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[_Hunk]:
    """Where the two differ, in order."""
    found: list[_Hunk] = []
    a, b = 0, 0
    for a_match, b_match in [*_matches(old, new, (0, len(old)), (0, len(new))), (len(old), len(new))]:
        if a_match > a or b_match > b:
            found.append(_Hunk(a, a_match, new[b:b_match]))
        a, b = a_match + 1, b_match + 1
    return found


def _matches(
    old: Sequence[str], new: Sequence[str], a: tuple[int, int], b: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Lines of `old[a]` and `new[b]` that belong together, rising."""
    (a_low, a_high), (b_low, b_high) = a, b
    while a_low < a_high and b_low < b_high and old[a_low] == new[b_low]:
        yield a_low, b_low
        a_low, b_low = a_low + 1, b_low + 1
    tail = 0
    while a_low < a_high - tail and b_low < b_high - tail and old[a_high - tail - 1] == new[b_high - tail - 1]:
        tail += 1
    a_high, b_high = a_high - tail, b_high - tail
    if a_low < a_high and b_low < b_high:
        yield from _between(old, new, (a_low, a_high), (b_low, b_high))
    for number in range(tail):
        yield a_high + number, b_high + number


def _between(
    old: Sequence[str], new: Sequence[str], a: tuple[int, int], b: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    anchors = _anchors(old, new, a, b)
    if anchors:
        a_low, b_low = a[0], b[0]
        for a_next, b_next in anchors:
            yield from _matches(old, new, (a_low, a_next), (b_low, b_next))
            yield a_next, b_next
            a_low, b_low = a_next + 1, b_next + 1
        yield from _matches(old, new, (a_low, a[1]), (b_low, b[1]))
    elif (a[1] - a[0]) * (b[1] - b[0]) <= SMALL:
        matcher = SequenceMatcher(None, old[slice(*a)], new[slice(*b)], autojunk=False)
        for block in matcher.get_matching_blocks():
            for number in range(block.size):
                yield a[0] + block.a + number, b[0] + block.b + number


def _anchors(old: Sequence[str], new: Sequence[str], a: tuple[int, int], b: tuple[int, int]) -> list[tuple[int, int]]:
    """The longest rising run of lines that stand once in both parts."""
    a_counts, b_counts = Counter(old[slice(*a)]), Counter(new[slice(*b)])
    place = {new[number]: number for number in range(*b) if b_counts[new[number]] == 1}
    pairs = [(n, place[old[n]]) for n in range(*a) if a_counts[old[n]] == 1 and old[n] in place]
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for number, (_, at) in enumerate(pairs):
        rank = bisect_left(ends, at)
        before.append(last[rank - 1] if rank else None)
        ends[rank : rank + 1] = [at]
        last[rank : rank + 1] = [number]
    run: list[tuple[int, int]] = []
    step = last[-1] if last else None
    while step is not None:
        run.append(pairs[step])
        step = before[step]
    return run[::-1]
