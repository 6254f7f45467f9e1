"""Tries the programs of a problem package: how long one may take, and how each known-wrong one fails here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil, sqrt
from pathlib import Path

from bank.importing.drafts import Draft, Pack, Trial
from bank.importing.reading import Files, NotImportable
from bank.importing.submissions import AC, RTE, TLE, WA, Submission
from bank.importing.writing import write_cases, write_question
from bank.judge import verdict
from bank.load import load_question
from bank.models import Question
from bank.verify import Bench
from protocol.facts import CaseReport
from protocol.values import CaseOutcome, Language

MAX_WALL_MS, MIN_WALL_MS = 20_000, 1000
MAX_MEMORY_MB = 512
# The format's default: the limit is five times what the slowest accepted submission takes.
TIME_MULTIPLIER = 5
# How far apart accepted and too slow must be, so that a limit between them says something.
LEAST_GAP = 2.0
# A program that waits without using the processor is given four times its limit, for the machine may be busy.
WAITING = 4.5

_LETTERS = {
    CaseOutcome.PASSED: AC,
    CaseOutcome.WRONG_ANSWER: WA,
    CaseOutcome.OUTPUT_LIMIT: WA,
    CaseOutcome.TIME_LIMIT: TLE,
    CaseOutcome.RUNTIME_ERROR: RTE,
    CaseOutcome.MEMORY_LIMIT: RTE,
    CaseOutcome.COMPILE_ERROR: RTE,
}


async def settle_problem(folder: Path, draft: Draft, *, bench: Bench) -> Draft:
    """Write the question of a problem with the limit and the labels that its submissions show; the draft with them.

    Raises:
        NotImportable: no accepted submission passes.
    """
    assert draft.trial is not None, "only a problem is tried"
    settled = _Problem(folder, draft, draft.trial, bench)
    return await settled.settle()


class _Problem:
    def __init__(self, folder: Path, draft: Draft, trial: Trial, bench: Bench) -> None:
        self.folder, self.draft, self.trial, self.bench = folder, draft, trial, bench
        self.notes = list(draft.notes)
        self.cases: list[object] = []

    async def settle(self) -> Draft:
        question = self._written(self.draft.packs, MAX_WALL_MS)
        packs, slowest_ms = await self._accepted(question)
        wanted_ms = ceil(max(slowest_ms * TIME_MULTIPLIER, (self.trial.time_limit_s or 0) * 1000) / 500) * 500
        limit_ms = min(MAX_WALL_MS, max(MIN_WALL_MS, wanted_ms))
        others = [one for one in self.trial.submissions if not one.accepted and one.language in packs]
        slow = [one for one in others if one.expected.required == {TLE}]
        question = self._written(packs, limit_ms)
        found = {one.name: await self._reports(question, one) for one in slow}
        in_time = [max(report.duration_ms for report in reports) for reports in found.values() if not _late(reports)]
        if in_time and min(in_time) >= LEAST_GAP * max(slowest_ms, 1):
            limit_ms = max(100, _between(slowest_ms, min(in_time)))
            question = self._written(packs, limit_ms)
            found = {one.name: await self._reports(question, one) for one in slow}
        for one in others:
            reports = found.get(one.name) or await self._reports(question, one)
            packs[one.language] = self._labelled(packs[one.language], one, reports)
        self._written(packs, limit_ms)
        return replace(self.draft, packs=packs, notes=tuple(self.notes))

    def _written(self, packs: Mapping[Language, Pack], wall_ms: int) -> Question:
        draft = replace(self.draft, packs=dict(packs))
        memory_mb = min(MAX_MEMORY_MB, max(64, self.trial.memory_mb or MAX_MEMORY_MB))
        limits: dict[str, object] = {"wall_ms": wall_ms, "memory_mb": memory_mb}
        self.cases = self.cases or write_cases(self.folder, draft)
        write_question(self.folder, draft, {"limits": limits, "cases": self.cases})
        return load_question(self.folder)

    async def _accepted(self, question: Question) -> tuple[dict[Language, Pack], int]:
        """The packs with references that pass, and the longest time that an accepted submission takes."""
        packs: dict[Language, Pack] = {}
        slowest_ms = 0
        reasons: list[str] = []
        for one in sorted((one for one in self.trial.submissions if one.accepted), key=lambda one: not one.model):
            reports = await self._reports(question, one)
            failed = next((report for report in reports if not report.passed), None)
            if failed is not None:
                said = (failed.error or "").strip().splitlines() or [""]
                reasons.append(f"submissions/{one.name} fails {failed.name} ({failed.outcome}): {said[-1][:200]}")
                continue
            slowest_ms = max(slowest_ms, *(report.duration_ms for report in reports))
            if one.language not in packs:
                packs[one.language] = replace(self.draft.packs[one.language], reference=one.files)
        self.notes += reasons
        if not packs:
            raise NotImportable("; ".join(reasons[:3]))
        return packs, slowest_ms

    async def _reports(self, question: Question, one: Submission) -> Sequence[CaseReport]:
        files = question.packs[one.language].starter | one.files
        return await self.bench.judge(question, one.language, files)

    def _labelled(self, pack: Pack, one: Submission, reports: Sequence[CaseReport]) -> Pack:
        """The pack with a wrong solution, labelled by how it fails first, if it fails as the package says."""
        letters = {_LETTERS[report.outcome] for report in reports if report.outcome in _LETTERS}
        if letters <= one.expected.permitted and letters & one.expected.required and letters != {AC}:
            name = re.sub(r"[^A-Za-z0-9_]+", "-", one.name).strip("-")
            return replace(pack, wrong={**pack.wrong, f"{verdict(reports).outcome}--{name}": _own(pack, one.files)})
        gives = ", ".join(sorted(letters))
        said = f"some of {', '.join(sorted(one.expected.required))}, all of {', '.join(sorted(one.expected.permitted))}"
        self.notes.append(f"submissions/{one.name}: the package says {said}, but here it gives {gives}; left out")
        return pack


def _between(right_ms: int, slow_ms: int) -> int:
    """A limit that a program of `slow_ms` does not keep even if it only waits, where there is room for that."""
    waiting_ms = int(slow_ms / WAITING)
    return waiting_ms if waiting_ms >= LEAST_GAP * right_ms else ceil(sqrt(max(right_ms, 1) * slow_ms))


def _own(pack: Pack, files: Files) -> Files:
    return {path: text for path, text in files.items() if pack.starter.get(path) != text}


def _late(reports: Sequence[CaseReport]) -> bool:
    return any(report.outcome is CaseOutcome.TIME_LIMIT for report in reports)
