"""The same interview with the real sandbox and runner: hostile code gets a right verdict, never a crash."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from protocol.events import FeedbackGiven, SubmissionJudged, TestsFinished
from sandbox.bubblewrap import LocalProvider
from sandbox.errors import IsolationMissing
from sandbox.runners.registry import RUNNERS
from tests.unit.agent.conftest import RIGHT, Stage, Stages


def isolation(folder: Path) -> str | None:
    """Why nothing can be isolated here, or None."""
    try:
        return None if LocalProvider(folder).capabilities().isolated else "no isolation on this machine"
    except IsolationMissing as error:
        return str(error)


@pytest.fixture
async def real(stages: Stages, tmp_path: Path) -> AsyncIterator[Stage]:
    missing = isolation(tmp_path / "probe")
    if missing is not None:
        pytest.skip(missing)
    stage = stages()
    provider = LocalProvider(tmp_path / "sandboxes")
    workspace = await provider.create("workspace")
    stage.provider, stage.runners = provider, RUNNERS  # type: ignore[assignment]
    stage.server.flush = lambda: {"sandbox_id": workspace.id, "versions": stage.server.view.versions()}
    yield stage
    await stage.kill()
    await workspace.close()


async def test_a_run_and_a_submission_end_with_their_verdicts(real: Stage) -> None:
    await real.begun()
    real.server.type(RIGHT)
    real.server.run_tests()
    finished = await real.server.until_event(TestsFinished)
    assert (finished.passed, finished.error) == (2, None)
    real.server.submit()
    assert (await real.server.until_event(SubmissionJudged)).accepted


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("import os\n\ndef double(values):\n    os._exit(0)\n", "runtime_error"),
        ("def double(values):\n    return double(values)\n", "runtime_error"),
        ("def double(values)\n    return 1\n", "compile_error"),
        (RIGHT.replace("    return", "    while values == [5]:\n        pass\n    return"), "time_limit"),
    ],
)
async def test_hostile_code_gets_its_verdict_and_a_helpful_message(real: Stage, code: str, outcome: str) -> None:
    await real.begun()
    real.server.type(code)
    real.server.submit()
    # A call that other programs keep from the processor has more time, and a second try.
    (judged,) = await real.server.until(lambda: real.server.events(SubmissionJudged), within_s=90)
    assert (judged.accepted, judged.outcome) == (False, outcome)
    assert judged.message
    feedback = await real.server.until_event(FeedbackGiven)
    assert judged.message in feedback.text
    assert not real.log("error_occurred")
