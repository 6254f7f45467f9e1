"""Two texts that grew from one, brought together line by line without losing what either added.

Lines that stand once in both texts are the anchors (Bram Cohen's patience diff), so that the work is
bounded by sorting; where both sides changed the same lines both versions stay, ours first.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from protocol.changes import Changes, apply, difference, length
from protocol.rebasing import normal, rebase

__all__ = ["line_difference", "merge"]

SMALL = 40_000
"""Pairs of lines that are still compared each with each where no anchor is."""

_Hunk = tuple[int, int, list[str]]
"""Lines `start` to `end` of the old text, and what stands there in the new one."""


def line_difference(old: str, new: str) -> Changes:
    """The change from `old` to `new`, a small replacement for each group of lines that differ."""
    lines = old.splitlines(keepends=True) if "\r" not in old else _lines(old)
    return _as_changes(lines, _hunks(lines, _lines(new)), {})


def merge(base: str, ours: str, theirs: str) -> Changes:
    """The change of `ours` that brings in what `theirs` did to `base`.

    What either side inserted is in the result, once where both inserted the same; what either deleted
    is gone, unless the other wrote something else in its place. Where both wrote, ours comes first.
    """
    if theirs in (base, ours):
        return _keep(ours)
    if ours == base:
        return line_difference(ours, theirs)
    # A last line without its newline would run into what the other side appends.
    ended = [text if text.endswith("\n") else text + "\n" for text in (base, ours, theirs)]
    merged = _merged(*ended)
    if not (ours.endswith("\n") and theirs.endswith("\n")) and not (base.endswith("\n") and merged == ended[0]):
        merged = merged.removesuffix("\n") if _bare_end(base, ours, theirs) else merged
    return line_difference(ours, merged)


def _bare_end(base: str, ours: str, theirs: str) -> bool:
    """Whether the merged text ends without a newline: as the side that changed this, else as both."""
    mine, other = (not text.endswith("\n") for text in (ours, theirs))
    return mine if mine == other else mine != (not base.endswith("\n")) and mine
