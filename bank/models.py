"""What a question is: the package on disk, parsed, and the part of it that a brain may see."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from protocol.events import PublicCase, QuestionFile
from protocol.values import CaseOutcome, Difficulty, InterviewType, Language, QuestionId


class Part(BaseModel):
    """A frozen piece of `question.yaml` without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

Category = Literal["basic", "edge", "scale", "error"]


class Parameter(Part):
    """One argument: its name and type, the type in the notation of the statement."""

    name: str
    type: str


class Signature(Part):
    """What is called: `function(parameters) -> returns`."""

    function: str
    parameters: list[Parameter]
    returns: str


class Case(Part):
    """One call. `input` holds the arguments in order; `raises` names an expected error instead of a result."""

    name: str
    input: list[Json]
    expected: Json = None
    raises: str | None = None
    hidden: bool = False
    category: Category = "basic"


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
    """`question.yaml` as written."""

    id: QuestionId
    title: str = Field(min_length=3, max_length=120)
    type: InterviewType = InterviewType.TECHNICAL
    difficulty: Difficulty
    topics: list[str] = Field(min_length=1)
    estimated_minutes: int = Field(ge=3, le=120)
    signature: Signature
    compare: Literal["exact", "float", "unordered"] = "exact"
    limits: CaseLimits = CaseLimits()
    cases: list[Case] = Field(min_length=4)
    hints: list[str] = Field(min_length=3)
    follow_ups: list[str] = Field(min_length=1)
    rubric: list[Anchor] = Field(min_length=1)


class WrongSolution(Part):
    """A known-wrong solution of one language: how it must fail, and its files."""

    name: str
    label: CaseOutcome
    files: dict[str, str]


class LanguagePack(Part):
    """One language of a question. Each maps workspace paths to contents."""

    starter: dict[str, str]
    reference: dict[str, str]
    wrong: list[WrongSolution]


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
        files = self.packs[language].starter
        return [
            QuestionFile(path=path, content=content, role="main" if number == 0 else "support")
            for number, (path, content) in enumerate(files.items())
        ]

    def public_cases(self) -> list[PublicCase]:
        """The visible cases as JSON texts."""
        import orjson

        return [
            PublicCase(
                name=case.name,
                input=orjson.dumps(case.input).decode(),
                expected=f"raises {case.raises}" if case.raises else orjson.dumps(case.expected).decode(),
            )
            for case in self.visible
        ]
