"""What a question is: the package on disk, parsed, and the part of it that a brain may see."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from bank.package import MAX_CASE_FILE_BYTES, read_file
from bank.spec import Anchor, Case, Part, QuestionSpec, WorkspacePath
from bank.test_files import is_test
from protocol.events import LanguageChanged, QuestionSelected
from protocol.facts import PublicCase, QuestionFile
from protocol.values import Actor, CaseOutcome, Difficulty, Language

SHOWN_CHARS = 4096
PLAIN_HINTS = [
    "Say in your own words what goes in and what comes out. Which rule of the statement is not in your code yet?",
    "Take the smallest example and follow your code through it by hand, line by line.",
    "Run what you can see, and take the first case that fails: where does it first differ from what you expect?",
]
PLAIN_FOLLOW_UPS = [
    "What would you test next, and why?",
    "What would change if the input were a thousand times larger?",
]
GIVEN_CODE = "the given code"
"""What tests must accept in a question of the kind `mutants`."""
RIGHT = "right--"
"""How the names of further right versions of the given code begin."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is judged, as it is announced before it is run: a case, a test, a mutant, a rule of structure."""

    name: str
    hidden: bool
    category: str = "basic"


class WrongSolution(Part):
    """A known-wrong solution of one language: how it must fail, and its files."""

    name: str
    label: CaseOutcome
    files: dict[WorkspacePath, str]


class Mutant(Part):
    """A changed version of given code, which good tests refuse; one named `right--…` they accept."""

    name: str
    files: dict[WorkspacePath, str]

    @property
    def is_right(self) -> bool:
        """Whether it does the same as the given code, written in another way."""
        return self.name.startswith(RIGHT)


class LanguagePack(Part):
    """One language of a question. Each maps workspace paths to contents; the main file comes first.

    A question that was pinned for a session has no reference and no wrong solutions any more; `compact_lines`, the
    lines of code of the reference's main file, stay.
    """

    starter: dict[WorkspacePath, str]
    reference: dict[WorkspacePath, str] = Field(default={})
    wrong: list[WrongSolution] = Field(default=[])
    tests: dict[WorkspacePath, str] = Field(default={})
    mutants: list[Mutant] = Field(default=[])
    compact_lines: int = 0


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
    case_files: Path | None = Field(default=None, exclude=True, repr=False)
    """The folder of the files that cases name."""

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

    @property
    def hints(self) -> list[str]:
        """The ladder of hints; an imported question that has none gets one that fits any question."""
        return self.spec.hints or PLAIN_HINTS

    def main_file(self, language: Language) -> str:
        """The path of the file that is called or run, or that the candidate's tests stand in."""
        return next(iter(self.packs[language].starter))

    def readonly(self, language: Language) -> set[str]:
        """The starter files that the candidate reads and never edits; code that is to be tested is among them."""
        starter = self.packs[language].starter
        given = {path for path in starter if not is_test(path, language)} if self.spec.judge == "mutants" else set()
        return given | {path for path in self.spec.readonly if path in starter}

    def checks(self, language: Language, *, hidden: bool = True) -> list[Check]:
        """All that is judged in this language, in order: what the candidate may see, what is hidden, the structure."""
        found = list(self._checks(language))
        if hidden:
            return sorted(found, key=lambda check: (check.category == "structure", check.hidden))
        return [check for check in found if not check.hidden]

    def _checks(self, language: Language) -> Iterator[Check]:
        spec, pack = self.spec, self.packs[language]
        for case in spec.cases:
            yield Check(case.name, case.hidden, case.category)
        for name in spec.tests.get(language, []):
            yield Check(name, not self._is_visible_test(name, language))
        if spec.judge == "mutants":
            yield Check(GIVEN_CODE, hidden=False)
            for mutant in sorted(pack.mutants, key=lambda one: (not one.is_right, one.name)):
                yield Check(mutant.name, mutant.name not in spec.visible_mutants)
        for limit in STRUCTURE_LIMITS if spec.structure is not None else ():
            if getattr(spec.structure, limit) is not None:
                yield Check(STRUCTURE_LIMITS[limit], hidden=False, category="structure")

    def _is_visible_test(self, name: str, language: Language) -> bool:
        """Whether the test stands in a visible file: its name begins with the path, or the file defines it (Go)."""
        for path in self.spec.visible_tests:
            text = self.packs[language].tests.get(path)
            if text is None:
                continue
            if name == path or name.startswith((f"{path}:", f"{path}: ")):
                return True
            if language is Language.GO and re.search(rf"^func {re.escape(name.split('/')[0])}\(", text, re.MULTILINE):
                return True
        return False

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
            hints=tuple(self.hints),
            follow_ups=tuple(spec.follow_ups or PLAIN_FOLLOW_UPS),
            rubric=tuple(spec.rubric),
        )

    def starter_files(self, language: Language) -> list[QuestionFile]:
        """The documents a candidate begins with; the first is the main file."""
        pack, readonly = self.packs[language], self.readonly(language)
        files = [
            QuestionFile(
                path=path,
                content=content,
                role="main" if number == 0 else "test" if is_test(path, language) else "support",
                readonly=path in readonly,
            )
            for number, (path, content) in enumerate(pack.starter.items())
        ]
        shown = [path for path in self.spec.visible_tests if path in pack.tests]
        files += [QuestionFile(path=path, content=pack.tests[path], role="test", readonly=True) for path in shown]
        return files

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
            cases=self.public_cases(language),
            hidden_cases=sum(check.hidden for check in self.checks(language)),
            estimated_minutes=spec.estimated_minutes,
            topics=spec.topics,
        )

    def switched(self, language: Language, *, known: Collection[str], actor: Actor) -> LanguageChanged:
        """The event that goes on in another language; the documents `known` are kept as they are."""
        files = self.starter_files(language)
        return LanguageChanged(
            actor=actor,
            question_id=self.spec.id,
            language=language,
            paths=[file.path for file in files],
            files=[file for file in files if file.path not in known],
            cases=self.public_cases(language),
            hidden_cases=sum(check.hidden for check in self.checks(language)),
        )

    def public_cases(self, language: Language) -> list[PublicCase]:
        """What a candidate may see of all that is judged: calls as JSON texts, programs' input and output."""
        calls = {case.name: case for case in self.visible}
        return [
            self._public_case(calls[check.name]) if check.name in calls else _public_check(check)
            for check in self.checks(language, hidden=False)
        ]

    def _public_case(self, case: Case) -> PublicCase:
        if case.is_program:
            return PublicCase(name=case.name, input=cut(self.stdin(case)), expected=cut(self.stdout(case)))
        return PublicCase(
            name=case.name,
            input=json.dumps(case.arguments(), ensure_ascii=False),
            expected=f"raises {case.raises}" if case.raises else json.dumps(case.answer(), ensure_ascii=False),
        )

    def stdin(self, case: Case) -> str:
        """What the program reads in this case; bytes that are no UTF-8 are surrogates, as in `os.fsdecode`."""
        return case.stdin if case.stdin is not None else self._case_text(case.stdin_file)

    def stdout(self, case: Case) -> str:
        """What the program should print in this case."""
        return case.stdout if case.stdout is not None else self._case_text(case.stdout_file)

    def _case_text(self, path: str | None) -> str:
        assert self.case_files is not None, "a case that names a file came from a folder"
        assert path is not None, "a run of a program has its texts or their files"
        return read_file(self.case_files / path, limit_bytes=MAX_CASE_FILE_BYTES).decode("utf-8", "surrogateescape")


def cut(text: str) -> str:
    """A text as it is shown: at most 4096 characters, and none that cannot be sent."""
    clean = text if len(text) <= SHOWN_CHARS else text[: SHOWN_CHARS - 1] + "…"
    return clean.encode("utf-8", "backslashreplace").decode()


def _public_check(check: Check) -> PublicCase:
    return PublicCase(name=check.name, input="", expected="")


STRUCTURE_LIMITS = {
    "function_lines": "structure: lines of a function",
    "branches": "structure: branches of a function",
    "depth": "structure: blocks within blocks",
}
