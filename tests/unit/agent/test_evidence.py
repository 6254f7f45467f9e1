"""Every sentence of a report names the events it rests on, and a sentence without real evidence is not in it."""

from typing import Literal

import pytest

from agent.brains.base import Ear, FinalFeedback, Scene
from agent.brains.scripted import ScriptedBrain
from agent.evidence import Witness, proven
from protocol.events import InterviewCompleted, ReportWritten
from protocol.facts import Claim
from tests.unit.agent.conftest import HALF, RIGHT, Stage, Stages
from tests.unit.agent.test_feedback import hand_in

Kind = Literal["summary", "strength", "improvement"]
KNOWN = (
    Witness(3, "shown"),
    Witness(8, "nothing passed", praises=False),
    Witness(9, "the end", praises=False, faults=False),
)


@pytest.mark.parametrize(
    ("kind", "evidence", "stays"),
    [
        ("strength", [3], True),
        ("strength", [3, 8], True),
        ("strength", [8], False),
        ("strength", [], False),
        ("strength", [3, 4], False),
        ("improvement", [8], True),
        ("improvement", [9], False),
        ("summary", [9], True),
        ("summary", [10], False),
        ("summary", [-3], False),
    ],
)
def test_a_claim_stays_only_with_evidence_that_exists_and_can_carry_it(
    kind: Kind, evidence: list[int], stays: bool
) -> None:
    claim = Claim(kind=kind, text="You did well.", evidence=evidence)
    assert proven([claim], KNOWN) == ((claim,) if stays else ())


class Boaster(ScriptedBrain):
    """A model whose report praises on invented evidence, on an event of another kind, and once on a real one."""

    async def conclude(self, moment: FinalFeedback, scene: Scene, ear: Ear) -> tuple[Claim, ...]:
        real = next(one.seq for one in moment.witnesses if "3 of 4 tests passed" in one.shows)
        return (
            *(one for one in await super().conclude(moment, scene, ear) if one.kind == "summary"),
            Claim(kind="strength", text="Real.", evidence=[real]),
            Claim(kind="strength", text="Invented.", evidence=[100_000]),
            Claim(kind="strength", text="Rests on the session's creation.", evidence=[1]),
            Claim(kind="improvement", text="Rests on nothing.", evidence=[]),
        )


async def report_of(stage: Stage) -> ReportWritten:
    stage.server.end()
    await stage.server.until_event(InterviewCompleted)
    (report,) = stage.server.events(ReportWritten)
    assert isinstance(report, ReportWritten)
    return report


async def test_what_a_brain_invents_is_dropped_before_the_report_is_written(stages: Stages) -> None:
    stage = stages(brain=Boaster())
    await stage.begun()
    await hand_in(stage, HALF)
    report = await report_of(stage)
    assert (report.strengths, report.improvements) == (["Real."], [])
    assert report.summary.startswith("The interview ended because")


async def test_the_scripted_report_claims_nothing_that_would_be_dropped(stages: Stages) -> None:
    stage = stages()
    await stage.begun()
    stage.server.say("a hint please")
    await stage.server.until(lambda: [event for event in stage.log("chat_message") if event.moment == "hint"])
    await hand_in(stage, HALF)
    await hand_in(stage, RIGHT)
    report = await report_of(stage)
    assert report.strengths
    told = {"summary": [report.summary], "strength": report.strengths, "improvement": report.improvements}
    assert {kind: " ".join(texts) for kind, texts in told.items()} == {
        kind: " ".join(claim.text for claim in report.claims if claim.kind == kind) for kind in told
    }
    committed = {envelope.seq: envelope.event.event_type for envelope in stage.server.log}
    written = next(envelope.seq for envelope in stage.server.log if envelope.event == report)
    for claim in report.claims:
        assert claim.evidence
        for seq in claim.evidence:
            assert seq < written
            assert committed[seq] in {
                "question_selected", "submit_requested", "submission_judged", "chat_message", "interview_completing",
            }  # fmt: skip


async def test_an_interview_in_which_nothing_was_done_has_a_report_with_evidence_all_the_same(stage: Stage) -> None:
    await stage.begun()
    report = await report_of(stage)
    assert "was not handed in" in report.summary
    assert all(claim.evidence for claim in report.claims)
