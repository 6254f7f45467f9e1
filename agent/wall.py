"""The second wall before the model: no request leaves that holds what no model may see.

The first wall is that a brain only ever gets a `PublicQuestion`. This one looks at what is about to be sent.
A canary (see `bank.canary`), which stands in reference solutions and hidden cases, stops a request wherever it
stands. Beyond that, what we compose ourselves must hold no hidden case, no hidden test and no piece of a solution or of
a mutant; what the candidate wrote is left out of that, because a good candidate comes to the same lines.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from agent.llm.client import Request, strings_of
from agent.llm.stream import Block
from agent.toolbox import TOOLS, AnalyzeProgress, RunTests
from bank.canary import CANARY
from bank.models import Question
from bank.spec import Case

LINES = 4
"""Lines in a row of a solution that are no coincidence."""
LONG = 24
"""Characters of a case's value from which on it is no coincidence."""
HEAD, FILE_HEAD = 200, 4096
"""Characters at the beginning of a long one that are told; bytes that are looked at of one in a file."""
PAIR = 15
"""The same for an input with its answer close behind it."""
CLOSE = 60
"""Characters between the two, at most."""

_THEIRS = re.compile(r"<(candidate_file|candidate_changes|candidate_message)\b[^>]*>.*?</\1>", re.DOTALL)
_RESULTS = re.compile(r"<test_results>.*?</test_results>", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:u([0-9a-f]{4})|[nrt])")
_NO_SIGN = str.maketrans("", "", "\"'`\\")
_OURS = frozenset(name for name, tool in TOOLS.items() if tool.takes in (AnalyzeProgress, RunTests))
"""Tools whose results we compose from cases."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A piece of dense text that must not be sent, or two that must not stand close together; `what` names it."""

    what: str
    text: str
    then: str = ""

    def stands_in(self, text: str) -> bool:
        """Whether a dense text holds it."""
        if not self.then:
            return self.text in text
        at = text.find(self.text)
        while at >= 0:
            end = at + len(self.text)
            # A short input is no longer itself where it ends a longer number.
            apart = not (self.text[0].isdigit() and text[at - 1 : at].isdigit())
            if apart and text.find(self.then, end, end + CLOSE + len(self.then)) >= 0:
                return True
            at = text.find(self.text, at + 1)
        return False


class Wall:
    """Looks at requests on behalf of one session."""

    def __init__(self, questions: Callable[[], Iterable[Question]]) -> None:
        """`questions` are those that the session was shown so far."""
        self._questions = questions
        self._known: dict[str, list[Secret]] = {}

    def __call__(self, request: Request) -> str | None:
        """What the request holds that no model may see, named without showing it, or None."""
        for text in strings_of((request.system, request.messages, request.tools, request.schema)):
            if CANARY.search(text):
                return "a canary"
        texts = list(_composed(request))
        own = dense("\n".join(_RESULTS.sub("", text) for text in texts))
        told = dense("\n".join([*_told(request), *(found[0] for text in texts for found in _RESULTS.finditer(text))]))
        questions = list(self._questions())
        for question in questions:
            secrets = self._known.get(question.id)
            if secrets is None:
                secrets = self._known[question.id] = list(secrets_of(question))
            for secret in secrets:
                # What a candidate's code gives in a visible case may be the answer of another one by chance.
                found = secret.stands_in(own) or (secret.what != ANSWER and secret.stands_in(told))
                if found and not any(secret.stands_in(public_of(other)) for other in questions):
                    return f"{secret.what} of {question.id}"
        return None


CASE, ANSWER, CODE = "a hidden case", "the answer of a hidden case", "a solution, a mutant or a hidden test"


def _composed(request: Request) -> Iterator[str]:
    """The texts that we wrote: the prompts, and of the user's turns what is not the candidate's."""
    yield from strings_of(request.system)
    for message in request.messages:
        for block in _blocks(message):
            if block["type"] == "text" and message["role"] != "assistant":
                yield _THEIRS.sub("", str(block["text"]))


def _told(request: Request) -> Iterator[str]:
    """The results of tools that tell of cases."""
    calls: dict[object, object] = {}
    for message in request.messages:
        for block in _blocks(message):
            if block["type"] == "tool_use":
                calls[block["id"]] = block["name"]
            elif block["type"] == "tool_result" and calls.get(block["tool_use_id"]) in _OURS:
                yield from strings_of(block["content"])


def _blocks(message: Block) -> list[Block]:
    content = message["content"]
    return content if isinstance(content, list) else []


def secrets_of(question: Question) -> Iterator[Secret]:
    """What must not be sent: all of it that no text which people see holds, too, and that is no coincidence."""
    public = public_of(question)
    for secret in _secrets(question):
        if not secret.stands_in(public):
            yield secret


def _secrets(question: Question) -> Iterator[Secret]:
    for case in question.hidden:
        given, answer = _sides(question, case)
        for what, values in ((CASE, given), (ANSWER, answer)):
            for text in map(dense, values):
                # What is long is seldom told whole.
                yield from (Secret(what, text[:most]) for most in {HEAD, len(text)} if LONG <= most <= len(text))
        text, then = dense(given[0]), dense(answer[0])
        if len(text) < LONG and then and len(text) + len(then) >= PAIR:
            yield Secret(CASE, text, then)
    for pack in question.packs.values():
        files = {f"reference {path}": text for path, text in pack.reference.items()}
        files |= {f"test {path}": text for path, text in pack.tests.items() if path not in question.spec.visible_tests}
        files |= {f"mutant {one.name}/{path}": text for one in pack.mutants for path, text in one.files.items()}
        for text in files.values():
            lines = [line for line in map(str.strip, text.splitlines()) if line]
            for start in range(len(lines) - LINES + 1):
                piece = dense("\n".join(lines[start : start + LINES]))
                if len(piece) >= LONG:
                    yield Secret(CODE, piece)


def _sides(question: Question, case: Case) -> tuple[list[str], list[str]]:
    """What goes into a case, and what has to come out; of each the whole first, then its parts."""
    if case.is_program:
        return [_text(question, case.stdin, case.stdin_file)], [_text(question, case.stdout, case.stdout_file)]
    # A call is told with its brackets or without.
    whole = json.dumps(case.input, ensure_ascii=False)[1:-1]
    given = [whole, *(_json(value) for value in case.input), *strings_of(case.input)]
    if case.raises is not None:
        return given, [case.raises]
    if case.expected_digest is not None:
        return given, [case.expected_digest]
    return given, [_json(case.expected), *strings_of(case.expected)]


def _text(question: Question, text: str | None, path: str | None) -> str:
    """What a program reads or prints; of a file no more than is ever shown."""
    if text is not None:
        return text
    assert question.case_files is not None, "a case that names a file came from a folder"
    assert path is not None, "a run of a program has its texts or their files"
    with (question.case_files / path).open("rb") as file:
        return file.read(FILE_HEAD).decode("utf-8", "ignore")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def public_of(question: Question) -> str:
    """All of a question that people see, dense."""
    return dense("\n".join(_public(question)))


def _public(question: Question) -> Iterator[str]:
    yield question.statement
    yield from strings_of(question.spec.model_dump(mode="json", include={"hints", "follow_ups", "rubric"}))
    for case in question.visible:
        given, answer = _sides(question, case)
        yield "\n".join([*given[:1], *answer[:1]])
    for pack in question.packs.values():
        yield from pack.starter.values()
        yield from (text for path, text in pack.tests.items() if path in question.spec.visible_tests)


def dense(text: str) -> str:
    """Without whitespace, quotes and escapes: however it is laid out, in JSON or as Python, it is the same."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else "", text.lower())
    return "".join(plain.translate(_NO_SIGN).split()).replace("null", "none")
