"""Whole interviews against a server's log: what is said, in which order, and that it is said once."""

import asyncio
from pathlib import Path

import pytest

from protocol.events import (
    ErrorOccurred,
    FeedbackGiven,
    InterviewCompleted,
    InterviewStarted,
    QuestionSelected,
    SubmissionJudged,
    TestsFinished,
)
from protocol.values import Audience, SubmitSource
from tests.unit.agent.conftest import HALF, RIGHT, WRONG, Stage, Stages

BEGINNING = [
    "session_created",
    "start_requested",
    "interview_initializing",
    "interview_initialized",
    "question_selecting",
    "question_selected",
    "interview_started",
    "chat_message",
    "chat_message",
]


async def test_an_interview_begins_in_the_order_of_its_state_machine(stage: Stage) -> None:
    await stage.begun()
    assert stage.server.names() == BEGINNING
    assert [event.moment for event in stage.log("chat_message")] == ["welcome", "introduce"]


async def test_the_brain_is_named_when_the_agent_is_ready(stage: Stage) -> None:
    await stage.begun()
    assert stage.log("interview_initialized")[0].brain == "scripted"


async def test_an_interview_is_played_from_wrong_to_right_to_its_end(stage: Stage) -> None:
    task = stage.start()
    server = stage.server
    await server.until_event(InterviewStarted)
    server.type(WRONG)
    first = server.submit()
    judged = await server.until_event(SubmissionJudged)
    assert (judged.submission_id, judged.accepted, judged.passed, judged.total) == (first, False, 1, 4)
    await server.until_event(FeedbackGiven)
    server.type(RIGHT)
    server.submit()
    await server.until_event(QuestionSelected, 2)
    server.type(RIGHT)
    server.submit()
    done = await server.until_event(InterviewCompleted)
    await asyncio.wait_for(task, 5)
    report = stage.log("report_written")[0]
    assert done.report_id == report.report_id
    assert [question.solved for question in report.questions] == [True, True]
    assert stage.log("interview_completing")[0].reason == "questions_done"
    names = server.names()
    assert names[-3:] == ["interview_completing", "report_written", "interview_completed"]
    ids = [event.question_id for event in stage.log("question_selected")]
    assert len(set(ids)) == 2


async def test_a_submission_is_told_case_by_case_and_hidden_cases_only_to_the_interviewer(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(HALF)
    submission = stage.server.submit()
    judged = await stage.server.until_event(SubmissionJudged)
    detected = stage.log("submit_detected")[0]
    assert (detected.submission_id, detected.source) == (submission, SubmitSource.BUTTON)
    results = stage.log("test_result")
    assert [(r.case.name, r.audience) for r in results] == [
        ("three numbers", Audience.ALL),
        ("one number", Audience.ALL),
        ("an empty list", Audience.INTERVIEWER),
        ("no list at all", Audience.INTERVIEWER),
    ]
    assert [case.name for case in judged.cases] == ["three numbers", "one number"]
    assert (judged.hidden_passed, judged.hidden_total) == (1, 2)
    assert "no list at all" not in judged.model_dump_json()
    order = stage.server.names()
    told = [
        "submit_detected",
        "tests_started",
        "tests_finished",
        "submission_judged",
        "ability_estimated",
        "feedback_given",
    ]
    await stage.server.until_event(FeedbackGiven)
    order = [name for name in stage.server.names() if name in told]
    assert order == told


async def test_a_run_tells_the_visible_cases_alone(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(WRONG)
    run = stage.server.run_tests()
    finished = await stage.server.until_event(TestsFinished)
    assert (finished.run_id, finished.kind, finished.passed, finished.failed, finished.total) == (run, "run", 0, 2, 2)
    assert {r.case.hidden for r in stage.log("test_result")} == {False}
    assert not stage.provider.made
    assert not stage.log("submission_judged")


async def test_a_submission_is_judged_in_a_sandbox_of_its_own_that_is_thrown_away(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(WRONG)
    stage.server.submit()
    await stage.server.until_event(SubmissionJudged)
    assert [sandbox.closed for sandbox in stage.provider.made] == [True]


async def test_the_code_that_is_judged_is_the_code_that_was_handed_in(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(RIGHT)
    stage.server.submit()
    stage.server.type("broken(")
    judged = await stage.server.until_event(SubmissionJudged)
    assert judged.accepted


async def test_a_compile_error_is_a_verdict_and_says_where(stage: Stage) -> None:
    await stage.begun()
    stage.server.type("def double(values)\n    return 1\n")
    stage.server.submit()
    judged = await stage.server.until_event(SubmissionJudged)
    finished = stage.log("tests_finished")[0]
    assert judged.outcome == "compile_error"
    assert not judged.accepted
    assert "does not load" in finished.error
    assert not stage.log("error_occurred")


async def test_the_later_of_two_runs_wins_and_the_first_is_closed(stage: Stage) -> None:
    await stage.begun()
    stage.runner.gate.clear()
    first = stage.server.run_tests()
    await stage.server.until(lambda: stage.log("tests_started"))
    stage.server.type(RIGHT)
    second = stage.server.run_tests()
    await stage.server.quiet()
    stage.runner.gate.set()
    await stage.server.until(lambda: [e for e in stage.log("tests_finished") if e.run_id == second])
    await stage.server.quiet()
    ended = {e.run_id: e for e in stage.log("tests_finished")}
    assert len(stage.log("tests_finished")) == 2
    assert "later run" in ended[first].error
    assert (ended[second].passed, ended[second].error) == (2, None)


@pytest.mark.parametrize("way", ["end", "next"])
async def test_a_run_that_the_end_or_the_next_question_overtakes_is_closed(stage: Stage, way: str) -> None:
    await stage.begun()
    stage.runner.gate.clear()
    run = stage.server.run_tests()
    await stage.server.until(lambda: stage.log("tests_started"))
    stage.server.end() if way == "end" else stage.server.next_question()
    finished = await stage.server.until_event(TestsFinished)
    assert finished.run_id == run
    assert ("ended" if way == "end" else "next question") in finished.error
    await stage.server.quiet()
    assert not stage.log("error_occurred")


async def test_a_failing_workspace_is_told_and_is_no_result_of_the_code(stage: Stage) -> None:
    await stage.begun()
    stage.server.flush = None
    stage.server.run_tests()
    error = await stage.server.until(lambda: stage.log("error_occurred"))
    finished = stage.log("tests_finished")[0]
    assert "no workspace here" in finished.error
    assert "not of your code" in error[0].message
    assert not error[0].fatal
    assert (finished.passed, finished.failed) == (0, 0)


async def test_judging_is_tried_again_once_when_our_machinery_fails(stage: Stage) -> None:
    await stage.begun()
    stage.provider.broken = 1
    stage.server.type(RIGHT)
    stage.server.submit()
    judged = await stage.server.until_event(SubmissionJudged)
    assert judged.accepted
    assert len(stage.log("tests_started")) == 1
    assert not stage.log("error_occurred")


async def test_a_submission_that_cannot_be_judged_gets_no_verdict_and_can_be_handed_in_again(stage: Stage) -> None:
    await stage.begun()
    stage.provider.broken = 2
    stage.server.type(RIGHT)
    stage.server.submit()
    error = await stage.server.until(lambda: stage.log("error_occurred"))
    await stage.server.quiet()
    assert "does not count as an attempt" in error[0].message
    assert not stage.log("submission_judged")
    assert len(stage.log("error_occurred")) == 1
    stage.server.submit()
    judged = await stage.server.until_event(SubmissionJudged)
    assert judged.accepted


async def test_results_that_were_told_before_our_machinery_failed_are_not_told_twice(stage: Stage) -> None:
    await stage.begun()
    stage.runner.breaks_after = 2
    stage.server.on_commit = lambda e: (
        setattr(stage.runner, "breaks_after", None) if len(stage.log("test_result")) == 2 else None
    )
    stage.server.type(RIGHT)
    stage.server.submit()
    judged = await stage.server.until_event(SubmissionJudged)
    assert judged.accepted
    names = [r.case.name for r in stage.log("test_result")]
    assert len(names) == len(set(names)) == 4


async def test_a_question_deleted_from_the_bank_goes_on_from_its_pinned_copy(stage: Stage) -> None:
    await stage.begun()
    for folder in stage.bank_dir.iterdir():
        folder.rename(stage.home / folder.name)
    await stage.kill()
    stage.start()
    stage.server.type(RIGHT)
    stage.server.submit()
    judged = await stage.server.until_event(SubmissionJudged)
    assert judged.accepted
    await stage.server.until_event(InterviewCompleted)
    assert stage.log("interview_completing")[0].reason == "questions_done"


@pytest.mark.parametrize(
    "created", [{"language": "go"}, {"question_ids": ["gone"]}, {"difficulty": "hard", "interview_type": "debugging"}]
)
async def test_without_a_fitting_question_the_interview_fails_and_says_what_to_do(
    stages: Stages, created: dict[str, object]
) -> None:
    stage = stages(**created)
    await asyncio.wait_for(stage.start(), 5)
    error = stage.log("error_occurred")[0]
    assert error.fatal
    assert error.code == "no_question_fits"
    assert "create the session with other choices" in error.message
    assert not stage.log("interview_started")


async def test_an_empty_bank_is_told_with_the_way_to_mend_it(stages: Stages, tmp_path: Path) -> None:
    stage = stages()
    stage.bank_dir = tmp_path / "nothing"
    await asyncio.wait_for(stage.start(), 5)
    assert "QUESTIONS_DIR" in stage.log("error_occurred")[0].message


async def test_ending_judges_the_last_code_that_was_never_handed_in(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(RIGHT)
    stage.server.end()
    await stage.server.until_event(InterviewCompleted)
    assert stage.log("interview_completing")[0].reason == "requested"
    assert [event.source for event in stage.log("submit_detected")] == [SubmitSource.TIMEOUT]
    assert stage.log("submission_judged")[0].accepted
    assert stage.log("report_written")[0].questions[0].solved


async def test_ending_does_not_judge_the_same_code_again(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(WRONG)
    stage.server.submit()
    await stage.server.until_event(FeedbackGiven)
    stage.server.end()
    await stage.server.until_event(InterviewCompleted)
    assert len(stage.log("submission_judged")) == 1


async def test_ending_while_judging_waits_for_the_verdict(stage: Stage) -> None:
    await stage.begun()
    stage.runner.gate.clear()
    stage.server.type(RIGHT)
    stage.server.submit()
    await stage.server.until(lambda: stage.log("tests_started"))
    stage.server.end()
    await stage.server.quiet()
    stage.runner.gate.set()
    await stage.server.until_event(InterviewCompleted)
    assert stage.log("submission_judged")[0].accepted
    assert stage.log("report_written")[0].questions[0].attempts == 1


async def test_the_interviewer_moves_on_to_the_question_asked_for(stage: Stage) -> None:
    await stage.begun()
    stage.server.next_question("hard-one")
    second = await stage.server.until_event(QuestionSelected, 2)
    assert (second.question_id, second.index) == ("hard-one", 1)


async def test_moving_on_without_a_further_question_is_told_and_the_interview_goes_on(stages: Stages) -> None:
    stage = stages(interview_type="debugging")
    await stage.begun()
    for count in (1, 2):
        stage.server.next_question()
        await stage.server.until_event(ErrorOccurred, count)
        await stage.server.quiet()
    assert [error.code for error in stage.log("error_occurred")] == ["no_further_question"] * 2
    stage.server.type(RIGHT)
    stage.server.submit()
    assert (await stage.server.until_event(SubmissionJudged)).accepted


async def test_question_ids_given_at_creation_are_asked_exactly_and_in_order(stages: Stages) -> None:
    stage = stages(question_ids=["hard-one", "easy-one", "debug-one"])
    stage.start()
    for number in (1, 2, 3):
        await stage.server.until_event(QuestionSelected, number)
        stage.server.type(RIGHT)
        stage.server.submit()
    await stage.server.until_event(InterviewCompleted)
    assert [event.question_id for event in stage.log("question_selected")] == ["hard-one", "easy-one", "debug-one"]


async def test_a_question_that_the_server_initialized_is_taken_as_the_first(stages: Stages) -> None:
    other = stages()
    await other.begun()
    stage = stages()
    stage.server.commit(other.log("question_selected")[0])
    await stage.begun()
    assert len(stage.log("question_selected")) == 1
    assert not stage.log("question_selecting")


async def test_ability_rises_with_solved_questions_and_is_for_the_interviewer_alone(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(RIGHT)
    stage.server.submit()
    await stage.server.until_event(QuestionSelected, 2)
    estimate = stage.log("ability_estimated")[0]
    assert estimate.audience is Audience.INTERVIEWER
    assert estimate.ability_milli > 0
    assert 0 < estimate.error_milli < 1000
    assert stage.log("question_selected")[1].difficulty == "medium"
