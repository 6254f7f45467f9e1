"""Watching over the candidate in virtual time: nudges, repeated failure, warnings, the limit, pauses."""

import asyncio
import time
from itertools import pairwise

import pytest

from agent.brains.base import Ear, Moment, Scene
from agent.brains.lines import FIX
from agent.brains.scripted import ScriptedBrain
from protocol.events import FeedbackGiven, InactivityNudge, InterviewCompleted, SubmissionJudged, TestsFinished
from protocol.values import Assistance, Audience, Helpfulness, StruggleKind
from tests.fakes.link import MINUTE_MS
from tests.unit.agent.conftest import RIGHT, WRONG, Stage, Stages

HINTS = ["What happens to one value?", "A loop over the values.", "Multiply each by two."]


async def run(stage: Stage) -> None:
    done = len(stage.log("tests_finished"))
    stage.server.run_tests()
    await stage.server.until_event(TestsFinished, done + 1)
    await stage.server.quiet()


async def test_a_nudge_comes_after_the_time_without_a_sign_of_work(stage: Stage) -> None:
    await stage.begun()
    await stage.server.advance(119)
    assert not stage.log("inactivity_nudge")
    await stage.server.advance(2)
    nudge = await stage.server.until_event(InactivityNudge)
    assert nudge.level == 1
    assert HINTS[0] in nudge.text
    assert 121_000 <= nudge.idle_ms < 122_000


async def test_every_further_nudge_waits_longer_and_there_are_never_more_than_the_most(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(WRONG)
    at_s: list[int] = []
    for second in range(0, 3600, 10):
        before = len(stage.log("inactivity_nudge"))
        await stage.server.advance(10)
        at_s += [second + 10] * (len(stage.log("inactivity_nudge")) - before)
    assert at_s == [120, 360, 720]
    assert [nudge.level for nudge in stage.log("inactivity_nudge")] == [1, 2, 3]


async def test_an_untouched_file_is_not_walked_up_the_whole_ladder(stage: Stage) -> None:
    await stage.begun()
    for _ in range(100):
        await stage.server.advance(10)
    assert [nudge.level for nudge in stage.log("inactivity_nudge")] == [1, 2, 2]


@pytest.mark.parametrize("sign", ["edit", "run", "message"])
async def test_an_edit_a_run_or_a_message_begins_the_time_anew(stage: Stage, sign: str) -> None:
    await stage.begun()
    await stage.server.advance(110)
    match sign:
        case "edit":
            stage.server.type(WRONG)
        case "run":
            await run(stage)
        case "message":
            stage.server.say("I will try a loop")
            await stage.server.quiet()
    await stage.server.advance(110)
    assert not stage.log("inactivity_nudge")
    await stage.server.advance(11)
    await stage.server.until_event(InactivityNudge)


async def test_there_is_no_nudge_while_tests_run(stage: Stage) -> None:
    await stage.begun()
    stage.runner.gate.clear()
    stage.server.run_tests()
    await stage.server.advance(500)
    assert not stage.log("inactivity_nudge")


async def test_there_is_no_nudge_while_a_submission_is_judged(stage: Stage) -> None:
    await stage.begun()
    stage.runner.gate.clear()
    stage.server.type(WRONG)
    stage.server.submit()
    await stage.server.advance(500)
    assert not stage.log("inactivity_nudge")
    stage.runner.gate.set()
    await stage.server.until_event(FeedbackGiven)
    await stage.server.advance(119)
    assert not stage.log("inactivity_nudge")


async def test_a_pause_holds_the_nudge_the_warning_and_the_limit(stages: Stages) -> None:
    stage = stages(duration_ms=20 * MINUTE_MS)
    await stage.begun()
    await stage.server.advance(100)
    stage.server.pause()
    await stage.server.advance(7200)
    assert not stage.log("inactivity_nudge")
    assert not stage.log("time_warning")
    assert not stage.log("interview_completing")
    stage.server.resume()
    await stage.server.advance(119)
    assert not stage.log("inactivity_nudge")
    await stage.server.advance(2)
    assert len(stage.log("inactivity_nudge")) == 1


async def test_a_nudge_names_the_visible_case_that_fails(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(WRONG)
    await run(stage)
    await stage.server.advance(121)
    nudge = await stage.server.until_event(InactivityNudge)
    assert "“three numbers” expects [2, 4, 6] and gets [1, 2, 3]" in nudge.text
    assert HINTS[0] in nudge.text


async def test_a_nudge_on_code_that_does_not_load_points_there_and_takes_no_rung(stage: Stage) -> None:
    await stage.begun()
    stage.server.type("def double(values)\n")
    await run(stage)
    await stage.server.advance(121)
    nudge = await stage.server.until_event(InactivityNudge)
    assert (nudge.level, stage.folded().records[nudge.question_id].rung) == (0, 0)
    assert "does not load" in nudge.text
    assert "line 1" in nudge.text


async def test_a_nudge_when_everything_visible_passes_asks_for_the_rest(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(RIGHT)
    await run(stage)
    await stage.server.advance(121)
    nudge = await stage.server.until_event(InactivityNudge)
    assert nudge.level == 0
    assert "All visible cases pass" in nudge.text


async def test_a_nudge_that_is_not_needed_any_more_is_not_said(stages: Stages) -> None:
    brain = SlowBrain()
    stage = stages(brain=brain)
    await stage.begun()
    brain.gate.clear()
    await stage.server.advance(121)
    assert brain.asked[-1] == "nudge"
    stage.server.type(WRONG)
    await stage.server.quiet()
    brain.gate.set()
    await stage.server.quiet()
    assert not stage.log("inactivity_nudge")
    await stage.server.advance(121)
    await stage.server.until_event(InactivityNudge)


async def test_three_failures_of_one_case_are_a_struggle_and_help_is_offered(stage: Stage) -> None:
    await stage.begun()
    for number in range(3):
        stage.server.type(f"{WRONG}# {number}\n")
        assert not stage.log("struggle_detected")
        await run(stage)
    struggle = stage.log("struggle_detected")[0]
    assert (struggle.case, struggle.count, struggle.audience) == ("three numbers", 3, Audience.INTERVIEWER)
    assert not [event for event in stage.log("chat_message") if event.moment == "offer_help"], "amid typing"
    await stage.server.advance(5)
    offers = [event for event in stage.log("chat_message") if event.moment == "offer_help"]
    assert len(offers) == 1
    assert "three numbers" in offers[0].text


@pytest.mark.parametrize(
    ("level", "kind", "fix"),
    [
        (Helpfulness.CONSULTANT, Assistance.AGENT, False),
        (Helpfulness.PAIR_PROGRAMMING, Assistance.AGENT, True),
        (Helpfulness.FULL_COPILOT, Assistance.AGENT, True),
        (Helpfulness.FULL_COPILOT, Assistance.CHAT, False),
        (Helpfulness.FULL_COPILOT, Assistance.OFF, False),
    ],
)
async def test_what_is_offered_fits_the_level_a_question_or_a_fix(
    stages: Stages, level: Helpfulness, kind: Assistance, fix: bool
) -> None:
    stage = stages(helpfulness=level)
    await stage.begun()
    stage.interviewer.state.help.kind = kind
    stage.server.type(WRONG)
    for _ in range(3):
        await run(stage)
    await stage.server.advance(5)
    (offer,) = [event for event in stage.log("chat_message") if event.moment == "offer_help"]
    assert any(line in offer.text for line in FIX) == fix
    assert HINTS[0] in offer.text, "a question that leads on, at every level"


async def test_help_is_not_offered_again_before_its_pause_is_over(stage: Stage) -> None:
    await stage.begun()
    for _ in range(8):
        await run(stage)
    assert len(stage.log("struggle_detected")) == 1
    await stage.server.advance(100)
    stage.server.type(WRONG)
    await stage.server.advance(100)
    for _ in range(3):
        await run(stage)
    assert [struggle.count for struggle in stage.log("struggle_detected")] == [3, 11]


async def test_help_that_newer_results_make_needless_is_not_offered(stage: Stage) -> None:
    await stage.begun()
    for number in range(3):
        stage.server.type(f"{WRONG}# {number}\n")
        await run(stage)
    stage.server.type(RIGHT)
    await run(stage)
    await stage.server.advance(60)
    assert not [event for event in stage.log("chat_message") if event.moment == "offer_help"]


async def test_an_edit_that_breaks_passing_cases_is_spoken_of_when_the_typing_rests(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(RIGHT)
    await run(stage)
    stage.server.type(WRONG)
    await run(stage)
    (struggle,) = stage.log("struggle_detected")
    assert (struggle.kind, struggle.case, struggle.count) == (StruggleKind.BROKEN_TESTS, "three numbers", 2)
    await stage.server.advance(5)
    (offer,) = [event for event in stage.log("chat_message") if event.moment == "offer_help"]
    assert "three numbers" in offer.text


async def test_unasked_words_are_two_minutes_apart_whatever_their_reason(stages: Stages) -> None:
    stage = stages(changes={"nudge_after_s": 10.0, "max_nudges": 9})
    await stage.begun()
    for text in (RIGHT, WRONG, RIGHT, WRONG, RIGHT, WRONG):
        stage.server.type(text)
        await run(stage)
        for _ in range(6):
            await stage.server.advance(10)
    said = [e for e in stage.server.log if e.event.event_type == "inactivity_nudge" or is_offer(e.event)]
    assert len(said) >= 2
    assert all(later.elapsed_ms - before.elapsed_ms >= 120_000 for before, later in pairwise(said))


def is_offer(event: object) -> bool:
    return getattr(event, "moment", None) == "offer_help"


async def test_a_passing_run_in_between_is_no_struggle(stage: Stage) -> None:
    await stage.begun()
    for text in (WRONG, WRONG, RIGHT, WRONG, WRONG):
        stage.server.type(text)
        await run(stage)
    assert "repeated_failure" not in [struggle.kind for struggle in stage.log("struggle_detected")]


async def test_warnings_come_at_ten_five_and_one_minute_each_once(stages: Stages) -> None:
    stage = stages(duration_ms=30 * MINUTE_MS)
    await stage.begun()
    left: list[tuple[int, int]] = []
    for _ in range(178):
        before = len(stage.log("time_warning"))
        await stage.server.advance(10)
        left += [
            (warning.minutes_left, 30 * MINUTE_MS - stage.server.elapsed_ms)
            for warning in stage.log("time_warning")[before:]
        ]
    assert left == [(10, 10 * MINUTE_MS), (5, 5 * MINUTE_MS), (1, MINUTE_MS)]


async def test_a_short_interview_has_only_the_warnings_that_are_shorter(stages: Stages) -> None:
    stage = stages(duration_ms=5 * MINUTE_MS)
    await stage.begun()
    for _ in range(29):
        await stage.server.advance(10)
    assert [warning.minutes_left for warning in stage.log("time_warning")] == [1]


async def test_after_an_outage_only_the_warning_that_is_still_true_is_given(stages: Stages) -> None:
    stage = stages(duration_ms=30 * MINUTE_MS)
    await stage.begun()
    await stage.server.advance(26 * 60)
    assert [warning.minutes_left for warning in stage.log("time_warning")] == [5]


async def test_extra_time_granted_to_the_candidate_counts(stages: Stages) -> None:
    context = {"accommodations": {"extra_time_minutes": 15}}
    stage = stages(duration_ms=30 * MINUTE_MS, context=context)
    await stage.begun()
    await stage.server.advance(31 * 60)
    assert not stage.log("interview_completing")
    await stage.server.advance(14 * 60)
    await stage.server.until_event(InterviewCompleted)


async def test_the_time_limit_judges_the_last_code_and_ends_the_interview(stages: Stages) -> None:
    stage = stages(duration_ms=3 * MINUTE_MS)
    await stage.begun()
    stage.server.type(RIGHT)
    await stage.server.advance(180)
    await stage.server.until_event(InterviewCompleted)
    assert stage.log("interview_completing")[0].reason == "time_limit"
    assert stage.log("submit_detected")[0].source == "timeout"
    assert (await stage.server.until_event(SubmissionJudged)).accepted
    assert "the time was over" in stage.log("report_written")[0].summary


async def test_the_clock_of_the_agent_ends_the_interview_without_a_word_from_the_server(stages: Stages) -> None:
    stage = stages(duration_ms=300)
    stage.monotonic = time.monotonic
    stage.start()
    await stage.server.until_event(InterviewCompleted)


async def test_a_server_that_is_down_costs_no_interview_time(stages: Stages) -> None:
    stage = stages(duration_ms=3 * MINUTE_MS)
    await stage.begun()
    stage.server.type(WRONG)
    await stage.server.quiet()
    stage.server.now_s += 3600
    stage.server.say("hello")
    await stage.server.quiet()
    assert stage.interviewer.now_ms() < MINUTE_MS
    assert not stage.log("interview_completing")
    assert not stage.log("inactivity_nudge")


async def test_a_wish_to_end_that_crosses_the_time_limit_ends_the_interview_once(stages: Stages) -> None:
    stage = stages(duration_ms=3 * MINUTE_MS)
    await stage.begun()
    stage.link.free.clear()
    await stage.server.advance(180)
    stage.server.end()
    stage.link.free.set()
    await stage.server.until_event(InterviewCompleted)
    assert [event.reason for event in stage.log("interview_completing")] == ["time_limit"]


async def test_at_rest_the_agent_sleeps_until_its_next_deadline(stage: Stage) -> None:
    await stage.begun()
    assert stage.interviewer.due().steps == ()
    assert stage.interviewer.due().wake_ms == stage.folded().quiet_since_ms + 120_000


class SlowBrain(ScriptedBrain):
    """Speaks when it is let."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked: list[str] = []

    async def speak(self, moment: Moment, scene: Scene, ear: Ear) -> str:
        self.asked.append(moment.name)
        await self.gate.wait()
        return await super().speak(moment, scene, ear)
