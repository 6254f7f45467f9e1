"""What a question is: the package on disk, parsed, and the part of it that a brain may see."""

import json
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator

from bank.recipes import BadRecipe, check, expand
from protocol.events import QuestionSelected
from protocol.facts import PublicCase, QuestionFile
from protocol.values import Actor, CaseOutcome, Difficulty, InterviewType, Language, QuestionId

Json = JsonValue

Category = Literal["basic", "edge", "scale", "error"]
Compare = Literal["exact", "float", "unordered"]


class Part(BaseModel):
    """A frozen piece of `question.yaml` without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _inside(path: str) -> str:
    steps = path.split("/")
    if path.startswith("/") or "\\" in path or "\0" in path or any(step in {"", ".", ".."} for step in steps):
        raise ValueError(f"{path!r} is no path inside the workspace")
    return path


WorkspacePath = Annotated[str, AfterValidator(_inside)]


class Parameter(Part):
    """One argument: its name and type, the type in the notation of the statement."""

    name: str
    type: str


class Signature(Part):
    """What is called: `function(parameters) -> returns`."""

    function: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    parameters: list[Parameter]
    returns: str


class Case(Part):
    """One call, and what it must give: `expected`, `raises` (an error's class), or `expected_digest`.

    `input` and `expected` may be written as recipes (`bank.recipes`): ask `arguments` and `answer`
    for the values. `expected_digest` is `bank.compare.digest` of a result too long to write down.
    """

    name: str = Field(min_length=1, max_length=120)
    input: list[Json]
    expected: Json = None
    expected_digest: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    raises: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    hidden: bool = False
    category: Category = "basic"

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        given = self.model_fields_set & {"expected", "raises", "expected_digest"}
        if len(given) != 1:
            raise ValueError("a case has exactly one of expected, raises and expected_digest")
        try:
            made = check(self.input) | check(self.expected)
        except BadRecipe as bad:
            raise ValueError(str(bad)) from bad
        if not self.hidden and (made or self.expected_digest is not None):
            raise ValueError("a visible case is written out: no recipe, no digest")
        return self

    def arguments(self) -> list[Json]:
        """The arguments in order, recipes expanded."""
        return [expand(argument) for argument in self.input]

    def answer(self) -> Json:
        """The expected result, a recipe expanded."""
        return expand(self.expected)


class CaseLimits(Part):
    """Per case: wall time and memory. Times of references stay far below."""

    wall_ms: int = Field(default=2000, ge=100, le=20_000)
    memory_mb: int = Field(default=256, ge=32, le=1024)


class Anchor(Part):
    """What 1 (weak) and 4 (strong) look like on one rubric dimension."""

    dimension: str
    weak: str
    strong: str


class QuestionSpec(Part):
    """`question.yaml` as written. `readonly` names starter files that are read, never edited."""

    id: QuestionId
    title: str = Field(min_length=3, max_length=120)
    type: InterviewType = InterviewType.TECHNICAL
    difficulty: Difficulty
    topics: list[str] = Field(min_length=1)
    estimated_minutes: int = Field(ge=3, le=120)
    signature: Signature
    compare: Compare = "exact"
    limits: CaseLimits = CaseLimits()
    readonly: list[WorkspacePath] = []
    cases: list[Case] = Field(min_length=4)
    hints: list[str] = Field(min_length=3)
    follow_ups: list[str] = Field(min_length=1)
    rubric: list[Anchor] = Field(min_length=1)


class WrongSolution(Part):
    """A known-wrong solution of one language: how it must fail, and its files."""

    name: str
    label: CaseOutcome
    files: dict[WorkspacePath, str]


class LanguagePack(Part):
    """One language of a question. Each maps workspace paths to contents; the main file comes first.

    A question that was pinned for a session has no reference and no wrong solutions any more.
    """

    starter: dict[WorkspacePath, str]
    reference: dict[WorkspacePath, str] = {}
    wrong: list[WrongSolution] = []


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """All that a brain may know: no hidden case, no reference."""

    id: str
    title: str
    difficulty: Difficulty
    topics: tuple[str, ...]
    statement: str
    estimated_minutes: int
    hints: tuple[str, ...]
    follow_ups: tuple[str, ...]
    rubric: tuple[Anchor, ...]


class Question(Part):
    """A question, whole. It stays in the process that judges and never goes into a prompt."""

    spec: QuestionSpec
    statement: str
    packs: dict[Language, LanguagePack]

    @property
    def id(self) -> str:
        """The stable name, equal to its folder's."""
        return self.spec.id

    @property
    def languages(self) -> list[Language]:
        """What it can be solved in."""
        return list(self.packs)

    @property
    def visible(self) -> list[Case]:
        """The cases a candidate may see."""
        return [case for case in self.spec.cases if not case.hidden]

    @property
    def hidden(self) -> list[Case]:
        """The cases a candidate may not see."""
        return [case for case in self.spec.cases if case.hidden]

    def main_file(self, language: Language) -> str:
        """The path of the file whose function is called."""
        return next(iter(self.packs[language].starter))

    def public(self) -> PublicQuestion:
        """The part that a brain receives."""
        spec = self.spec
        return PublicQuestion(
            id=spec.id,
            title=spec.title,
            difficulty=spec.difficulty,
            topics=tuple(spec.topics),
            statement=self.statement,
            estimated_minutes=spec.estimated_minutes,
            hints=tuple(spec.hints),
            follow_ups=tuple(spec.follow_ups),
            rubric=tuple(spec.rubric),
        )

    def starter_files(self, language: Language) -> list[QuestionFile]:
        """The documents a candidate begins with; the first is the main file."""
        return [
            QuestionFile(
                path=path,
                content=content,
                role="main" if number == 0 else "support",
                readonly=path in self.spec.readonly,
            )
            for number, (path, content) in enumerate(self.packs[language].starter.items())
        ]

    def shown(self, language: Language, *, index: int, actor: Actor = Actor.AGENT) -> QuestionSelected:
        """The event that shows it as the session's question number `index`."""
        spec = self.spec
        return QuestionSelected(
            actor=actor,
            index=index,
            question_id=spec.id,
            question_title=spec.title,
            difficulty=spec.difficulty,
            description=self.statement,
            languages=self.languages,
            language=language,
            files=self.starter_files(language),
            cases=self.public_cases(),
            hidden_cases=len(self.hidden),
            estimated_minutes=spec.estimated_minutes,
            topics=spec.topics,
        )

    def public_cases(self) -> list[PublicCase]:
        """The visible cases as JSON texts."""
        return [
            PublicCase(
                name=case.name,
                input=json.dumps(case.arguments(), ensure_ascii=False),
                expected=f"raises {case.raises}" if case.raises else json.dumps(case.answer(), ensure_ascii=False),
            )
            for case in self.visible
        ]
