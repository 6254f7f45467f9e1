"""The fold and the policy over any log: total, pure, and within their bounds."""

from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from agent.detectors import Finding
from agent.fold import fold
from agent.policy import agenda
from agent.questions import selected
from agent.record import HELP_PAUSE_MS
from agent.steps import (
    AnswerChat,
    Begin,
    Detect,
    Initialize,
    Introduce,
    Judge,
    NoteStruggle,
    Offer,
    Prompt,
    RunTests,
    SayWelcome,
    Select,
    Step,
)
from bank.load import load_bank
from bank.models import Question
from protocol.events import (
    ChatMessage,
    CodeSnapshot,
    FeedbackGiven,
    InactivityNudge,
    InterviewInitialized,
    InterviewInitializing,
    InterviewStarted,
    RunRequested,
    StruggleDetected,
    SubmissionJudged,
    SubmitDetected,
    SubmitRequested,
    TestResult,
    TestsFinished,
    TestsStarted,
)
from protocol.facts import CaseReport, EventBody, QuestionFile
from protocol.values import Actor, CaseOutcome, Language, SessionStatus, StruggleKind, SubmitSource
from tests.fakes.link import FakeServer
from tests.unit.agent.conftest import RIGHT, WRONG, write_question
from tests.unit.agent.conftest import settings as agent_settings

SESSION = "0193a1b2-0000-7000-8000-000000000001"
TEXTS = [WRONG, RIGHT, "# submit\n", "x = '''\n# submit\n'''\n", "", "\u00e9\U0001f600\n", WRONG + "# submit\n"]
SAYINGS = ["I'm done", "hello", "hint please", "how do I submit?", "submit it", "I'm not done"]


def tell_results(server: FakeServer, kind: Literal["run", "submission"], *, passed: bool) -> None:
    """The agent's own words on the newest run or submission."""
    asked = server.events(RunRequested if kind == "run" else SubmitRequested)
    if not asked:
        return
    newest, question = asked[-1], asked[-1].question_id
    run_id = newest.run_id if kind == "run" else newest.submission_id
    outcome = CaseOutcome.PASSED if passed else CaseOutcome.WRONG_ANSWER
    case = CaseReport(name="three numbers", outcome=outcome, passed=passed)
    if kind == "submission":
        facts = newest.model_dump(include={"submission_id", "question_id", "source", "versions", "code_hash"})
        server.commit(SubmitDetected(**facts))
    server.commit(TestsStarted(run_id=run_id, kind=kind, question_id=question, total=1))
    server.commit(TestResult(run_id=run_id, kind=kind, question_id=question, case=case))
    right, wrong = int(passed), int(not passed)
    server.commit(
        TestsFinished(
            run_id=run_id, kind=kind, question_id=question, passed=right, failed=wrong, total=1, duration_ms=1
        )
    )
    if kind == "submission" and fold(server.log).submissions.get(run_id) is not None:
        server.commit(
            SubmissionJudged(
                submission_id=run_id,
                question_id=question,
                accepted=False,
                outcome=outcome,
                message="m",
                hidden_passed=0,
                hidden_total=0,
                cases=[case],
                passed=right,
                failed=wrong,
                total=1,
                duration_ms=1,
            )
        )
        server.commit(FeedbackGiven(submission_id=run_id, question_id=question, text="t"))


def act(server: FakeServer, name: str, number: int) -> None:
    """One thing that somebody does."""
    text = TEXTS[number % len(TEXTS)]
    match name:
        case "type":
            server.type(text)
        case "assistant":
            server.type(text, actor=Actor.ASSISTANT)
        case "say":
            server.say(SAYINGS[number % len(SAYINGS)])
        case "run":
            server.run_tests()
        case "submit":
            server.submit()
        case "ran" | "judged":
            tell_results(server, "run" if name == "ran" else "submission", passed=number % 2 == 0)
        case "pause":
            server.pause() if server.running else server.resume()
        case "nudge":
            question_id = server.question().question_id
            server.commit(InactivityNudge(text="t", idle_ms=1, level=number % 4, question_id=question_id))
        case "answer":
            message_id = f"m{len(server.log)}"
            server.commit(ChatMessage(actor=Actor.AGENT, message_id=message_id, text="t", moment="hint"))
        case "snapshot":
            question_id, version = server.question().question_id, len(server.log)
            server.commit(CodeSnapshot(question_id=question_id, path="solution.py", version=version, content=text))
        case "switch":
            server.switch(Language.PYTHON, [QuestionFile(path="solution.py", content="again")])
        case "time":
            server.elapsed_ms += number * 1000


NAMES = [
    "type",
    "assistant",
    "say",
    "run",
    "submit",
    "ran",
    "judged",
    "pause",
    "nudge",
    "answer",
    "snapshot",
    "switch",
    "time",
]
acts = strategies.lists(strategies.tuples(strategies.sampled_from(NAMES), strategies.integers(0, 400)), max_size=40)
thorough = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Question:
    folder: Path = tmp_path_factory.mktemp("bank")
    write_question(folder, "easy-one")
    return load_bank([folder]).questions["easy-one"]


def begun(question: Question) -> FakeServer:
    server = FakeServer(session_id=SESSION)
    server.commit(InterviewInitializing(generation=1))
    server.commit(InterviewInitialized(brain="scripted"))
    server.commit(selected(question, fold(server.log), index=0))
    server.commit(InterviewStarted())
    return server


def test_the_opening_waits_for_nobody_and_goes_on_where_it_was_cut_off(question: Question) -> None:
    server = FakeServer(session_id=SESSION)
    opening: list[tuple[EventBody, Step]] = [
        (InterviewInitialized(brain="scripted"), Initialize()),
        (selected(question, fold(server.log), index=0), Select(0)),
        (InterviewStarted(), Begin()),
    ]
    steps = tuple(step for _, step in opening)
    for number, (event, _) in enumerate(opening):
        assert agenda(fold(server.log), agent_settings(), now_ms=0, moving=False).steps == steps[number:]
        server.commit(event)
    assert not set(steps) & set(agenda(fold(server.log), agent_settings(), now_ms=0, moving=True).steps)


def played(question: Question, plan: list[tuple[str, int]]) -> FakeServer:
    server = begun(question)
    for name, number in plan:
        act(server, name, number)
    return server


@given(plan=acts, cut=strategies.floats(0, 1))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_folding_any_log_in_any_split_gives_the_same_state(
    question: Question, plan: list[tuple[str, int]], cut: float
) -> None:
    log = played(question, plan).log
    at = int(cut * len(log))
    assert fold(log[at:], fold(log[:at])) == fold(log)


@given(plan=acts)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_after_any_log_the_policy_keeps_its_bounds(question: Question, plan: list[tuple[str, int]]) -> None:
    server = played(question, plan)
    state, before = fold(server.log), fold(server.log)
    found = agenda(state, agent_settings(), now_ms=server.elapsed_ms, moving=server.running)
    assert state == before
    assert len(set(found.steps)) == len(found.steps)
    kinds = [type(step) for step in found.steps]
    assert sum(kind in (SayWelcome, Introduce, AnswerChat, NoteStruggle, Offer, Prompt) for kind in kinds) <= 1
    assert kinds.count(RunTests) <= 1
    own = [s for s in found.steps if isinstance(s, Detect) and s.submission_id not in state.submissions]
    assert len(own) <= 1
    if own:
        assert state.handed_in(own[0].question_id, state.code_hash()) is None
    if state.status is SessionStatus.PAUSED:
        assert not {Prompt, NoteStruggle, Offer} & set(kinds)
    if Prompt in kinds:
        assert not state.busy
        assert state.record is not None
        assert state.record.nudges < 3
    if found.wake_ms is not None:
        assert found.wake_ms > server.elapsed_ms
    judged = {a.code_hash for a in state.submissions.values() if a.judged is not None}
    waiting = [state.submissions[s.submission_id].code_hash for s in found.steps if isinstance(s, Judge)]
    assert len(waiting) == len(set(waiting))
    assert not judged & set(waiting)


def test_help_is_offered_again_only_after_its_pause(question: Question) -> None:
    server = begun(question)
    server.elapsed_ms = 1000
    for _ in range(3):
        server.run_tests()
        tell_results(server, "run", passed=False)
    state = fold(server.log)
    assert state.record is not None
    found = state.record.struggle_due(runs=3, within_ms=120_000)
    assert found == Finding(StruggleKind.REPEATED_FAILURE, "three numbers", 3)
    server.commit(StruggleDetected(question_id="easy-one", kind=found.kind, case=found.case, count=found.count))
    for _ in range(3):
        server.run_tests()
        tell_results(server, "run", passed=False)
    again = fold(server.log).record
    assert again is not None
    assert again.struggle_due(runs=3, within_ms=120_000) is None
    server.elapsed_ms += HELP_PAUSE_MS
    for _ in range(3):
        server.run_tests()
        tell_results(server, "run", passed=False)
    later = fold(server.log).record
    assert later is not None
    assert later.struggle_due(runs=3, within_ms=120_000) == Finding(StruggleKind.REPEATED_FAILURE, "three numbers", 9)


def test_a_submission_of_code_that_is_no_longer_known_is_never_judged_on_other_code(question: Question) -> None:
    server = begun(question)
    server.type(WRONG)
    server.commit(
        SubmitDetected(
            submission_id="s1",
            question_id="easy-one",
            source=SubmitSource.CHAT,
            versions={"solution.py": 1},
            code_hash="another",
        )
    )
    assert fold(server.log).submissions["s1"].files is None


def test_a_change_of_the_former_question_does_not_touch_the_next_one(question: Question, tmp_path: Path) -> None:
    write_question(tmp_path, "next-one")
    following = load_bank([tmp_path]).questions["next-one"]
    server = begun(question)
    server.type(WRONG)
    late = server.log[-1].event
    server.log.pop()
    server.commit(selected(following, fold(server.log), index=1))
    envelopes = [*server.log, server.log[-1]._replace(seq=len(server.log) + 1, event=late)]
    state = fold(envelopes)
    assert state.records["easy-one"].documents["solution.py"].text == WRONG
    assert not state.records["next-one"].touched
