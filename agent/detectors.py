"""When unasked help fits: each detector is a pure function over the runs of one question, oldest first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from protocol.facts import CaseReport
from protocol.values import CaseOutcome, StruggleKind

RUNS_KEPT = 50
SLOWER_TIMES, SLOWER_BY_MS = 3, 200


@dataclass(frozen=True, slots=True)
class Tried:
    """The visible cases of one finished run or submission; `code` names the code state it belongs to.

    `late`: all visible cases passed, and the submission failed because it was too slow.
    """

    seq: int
    at_ms: int
    code: str
    passed: frozenset[str]
    failed: tuple[str, ...]
    spent_ms: int
    late: bool = False

    @classmethod
    def of(cls, cases: Iterable[CaseReport], *, seq: int, at_ms: int, code: str) -> "Tried":
        """From what was reported; skipped cases say nothing."""
        told = [case for case in cases if case.outcome is not CaseOutcome.SKIPPED]
        return cls(
            seq=seq,
            at_ms=at_ms,
            code=code,
            passed=frozenset(case.name for case in told if case.passed),
            failed=tuple(case.name for case in told if not case.passed),
            spent_ms=sum(case.duration_ms for case in told),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """What was noticed, on which case (empty where it is about all of them), and how often or how many."""

    kind: StruggleKind
    case: str
    count: int


def broken_tests(tried: Sequence[Tried]) -> Finding | None:
    """An edit made cases fail that passed before, and mended none."""
    if len(tried) < 2 or tried[-1].code == tried[-2].code:
        return None
    lost = [case for case in tried[-1].failed if case in tried[-2].passed]
    if not lost or tried[-1].passed - tried[-2].passed:
        return None
    return Finding(StruggleKind.BROKEN_TESTS, lost[0], len(lost))


def repeated_failure(tried: Sequence[Tried], *, runs: int, within_ms: int) -> Finding | None:
    """The same case failed in so many runs in a row within the time."""
    if len(tried) < runs or tried[-1].at_ms - tried[-runs].at_ms > within_ms:
        return None
    streaks = {case: streak(tried, case) for case in tried[-1].failed}
    case, count = max(streaks.items(), key=lambda item: item[1], default=("", 0))
    return Finding(StruggleKind.REPEATED_FAILURE, case, count) if count >= runs else None


def streak(tried: Sequence[Tried], case: str) -> int:
    """In how many runs, the newest and those just before, a case failed."""
    count = 0
    for one in reversed(tried):
        if case in one.passed:
            break
        count += case in one.failed
    return count


def inefficient(tried: Sequence[Tried]) -> Finding | None:
    """Everything visible passes, and the submission was too slow."""
    return Finding(StruggleKind.INEFFICIENT, "", 1) if tried and tried[-1].late else None


def slower_run(tried: Sequence[Tried]) -> Finding | None:
    """The same cases pass as before, in a multiple of the time."""
    if len(tried) < 2 or tried[-1].failed or not tried[-1].passed:
        return None
    before = [one.spent_ms for one in tried[:-1] if one.passed == tried[-1].passed and one.code != tried[-1].code]
    if not before:
        return None
    now, best = tried[-1].spent_ms, min(before)
    slower = now >= SLOWER_TIMES * best and now >= best + SLOWER_BY_MS
    return Finding(StruggleKind.SLOWER_RUN, "", round(now / max(1, best))) if slower else None


def finding(tried: Sequence[Tried], *, runs: int, within_ms: int) -> Finding | None:
    """The most telling thing about the newest run."""
    detectors: tuple[Callable[[], Finding | None], ...] = (
        lambda: broken_tests(tried),
        lambda: repeated_failure(tried, runs=runs, within_ms=within_ms),
        lambda: inefficient(tried),
        lambda: slower_run(tried),
    )
    return next((found for detector in detectors if (found := detector()) is not None), None)
