"""Runs through a real server and agent: the candidate's own tests, cancelling, and another language."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import psutil
import pytest

from demo.client import Interview, no_certificates
from demo.server import Server
from tests.e2e.conftest import FAST
from tests.unit.agent.conftest import HALF, write_question

OWN = """from solution import double

def test_right():
    print("hello")
    assert double([2]) == [4]

def test_wrong():
    assert double([2]) == [5]
"""
OWN_JS = """const { double } = require('./solution')
test('doubles', () => { expect(double([2])).toEqual([4]) })
"""
ENDLESS = "import subprocess\n\ndef test_endless():\n    subprocess.run(['sleep', '{seconds}'])\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose bank has one question, in Python and JavaScript."""
    folder = tmp_path_factory.mktemp("runs")
    write_question(folder / "questions", "doubling", languages=("python", "javascript"))
    with Server(folder, NUDGE_AFTER_S="3600", QUESTIONS_DIR=str(folder / "questions"), **FAST) as started:
        yield started


@pytest.fixture
async def candidate(server: Server) -> AsyncIterator[Interview]:
    """A candidate at work, whose code passes every visible case."""
    client = await server.create(language="python")
    async with client:
        await client.start()
        await client.event("interview_started")
        await client.write("solution.py", HALF)
        await client.event("code_changed")
        yield client


async def streamed(client: Interview, body: dict[str, Any] | None = None) -> list[tuple[str, dict[str, Any]]]:
    """All that `POST run-tests` says."""
    told: list[tuple[str, dict[str, Any]]] = []
    url = f"{client.base_url}/api/v1/interview/{client.session_id}/run-tests"
    headers = {"Authorization": f"Bearer {client.token}"}
    async with (
        httpx.AsyncClient(timeout=60, verify=no_certificates()) as http,
        http.stream("POST", url, json=body, headers=headers) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        kind = ""
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                told.append((kind, json.loads(line.removeprefix("data: "))))
    return told


async def test_a_run_tells_the_visible_cases_and_then_the_candidates_own_tests(candidate: Interview) -> None:
    answer = await candidate.rest("PUT", "/files/test_solution.py", json={"content": OWN})
    assert answer.status_code == 200, answer.text
    told = await streamed(candidate)
    assert [kind for kind, _ in told] == ["start"] + ["test_result"] * 4 + ["done"]
    one, two, right, wrong = (payload for kind, payload in told if kind == "test_result")
    assert [one["own"], two["own"], one["passed"], two["passed"]] == [False, False, True, True]
    assert (right["name"], right["passed"], right["own"]) == ("test_solution.py::test_right", True, True)
    assert right["output"] == "hello\n"
    assert (wrong["outcome"], wrong["expected"], wrong["actual"]) == ("wrong_answer", "[5]", "[4]")
    assert (wrong["file"], wrong["line"]) == ("test_solution.py", 8)
    assert "assert [4] == [5]" in wrong["error"]
    done = told[-1][1]
    assert (done["passed"], done["failed"], done["total"], done["error"]) == (3, 1, 4, None)


async def test_a_run_of_own_tests_alone_takes_paths_and_says_what_is_no_test(candidate: Interview) -> None:
    nothing = await streamed(candidate, {"what": "tests"})
    assert [kind for kind, _ in nothing] == ["start", "done"]
    assert "test_solution.py" in nothing[1][1]["error"]
    for path in ("test_solution.py", "deep/test_more.py"):
        await candidate.rest("PUT", f"/files/{path}", json={"content": "def test_it():\n    pass\n"})
    await candidate.rest("PUT", "/files/test_broken.py", json={"content": "def test_it(:\n    pass\n"})
    some = await streamed(candidate, {"what": "tests", "paths": ["deep", "test_broken.py", "solution.py"]})
    results = {one["name"]: one for kind, one in some if kind == "test_result"}
    assert set(results) == {"solution.py", "deep/test_more.py::test_it", "test_broken.py"}
    assert results["deep/test_more.py::test_it"]["passed"]
    broken = results["test_broken.py"]
    assert (broken["outcome"], broken["file"], broken["line"]) == ("compile_error", "test_broken.py", 1)
    assert "named like test_solution.py" in results["solution.py"]["error"]
    bad = await candidate.rest("POST", "/run-tests", json={"paths": ["../solution.py"]})
    assert (bad.status_code, bad.json()["code"]) == (422, "invalid_request")


async def test_own_tests_feed_neither_score_nor_streak(candidate: Interview) -> None:
    await candidate.rest("PUT", "/files/test_solution.py", json={"content": "def test_no():\n    assert False\n"})
    for _ in range(4):
        await streamed(candidate, {"what": "tests"})
    told = await candidate.rest("POST", "/submit")
    judged = await candidate.event("submission_judged", timeout_s=60)
    assert judged["submission_id"] == told.json()["submission_id"]
    assert judged["total"] == 4
    assert not [one for one in candidate.events if one["event_type"] == "struggle_detected"]


async def test_a_run_can_be_cancelled_and_its_programs_end(candidate: Interview) -> None:
    await candidate.rest("PUT", "/files/test_slow.py", json={"content": ENDLESS.format(seconds=7171)})
    await candidate.send("run_tests", {"what": "tests"})
    started = await candidate.event("tests_started")
    await _sleeping(7171, wanted=True)
    await candidate.send("cancel_run")
    finished = await candidate.event("tests_finished", timeout_s=10)
    assert (finished["run_id"], finished["end"]) == (started["run_id"], "cancelled")
    await _sleeping(7171, wanted=False)
    assert (await candidate.rest("DELETE", "/run-tests")).json() == {"run_id": None}
    told = await streamed(candidate, {"what": "cases"})
    assert told[-1][0] == "done"


async def test_a_later_run_takes_the_place_of_own_tests(candidate: Interview) -> None:
    await candidate.rest("PUT", "/files/test_slow.py", json={"content": ENDLESS.format(seconds=7272)})
    first = asyncio.create_task(streamed(candidate))
    await candidate.event("test_result", where=lambda event: event["case"]["name"] == "one number")
    await _sleeping(7272, wanted=True)
    second = await streamed(candidate, {"what": "cases"})
    await _sleeping(7272, wanted=False)
    assert second[-1][0] == "done"
    kind, told = (await first)[-1]
    assert (kind, told["code"]) == ("error", "superseded")
    ended = [one for one in candidate.events if one["event_type"] == "tests_finished"]
    assert {one["end"] for one in ended} == {"superseded", "done"}


async def test_another_language_keeps_what_was_written_and_is_judged_as_itself(candidate: Interview) -> None:
    answer = await candidate.rest("PUT", "/language", json={"language": "javascript"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["language"], [file["fileName"] for file in answer.json()["starterCode"]]) == (
        "javascript",
        ["solution.js"],
    )
    changed = await candidate.event("language_changed")
    assert ([file["path"] for file in changed["files"]], changed["paths"]) == (["solution.js"], ["solution.js"])
    await candidate.write(
        "solution.js", "const double = (v) => (v.map ? v.map((n) => 2 * n) : []);\nmodule.exports = { double };\n"
    )
    await candidate.event("code_changed", where=lambda event: event["path"] == "solution.js")
    await candidate.rest("PUT", "/files/solution.test.js", json={"content": OWN_JS})
    told = await streamed(candidate)
    assert [(one["name"], one["passed"]) for kind, one in told if kind == "test_result"] == [
        ("three numbers", True),
        ("one number", True),
        ("solution.test.js: doubles", True),
    ]
    await candidate.send("submit")
    judged = await candidate.event("submission_judged", timeout_s=60)
    assert (judged["passed"], judged["total"]) == (3, 4)

    await candidate.send("language", {"language": "python"}, id="back")
    back = await candidate.event("language_changed", after=changed["seq"])
    assert (back["files"], back["paths"]) == ([], ["solution.py"])
    assert (await candidate.rest("GET", "/files/solution.py")).json()["content"] == HALF
    assert (await candidate.rest("GET", "/files/solution.js")).json()["content"].startswith("const double")
    told = await streamed(candidate, {"what": "cases"})
    assert told[-1][1]["passed"] == 2
    submitted = (await candidate.rest("POST", "/submit")).json()
    assert not submitted["repeated"]
    await candidate.event("submission_judged", after=judged["seq"], timeout_s=60)
    await candidate.rest("PUT", "/language", json={"language": "javascript"})
    again = (await candidate.rest("POST", "/submit")).json()
    assert (again["submission_id"], again["repeated"]) == (judged["submission_id"], True)


async def test_a_language_that_the_question_has_not_is_refused(candidate: Interview) -> None:
    answer = await candidate.rest("PUT", "/language", json={"language": "go"})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_such_language")
    assert "python, javascript" in answer.json()["detail"]
    assert (await candidate.rest("PUT", "/language", json={"language": "python"})).status_code == 200
    await candidate.send("heartbeat")
    await candidate.frame("heartbeat")
    assert not [one for one in candidate.events if one["event_type"] == "language_changed"]


async def test_a_server_that_stops_does_not_wait_for_a_run(candidate: Interview, server: Server) -> None:
    await candidate.rest("PUT", "/files/test_slow.py", json={"content": ENDLESS.format(seconds=7474)})
    run = asyncio.create_task(streamed(candidate, {"what": "tests"}))
    await _sleeping(7474, wanted=True)
    began = time.monotonic()
    await asyncio.to_thread(server.end, signal.SIGTERM)
    assert time.monotonic() - began < 8
    with pytest.raises(httpx.RemoteProtocolError):
        await run


async def _sleeping(seconds: int, *, wanted: bool) -> None:
    """Wait until a program `sleep` with this argument runs, or no longer does."""
    for _ in range(200):
        programs = psutil.process_iter(["cmdline"])
        if wanted is any(one.info["cmdline"] == ["sleep", str(seconds)] for one in programs):
            return
        await asyncio.sleep(0.05)
    raise TimeoutError(f"sleep {seconds} is {'not there' if wanted else 'still there'}")
