"""The second wall before the model: no request leaves that holds what no model may see.

The first wall is that a brain only ever gets a `PublicQuestion`. This one looks at what is about to be sent.
A canary (see `bank.canary`), which stands in reference solutions and hidden cases, stops a request wherever it
stands. Beyond that, what we compose ourselves must hold no hidden case, no hidden test and no piece of a solution or of
a mutant; what the candidate wrote is left out of that, because a good candidate comes to the same lines.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator

from agent.llm.client import Request, strings_of
from bank.canary import CANARY
from bank.models import Question

LINES = 4
"""Lines in a row of a solution that are no coincidence."""
LONG = 24
"""Characters of a case's value from which on it is no coincidence."""

_THEIRS = re.compile(r"<(candidate_file|candidate_message)\b[^>]*>.*?</\1>", re.DOTALL)


class Wall:
    """Looks at requests on behalf of one session."""

    def __init__(self, questions: Callable[[], Iterable[Question]]) -> None:
        """`questions` are those that the session was shown so far."""
        self._questions = questions
        self._known: dict[str, list[tuple[str, str]]] = {}

    def __call__(self, request: Request) -> str | None:
        """What the request holds that no model may see, named without showing it, or None."""
        for text in strings_of((request.system, request.messages, request.tools, request.schema)):
            if CANARY.search(text):
                return "a canary"
        own = _dense("\n".join(_composed(request)))
        for question in self._questions():
            secrets = self._known.get(question.id)
            if secrets is None:
                secrets = self._known[question.id] = list(secrets_of(question))
            for what, secret in secrets:
                if secret in own:
                    return f"{what} of {question.id}"
        return None


def _composed(request: Request) -> Iterator[str]:
    """The texts that we wrote: the prompts, and of the user's turns what is not the candidate's."""
    yield from strings_of(request.system)
    for message in request.messages:
        content = message["content"]
        if message["role"] == "assistant" or not isinstance(content, list):
            continue
        for block in content:
            if block["type"] == "text":
                yield _THEIRS.sub("", str(block["text"]))


def secrets_of(question: Question) -> Iterator[tuple[str, str]]:
    """What must not be sent: a name and a dense text each."""
    public = _dense("\n".join(_public(question)))
    for case in question.hidden:
        for value in _values(case.model_dump(mode="json", exclude={"name", "category"})):
            dense = _dense(value)
            if len(dense) >= LONG and dense not in public:
                yield "a hidden case", dense
    for pack in question.packs.values():
        files = {f"reference {path}": text for path, text in pack.reference.items()}
        files |= {f"test {path}": text for path, text in pack.tests.items() if path not in question.spec.visible_tests}
        files |= {f"mutant {one.name}/{path}": text for one in pack.mutants for path, text in one.files.items()}
        for text in files.values():
            lines = [line for line in map(str.strip, text.splitlines()) if line]
            for start in range(len(lines) - LINES + 1):
                dense = _dense("\n".join(lines[start : start + LINES]))
                if len(dense) >= LONG and dense not in public:
                    yield "a solution, a mutant or a hidden test", dense


def _public(question: Question) -> Iterator[str]:
    yield question.statement
    yield from strings_of(question.spec.model_dump(mode="json", include={"hints", "follow_ups", "rubric"}))
    for case in question.visible:
        yield from _values(case.model_dump(mode="json"))
    for pack in question.packs.values():
        yield from pack.starter.values()
        yield from (text for path, text in pack.tests.items() if path in question.spec.visible_tests)


def _values(dumped: dict[str, object]) -> Iterator[str]:
    """Each value as JSON, and the texts and lists inside a list of arguments one by one."""
    for value in dumped.values():
        if isinstance(value, str):
            yield value
        elif value is not None:
            yield json.dumps(value, ensure_ascii=False)
            if isinstance(value, list):
                yield from (json.dumps(inner, ensure_ascii=False) for inner in value)


def _dense(text: str) -> str:
    """Without whitespace: however it is laid out, it is the same."""
    return "".join(text.split())
