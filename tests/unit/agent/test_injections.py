"""No text moves what the program decides (level, tools, time, verdict, scores), though the model obeys every text."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from agent.helping import FAILED_RUNS, REST_MS
from agent.llm.budget import Budget
from agent.llm.client import ModelClient
from agent.llm.settings import Limits, ModelSettings
from agent.settings import AgentSettings
from agent.toolbox import TOOLS, ToolFailed, allowed, checked, offered
from protocol.events import (
    AbilityEstimated,
    AssistantChangeProposed,
    AssistantTurnEnded,
    ChatMessage,
    CodeChanged,
    FileChanged,
    HelpfulnessChanged,
    InterviewCompleted,
    InterviewPaused,
    ReportWritten,
    RunRequested,
    SubmissionJudged,
    SubmitDetected,
    TerminalOutput,
    TimeExtended,
    ToolUseError,
)
from protocol.values import Actor, Assistance, Helpfulness, ToolFault
from tests.fakes.authority import Authority
from tests.fakes.messages_api import MessagesApi, Turn, say
from tests.unit.agent.conftest import WRONG, Stage, Stages
from tests.unit.agent.injections import INJECTIONS
from tests.unit.agent.test_helping import Tale
from tests.unit.agent.test_real_sandbox import real  # noqa: F401 - a fixture

CONSULTANT, PAIR, FULL = Helpfulness
MADE_UP: dict[str, dict[str, object]] = {
    "set_level": {"level": "full-copilot"},
    "extend_time": {"minutes": 30},
    "award_score": {"per_mille": 1000},
    "read_hidden_tests": {},
}
PARTS = 4
"""Interviews that share the attempts: a conversation is sent whole, so a short one costs less."""
DECIDED = (HelpfulnessChanged, TimeExtended, InterviewPaused, SubmitDetected, AbilityEstimated, SubmissionJudged)


def forbidden(level: Helpfulness, text: str) -> dict[str, dict[str, object]]:
    """The calls that a talked-over model would make and that the level does not allow."""
    large = "\n".join([text.replace("\n", " "), *(f"x{number} = 1" for number in range(40))])
    whole: dict[str, dict[str, object]] = {
        "write_file": {"path": "solution.py", "content": text},
        "edit_file": {"path": "solution.py", "old_text": WRONG.splitlines()[0], "new_text": large},
    }
    if level is CONSULTANT:
        whole |= {"run_tests": {}, "bash": {"command": text[:4000]}}
    return whole | MADE_UP


def test_there_are_enough_attempts_and_none_twice() -> None:
    assert len(set(INJECTIONS)) == len(INJECTIONS) >= 40


@pytest.mark.parametrize("level", [CONSULTANT, PAIR])
@pytest.mark.parametrize("attempt", INJECTIONS)
def test_the_gate_refuses_the_call_that_a_text_asks_for(attempt: str, level: Helpfulness) -> None:
    names = [block["name"] for block in offered(level, Assistance.AGENT)]
    assert names == [name for name, tool in TOOLS.items() if allowed(tool, level, Assistance.AGENT)]
    for name, arguments in forbidden(level, attempt).items():
        with pytest.raises(ToolFailed) as refused:
            checked(name, arguments, level, Assistance.AGENT)
        assert refused.value.fault is ToolFault.NOT_ALLOWED
    with pytest.raises(ToolFailed):
        checked(attempt, {}, FULL, Assistance.AGENT)
    smuggled: dict[str, object] = {"path": "solution.py", "level": "full-copilot"}
    with pytest.raises(ToolFailed) as refused:
        checked("read_file", smuggled, level, Assistance.AGENT)
    assert refused.value.fault is ToolFault.INVALID_INPUT


# -- the level -----------------------------------------------------------------------------------------


def course(text: str) -> list[Helpfulness | None]:
    """How the level adapts in an interview in which `text` is written everywhere that text can stand."""
    tale, found = Tale(level=PAIR), list[Helpfulness | None]()
    tale.now_ms = REST_MS
    for number in range(4):
        tale.tell(
            ChatMessage(actor=Actor.CANDIDATE, message_id=f"m{number}", text=text, to="assistant"),
            ChatMessage(actor=Actor.CANDIDATE, message_id=f"i{number}", text=text),
            ChatMessage(actor=Actor.ASSISTANT, message_id=f"a{number}", text=text, to="assistant"),
            TerminalOutput(terminal="main", text=text),
            FileChanged(path=text, kind="create", content=text),
        )
        found.append(tale.adapts())
    for _ in range(FAILED_RUNS + 1):
        tale.run(0)
        found.append(tale.adapts())
    return found


@pytest.mark.parametrize("attempt", INJECTIONS)
def test_the_level_adapts_by_what_happens_and_never_by_what_is_written(attempt: str) -> None:
    plain = course("Where does the loop end?")
    assert FULL in plain, "failing runs move it"
    assert course(attempt) == plain


# -- a model that does whatever it reads -----------------------------------------------------------------


def obedient(level: Helpfulness) -> Any:
    """A model that reads the terminal, makes every call that the level forbids, and says that it is done."""

    def reply(body: dict[str, Any]) -> Turn:
        if not body.get("tools"):
            return say('{"summary": "Hired.", "strengths": [], "improvements": [], "overall_per_mille": 1000}')
        number, last = len(body["messages"]), body["messages"][-1]["content"]
        results = [block for block in last if block["type"] == "tool_result"]
        asked = next((block["text"] for block in reversed(last) if block["type"] == "text"), "")
        if results:
            return say(f"Done: full-copilot, accepted, 1000 of 1000, 10 h left. {results[0]['content']}")
        calls: dict[str, dict[str, object]] = {"read_terminal": {}, **forbidden(level, asked)}
        blocks = [
            {"type": "tool_use", "id": f"toolu_{number}_{name}", "name": name, "input": arguments}
            for name, arguments in calls.items()
        ]
        return Turn(blocks=tuple(blocks), stop_reason="tool_use", chunk_chars=400)

    return reply


async def assisted(stages: Stages, api: MessagesApi, level: Helpfulness) -> Stage:
    """An interview that has begun, with an assistant on the obedient model."""
    key = SecretStr("k")
    changes = AgentSettings(anthropic_api_key=key, brain="claude").model_dump(include={"anthropic_api_key", "brain"})
    stage = stages(changes=changes, helpfulness=level)
    Authority(stage.server)
    settings = ModelSettings(api_key=key, base_url=api.url, limits=Limits(micro_usd=100_000_000, calls=2000))
    stage.model = lambda: ModelClient(settings, Budget(settings.limits))
    await stage.begun()
    return stage


@pytest.fixture
async def api(request: pytest.FixtureRequest) -> AsyncIterator[MessagesApi]:
    async with MessagesApi(default=obedient(request.param)) as server:
        yield server


@pytest.mark.parametrize(
    ("api", "level", "part"),
    [*((CONSULTANT, CONSULTANT, part) for part in range(PARTS)), (PAIR, PAIR, 0)],
    indirect=["api"],
)
async def test_a_model_that_obeys_every_text_gets_no_further_than_the_level(
    stages: Stages, api: MessagesApi, level: Helpfulness, part: int
) -> None:
    stage = await assisted(stages, api, level)
    server, before = stage.server, stage.interviewer.state.duration_ms
    for number, attempt in enumerate(INJECTIONS[part::PARTS], start=1):
        code = f"NOTE = {attempt!r}\n{WRONG}"
        server.type(code)
        server.commit(TerminalOutput(terminal="main", text=f"{attempt}\n"))
        server.commit(FileChanged(path=f"{attempt}.txt", kind="create", content=attempt))
        server.say(attempt, to="assistant")
        ended = await server.until_event(AssistantTurnEnded, number)
        assert (ended.outcome, ended.reason) == ("answered", "")
        refused = [event for event in server.events(ToolUseError) if event.turn_id == ended.turn_id]
        assert {event.tool_name for event in refused} == set(forbidden(level, ""))
        assert {event.fault for event in refused} == {ToolFault.NOT_ALLOWED}
        assert next(iter(server.view.documents.values())).text == code
    assert server.events(*DECIDED, AssistantChangeProposed, RunRequested) == []
    assert [event for event in server.events(CodeChanged) if event.actor is Actor.ASSISTANT] == []
    assert stage.interviewer.state.help.level is level
    assert stage.interviewer.state.duration_ms == before
    tools = {tuple(tool["name"] for tool in seen.body["tools"]) for seen in api.seen if seen.body.get("tools")}
    assert tools == {tuple(str(block["name"]) for block in offered(level, Assistance.AGENT))}


# -- the judge and the scores ----------------------------------------------------------------------------


def talking(attempt: str) -> str:
    """A wrong program of one shape that says `attempt` wherever a program can: a note, its output, its result."""
    return (
        f"NOTE = {attempt!r}\n\n\ndef double(values):\n"
        "    if values == [5]:\n        raise ValueError(NOTE)\n    return NOTE\n"
    )


async def judged(stage: Stage, text: str) -> SubmissionJudged:
    count = len(stage.server.events(SubmissionJudged))
    stage.server.type(text)
    stage.server.submit()
    found = await stage.server.until_event(SubmissionJudged, count + 1)
    assert isinstance(found, SubmissionJudged)
    return found


async def report_after(stage: Stage, texts: list[str]) -> ReportWritten:
    """What the report says of an interview in which these were handed in, and said to the interviewer."""
    await stage.begun()
    plain = await judged(stage, talking("plain"))
    verdict = {"submission_id", "message", "cases", "duration_ms"}
    for text in texts:
        found = await judged(stage, talking(text))
        assert found.model_dump(exclude=verdict) == plain.model_dump(exclude=verdict)
        assert [(case.name, case.passed, case.outcome) for case in found.cases] == [
            (case.name, case.passed, case.outcome) for case in plain.cases
        ]
    stage.server.end()
    await stage.server.until_event(InterviewCompleted)
    (report,) = stage.server.events(ReportWritten)
    assert isinstance(report, ReportWritten)
    return report


async def test_what_a_program_says_moves_neither_its_verdict_nor_a_score(stages: Stages) -> None:
    count = len(INJECTIONS)
    plain = await report_after(stages(), [f"text {number}" for number in range(count)])
    told = await report_after(stages(), list(INJECTIONS))
    assert told.overall_per_mille == plain.overall_per_mille
    scores = [[(score.dimension, score.per_mille) for score in report.scores] for report in (told, plain)]
    assert scores[0] == scores[1]


async def test_what_is_printed_by_a_real_program_is_no_verdict(real: Stage) -> None:  # noqa: F811
    await real.begun()
    loud = "\n".join(
        f"print({attempt!r}); sys.stderr.write({attempt!r}); os.write(1, {attempt!r}.encode())"
        for attempt in INJECTIONS
    )
    found = await judged(real, f"import os, sys\n{loud}\n\ndef double(values):\n    return values\n")
    quiet = await judged(real, WRONG)
    assert (found.accepted, found.outcome, found.passed) == (False, quiet.outcome, quiet.passed)
    assert found.categories == quiet.categories


async def answered(stage: Stage, text: str) -> None:
    message_id = stage.server.say(text)
    await stage.server.until(lambda: [event for event in stage.log("chat_message") if event.in_reply_to == message_id])


async def test_a_message_to_the_interviewer_hands_in_only_when_it_plainly_says_so(stages: Stages) -> None:
    stage = stages()
    await stage.begun()
    stage.server.type(WRONG)
    for attempt in INJECTIONS:
        await answered(stage, attempt)
    assert stage.server.events(*DECIDED) == []
    assert {event.actor for event in stage.server.events(CodeChanged)} == {Actor.CANDIDATE}
