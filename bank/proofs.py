"""Verifies many questions, a few at a time, and remembers what was proven of unchanged ones."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

import bank
import sandbox.inside.toolchain
import sandbox.runners
from bank.models import Question
from bank.verify import Bench, Proof, prove
from protocol.values import Language
from sandbox.errors import SandboxError

log = logging.getLogger(__name__)


class ProofCache:
    """Proofs that held, each in a file named after all it depends on; one that failed is not kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._adapter = TypeAdapter(Proof)
        self._judging = _sources()

    def _file(self, question: Question, language: Language) -> Path:
        content = question.model_dump_json(exclude_unset=True).encode()
        key = hashlib.sha256(b"\0".join([content, language.encode(), self._judging, _case_files(question)])).hexdigest()
        return self._folder / f"{key}.json"

    def find(self, question: Question, language: Language) -> Proof | None:
        """The proof of exactly this question by exactly this judge, if there is one."""
        file = self._file(question, language)
        try:
            return replace(self._adapter.validate_json(file.read_bytes()), cached=True)
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            log.warning("a kept proof cannot be read and is made again", extra={"file": str(file), "why": str(error)})
            return None

    def keep(self, question: Question, proof: Proof) -> None:
        """Remember a proof that holds."""
        if proof.holds:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._file(question, proof.language)
            draft = file.with_suffix(".draft")
            draft.write_bytes(self._adapter.dump_json(proof))
            draft.replace(file)


def _case_files(question: Question) -> bytes:
    """A digest of the files that cases name."""
    digest = hashlib.sha256()
    for case in question.spec.cases:
        if case.is_program:
            for text in (question.stdin(case), question.stdout(case)):
                digest.update(hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest())
    return digest.digest()


def _sources() -> bytes:
    """A digest of the code that judges and runs: a change in it makes every proof void."""
    digest = hashlib.sha256()
    for package in (bank, sandbox.runners, sandbox.inside.toolchain):
        for file in sorted(Path(next(iter(package.__path__))).rglob("*")):
            if file.suffix in {".py", ".cjs", ".go"} and "importing" not in file.parts:
                digest.update(file.read_bytes())
    return digest.digest()


async def verify_questions(
    questions: Sequence[Question],
    *,
    bench: Bench,
    cache: ProofCache,
    again: bool = False,
    at_once: int = 2,
    told: Callable[[Proof], None] = lambda _proof: None,
) -> list[Proof]:
    """A proof of each question in each of its languages, in order; `told` hears each as it is made.

    `again` makes also those anew that the cache holds.
    """
    slots = asyncio.Semaphore(at_once)

    async def one(question: Question, language: Language) -> Proof:
        proof = None if again else cache.find(question, language)
        if proof is None:
            async with slots:
                try:
                    proof = await prove(question, language, bench=bench)
                except SandboxError as broken:
                    proof = Proof(question.id, language, [f"the sandbox failed: {broken}"])
            cache.keep(question, proof)
        told(proof)
        return proof

    wanted = [(question, language) for question in questions for language in question.packs]
    proofs: dict[tuple[str, Language], asyncio.Task[Proof]] = {}
    async with asyncio.TaskGroup() as group:
        # Those by mutants take longest: begun first, they leave no core alone at the end.
        for question, language in sorted(wanted, key=lambda pair: pair[0].spec.judge != "mutants"):
            proofs[question.id, language] = group.create_task(one(question, language))
    return [proofs[question.id, language].result() for question, language in wanted]
