"""What an interview survives: programs killed and stopped at any moment, full disks, hostile code."""

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from demo.candidate import solution
from demo.client import Event, Interview
from demo.server import ROOT, Server
from tests.e2e.conftest import MakeServer, gone

QUESTION = "rate-limit-window"

SLOW = "import time\n\n\ndef decide(limit, window_ms, requests):\n    time.sleep(1.5)\n    return []\n"


async def restarted(interview: Interview, *, times: int = 1) -> Event:
    def count() -> int:
        return sum(event["event_type"] == "agent_restarted" for event in interview.events)

    deadline = time.monotonic() + 30
    while count() < times:
        assert time.monotonic() < deadline, "the agent was not started again"
        await asyncio.sleep(0.05)
    return next(event for event in reversed(interview.events) if event["event_type"] == "agent_restarted")


async def at_work(server: Server, **body: object) -> tuple[Interview, str]:
    """A connected candidate in front of its question, and the main file."""
    interview = await server.create(user_id="faults", question_ids=[QUESTION], **body)
    await interview.connect()
    await interview.start()
    selected = await interview.event("question_selected")
    await interview.event("interview_started")
    return interview, selected["files"][0]["path"]


async def hand_in(interview: Interview, path: str) -> Event:
    """Submit the reference; the verdict."""
    before = interview.last_seq
    await interview.write(path, solution(QUESTION, "reference"))
    await interview.send("submit")
    return await interview.event("submission_judged", after=before, timeout_s=60)


def steps_once(interview: Interview) -> None:
    """Every durable step of the lifecycle happened exactly once, in one order."""
    kinds = [event["event_type"] for event in interview.events]
    for kind in ("question_selected", "interview_started", "interview_completed", "report_written"):
        assert kinds.count(kind) == 1, (kind, kinds)
    judged = [event["submission_id"] for event in interview.events if event["event_type"] == "submission_judged"]
    assert len(judged) == len(set(judged))
    seqs = [event["seq"] for event in interview.events]
    assert seqs == sorted(set(seqs))


@pytest.mark.parametrize(
    "moment",
    [
        "interview_initializing",
        "interview_initialized",
        "question_selecting",
        "question_selected",
        "interview_started",
        "run_requested",
        "tests_started",
        "submit_requested",
        "submit_detected",
        "test_result",
        "submission_judged",
        "interview_completing",
    ],
)
async def test_killing_the_agent_at_any_step_repeats_and_loses_nothing(shared_server: Server, moment: str) -> None:
    interview = await shared_server.create(user_id="faults", question_ids=[QUESTION])
    await interview.connect()

    async def kill_when_it_comes() -> None:
        await interview.event(moment, timeout_s=40)
        try:
            os.kill(shared_server.agent_pid(interview.session_id), signal.SIGKILL)
        except (LookupError, ProcessLookupError):
            return

    killer = asyncio.create_task(kill_when_it_comes())
    await interview.start()
    selected = await interview.event("question_selected")
    await interview.event("interview_started", timeout_s=40)
    path = selected["files"][0]["path"]
    await interview.write(path, solution(QUESTION, "wrong_answer"))
    await interview.send("run_tests")
    await interview.event("tests_finished", timeout_s=40)
    assert not (await hand_in_wrong(interview))["accepted"]
    assert (await hand_in(interview, path))["accepted"]
    await interview.event("interview_completed", timeout_s=60)
    await killer
    steps_once(interview)
    assert (await interview.rest("GET", "/report")).status_code == 200
    await interview.disconnect()


async def hand_in_wrong(interview: Interview) -> Event:
    before = interview.last_seq
    await interview.send("submit")
    return await interview.event("submission_judged", after=before, timeout_s=60)


async def test_killing_the_fork_server_harms_no_agent_and_it_comes_back(make_server: MakeServer) -> None:
    server = make_server()
    interview, path = await at_work(server)
    agent = psutil.Process(server.agent_pid(interview.session_id))
    parent = agent.parent()
    assert parent is not None
    os.kill(parent.pid, signal.SIGKILL)
    other = await server.create(user_id="after", question_ids=[QUESTION])
    await other.connect()
    await other.start()
    await other.event("interview_started", timeout_s=40)
    assert agent.is_running()
    assert (await hand_in(interview, path))["accepted"]
    assert not any(event["event_type"] == "agent_restarted" for event in interview.events)


async def test_a_killed_server_finds_its_agents_again_and_nothing_is_lost(make_server: MakeServer) -> None:
    server = make_server()
    interview, path = await at_work(server)
    pid = server.agent_pid(interview.session_id)
    await interview.write(path, "# before\n")
    await interview.event("code_changed")
    server.end(signal.SIGKILL)
    await interview.closing()
    assert psutil.pid_exists(pid)
    server.start()
    assert server.agent_pid(interview.session_id) == pid
    await interview.connect()
    assert (await hand_in(interview, path))["accepted"]
    await interview.event("interview_completed", timeout_s=60)
    steps_once(interview)
    assert not any(event["event_type"] == "agent_restarted" for event in interview.events)


async def test_a_server_killed_while_judging_gets_the_verdict_after_its_return(make_server: MakeServer) -> None:
    server = make_server()
    interview, path = await at_work(server)
    await interview.write(path, SLOW)
    await interview.event("code_changed")
    await interview.send("submit")
    await interview.event("tests_started")
    server.end(signal.SIGKILL)
    await asyncio.sleep(2)
    server.start()
    await interview.closing()
    await interview.connect()
    judged = await interview.event("submission_judged", timeout_s=60)
    assert not judged["accepted"]
    results = [e["case"]["name"] for e in interview.events if e["event_type"] == "test_result"]
    assert len(results) == len(set(results))


async def test_an_agent_that_died_with_the_server_is_started_again_from_the_log(make_server: MakeServer) -> None:
    server = make_server()
    interview, path = await at_work(server)
    pid = server.agent_pid(interview.session_id)
    server.end(signal.SIGKILL)
    os.kill(pid, signal.SIGKILL)
    await gone(pid)
    server.start()
    await interview.connect()
    await restarted(interview)
    assert (await hand_in(interview, path))["accepted"]


async def test_a_terminated_server_says_goodbye_and_its_agents_wait_for_the_next(make_server: MakeServer) -> None:
    server = make_server()
    interview, path = await at_work(server)
    pid = server.agent_pid(interview.session_id)
    assert server.end(signal.SIGTERM) in {0, -signal.SIGTERM}
    assert (await interview.closing())[0] == 1001
    assert psutil.pid_exists(pid)
    server.start()
    await interview.connect()
    assert (await hand_in(interview, path))["accepted"]
    assert not any(event["event_type"] == "agent_restarted" for event in interview.events)


async def test_an_agent_without_a_server_ends_itself(make_server: MakeServer) -> None:
    server = make_server(ORPHAN_AFTER_S="2")
    interview, _ = await at_work(server)
    pid = server.agent_pid(interview.session_id)
    server.end(signal.SIGKILL)
    await gone(pid, timeout_s=15)
    server.start()
    await interview.connect()
    await restarted(interview)


async def test_a_stopped_agent_is_noticed_fenced_and_replaced(make_server: MakeServer) -> None:
    server = make_server()
    interview, path = await at_work(server)
    pid = server.agent_pid(interview.session_id)
    os.kill(pid, signal.SIGSTOP)
    event = await restarted(interview)
    assert "silent" in event["reason"]
    await gone(pid)
    assert (await hand_in(interview, path))["accepted"]


async def test_an_agent_that_dies_again_and_again_fails_the_session_with_a_reason(make_server: MakeServer) -> None:
    server = make_server(AGENT_RESTARTS="1")
    interview, _ = await at_work(server)
    for times in (1, 2):
        pid = server.agent_pid(interview.session_id)
        os.kill(pid, signal.SIGKILL)
        if times == 1:
            await restarted(interview)
            await asyncio.sleep(0.3)
    failed = await interview.event("error_occurred", where=lambda event: event["fatal"])
    assert failed["code"] == "agent_lost"
    assert (await interview.rest("GET")).json()["status"] == "failed"


async def test_a_question_deleted_in_the_middle_changes_nothing(make_server: MakeServer, tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    shutil.copytree(ROOT / "questions" / QUESTION, bank / QUESTION)
    server = make_server(QUESTIONS_DIR=str(bank))
    interview, path = await at_work(server)
    shutil.rmtree(bank / QUESTION)
    os.kill(server.agent_pid(interview.session_id), signal.SIGKILL)
    await restarted(interview)
    assert (await hand_in(interview, path))["accepted"]
    await interview.event("interview_completed", timeout_s=60)


HOSTILE = {
    "def decide(limit, window_ms, requests)\n    return []\n": "compile_error",
    "def decide(limit, window_ms, requests):\n    while True:\n        pass\n": "time_limit",
    "import os\n\n\ndef decide(limit, window_ms, requests):\n    os._exit(0)\n": "runtime_error",
    "def decide(limit, window_ms, requests):\n    return decide(limit, window_ms, requests)\n": "runtime_error",
    "def decide(limit, window_ms, requests):\n    while True:\n        print('x' * 100000)\n": "output_limit",
    'import os\nos.write(1, b\'{"outcome": "returned"}\\n\' * 50)\n\n\ndef decide(*_):\n    return 7\n': "wrong_answer",
}


async def test_hostile_code_gets_a_right_verdict_and_a_helpful_message(make_server: MakeServer) -> None:
    server = make_server()
    interview, path = await at_work(server)
    for code, outcome in HOSTILE.items():
        before = interview.last_seq
        await interview.write(path, code)
        await interview.send("submit")
        judged = await interview.event("submission_judged", after=before, timeout_s=120)
        assert not judged["accepted"]
        assert judged["outcome"] == outcome, (code, judged)
        assert len(judged["message"]) > 20


def fill(path: Path) -> None:
    """Take all the room that is left."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
    with pytest.raises(OSError, match="No space left"):  # noqa: PT012 - it takes many writes
        while os.write(descriptor, b"x" * 4096):
            continue
    os.close(descriptor)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small file system")
async def test_a_full_disk_is_told_and_nothing_unsaved_is_shown(make_server: MakeServer, small_disk: Path) -> None:
    server = make_server(DATA_DIR=str(small_disk / "var"))
    interview, path = await at_work(server)
    filler = small_disk / "filler"
    fill(filler)
    refused = None
    for number in range(200):
        await interview.write(path, f"# {number}\n" + f"{number}" * 4000)
        await asyncio.sleep(0.01)
        refused = next((one for one in interview.others if one["type"] == "error"), None)
        if refused:
            break
    assert refused is not None
    assert refused["data"]["code"] == "storage_unavailable"
    shown = [event["seq"] for event in interview.events]
    filler.unlink()
    await interview.write(path, "# there is room again\n")
    await interview.event("code_changed", where=lambda event: event["seq"] > shown[-1], timeout_s=20)
    stored = [f["seq"] for f in (await interview.rest("GET", "/events?limit=5000")).json()["events"]]
    assert [event["seq"] for event in interview.events] == stored
    await interview.disconnect()
    server.stop()
