"""New questions on request: a model drafts them, the verifier proves them, and only then they are in the bank."""

import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.draft_kinds import DraftKind, unlike
from agent.llm.client import ModelClient, Request
from agent.llm.stream import Block, Hear
from agent.prompts.texts import author_text
from bank.canary import with_canary
from bank.load import load_question
from bank.models import Question
from bank.package import Refused
from bank.proofs import ProofCache
from bank.spec import WorkspacePath
from bank.verify import Bench, Proof, prove
from protocol.values import Difficulty, Language, QuestionId

REPAIRS = 2
DRAFT_TOKENS = 24_000
DRAFT_WITHIN_S = 900.0
PROBLEMS_TOLD = 12
PROBLEM_CHARS = 600

_TEXT: Block = {"type": "string"}
_SCHEMA: Block = {
    "type": "object",
    "properties": {
        "id": _TEXT,
        "files": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"path": _TEXT, "content": _TEXT},
                "required": ["path", "content"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["id", "files"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What kind of question is wanted."""

    topic: str
    difficulty: Difficulty
    languages: tuple[Language, ...]
    unlike: tuple[str, ...] = ()
    """Titles of questions that it must not resemble."""
    kind: DraftKind = DraftKind.CASES

    def __str__(self) -> str:
        languages = ", ".join(self.languages)
        other = f" No variation of: {', '.join(self.unlike)}." if self.unlike else ""
        return f"Write one question. Topic: {self.topic}. Difficulty: {self.difficulty}. Languages: {languages}.{other}"


class NotWritten(Exception):
    """No question came of it; `problems` are what the verifier said of the last draft."""

    def __init__(self, reason: str, problems: list[str]) -> None:
        super().__init__(reason)
        self.reason, self.problems = reason, problems


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    path: WorkspacePath
    content: str


class _Draft(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: QuestionId
    files: list[_File] = Field(min_length=4, max_length=120)

    def write(self, folder: Path) -> None:
        """Put it on disk, its references with the canary that the model was not told of."""
        for file in self.files:
            target = folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            secret = file.path.split("/")[1:2] == ["reference"]
            text = with_canary(file.path, file.content, self.id) if secret else file.content
            target.write_text(text, encoding="utf-8")


class Author:
    """Writes questions into the bank's folder `into`, which is made when it is missing."""

    def __init__(
        self,
        client: ModelClient,
        *,
        bench: Bench,
        cache: ProofCache,
        into: Path,
        taken: Collection[str] = (),
        user_id: str = "questions-generate",
        budget_per_cent: int = 100,
        hear: Hear = lambda _: None,
    ) -> None:
        """`taken` are the ids of the bank's other folders; `hear` is told what the requests cost.

        No draft is asked for when `budget_per_cent` of the client's budget are used.
        """
        self._client, self._bench, self._cache, self._into, self._taken = client, bench, cache, into, taken
        self._user_id, self._budget_per_cent, self._hear = user_id, budget_per_cent, hear

    async def write(self, wish: Wish, *, told: Callable[[str], None] = lambda _: None) -> tuple[Question, list[Proof]]:
        """A question that is proven and published, with its proofs; `told` hears of each draft.

        Raises:
            NotWritten: when no draft proved itself.
            ModelFailed: when the model cannot be asked.
            SandboxError: when our machinery broke.
        """
        messages: list[Block] = [_message("user", str(wish))]
        problems: list[str] = []
        self._into.mkdir(parents=True, exist_ok=True)
        for number in range(1 + REPAIRS):
            told(f"draft {number + 1} of at most {1 + REPAIRS}")
            text = await self._ask(messages, wish.kind)
            with tempfile.TemporaryDirectory(prefix=".drafting-", dir=self._into) as room:
                written = await self._tried(text, wish, Path(room))
                if not isinstance(written, list):
                    return written
            problems = [problem[:PROBLEM_CHARS] for problem in written]
            for problem in problems:
                told(problem)
            said = "\n".join(f"- {problem}" for problem in problems[:PROBLEMS_TOLD])
            messages += [
                _message("assistant", text),
                _message("user", f"The verifier says:\n{said}\n\nGive the whole corrected question."),
            ]
        raise NotWritten(f"none of {1 + REPAIRS} drafts proved itself; nothing was put into the bank", problems)

    async def _ask(self, messages: list[Block], kind: DraftKind) -> str:
        if self._client.budget.used_per_cent >= self._budget_per_cent:
            raise NotWritten("what may be spent on drafts is spent", [])
        request = Request(
            system=({"type": "text", "text": author_text(kind), "cache_control": {"type": "ephemeral"}},),
            messages=tuple(messages),
            max_tokens=DRAFT_TOKENS,
            user_id=self._user_id,
            schema=_SCHEMA,
        )
        reply = await self._client.ask(request, hear=self._hear, within_s=DRAFT_WITHIN_S)
        if reply.stop_reason != "end_turn":
            raise NotWritten(f"the model stopped before its draft was whole ({reply.stop_reason})", [])
        return reply.text

    async def _tried(self, text: str, wish: Wish, room: Path) -> tuple[Question, list[Proof]] | list[str]:
        """The published question, or what is wrong with the draft."""
        try:
            draft = _Draft.model_validate_json(text)
        except ValidationError as wrong:
            return [f"{_place(error['loc'])}: {error['msg']}" for error in wrong.errors(include_input=False)]
        target, staged = self._into / draft.id, room / draft.id
        if target.exists() or draft.id in self._taken:
            return [_taken(draft.id)]
        try:
            draft.write(staged)
            question = load_question(staged)
        except OSError as error:
            return [f"the files cannot be written side by side: {error.strerror}"]
        except Refused as refused:
            return [f"{one.file.relative_to(room)}:{one.line or ''} {one.reason}" for one in refused.refusals]
        problems = [*_unlike(question, wish), *unlike(question, wish.kind)]
        if problems:
            return problems
        proofs = [await prove(question, language, bench=self._bench) for language in question.packs]
        problems = [f"{proof.language}: {problem}" for proof in proofs for problem in proof.problems]
        if problems:
            return problems
        for proof in proofs:
            self._cache.keep(question, proof)
        try:
            staged.rename(target)
        except OSError:
            if not target.exists():
                raise
            # Another session was faster.
            return [_taken(draft.id)]
        return question, proofs


def _taken(question_id: QuestionId) -> str:
    return f"there is a question {question_id} already: choose another subject and id"


def _unlike(question: Question, wish: Wish) -> Iterator[str]:
    """How the draft differs from what was asked for."""
    if question.spec.difficulty is not wish.difficulty:
        yield f"the difficulty is {question.spec.difficulty}, and {wish.difficulty} was asked for"
    if set(question.packs) != set(wish.languages):
        wanted = ", ".join(wish.languages)
        yield f"it is in {', '.join(question.packs)}, and {wanted} was asked for"


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) or "the reply"


def _message(role: str, text: str) -> Block:
    return {"role": role, "content": [{"type": "text", "text": text}]}
