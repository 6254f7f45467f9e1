"""Loads the bank: every question that is well formed, and for every other one the file, the line and why."""

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bank.models import LanguagePack, Question, QuestionSpec, WrongSolution
from bank.package import Refusal, Refused, read_package, refuse
from bank.statement import BadExample, examples
from bank.yaml_source import BadYaml, Source, parse
from protocol.values import MAIN_FILE, CaseOutcome, Difficulty, InterviewType, Language

LABELS = frozenset(CaseOutcome) - {CaseOutcome.PASSED, CaseOutcome.SKIPPED}
MIN_EXAMPLES = 2
MAX_REASONS = 10


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
        ids: Iterable[str] = (),
    ) -> list[Question]:
        """The questions that fit, in the order of `ids` when given, else by difficulty and id."""
        wanted = list(ids)
        pool = [self.questions[one] for one in wanted if one in self.questions] if wanted else self._ordered()
        return [
            question
            for question in pool
            if (type is None or question.spec.type == type)
            and (language is None or language in question.packs)
            and (difficulty is None or question.spec.difficulty == difficulty)
        ]

    def _ordered(self) -> list[Question]:
        rank = {difficulty: number for number, difficulty in enumerate(Difficulty)}
        return sorted(self.questions.values(), key=lambda question: (rank[question.spec.difficulty], question.id))


def load_bank(dirs: list[Path]) -> Bank:
    """Every question below `dirs`: each folder in one of them is a question; the first of one id counts."""
    questions: dict[str, Question] = {}
    refused: list[Refusal] = []
    for root in dirs:
        for folder in _folders(root, refused):
            try:
                question = load_question(folder)
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


def load_question(folder: Path) -> Question:
    """The question in `folder`.

    Raises:
        Refused: with every reason that was found.
    """
    files = read_package(folder)
    for name in ("question.yaml", "statement.md"):
        if name not in files:
            raise refuse(folder / name, "the file is missing")
    spec, source = _spec(folder, files.pop("question.yaml"))
    statement = files.pop("statement.md")
    _check_examples(folder / "statement.md", statement, function=spec.signature.function)
    packs = _packs(folder, files)
    for number, path in enumerate(spec.readonly):
        for language, pack in packs.items():
            if path not in pack.starter:
                reason = f"readonly names {path}, which is no file of the {language} starter"
                raise refuse(folder / "question.yaml", reason, line=source.line(("readonly", number)))
    return Question(spec=spec, statement=statement, packs=packs)


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
    problems = [Refusal(file, source.line(path), reason) for path, reason in _contradictions(spec, folder.name)]
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


def _contradictions(spec: QuestionSpec, folder: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if spec.id != folder:
        yield ("id",), f"id {spec.id} is not the folder's name, {folder}"
    seen: dict[str, int] = {}
    for number, case in enumerate(spec.cases):
        if case.name in seen:
            yield ("cases", number, "name"), f"a second case is named {case.name!r}"
        seen[case.name] = number
        if len(case.input) != len(spec.signature.parameters):
            yield (
                ("cases", number, "input"),
                f"{len(case.input)} arguments for {len(spec.signature.parameters)} parameters",
            )
        if case.expected_digest is not None and spec.compare == "float":
            yield ("cases", number, "expected_digest"), "a digest cannot be compared as float"
    if not any(not case.hidden for case in spec.cases):
        yield ("cases",), "no case is visible"
    if not any(case.hidden for case in spec.cases):
        yield ("cases",), "no case is hidden"


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


def _packs(folder: Path, files: dict[str, str]) -> dict[Language, LanguagePack]:
    trees: dict[str, dict[str, str]] = {}
    for path, content in files.items():
        top, slash, rest = path.partition("/")
        if not slash or top not in set(Language):
            raise refuse(folder / path, f"no part of a question; languages are {', '.join(Language)}")
        trees.setdefault(top, {})[rest] = content
    if not trees:
        raise refuse(folder, "no language: there is no starter and no reference")
    return {language: _pack(folder / language, language, trees[language]) for language in Language if language in trees}


def _pack(folder: Path, language: Language, files: dict[str, str]) -> LanguagePack:
    starter: dict[str, str] = {}
    reference: dict[str, str] = {}
    wrong: dict[str, dict[str, str]] = {}
    for path, content in files.items():
        kind, _, rest = path.partition("/")
        if kind == "starter" and rest:
            starter[rest] = content
        elif kind == "reference" and rest:
            reference[rest] = content
        elif kind == "wrong" and "/" in rest:
            name, _, inner = rest.partition("/")
            wrong.setdefault(name, {})[inner] = content
        else:
            raise refuse(folder / path, "a language holds starter/, reference/ and wrong/<label>--<name>/")
    main = MAIN_FILE[language]
    if main not in starter:
        raise refuse(folder / "starter" / main, "the file is missing")
    if not reference:
        raise refuse(folder / "reference" / main, "the file is missing")
    starter = {main: starter[main], **starter}
    return LanguagePack(
        starter=starter,
        reference=starter | reference,
        wrong=[_wrong(folder / "wrong" / name, starter | own) for name, own in wrong.items()],
    )


def _wrong(folder: Path, files: dict[str, str]) -> WrongSolution:
    label, dashes, name = folder.name.partition("--")
    if not dashes or not name:
        raise refuse(folder, "a wrong solution's folder is named <label>--<name>")
    if label not in LABELS:
        raise refuse(folder, f"{label} is no label; there are {', '.join(sorted(LABELS))}")
    return WrongSolution(name=name, label=CaseOutcome(label), files=files)
