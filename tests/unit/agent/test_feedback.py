"""Scores from facts, each with the events it rests on."""

import pytest

from agent.complexity import Size, measure
from agent.feedback import WEIGHTS, overall_per_mille, overall_scores
from protocol.changes import length
from protocol.events import (
    AssistantChangeProposed,
    AssistantChangeRejected,
    CodeChanged,
    FeedbackGiven,
    InterviewCompleted,
    QuestionSelected,
    ReportWritten,
)
from protocol.facts import QuestionReport, Score
from protocol.values import Actor, Difficulty, Language
from tests.unit.agent.conftest import HALF, RIGHT, WRONG, Stage

TANGLED = """def double(values):
    if not isinstance(values, list):
        raise TypeError
    out = []
    for v in values:
        if v == 0 or v == 1 or v == 2:
            if v == 0:
                out.append(0)
            elif v == 1:
                out.append(2)
            else:
                out.append(4)
        elif v < 0 and v > -10 and v != -3:
            out.append(v + v if v else 0)
        else:
            out.append(2 * v)
    while False:
        pass
    return out
"""


async def hand_in(stage: Stage, text: str) -> None:
    before = len(stage.log("feedback_given"))
    stage.server.type(text)
    stage.server.submit()
    await stage.server.until_event(FeedbackGiven, before + 1)


async def report_of(stage: Stage) -> ReportWritten:
    stage.server.end()
    await stage.server.until_event(InterviewCompleted)
    written = stage.log("report_written")[0]
    assert isinstance(written, ReportWritten)
    return written


def by_name(report: QuestionReport) -> dict[str, Score]:
    return {score.dimension: score for score in report.scores}


async def test_cases_count_by_category_in_the_best_submission(stage: Stage) -> None:
    await stage.begun()
    await hand_in(stage, HALF)
    await hand_in(stage, WRONG)
    scores = by_name((await report_of(stage)).questions[0])
    assert scores["correctness"].per_mille == 1000
    assert scores["robustness"].per_mille == 500
    assert scores["efficiency"].per_mille is None
    judged = [e.seq for e in stage.server.log if e.event.event_type == "submission_judged"]
    assert scores["correctness"].evidence == judged[:1]


async def test_attempts_time_and_hints_count(stage: Stage) -> None:
    await stage.begun()
    await stage.server.advance(20 * 60)
    assert len(stage.log("inactivity_nudge")) == 1
    await hand_in(stage, WRONG)
    await hand_in(stage, RIGHT)
    await stage.server.until_event(QuestionSelected, 2)
    report = (await report_of(stage)).questions[0]
    scores = by_name(report)
    assert (report.solved, report.attempts, report.hints, report.spent_ms) == (True, 2, 1, 20 * 60_000)
    assert scores["first_time_right"].per_mille == 750
    assert scores["independence"].per_mille == 1000 - 1000 // 3
    assert scores["pace"].per_mille == 500
    nudge = next(e.seq for e in stage.server.log if e.event.event_type == "inactivity_nudge")
    shown = next(e.seq for e in stage.server.log if e.event.event_type == "question_selected")
    assert scores["independence"].evidence == [shown, nudge]


@pytest.mark.parametrize(("rejected", "share"), [(False, 50), (True, 0)])
async def test_what_the_assistant_wrote_counts_unless_it_was_taken_back(
    stage: Stage, rejected: bool, share: int
) -> None:
    await stage.begun()
    question, path = stage.server.question().question_id, next(iter(stage.server.view.documents))
    for actor, change_id in ((Actor.CANDIDATE, None), (Actor.ASSISTANT, "turn/edit/1")):
        document = stage.server.view.documents[path]
        stage.server.commit(
            CodeChanged(
                actor=actor, question_id=question, path=path, version=document.version + 1, author=actor.value,
                changes=[[0, "# ten more", ""], length(document.text)], change_id=change_id,
            )
        )  # fmt: skip
    edit = len(stage.server.log)
    stage.server.commit(
        AssistantChangeProposed(change_id="turn", turn_id="turn", question_id=question, files=[], complete=True)
    )
    if rejected:
        stage.server.commit(AssistantChangeRejected(change_id="turn"))
    score = by_name((await report_of(stage)).questions[0])["independence"]
    assert score.per_mille == 1000 - 10 * share
    assert (f"the assistant wrote {share} % of the new code" in score.reason) is not rejected
    assert (edit in score.evidence) is not rejected


async def test_plain_code_is_scored_above_tangled_code(stage: Stage) -> None:
    await stage.begun()
    await hand_in(stage, TANGLED)
    await stage.server.until_event(QuestionSelected, 2)
    await hand_in(stage, RIGHT)
    await stage.server.until_event(InterviewCompleted)
    first, second = (by_name(report)["simplicity"] for report in stage.log("report_written")[0].questions)
    assert second.per_mille == 1000
    assert first.per_mille is not None
    assert first.per_mille < 500
    assert "paths through a function" in first.reason


async def test_what_was_not_observed_has_no_score(stage: Stage) -> None:
    await stage.begun()
    written = await report_of(stage)
    assert {score.per_mille for score in written.questions[0].scores} == {None}
    assert written.overall_per_mille is None
    assert [score.dimension for score in written.scores] == list(WEIGHTS)


async def test_every_score_rests_on_events_that_are_in_the_log(stage: Stage) -> None:
    await stage.begun()
    await hand_in(stage, HALF)
    written = await report_of(stage)
    seqs = {envelope.seq for envelope in stage.server.log}
    for score in [*written.scores, *written.questions[0].scores]:
        assert (score.per_mille is None) == (not score.evidence)
        assert set(score.evidence) <= seqs


def question(**scores: int | None) -> QuestionReport:
    return QuestionReport(
        question_id="q", question_title="Q", difficulty=Difficulty.EASY, solved=False, attempts=0, runs=0, hints=0,
        spent_ms=0, best_passed=0, total=1,
        scores=[
            Score(dimension=name, per_mille=value, reason=name, evidence=[1]) for name, value in scores.items()
        ],
    )  # fmt: skip


def test_the_whole_is_the_weighted_mean_of_what_was_observed() -> None:
    reports = [question(correctness=1000, pace=None), question(correctness=500, pace=0)]
    scores = overall_scores(reports)
    found = {score.dimension: score.per_mille for score in scores}
    assert found["correctness"] == 750
    assert found["pace"] == 0
    assert found["robustness"] is None
    assert overall_per_mille(scores) == (35 * 750 + 10 * 0) // 45


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("def f():\n    return 1\n", Size(2, 1)),
        ("# note\n\ndef f(a):\n    if a and a > 1 or a < 0:\n        return 1\n    return 2\n", Size(4, 4)),
        ("def f(xs):\n    return [x for x in xs if x]\n", Size(2, 3)),
        ("def f():\n    def g(a):\n        return 1 if a else 2\n    return g\n", Size(4, 2)),
        ("def f(:\n", Size(1, None)),
    ],
)
def test_complexity_is_mccabe_s_number_and_unknown_where_the_code_does_not_parse(text: str, size: Size) -> None:
    assert measure(text, Language.PYTHON) == size


def test_other_languages_are_measured_like_python() -> None:
    assert measure(
        "// note\nfunc f(a int) int {\n\tif a > 1 {\n\t\treturn 1\n\t}\n\treturn 0\n}\n", Language.GO
    ) == Size(6, 2)
    assert measure("const f = (a) => {\n  return a ? 1 : 2;\n};\n", Language.JAVASCRIPT) == Size(3, 2)


async def test_a_long_way_round_is_less_simple_than_the_reference(stage: Stage) -> None:
    await stage.begun()
    await hand_in(stage, RIGHT + "".join(f"unused_{number} = {number}\n" for number in range(40)))
    scores = by_name((await report_of(stage)).questions[0])
    assert scores["simplicity"].per_mille is not None
    assert scores["simplicity"].per_mille < 700
