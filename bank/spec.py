"""`question.yaml` as written: what is asked, the cases, hints and rubric."""

import functools
import json
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator

from bank.recipes import BadRecipe, check, expand
from protocol.values import Difficulty, InterviewType, Language, QuestionId

Json = JsonValue

Category = Literal["basic", "edge", "scale", "error"]
Compare = Literal["exact", "float", "unordered"]
Judge = Literal["cases", "stdio", "tests", "mutants"]


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


class StdioCompare(Part):
    """How what a program printed is compared: the flags of the default validator of problem packages.

    Without any, tokens are compared (what stands between white space), without regard to case.
    https://www.kattis.com/problem-package-format/spec/2023-07-draft.html#default-output-validator-specification
    """

    case_sensitive: bool = False
    space_change_sensitive: bool = False
    float_absolute_tolerance: float | None = Field(default=None, ge=0)
    float_relative_tolerance: float | None = Field(default=None, ge=0)
    float_tolerance: float | None = Field(default=None, ge=0)


class CaseLimits(Part):
    """Per case: wall time and memory. Times of references stay far below.

    `tests_wall_ms` is for one whole run of test files.
    """

    wall_ms: int = Field(default=2000, ge=100, le=20_000)
    memory_mb: int = Field(default=256, ge=32, le=1024)
    tests_wall_ms: int = Field(default=20_000, ge=1000, le=120_000)


class Structure(Part):
    """How the code of a refactoring must be built: of every function of the files that may be edited, at most.

    `branches` is McCabe's number; `depth` counts blocks within blocks.
    """

    function_lines: int | None = Field(default=None, ge=3)
    branches: int | None = Field(default=None, ge=1)
    depth: int | None = Field(default=None, ge=1)


class Anchor(Part):
    """What 1 (weak) and 4 (strong) look like on one rubric dimension."""

    dimension: str
    weak: str
    strong: str


class Source(Part):
    """Where an imported question comes from, and under which licence, as far as that is known."""

    format: Literal["exercism", "kattis", "humaneval"]
    name: str
    license: str = "unknown"
    authors: list[str] = []


class Case(Part):
    """One call, and what it must give: `expected`, `raises` (an error's class), or `expected_digest`.

    `input` and `expected` may be written as recipes (`bank.recipes`): ask `arguments` and `answer`
    for the values. `expected_digest` is `bank.compare.digest` of a result too long to write down.

    In a question of the kind `stdio` it is one run of a program: `stdin` and `stdout`, or the names of files in the
    question's folder `cases/`; `compare` there overrides the question's.
    """

    name: str = Field(min_length=1, max_length=120)
    input: list[Json] = []
    expected: Json = None
    expected_digest: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    raises: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    stdin: str | None = None
    stdout: str | None = None
    stdin_file: WorkspacePath | None = None
    stdout_file: WorkspacePath | None = None
    compare: StdioCompare | None = None
    hidden: bool = False
    category: Category = "basic"

    @property
    def is_program(self) -> bool:
        """Whether it is a run of a program rather than a call."""
        return bool(self.model_fields_set & {"stdin", "stdout", "stdin_file", "stdout_file", "compare"})

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        answers = self.model_fields_set & {"expected", "raises", "expected_digest"}
        if self.is_program:
            if answers or "input" in self.model_fields_set:
                raise ValueError("a case is a call or the run of a program, not both")
            if (self.stdin is None) == (self.stdin_file is None):
                raise ValueError("the run of a program has exactly one of stdin and stdin_file")
            if (self.stdout is None) == (self.stdout_file is None):
                raise ValueError("the run of a program has exactly one of stdout and stdout_file")
            return self
        if "input" not in self.model_fields_set:
            raise ValueError("a case has an input, or the stdin and stdout of a program")
        if len(answers) != 1:
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

    def arguments_text(self) -> str:
        """The arguments as the JSON text of an array."""
        text = json.dumps(self.input)
        return _text_made_of(text) if _may_be_recipe(text) else text

    def answer(self) -> Json:
        """The expected result, a recipe expanded; it is shared, and only to be read."""
        text = json.dumps(self.expected)
        return _value_made_of(text) if _may_be_recipe(text) else self.expected


# One case is run with many programs in a row, and what a recipe says takes up to an eighth of a second to make.
_LATELY_MADE = 8


def _may_be_recipe(text: str) -> bool:
    return '{"$' in text


@functools.lru_cache(_LATELY_MADE)
def _text_made_of(arguments: str) -> str:
    return json.dumps([expand(argument) for argument in json.loads(arguments)])


@functools.lru_cache(_LATELY_MADE)
def _value_made_of(expected: str) -> Json:
    return expand(json.loads(expected))


class QuestionSpec(Part):
    """`question.yaml` as written. `readonly` names starter files that are read, never edited.

    `tests` are, by language, the names of the tests that a right solution passes, as the language's runner says
    them; `visible_tests` the files of tests that a candidate may read, `visible_mutants` the mutants he is told of
    by name. `main` names the file to begin with where it is not `solution.py` and so on.
    """

    id: QuestionId
    title: str = Field(min_length=3, max_length=120)
    type: InterviewType = InterviewType.TECHNICAL
    difficulty: Difficulty
    topics: list[str] = Field(min_length=1)
    estimated_minutes: int = Field(ge=3, le=120)
    judge: Judge = "cases"
    signature: Signature | None = None
    compare: Compare | StdioCompare | None = None
    limits: CaseLimits = CaseLimits()
    main: dict[Language, WorkspacePath] = {}
    readonly: list[WorkspacePath] = []
    cases: list[Case] = []
    tests: dict[Language, list[str]] = {}
    visible_tests: list[WorkspacePath] = []
    visible_mutants: list[str] = []
    refactoring: bool = False
    structure: Structure | None = None
    hints: list[str] = []
    follow_ups: list[str] = []
    rubric: list[Anchor] = []
    source: Source | None = None

    @property
    def function(self) -> str:
        """What is called, in a question judged by cases."""
        assert self.signature is not None, "a question judged by cases has a signature"
        return self.signature.function

    @property
    def call_compare(self) -> Compare:
        """How results of calls are compared."""
        return self.compare if isinstance(self.compare, str) else "exact"

    def output_compare(self, case: Case) -> StdioCompare:
        """How what a program printed is compared in this case."""
        if case.compare is not None:
            return case.compare
        return self.compare if isinstance(self.compare, StdioCompare) else StdioCompare()
