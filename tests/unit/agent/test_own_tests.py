"""The candidate's own tests through the agent, in real sandboxes: told, cancelled, ready before they are asked for."""

import asyncio
import contextlib
import inspect
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from agent.warmth import WARM_MS
from protocol.events import FileChanged, RunCancelled, SubmissionJudged, TestsFinished
from protocol.facts import CaseReport
from protocol.values import Actor, Runnable
from sandbox.base import Sandbox
from sandbox.bubblewrap import LocalProvider
from sandbox.local import ROOT
from sandbox.processes import inhabitants
from sandbox.runners.registry import RUNNERS
from sandbox.state import StateFolder
from sandbox.toolchain import languages, tools
from tests.unit.agent.conftest import HALF, Stage, Stages, write_question
from tests.unit.agent.test_real_sandbox import isolation

NAMES = {
    "python": "test_solution.py",
    "javascript": "solution.test.js",
    "typescript": "solution.test.ts",
    "go": "solution_test.go",
}
TESTS = {
    "python": "import solution\n\ndef test_right():\n    assert 1\n\ndef test_wrong():\n    assert 4 == 5\n",
    "javascript": "test('right', () => {})\ntest('wrong', () => {\n  expect(4).toBe(5)\n})\n",
    "typescript": "test('right', () => {})\ntest('wrong', () => {\n  const it: number = 4\n  expect(it).toBe(5)\n})\n",
    "go": 'package solution\n\nimport "testing"\n\nfunc TestRight(t *testing.T) {}\nfunc TestWrong(t *testing.T) {\n'
    '\tt.Errorf("got %d, want %d", 4, 5)\n}\n',
}
LINE = {"python": 7, "javascript": 3, "typescript": 4, "go": 7}
BROKEN = {
    "python": "def f(:\n",
    "javascript": "function (",
    "typescript": "const a: = 1",
    "go": "package solution\n\nfunc (",
}
STARTED = """import solution

def test_it():
    print(open("/proc/self/stat").read().rpartition(")")[2].split()[19], solution.newest)
"""
SLEEPING = "import subprocess\n\ndef test_it():\n    subprocess.run(['sleep', '7373'])\n"

each_language = pytest.mark.parametrize("language", languages(tools(ROOT)))

Begin = Callable[..., Awaitable[tuple[Stage, Sandbox]]]


@pytest.fixture
async def begin(stages: Stages, tmp_path: Path) -> AsyncIterator[Begin]:
    """Begins an interview in a language, over a sandbox that has the languages; the sandbox is the session's."""
    missing = isolation(tmp_path / "probe")
    if missing is not None:
        pytest.skip(missing)
    provider = LocalProvider(tmp_path / "sandboxes", tools=tools(ROOT))
    ends: list[Any] = []

    async def begin(language: str) -> tuple[Stage, Sandbox]:
        stage = stages(language=language)
        stage.bank_dir = tmp_path / "all-languages"
        write_question(stage.bank_dir, "doubling", languages=tuple(NAMES))
        workspace = await provider.create("workspace")
        stage.provider, stage.runners = provider, RUNNERS  # type: ignore[assignment]
        stage.server.flush = lambda: {"sandbox_id": workspace.id, "versions": stage.server.view.versions()}
        ends.extend((stage.kill, workspace.close))
        await stage.begun()
        for path, document in stage.server.view.documents.items():
            await workspace.write_file(path, document.text.encode())
        return stage, workspace

    yield begin
    for end in ends:
        await end()


async def ran(stage: Stage, *, what: Runnable = "tests") -> tuple[TestsFinished, list[CaseReport]]:
    """A run to its end: how it ended, and what it told."""
    count = len(stage.log("tests_finished"))
    run_id = stage.server.run_tests(what)
    finished = await stage.server.until_event(TestsFinished, count + 1)
    return finished, [event.case for event in stage.log("test_result") if event.run_id == run_id]


@each_language
async def test_own_tests_are_told_with_place_and_difference(begin: Begin, language: str) -> None:
    stage, workspace = await begin(language)
    await workspace.write_file(NAMES[language], TESTS[language].encode())
    finished, (right, wrong) = await ran(stage)
    assert (right.passed, right.own, wrong.outcome) == (True, True, "wrong_answer")
    assert (wrong.file, wrong.line) == (NAMES[language], LINE[language])
    assert (wrong.expected, wrong.actual) == ("5", "4")
    assert (finished.passed, finished.failed, finished.total, finished.error) == (1, 1, 2, None)


@each_language
async def test_a_file_of_tests_that_does_not_load_is_told_as_that(begin: Begin, language: str) -> None:
    stage, workspace = await begin(language)
    await workspace.write_file(NAMES[language], BROKEN[language].encode())
    finished, (told,) = await ran(stage)
    assert (told.outcome, told.passed, told.own, told.file) == ("compile_error", False, True, NAMES[language])
    assert told.error
    assert (finished.end, finished.failed) == ("done", 1)
    assert not stage.log("error_occurred")


async def test_a_cancelled_run_of_own_tests_leaves_no_program(begin: Begin) -> None:
    stage, workspace = await begin("python")
    await workspace.write_file("test_it.py", SLEEPING.encode())
    run_id = stage.server.run_tests("all")
    await _until(lambda: _sleepers() == 1)
    stage.server.commit(RunCancelled(run_id=run_id))
    finished = await stage.server.until_event(TestsFinished)
    assert (finished.run_id, finished.end) == (run_id, "cancelled")
    assert {event.case.name for event in stage.log("test_result")} == {"three numbers", "one number"}
    await _until(lambda: _sleepers() == 0)


async def test_a_runner_is_ready_while_somebody_edits_and_gone_when_nobody_does(begin: Begin) -> None:
    stage, workspace = await begin("python")
    await workspace.write_file("test_it.py", TESTS["python"].encode())
    stage.server.commit(FileChanged(actor=Actor.CANDIDATE, path="test_it.py", kind="create"))
    stage.server.type(HALF)
    await _until(lambda: _in_use(workspace))
    await stage.server.advance(WARM_MS / 1000 + 1)
    await _until(lambda: _alone(workspace))


async def test_a_run_takes_the_ready_runner_and_sees_the_newest_files(begin: Begin) -> None:
    stage, workspace = await begin("python")
    stage.server.commit(FileChanged(actor=Actor.CANDIDATE, path="test_it.py", kind="create"))
    await workspace.write_file("test_it.py", STARTED.encode())
    for wait_s in (1, 2, 4, 8):
        stage.server.type(f"{HALF}# {wait_s}\n")
        await asyncio.sleep(wait_s)
        await workspace.write_file("solution.py", f"newest = {wait_s}\n".encode())
        asked = time.clock_gettime(time.CLOCK_BOOTTIME)
        _, (told,) = await ran(stage)
        started, newest = told.output.split()
        assert newest == str(wait_s)
        if int(started) / os.sysconf("SC_CLK_TCK") < asked - 0.1:
            return
    raise AssertionError("no run took a runner that was there before it was asked for")


async def test_visible_cases_take_a_ready_runner_that_reads_the_code_late(begin: Begin, tmp_path: Path) -> None:
    stage, _ = await begin("python")
    stage.server.type(HALF)
    for _ in range(3):
        await _until(lambda: _waiting(tmp_path / "sandboxes"))
        (ready,) = _waiting(tmp_path / "sandboxes")
        await asyncio.sleep(1)  # it was started; now it may get ready
        finished, told = await ran(stage, what="cases")
        assert (finished.passed, [one.passed for one in told]) == (2, [True, True])
        await _until(partial(_over, ready))
    submission = stage.server.submit()
    judged = await stage.server.until_event(SubmissionJudged)
    assert (judged.submission_id, judged.passed) == (submission, 3)


async def test_a_ready_runner_that_ends_is_not_missed(begin: Begin, tmp_path: Path) -> None:
    stage, workspace = await begin("python")
    await workspace.write_file("test_it.py", TESTS["python"].encode())
    stage.server.commit(FileChanged(actor=Actor.CANDIDATE, path="test_it.py", kind="create"))
    stage.server.type(HALF)
    await _until(lambda: len(_waiting(tmp_path / "sandboxes")) >= 2)
    for one in _waiting(tmp_path / "sandboxes"):
        one.kill()
    await _until(lambda: not _waiting(tmp_path / "sandboxes"))
    _, told = await ran(stage, what="all")
    assert [one.passed for one in told] == [True, True, True, False]


def _waiting(folder: Path) -> list[psutil.Process]:
    """The runners in the one sandbox of this folder of records."""
    (record,) = StateFolder(folder).records()
    found = []
    for pid in inhabitants(record.net_inode):
        with contextlib.suppress(psutil.NoSuchProcess):
            one = psutil.Process(pid)
            if record.holder is not None and pid != record.holder.pid and one.name() == "python3":
                found.append(one)
    return found


def _over(program: psutil.Process) -> bool:
    return not program.is_running()


def _sleepers() -> int:
    return sum(one.info["cmdline"] == ["sleep", "7373"] for one in psutil.process_iter(["cmdline"]))


async def _in_use(workspace: Sandbox) -> bool:
    return not await _alone(workspace)


async def _alone(workspace: Sandbox) -> bool:
    async with workspace.alone() as alone:
        return alone


async def _until(found: Callable[[], Any]) -> None:
    """Wait until `found` gives something true."""
    for _ in range(800):
        answer = found()
        if await answer if inspect.isawaitable(answer) else answer:
            return
        await asyncio.sleep(0.025)
    raise TimeoutError
