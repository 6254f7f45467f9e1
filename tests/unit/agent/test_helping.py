"""When the level of help adapts, and when a turn begins and ends: pure, over folded events."""

import pytest

from agent.fold import apply
from agent.helping import FAILED_RUNS, REST_MS, adapting, helping
from agent.state import AgentState
from agent.steps import Assist, Decline, EndTurn
from protocol.changes import difference
from protocol.events import (
    AssistancePaused,
    AssistanceResumed,
    AssistantStopRequested,
    AssistantTurnEnded,
    AssistantTurnStarted,
    ChatMessage,
    CodeChanged,
    HelpfulnessChanged,
    InterviewInitialized,
    InterviewStarted,
    QuestionSelected,
    RunRequested,
    SessionCreated,
    StartRequested,
    TestResult,
    TestsFinished,
    TestsStarted,
)
from protocol.facts import CaseReport, EventBody, PublicCase, QuestionFile
from protocol.frames import Envelope
from protocol.values import (
    Actor,
    Assistance,
    CaseOutcome,
    Difficulty,
    Helpfulness,
    InterviewType,
    Language,
    TurnOutcome,
    new_session_id,
)

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
CONSULTANT, PAIR, FULL = Helpfulness


class Tale:
    """A session told event by event."""

    def __init__(self, *, level: Helpfulness = CONSULTANT, kind: Assistance = Assistance.AGENT) -> None:
        self.state, self.now_ms, self._runs = AgentState(), 0, 0
        self.tell(
            SessionCreated(
                session_id=new_session_id(),
                interview_type=InterviewType.TECHNICAL,
                user_id="u",
                duration_ms=HOUR_MS,
                helpfulness=level,
            ),
            StartRequested(),
            InterviewInitialized(brain="claude", assistance=kind),
        )
        self.ask_question("q1")
        self.tell(InterviewStarted())

    def tell(self, *events: EventBody) -> None:
        for event in events:
            apply(self.state, Envelope("s", self.state.head + 1, "", self.now_ms, event))  # type: ignore[arg-type]

    def ask_question(self, question_id: str) -> None:
        self.tell(
            QuestionSelected(
                index=0,
                question_id=question_id,
                question_title=question_id,
                difficulty=Difficulty.EASY,
                description="",
                languages=[Language.PYTHON],
                language=Language.PYTHON,
                files=[QuestionFile(path="solution.py", content="start\n")],
                cases=[
                    PublicCase(name="one", input="[]", expected="0"),
                    PublicCase(name="two", input="[]", expected="0"),
                ],
                hidden_cases=1,
                estimated_minutes=10,
            )
        )

    def run(self, passed: int, *, by: Actor = Actor.CANDIDATE) -> None:
        self._runs += 1
        run_id, question_id = f"run{self._runs}", self.state.current_id or ""
        versions = self.state.versions()
        self.tell(RunRequested(run_id=run_id, question_id=question_id, versions=versions, actor=by))
        self.tell(TestsStarted(run_id=run_id, kind="run", question_id=question_id, total=2))
        for number, name in enumerate(("one", "two")):
            good = number < passed
            outcome = CaseOutcome.PASSED if good else CaseOutcome.WRONG_ANSWER
            report = CaseReport(name=name, outcome=outcome, passed=good)
            self.tell(TestResult(run_id=run_id, kind="run", question_id=question_id, case=report))
        self.tell(
            TestsFinished(
                run_id=run_id,
                kind="run",
                question_id=question_id,
                passed=passed,
                failed=2 - passed,
                total=2,
                duration_ms=1,
            )
        )

    def type(self, text: str, *, by: Actor = Actor.CANDIDATE) -> None:
        document = self.state.documents["solution.py"]
        self.tell(
            CodeChanged(
                actor=by,
                question_id=self.state.current_id or "",
                path="solution.py",
                version=document.version + 1,
                changes=difference(document.text, document.text + text),
                author=by.value,
                change_id="turn/edit/1",
            )
        )

    def ask(self, message_id: str) -> None:
        self.tell(ChatMessage(actor=Actor.CANDIDATE, message_id=message_id, text="help", to="assistant"))

    def take_up(self, message_id: str) -> None:
        self.tell(
            AssistantTurnStarted(
                turn_id=f"turn {message_id}",
                message_id=message_id,
                question_id=self.state.current_id or "",
                level=self.state.help.level,
                versions={},
            )
        )

    def end(self, message_id: str) -> None:
        self.tell(AssistantTurnEnded(turn_id=f"turn {message_id}", message_id=message_id, outcome=TurnOutcome.ANSWERED))

    def adapts(self) -> Helpfulness | None:
        """The level that is due, followed when there is one."""
        for step in adapting(self.state, now_ms=self.now_ms):
            assert step.reason
            before = self.state.help.level
            self.tell(HelpfulnessChanged(level=step.level, before=before, reason=step.reason))
            return step.level
        return None


# -- the level -----------------------------------------------------------------------------------------


def test_failing_runs_raise_it_one_step_and_only_new_failures_raise_it_again() -> None:
    tale = Tale()
    tale.run(1)
    for _ in range(FAILED_RUNS):
        tale.run(1)
    assert tale.adapts() is None, "not in the first minutes"
    tale.now_ms = REST_MS
    assert tale.adapts() is PAIR
    tale.now_ms = 3 * REST_MS
    assert tale.adapts() is None, "what raised it once does not raise it twice"
    for _ in range(FAILED_RUNS):
        tale.run(1)
    assert tale.adapts() is FULL
    tale.now_ms = 6 * REST_MS
    for _ in range(FAILED_RUNS):
        tale.run(0)
    assert tale.adapts() is None, "there is no higher one"


def test_a_run_that_gets_further_is_no_failure_and_the_assistants_own_runs_count_for_nothing() -> None:
    tale = Tale()
    tale.now_ms = REST_MS
    for passed in (0, 1, 0, 0):
        tale.run(passed)
    assert tale.adapts() is None
    for _ in range(5):
        tale.run(0, by=Actor.ASSISTANT)
    assert tale.adapts() is None
    assert (tale.state.help.runs, tale.state.records["q1"].runs) == (5, 4)
    tale.run(0)
    assert tale.adapts() is PAIR


def test_it_falls_when_the_new_code_is_not_the_candidates_and_does_not_swing() -> None:
    tale = Tale(level=FULL)
    tale.now_ms = REST_MS
    tale.type("x" * 900, by=Actor.ASSISTANT)
    tale.type("y" * 500)
    assert tale.adapts() is None, "both write"
    tale.type("x" * 900, by=Actor.ASSISTANT)
    assert tale.adapts() is PAIR
    tale.now_ms += REST_MS
    assert tale.adapts() is None
    tale.type("z" * 100)
    for _ in range(FAILED_RUNS + 1):
        tale.run(0)
    assert tale.adapts() is FULL, "new evidence may raise it again"
    tale.now_ms += REST_MS - 1
    tale.type("x" * 5000, by=Actor.ASSISTANT)
    assert tale.adapts() is None, "not before the rest is over"


def test_asking_again_and_again_without_an_edit_lowers_it_and_an_edit_between_does_not() -> None:
    tale = Tale(level=PAIR)
    tale.now_ms = REST_MS
    for number in range(5):
        tale.ask(f"m{number}")
    tale.type("x")
    for number in range(5):
        tale.ask(f"n{number}")
    assert tale.adapts() is None
    tale.ask("last")
    assert tale.adapts() is CONSULTANT


def test_when_time_is_short_and_tests_fail_it_rises_once() -> None:
    tale = Tale()
    tale.run(0)
    tale.now_ms = HOUR_MS * 8 // 10
    assert tale.adapts() is PAIR
    tale.run(0)
    tale.now_ms += 2 * REST_MS
    assert tale.adapts() is None


@pytest.mark.parametrize("why", ["locked", "solved", "chat", "off"])
def test_it_does_not_adapt_where_it_must_not(why: str) -> None:
    tale = Tale(kind=Assistance(why) if why in ("chat", "off") else Assistance.AGENT)
    if why == "locked":
        tale.tell(
            HelpfulnessChanged(actor=Actor.INTERVIEWER, level=CONSULTANT, before=CONSULTANT, reason="", locked=True)
        )
    for _ in range(5):
        tale.run(0)
    tale.state.records["q1"].solved = why == "solved"
    tale.now_ms = REST_MS * 2
    assert tale.adapts() is None


def test_the_next_question_begins_with_no_evidence() -> None:
    tale = Tale()
    for _ in range(5):
        tale.run(0)
    tale.now_ms = REST_MS
    tale.ask_question("q2")
    tale.now_ms = 3 * REST_MS
    assert tale.adapts() is None


# -- turns ---------------------------------------------------------------------------------------------


def test_messages_are_taken_up_one_after_the_other() -> None:
    tale = Tale()
    tale.ask("a")
    tale.ask("b")
    assert list(helping(tale.state)) == [Assist("a")]
    tale.take_up("a")
    assert list(helping(tale.state)) == [Assist("a")]
    tale.end("a")
    assert list(helping(tale.state)) == [Assist("b")]
    tale.take_up("b")
    tale.end("b")
    assert list(helping(tale.state)) == []


def test_a_turn_ends_for_a_stop_a_pause_and_the_next_question_and_what_waits_goes_on_later() -> None:
    for event in (AssistantStopRequested(turn_id="turn a"), AssistancePaused()):
        tale = Tale()
        tale.ask("a")
        tale.take_up("a")
        tale.tell(event)
        (step,) = helping(tale.state)
        assert isinstance(step, EndTurn)
    tale.end("a")
    tale.ask("b")
    assert list(helping(tale.state)) == []
    tale.tell(AssistanceResumed())
    assert list(helping(tale.state)) == [Assist("b")]
    tale.take_up("b")
    tale.ask_question("q2")
    assert list(helping(tale.state)) == [EndTurn("turn b", "the next question came")]


def test_without_an_assistant_a_message_is_declined() -> None:
    tale = Tale(kind=Assistance.OFF)
    tale.ask("a")
    assert list(helping(tale.state)) == [Decline("a")]
