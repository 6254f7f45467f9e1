"""When a question is written for a session, and what becomes of it where that fails."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from agent.draft_kinds import DraftKind
from agent.llm.budget import Budget
from agent.llm.client import ModelClient
from agent.llm.settings import Limits, ModelSettings
from agent.policy import agenda
from agent.settings import AgentSettings
from agent.state import AgentState
from agent.steps import SayNext, Select, Step, WriteQuestion
from protocol.events import (
    NextRequested,
    QuestionDrafted,
    QuestionDrafting,
    QuestionSelecting,
    SessionCreated,
    TakeoverBegun,
)
from protocol.values import Difficulty, InterviewType, Language
from tests.fakes.messages_api import MessagesApi, Refusal, say
from tests.unit.agent.conftest import RIGHT, Stage, Stages, settings
from tests.unit.agent.test_helping import Tale

CLAUDE: dict[str, Any] = {"anthropic_api_key": SecretStr("k")}
WRITES = settings(**CLAUDE, questions_per_interview=3)
BEGUN = QuestionDrafting(index=1, topic="lists", difficulty=Difficulty.EASY, language=Language.PYTHON)


def due(state: AgentState, wanted: AgentSettings = WRITES) -> list[Step]:
    found = agenda(state, wanted, now_ms=0, moving=True).steps
    return [step for step in found if isinstance(step, WriteQuestion | Select | SayNext)]


def test_the_next_question_is_thought_of_while_one_is_worked_on() -> None:
    assert due(Tale().state) == [WriteQuestion(1)]


def created(**changes: Any) -> AgentState:
    tale = Tale()
    known = tale.state.created
    assert known is not None
    tale.state.created = SessionCreated.model_validate(known.model_dump() | changes)
    return tale.state


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (created(), settings(questions_per_interview=3)),
        (created(), settings(**CLAUDE, questions_per_interview=3, draft_questions=False)),
        (created(), settings(**CLAUDE, questions_per_interview=1)),
        (created(question_ids=["q1", "q2"]), WRITES),
    ],
    ids=["no model", "not wanted", "the last one", "the questions are named"],
)
def test_nothing_is_written_where_it_cannot_be_asked(state: AgentState, wanted: AgentSettings) -> None:
    assert due(state, wanted) == []


@pytest.mark.parametrize("kind", list(InterviewType))
def test_every_type_of_interview_goes_on_with_questions_of_its_own(kind: InterviewType) -> None:
    assert due(created(interview_type=kind)) == [WriteQuestion(1)]
    assert DraftKind.of(kind) == ("debugging" if kind is InterviewType.DEBUGGING else "cases")


def test_nothing_is_written_while_a_person_leads() -> None:
    tale = Tale()
    tale.tell(TakeoverBegun())
    assert due(tale.state) == []


def test_the_next_question_waits_for_the_one_that_is_being_written_unless_it_is_named() -> None:
    tale = Tale()
    tale.tell(BEGUN, NextRequested())
    assert due(tale.state) == [SayNext(1), WriteQuestion(1)]
    tale.tell(QuestionSelecting(index=1))
    assert due(tale.state) == [WriteQuestion(1)]
    tale.tell(NextRequested(question_id="q7"))
    seq = tale.state.next_request_seq
    assert due(tale.state) == [Select(1, seq), WriteQuestion(1)]
    tale.ask_question("q7")
    assert due(tale.state) == [WriteQuestion(1)], "one at a time"
    tale.tell(QuestionDrafted(index=1, question_id="new"))
    assert due(tale.state) == [], "the one that was written comes next"
    tale.ask_question("new")
    assert due(tale.state, settings(**CLAUDE, questions_per_interview=4)) == [WriteQuestion(3)]


def test_what_could_not_be_written_is_not_tried_again_and_holds_nothing_up() -> None:
    tale = Tale()
    tale.tell(BEGUN, QuestionDrafted(index=1, question_id=None, reason="none"), NextRequested())
    assert due(tale.state) == [Select(1, tale.state.next_request_seq)]


@pytest.fixture
async def api() -> AsyncIterator[MessagesApi]:
    async with MessagesApi(default=lambda _: say("Go on.")) as server:
        yield server


async def played(stages: Stages, api: MessagesApi, *, turns: list[Any], micro_usd: int = 1_000_000) -> Stage:
    """An interview in a bank with one easy question, that one solved; its events."""
    stage = stages(changes={**CLAUDE, "questions_per_interview": 2}, difficulty="easy")
    reach = ModelSettings(api_key=SecretStr("k"), base_url=api.url, attempts=1, limits=Limits(micro_usd=micro_usd))
    stage.model = lambda: ModelClient(reach, Budget(reach.limits))
    api.play(*turns)
    await stage.begun()
    stage.server.type(RIGHT)
    stage.server.submit()
    await stage.server.until(lambda: stage.log("interview_completing"))
    return stage


@pytest.mark.parametrize(
    ("turns", "micro_usd", "requests", "reason"),
    [
        ([Refusal(401)], 1_000_000, 1, "the model's service refused the API key"),
        ([say("{}")] * 3, 1_000_000, 3, "none of 3 drafts proved itself; nothing was put into the bank; id:"),
        ([say("{", stop_reason="max_tokens")], 1_000_000, 1, "the model stopped before its draft was whole"),
        ([say("{}")] * 3, 100, 1, "what may be spent on drafts is spent"),
    ],
    ids=["no answer", "no question", "cut off", "dear"],
)
async def test_where_nothing_comes_of_it_the_interview_goes_on_and_the_interviewer_learns_why(
    stages: Stages, api: MessagesApi, turns: list[Any], micro_usd: int, requests: int, reason: str
) -> None:
    stage = await played(stages, api, turns=turns, micro_usd=micro_usd)
    (begin,), (end,) = stage.log("question_drafting"), stage.log("question_drafted")
    assert (begin.index, begin.language, end.index, end.question_id) == (1, Language.PYTHON, 1, None)
    assert end.reason.startswith(reason)
    assert len(api.seen) == requests
    assert [one.question_id for one in stage.log("question_selected")] == ["easy-one"]
    assert stage.log("interview_completing")[0].reason == "questions_done"
    assert sum(one.voice == "interviewer" for one in stage.log("usage_recorded")) == requests - (
        turns[0] == Refusal(401)
    )


async def test_nothing_is_asked_of_the_model_where_the_bank_has_a_further_question(
    stages: Stages, api: MessagesApi
) -> None:
    stage = stages(changes={**CLAUDE, "questions_per_interview": 2}, difficulty="medium")
    reach = ModelSettings(api_key=SecretStr("k"), base_url=api.url)
    stage.model = lambda: ModelClient(reach, Budget(reach.limits))
    await stage.begun()
    stage.server.type(RIGHT)
    stage.server.submit()
    await stage.server.until(lambda: len(stage.log("question_selected")) == 2)
    assert (api.seen, stage.log("question_drafting")) == ([], [])
