"""Loads the bank: every question that is well formed, and for every other one the file, the line and why."""

import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from bank.contradictions import contradictions
from bank.models import LanguagePack, Question
from bank.package import CASES, Refusal, Refused, read_package, refuse
from bank.packs import read_packs
from bank.spec import QuestionSpec
from bank.statement import BadExample, examples
from bank.yaml_source import BadYaml, Source, parse
from protocol.values import Difficulty, InterviewType, Language

MIN_EXAMPLES = 2
MAX_REASONS = 10


class Wanted(Protocol):
    """What a session asks of its questions."""

    @property
    def interview_type(self) -> InterviewType: ...

    @property
    def language(self) -> Language | None: ...

    @property
    def difficulty(self) -> Difficulty | None: ...

    @property
    def topics(self) -> Collection[str]:
        """One of them is enough; none: any will do."""
        ...


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions by id, and what was refused."""

    questions: dict[str, Question]
    refused: list[Refusal]

    def choose(
        self,
        *,
        type: InterviewType | None = None,  # noqa: A002  the word of the protocol
        language: Language | None = None,
        difficulty: Difficulty | None = None,
        topics: Collection[str] = (),
        ids: Iterable[str] = (),
    ) -> list[Question]:
        """The questions that fit (of `topics` one is enough), in the order of `ids`, else by difficulty and id."""
        wanted = list(ids)
        pool = [self.questions[one] for one in wanted if one in self.questions] if wanted else self._ordered()
        return [
            question
            for question in pool
            if (type is None or question.spec.type == type)
            and (language is None or language in question.packs)
            and (difficulty is None or question.spec.difficulty == difficulty)
            and (not topics or not set(topics).isdisjoint(question.spec.topics))
        ]

    def fitting(self, wanted: Wanted) -> list[Question]:
        """The questions that a session may be asked."""
        return self.choose(
            type=wanted.interview_type, language=wanted.language, difficulty=wanted.difficulty, topics=wanted.topics
        )

    def _ordered(self) -> list[Question]:
        rank = {difficulty: number for number, difficulty in enumerate(Difficulty)}
        return sorted(self.questions.values(), key=lambda question: (rank[question.spec.difficulty], question.id))


def load_bank(dirs: list[Path], *, unlisted: bool = False) -> Bank:
    """Every question below `dirs`: each folder in one of them is a question; the first of one id counts."""
    questions: dict[str, Question] = {}
    refused: list[Refusal] = []
    for root in dirs:
        for folder in _folders(root, refused):
            try:
                question = load_question(folder, unlisted=unlisted)
                if question.id in questions:
                    raise refuse(folder, f"a question {question.id} was already loaded from another folder")
                questions[question.id] = question
            except Refused as why:
                refused += why.refusals
    return Bank(questions, refused)


def _folders(root: Path, refused: list[Refusal]) -> Iterator[Path]:
    try:
        entries = sorted(root.iterdir())
    except OSError as error:
        refused.append(Refusal(root, None, f"the bank's folder cannot be read: {error.strerror}"))
        return
    for entry in entries:
        mode = entry.lstat().st_mode
        if stat.S_ISLNK(mode):
            refused.append(Refusal(entry, None, "a link; a question is a folder of its own"))
        elif stat.S_ISDIR(mode) and not entry.name.startswith((".", "__")):
            yield entry


def load_question(folder: Path, *, unlisted: bool = False) -> Question:
    """The question in `folder`. With `unlisted`, one of the kind `tests` may not name its tests yet.

    Raises:
        Refused: with every reason that was found.
    """
    files = read_package(folder)
    for name in ("question.yaml", "statement.md"):
        if name not in files:
            raise refuse(folder / name, "the file is missing")
    spec, source = _spec(folder, files.pop("question.yaml"))
    statement = files.pop("statement.md")
    if spec.signature is not None:
        _check_examples(folder / "statement.md", statement, function=spec.signature.function)
    data = {path for path in files if path.startswith(f"{CASES}/")}
    packs = read_packs(folder, {path: text for path, text in files.items() if path not in data}, spec)
    found = _missing(spec, packs, {path.removeprefix(f"{CASES}/") for path in data}, unlisted=unlisted)
    problems = [Refusal(folder / "question.yaml", source.line(path), reason) for path, reason in found]
    if problems:
        raise Refused(problems)
    return Question(spec=spec, statement=statement, packs=packs, case_files=folder / CASES if data else None)


def _missing(
    spec: QuestionSpec, packs: Mapping[Language, LanguagePack], data: set[str], *, unlisted: bool
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What `question.yaml` names and the package does not hold, with its place there."""
    for number, path in enumerate(spec.readonly):
        if not any(path in pack.starter for pack in packs.values()):
            yield ("readonly", number), f"readonly names {path}, which is no file of a starter"
    for number, path in enumerate(spec.visible_tests):
        if not any(path in pack.tests for pack in packs.values()):
            yield ("visible_tests", number), f"there is no file tests/{path}"
    for number, name in enumerate(spec.visible_mutants):
        if not any(name == mutant.name for pack in packs.values() for mutant in pack.mutants):
            yield ("visible_mutants", number), f"there is no mutant {name}"
    named = {path for case in spec.cases for path in (case.stdin_file, case.stdout_file) if path is not None}
    for path in sorted(named - data):
        yield ("cases",), f"there is no file {CASES}/{path}"
    for path in sorted(data - named):
        yield ("cases",), f"no case names the file {CASES}/{path}"
    for language in packs:
        if spec.judge == "tests" and not spec.tests.get(language) and not unlisted:
            yield ("tests",), f"the tests of {language} are not named; `questions answers {spec.id}` lists them"


def _spec(folder: Path, text: str) -> tuple[QuestionSpec, Source]:
    file = folder / "question.yaml"
    try:
        source = parse(text)
    except BadYaml as bad:
        raise refuse(file, bad.reason, line=bad.line) from bad
    if not isinstance(source.value, dict):
        raise refuse(file, "the file is no mapping", line=1)
    try:
        spec = QuestionSpec.model_validate(source.value)
    except ValidationError as invalid:
        raise Refused(_reasons(file, source, invalid)) from invalid
    problems = [Refusal(file, source.line(path), reason) for path, reason in contradictions(spec, folder.name)]
    if problems:
        raise Refused(problems)
    return spec, source


def _reasons(file: Path, source: Source, invalid: ValidationError) -> list[Refusal]:
    found: dict[tuple[int, str], Refusal] = {}
    for error in invalid.errors(include_url=False, include_input=False)[:MAX_REASONS]:
        path = tuple(error["loc"])
        reason = f"{'.'.join(map(str, path)) or 'question'}: {error['msg'].removeprefix('Value error, ')}"
        found.setdefault((source.line(path), reason), Refusal(file, source.line(path), reason))
    return list(found.values())


def _check_examples(file: Path, statement: str, *, function: str) -> None:
    try:
        found = examples(statement)
    except BadExample as bad:
        raise refuse(file, bad.reason, line=bad.line) from bad
    for example in found:
        if example.function != function:
            raise refuse(file, f"the example calls {example.function}, not {function}", line=example.line)
    if len(found) < MIN_EXAMPLES:
        raise refuse(file, f"{len(found)} examples; a statement has at least {MIN_EXAMPLES}", line=1)
