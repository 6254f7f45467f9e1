"""The kinds of questions that a model may be asked for, and how a draft of each is told from another kind. Pure."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import PurePosixPath

from agent.change import PROGRAM
from bank.models import LanguagePack, Question
from protocol.merging import lines_changed
from protocol.values import InterviewType, Language

LEAST_WRONG = 3
"""Wrong solutions in each language: fewer prove too little about the cases."""
LOG_LINES = 8
"""Lines below which a log leads nobody anywhere."""
NEW_PER_CENT = 50
"""Of a project's lines, what its repair may bring: more is another program."""


class DraftKind(StrEnum):
    """A kind of question; each has a text for the author, `author_<kind>.md`."""

    CASES = "cases"
    STDIO = "stdio"
    REFACTORING = "refactoring"
    DEBUGGING = "debugging"

    @classmethod
    def of(cls, wanted: InterviewType) -> "DraftKind":
        """What an interview of this type goes on with."""
        return cls.DEBUGGING if wanted is InterviewType.DEBUGGING else cls.CASES


def unlike(question: Question, kind: DraftKind) -> Iterator[str]:
    """How a draft differs from its kind, in words for its author."""
    spec = question.spec
    wanted = InterviewType.DEBUGGING if kind is DraftKind.DEBUGGING else InterviewType.TECHNICAL
    if spec.type is not wanted:
        yield f"the type is {spec.type}, and {wanted} was asked for"
    if kind is DraftKind.STDIO and spec.judge != "stdio":
        yield "it is a program that reads and prints: `judge: stdio` was asked for"
    if kind is not DraftKind.STDIO and spec.judge != "cases":
        yield "it is judged by cases of one function: leave `judge` out"
    if spec.refactoring != (kind is DraftKind.REFACTORING):
        yield "`refactoring: true` was asked for" if not spec.refactoring else "no refactoring was asked for"
    if kind is DraftKind.REFACTORING and spec.structure is None:
        yield "a refactoring has rules in `structure`"
    for language, pack in question.packs.items():
        if len(pack.wrong) < LEAST_WRONG:
            yield f"{language} has {len(pack.wrong)} wrong solutions, and {LEAST_WRONG} are the least"
        if kind is DraftKind.DEBUGGING:
            yield from _no_debugging(question, language, pack)


def _no_debugging(question: Question, language: Language, pack: LanguagePack) -> Iterator[str]:
    """Why this is no small project with a log that leads to its bug."""
    readonly = question.readonly(language)
    programs = {path: text for path, text in pack.starter.items() if PROGRAM.search(path) and path not in readonly}
    logs = [path for path in readonly if PurePosixPath(path).suffix == ".log"]
    if len(programs) < 2:
        yield f"{language}/starter is one file, and a project of two or more was asked for"
    if not any(pack.starter[path].count("\n") >= LOG_LINES for path in logs):
        yield f"there is no log of {LOG_LINES} lines or more: shared/logs/<name>.log, named in `readonly`"
    brought = sum(lines_changed(text, pack.reference.get(path, text))[0] for path, text in programs.items())
    brought += sum(text.count("\n") for path, text in pack.reference.items() if path not in pack.starter)
    if brought * 100 > NEW_PER_CENT * sum(text.count("\n") for text in programs.values()):
        yield f"the reference brings {brought} new lines into {language}: repair the starter in a few places"
