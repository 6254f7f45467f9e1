"""How messages to the assistant are assessed: by signals in the log, and not at all where there is nothing to see."""

import pytest

from agent.helping import assessing
from agent.policy import agenda
from agent.prompt_quality import assessed
from agent.steps import AssessPrompt, ReadPrompts, WriteReport
from app.models.prompt_report import PromptFold
from protocol.events import (
    AssistantChangeAccepted,
    AssistantChangeProposed,
    AssistantChangeRejected,
    ChatMessage,
    InterviewCompleting,
    PromptsRead,
)
from protocol.values import Actor, Assistance, Helpfulness, PromptDimension
from tests.unit.agent.conftest import settings
from tests.unit.agent.injections import INJECTIONS
from tests.unit.agent.test_helping import Tale

NAMES = [dimension.value for dimension in PromptDimension]


class Talk(Tale):
    """A session in which the candidate writes to the assistant."""

    def __init__(self, *, kind: Assistance = Assistance.AGENT) -> None:
        super().__init__(level=Helpfulness.PAIR_PROGRAMMING, kind=kind)
        self.told = PromptFold()
        self.type("def busiest_hour(log_lines):\n    return max(log_lines)\n")

    def write(self, message_id: str, text: str) -> None:
        self.tell(ChatMessage(actor=Actor.CANDIDATE, message_id=message_id, text=text, to="assistant"))
        self.told.apply(
            ChatMessage(actor=Actor.CANDIDATE, message_id=message_id, text=text, to="assistant"), self.state.head
        )

    def answer(self, message_id: str, *, change: bool = False) -> None:
        self.take_up(message_id)
        if change:
            self.tell(
                AssistantChangeProposed(
                    change_id=f"change {message_id}",
                    turn_id=f"turn {message_id}",
                    question_id="q1",
                    files=[],
                    complete=True,
                )
            )
        self.end(message_id)

    def accept(self, message_id: str) -> None:
        self.tell(AssistantChangeAccepted(change_id=f"change {message_id}"))

    def due(self) -> list[str]:
        return [step.message_id for step in assessing(self.state) if isinstance(step, AssessPrompt)]

    def assess(self, message_id: str) -> dict[str, int | None]:
        """Take the step that is due; the scores by dimension, each checked to rest on what is there."""
        assert message_id in self.due()
        event = assessed(next(one for one in self.state.exchanges.open if one.message_id == message_id))
        self.tell(event)
        self.told.apply(event, self.state.head)
        assert message_id not in self.due()
        for score in event.scores:
            assert score.reason
            assert (score.per_mille is None) == (not score.evidence)
            assert all(0 < seq < self.state.head for seq in score.evidence)
        assert [score.dimension for score in event.scores] == NAMES
        return {score.dimension: score.per_mille for score in event.scores}


def test_a_message_that_says_what_fails_where_and_within_which_bounds_scores_above_a_bare_wish() -> None:
    talk = Talk()
    talk.run(1)
    talk.write(
        "good",
        "In solution.py busiest_hour fails “two”. Can you fix the tie on line 2 without changing the signature?",
    )
    talk.answer("good")
    good = talk.assess("good")
    talk.write("bare", "fix it")
    talk.answer("bare")
    bare = talk.assess("bare")
    assert good == {"context": 1000, "goal": 1000, "specificity": 1000, "iteration": None, "verification": None}
    assert bare == {"context": 0, "goal": 250, "specificity": 0, "iteration": 0, "verification": None}


def test_going_on_from_a_new_run_counts_for_more_than_saying_the_same_again() -> None:
    talk = Talk()
    talk.run(1)
    talk.write("a", "why does it fail?")
    talk.answer("a")
    assert talk.assess("a")["iteration"] is None, "the first has nothing before it"
    talk.write("b", "why does it fail?")
    talk.answer("b")
    assert talk.assess("b")["iteration"] == 0
    talk.run(1)
    talk.write("c", "and now?")
    talk.answer("c")
    assert talk.assess("c")["iteration"] == 500
    talk.run(1)
    talk.write("d", "two still fails, which branch does it take?")
    talk.answer("d")
    assert talk.assess("d")["iteration"] == 1000


def test_what_was_taken_and_run_is_verified_and_what_was_taken_and_built_upon_is_not() -> None:
    talk = Talk()
    talk.write("run", "write the loop")
    talk.answer("run", change=True)
    assert talk.due() == [], "it can still be run"
    talk.accept("run")
    talk.run(2)
    assert talk.assess("run")["verification"] == 1000
    talk.write("blind", "write the rest")
    talk.answer("blind", change=True)
    talk.accept("blind")
    talk.write("next", "and add a cache")
    assert talk.assess("blind")["verification"] == 0
    talk.answer("next", change=True)
    talk.tell(AssistantChangeRejected(change_id="change next"))
    assert talk.assess("next")["verification"] is None


def test_a_run_by_the_assistant_alone_is_half_a_verification() -> None:
    talk = Talk()
    talk.write("a", "write the loop and run the tests")
    talk.take_up("a")
    talk.run(2, by=Actor.ASSISTANT)
    talk.tell(
        AssistantChangeProposed(change_id="change a", turn_id="turn a", question_id="q1", files=[], complete=True)
    )
    talk.end("a")
    talk.accept("a")
    talk.ask_question("q2")
    assert talk.assess("a")["verification"] == 500


def test_every_message_is_assessed_before_the_report_is_written() -> None:
    talk = Talk()
    talk.write("a", "write the loop")
    talk.answer("a", change=True)
    talk.write("b", "and the docstring")
    talk.tell(InterviewCompleting(reason="questions_done"))
    talk.state.records["q1"].solved = True
    due = agenda(talk.state, settings(), now_ms=0, moving=False).steps
    assert {step for step in due if isinstance(step, AssessPrompt)} == {AssessPrompt("a"), AssessPrompt("b")}
    assert WriteReport() not in due
    for message_id in ("a", "b"):
        talk.assess(message_id)
    assert agenda(talk.state, settings(), now_ms=0, moving=False).steps == (ReadPrompts("q1"),)
    talk.tell(PromptsRead(question_id="q1", model="m", readings=[], reason="the model did not answer in time"))
    assert agenda(talk.state, settings(), now_ms=0, moving=False).steps == (WriteReport(),)


def test_who_does_not_use_the_assistant_is_not_observed() -> None:
    talk = Talk(kind=Assistance.OFF)
    talk.write("a", "fix it")
    assert talk.due() == [], "there was nobody to ask"
    nobody = PromptFold().result()
    assert nobody is not None
    assert [(score.dimension, score.per_mille) for score in nobody.scores] == [(name, None) for name in NAMES]


def test_the_report_gives_means_over_what_was_observed_and_nothing_to_who_may_not_see_it() -> None:
    talk = Talk()
    talk.write("a", "fix it")
    assert talk.told.result() is None, "the candidate sees the message and no assessment"
    talk.answer("a")
    first = talk.assess("a")
    talk.write("b", "explain what busiest_hour does with an empty list")
    talk.answer("b")
    second = talk.assess("b")
    found = talk.told.result()
    assert found is not None
    means = {score.dimension: score.per_mille for score in found.scores}
    assert means["goal"] == ((first["goal"] or 0) + (second["goal"] or 0)) // 2
    assert means["specificity"] is None
    assert [message.message_id for message in found.messages] == ["a", "b"]


def test_another_language_is_no_missing_goal() -> None:
    talk = Talk()
    talk.write("a", "Warum liefert busiest_hour hier None?")
    talk.answer("a")
    scores = talk.assess("a")
    assert (scores["goal"], scores["context"]) == (None, 500)


@pytest.mark.parametrize("attempt", INJECTIONS)
def test_text_that_asks_for_a_score_gets_none_for_asking(attempt: str) -> None:
    talk = Talk()
    talk.run(1)
    talk.write("a", attempt)
    talk.answer("a")
    before = (talk.state.help.level, talk.state.ability_milli)
    scores = talk.assess("a")
    assert (talk.state.help.level, talk.state.ability_milli) == before
    assert scores["verification"] is None
    assert scores["iteration"] is None
    assert (scores["specificity"] or 0) <= 300
