"""The log of a two-hour session, as the server would have written it: typing, runs, a shell, talk and tools."""

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.core.security import token_hash
from app.models.database import Database
from app.models.event_log import Draft, EventLog
from app.models.sessions import Sessions
from bank.load import load_bank
from demo.server import ROOT
from protocol.events import (
    ChatMessage,
    CodeChanged,
    EndRequested,
    InterviewCompleted,
    InterviewInitialized,
    InterviewStarted,
    QuestionSelected,
    SessionCreated,
    StartRequested,
    TerminalInput,
    TerminalOutput,
    TerminalResized,
    TestResult,
    TestsFinished,
    TestsStarted,
    ToolUseComplete,
    ToolUseStart,
)
from protocol.facts import CaseReport, EventBody
from protocol.values import (
    AUDIENCE_SIGHT,
    Actor,
    Assistance,
    CaseOutcome,
    InterviewMode,
    InterviewType,
    Language,
    Role,
    SessionStatus,
    new_session_id,
)

TWO_HOURS_MS = 2 * 60 * 60_000
QUESTION = "retry-budget"
PATH = "solution.py"
TOKEN = "a-token-of-the-bench"
ROUND = 400
"""Events of typing between what else happens."""
AT_ONCE = 500
STATUS = {
    "start_requested": SessionStatus.STARTING,
    "interview_started": SessionStatus.ACTIVE,
    "end_requested": SessionStatus.COMPLETING,
    "interview_completed": SessionStatus.COMPLETED,
}


def write(folder: Path, *, count: int) -> tuple[str, list[int]]:
    """Store a completed session of `count` events in the data folder; its id, and the time in ms of each event."""
    folder.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_write(folder, count))


async def _write(folder: Path, count: int) -> tuple[str, list[int]]:
    database = Database(url=None, data_dir=folder, sync="normal")
    await database.open()
    log, sessions, session_id = EventLog(database), Sessions(database), new_session_id()
    await log.open()
    first = SessionCreated(
        session_id=session_id,
        interview_type=InterviewType("technical"),
        user_id="bench",
        interview_mode=InterviewMode("neutral"),
        duration_ms=TWO_HOURS_MS,
    )
    hashes = {Role.INTERVIEWER: token_hash(TOKEN)}
    await sessions.create(
        session_id, user_id="bench", interview_type=first.interview_type, token_hashes=hashes, first=first
    )
    ending = (EndRequested(), InterviewCompleted(feedback="Thank you.", report_id="bench"))
    told = itertools.chain(itertools.islice(_course(), count - 1 - len(ending)), ending)
    times = [0, *(number * TWO_HOURS_MS // count for number in range(1, count))]
    drafts = [
        Draft(
            event.event_type,
            event.to_json(),
            AUDIENCE_SIGHT[event.audience],
            at_ms,
            STATUS.get(event.event_type),
        )
        for event, at_ms in zip(told, times[1:], strict=True)
    ]
    for start in range(0, len(drafts), AT_ONCE):
        await log.append(session_id, 1, drafts[start : start + AT_ONCE])
    await log.close()
    await database.close()
    return session_id, times


def _course() -> Iterator[EventBody]:
    """What happens after `session_created`, without an end."""
    question = load_bank([ROOT / "questions"]).questions[QUESTION]
    shown: QuestionSelected = question.shown(Language("python"), index=0, actor=Actor.SYSTEM)
    yield StartRequested()
    yield InterviewInitialized(brain="bench", assistance=Assistance.AGENT)
    yield shown
    yield InterviewStarted()
    yield TerminalResized(terminal="main", rows=24, columns=80)
    typing = _typing(next(file.content for file in shown.files if file.path == PATH))
    for number in itertools.count():
        yield from itertools.islice(typing, ROUND)
        yield from _run(f"run-{number}", passed=number % 6)
        yield from _talk(number)
        yield from _shell(number)


def _typing(text: str) -> Iterator[EventBody]:
    """A solution that is typed at the end of a document, one in four keys a slip taken back; then over again."""
    solution = (ROOT / "questions" / QUESTION / "python" / "reference" / PATH).read_text(encoding="ascii")
    start, length, version = len(text), len(text), 0

    def changed(change: list[int | str], before: int) -> CodeChanged:
        nonlocal version
        version += 1
        steps: list[int | list[int | str]] = [before, change] if before else [change]
        return CodeChanged(
            question_id=QUESTION,
            path=PATH,
            version=version,
            changes=steps,
            author="candidate",
            client_id="a-client-of-the-bench",
            change_id=f"change-{version}",
        )

    while True:
        for at, key in enumerate(solution):
            if at % 4 == 0:
                yield changed([0, "x"], length)
                yield changed([1], length)
            yield changed([0, "", ""] if key == "\n" else [0, key], length)
            length += 1
        yield changed([length - start], start)
        length = start


def _run(run_id: str, *, passed: int) -> Iterator[EventBody]:
    about: dict[str, Any] = {"run_id": run_id, "kind": "run", "question_id": QUESTION}
    yield TestsStarted(**about, total=5)
    for number in range(5):
        good = number < passed
        outcome = CaseOutcome.PASSED if good else CaseOutcome.WRONG_ANSWER
        case = CaseReport(
            name=f"case {number}", outcome=outcome, passed=good, duration_ms=3, expected="[1, 2]", actual="[1]"
        )
        yield TestResult(**about, case=case)
    yield TestsFinished(**about, passed=passed, failed=5 - passed, total=5, duration_ms=40)


def _talk(number: int) -> Iterator[EventBody]:
    asked, reply = (
        "What does `cap` limit?",
        "It is the **most** tokens:\n\n```python\ntokens = min(cap, tokens + earn)\n```",
    )
    yield ChatMessage(actor=Actor.CANDIDATE, message_id=f"asked-{number}", text=asked, to="assistant")
    use: dict[str, Any] = {"turn_id": f"turn-{number}", "tool_use_id": f"tool-{number}", "tool_name": "read_file"}
    yield ToolUseStart(**use, input='{"path": "solution.py"}')
    yield ToolUseComplete(**use, output="def deliver(calls):\n" * 20, duration_ms=4)
    yield ChatMessage(actor=Actor.ASSISTANT, message_id=f"reply-{number}", text=reply, to="assistant")
    yield ChatMessage(message_id=f"agent-{number}", text="Say what you think while you write.", moment="reply")


def _shell(number: int) -> Iterator[EventBody]:
    yield TerminalInput(terminal="main", text=f"python solution.py {number}")
    for line in range(20):
        yield TerminalOutput(terminal="main", text=f"\x1b[32m{number}:{line}\x1b[0m {'so ' * 20}\r\n")
