"""Imports: each source is written aside, tried, proven, and only then put into the bank's folder."""

import logging
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bank.court import Court
from bank.importing.drafts import Draft, Source
from bank.importing.problem_trial import settle_problem
from bank.importing.reading import Files, NotImportable
from bank.importing.writing import write_question
from bank.judge_tests import passed_tests, run_tests
from bank.load import load_question
from bank.models import Question
from bank.package import Refused
from bank.proofs import ProofCache
from bank.verify import Bench, Proof, prove
from protocol.values import Language
from sandbox.errors import SandboxError
from sandbox.runners.base import TestEvent, TestOutcome

log = logging.getLogger(__name__)

MIN_TESTS_MS, MAX_TESTS_MS = 20_000, 120_000
# A run of tests may take so many times as long as the reference took here.
TESTS_SHARE = 5
MAX_REASONS = 3
_FINE = (TestOutcome.PASSED, TestOutcome.SKIPPED)


class ReferenceFails(NotImportable):
    """Why one draft cannot become a question: what should be right is not."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one source: a question, or the `reason` why there is none."""

    source: str
    question_id: str | None = None
    languages: tuple[str, ...] = ()
    reason: str | None = None
    notes: tuple[str, ...] = ()


class Importer:
    """Puts questions into the folder `into`, which is made when it is missing."""

    def __init__(self, into: Path, *, bench: Bench, cache: ProofCache) -> None:
        self._into, self._bench, self._cache = into, bench, cache
        self._taken: set[str] = set()

    async def take(self, source: Source) -> Imported:
        """Import one source: its first draft that proves itself."""
        try:
            drafts = source.drafts()
        except NotImportable as why:
            return Imported(source.name, reason=str(why))
        reasons: list[str] = []
        hopeless: list[Draft] = []
        for draft in drafts:
            if any(_asks_the_same(draft, other) for other in hopeless):
                continue
            try:
                return await self._kept(source, draft)
            except ReferenceFails as why:
                reasons.append(str(why))
                hopeless.append(draft)
            except NotImportable as why:
                reasons.append(str(why))
            except Refused as why:
                reasons += [f"{refusal.file.name}: {refusal.reason}" for refusal in why.refusals[:MAX_REASONS]]
            except SandboxError as broken:
                reasons.append(f"the sandbox failed: {broken}")
            except Exception as bug:
                # One odd exercise must not lose the other hundreds; it is told, and the log has the rest.
                log.exception("an import failed", extra={"source": source.name})
                reasons.append(f"a fault of ours: {type(bug).__name__}: {bug}")
        return Imported(source.name, reason=reasons[0], notes=drafts[0].notes)

    async def _kept(self, source: Source, draft: Draft) -> Imported:
        target = self._into / draft.id
        if draft.id in self._taken:
            raise NotImportable(f"another source has become {draft.id} already")
        _check_free(target, draft)
        self._into.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".importing-", dir=self._into) as room:
            staged = Path(room) / draft.id
            if draft.trial is not None:
                draft = await settle_problem(staged, draft, bench=self._bench)
            else:
                write_question(staged, draft, await self._settings(staged, draft))
            question = load_question(staged)
            for proof in await self._proofs(question):
                self._cache.keep(question, proof)
            if draft.id in self._taken:
                raise NotImportable(f"another source has become {draft.id} already")
            self._taken.add(draft.id)
            shutil.rmtree(target, ignore_errors=True)
            staged.rename(target)
        return Imported(source.name, draft.id, tuple(map(str, draft.packs)), notes=draft.notes)

    async def _proofs(self, question: Question) -> list[Proof]:
        proofs = [await prove(question, language, bench=self._bench) for language in question.packs]
        problems = [problem for proof in proofs for problem in proof.problems]
        if problems:
            more = f"; and {len(problems) - MAX_REASONS} more" if len(problems) > MAX_REASONS else ""
            raise NotImportable("; ".join(problems[:MAX_REASONS]) + more)
        return proofs

    async def _settings(self, staged: Path, draft: Draft) -> dict[str, object]:
        """The tests that the reference passes, how long they may take, and which of their files are shown."""
        shown = sorted({path for pack in draft.packs.values() for path in pack.shown})
        settings: dict[str, object] = {"visible_tests": shown} if shown else {}
        write_question(staged, draft, {**settings, "limits": {"tests_wall_ms": MAX_TESTS_MS}})
        question = load_question(staged, unlisted=True)
        names: dict[str, list[str]] = {}
        wall_ms = MIN_TESTS_MS
        refactoring = draft.refactoring
        for language, pack in question.packs.items():
            began = time.monotonic()
            names[str(language)] = _passed(await self._events(question, language, pack.reference))
            took_ms = round((time.monotonic() - began) * 1000)
            wall_ms = max(wall_ms, min(MAX_TESTS_MS, TESTS_SHARE * took_ms))
            if refactoring:
                begun = await self._events(question, language, pack.starter)
                refactoring = all(event.outcome in _FINE for event in begun)
        settings["tests"] = names
        if wall_ms != MIN_TESTS_MS:
            settings["limits"] = {"tests_wall_ms": wall_ms}
        if refactoring:
            settings["refactoring"] = True
        return settings

    async def _events(self, question: Question, language: Language, files: Files) -> list[TestEvent]:
        bench, tests = self._bench, question.packs[language].tests
        court = Court(bench.sandbox, bench.runners, bench.test_runners)
        return await run_tests(question, language, files | tests, list(tests), court=court)


def _check_free(target: Path, draft: Draft) -> None:
    """A folder that is there may be replaced by a new import of the same thing, and by nothing else."""
    if not target.exists():
        return
    try:
        there = load_question(target).spec.source
    except Refused:
        there = None
    if there is None or (there.format, there.name) != (draft.origin.format, draft.origin.name):
        raise NotImportable(f"{target} is there and did not come from {draft.origin.name}; move it away first")


def _asks_the_same(draft: Draft, other: Draft) -> bool:
    """Whether two drafts run the same reference by the same tests."""
    asked = [[(pack.reference, pack.tests) for pack in one.packs.values()] for one in (draft, other)]
    return asked[0] == asked[1] and draft.canary == other.canary


def _passed(events: Sequence[TestEvent]) -> list[str]:
    """The names of all tests that passed, each once.

    Raises:
        ReferenceFails: one did not, or there is none.
    """
    for event in events:
        if event.outcome not in _FINE:
            lines = (event.error or "").strip().splitlines() or ["no reason was given"]
            # Where nothing loads, the first line says of what, and the last one why.
            ends = lines[:1] + lines[-1:] if event.outcome is TestOutcome.NOT_LOADED else lines[-1:]
            said = " ".join(dict.fromkeys(line.strip()[:200] for line in ends))
            raise ReferenceFails(f"the reference fails {event.name or 'the tests'} ({event.outcome}): {said}")
    names = passed_tests(events)
    if not names:
        raise ReferenceFails("the tests hold no test")
    return names
