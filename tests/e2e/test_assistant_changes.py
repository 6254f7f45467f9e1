"""What the assistant's tools change: measured by the level whatever tool it was, and taken back as a whole."""

import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from demo.client import Interview, no_certificates
from demo.server import Server
from tests.e2e.assisted import BROKEN, PATH, Model, as_interviewer, ask, begun, ended, events, settings_for, text_of
from tests.e2e.conftest import FAST
from tests.e2e.terminals import TerminalClient
from tests.fakes.messages_api import call_tool, say

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINES = "".join(f"x{number} = {number}\n" for number in range(40))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def model() -> AsyncIterator[Model]:
    async with Model() as api:
        yield api


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server(model: Model, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    with Server(tmp_path_factory.mktemp("changes"), **FAST, **settings_for(model)) as server:
        yield server


def faults(interview: Interview) -> dict[str, str]:
    return {event["tool_use_id"]: event["fault"] for event in events(interview, "tool_use_error")}


async def put(interview: Interview, path: str, content: str) -> None:
    """Write a file that is no document, as the candidate."""
    answer = await interview.rest("PUT", f"/files/{path}", json={"content": content})
    assert answer.status_code in (200, 201), answer.text


async def content_of(interview: Interview, path: str) -> Any:
    """What a file holds; None where there is none."""
    answer = await interview.rest("GET", f"/files/{path}")
    return None if answer.status_code == 404 else answer.json()["content"]


async def test_a_command_that_writes_more_than_the_level_allows_is_taken_back_and_told_what_to_do(
    model: Model, server: Server
) -> None:
    async with begun(server, helpfulness="pair-programming") as interview:
        await interview.write(PATH, BROKEN)
        write = f"cat > {PATH} <<'END'\n{LINES}END\necho made > notes.txt"
        beside = f"cat > helper.py <<'END'\n{LINES}END\necho 'from helper import *' >> {PATH}"
        model.script(
            interview,
            call_tool("bash", {"command": write}, identity="t1"),
            call_tool("bash", {"command": beside}, identity="t2"),
            call_tool("bash", {"command": f"sed -i 's/+= 1/+= 7/' {PATH}; seq 100 > numbers.txt"}, identity="t3"),
            say("One step."),
        )
        await ask(interview)
        await ended(interview)
        assert faults(interview) == {"t1": "not_allowed", "t2": "not_allowed"}
        results = model.results(interview)
        for call in ("t1", "t2"):
            assert results[call]["is_error"]
            assert "at most 30 lines: take a smaller step and explain it" in results[call]["content"]
            assert "all it changed was taken back" in results[call]["content"]
        assert text_of(interview) == BROKEN.replace("+= 1", "+= 7")
        assert [await content_of(interview, path) for path in (PATH, "notes.txt", "helper.py")] == [
            BROKEN.replace("+= 1", "+= 7"),
            None,
            None,
        ]
        proposed = await interview.event("assistant_change_proposed")
        files = [(file["path"], file["added"], file["removed"]) for file in proposed["files"]]
        assert files == [(PATH, 1, 1), ("numbers.txt", 100, 0)]


async def test_a_command_that_ends_or_is_stopped_after_the_level_fell_leaves_nothing_changed(
    model: Model, server: Server
) -> None:
    async with begun(server, helpfulness="full-copilot") as interview:
        await interview.write(PATH, BROKEN)
        for number, stopped in enumerate((False, True)):
            since = interview.events[-1]["seq"]
            write = f"echo a > made.txt; echo '# solved' >> {PATH}; sleep {60 if stopped else 1.5}"
            model.script(interview, call_tool("bash", {"command": write}, identity=f"t{number}"), say("Done."))
            await ask(interview)
            await interview.event("code_changed", where=lambda one: one["author"] == "assistant", after=since)
            await as_interviewer(interview, "PUT", "/helpfulness", json={"level": "consultant"})
            if stopped:
                assert (await interview.rest("POST", "/chat/stop")).status_code < 300
            await ended(interview, number + 1)
            assert faults(interview)[f"t{number}"] == "not_allowed"
            assert text_of(interview) == BROKEN
            assert [await content_of(interview, path) for path in (PATH, "made.txt")] == [BROKEN, None]
            await as_interviewer(interview, "PUT", "/helpfulness", json={"level": "full-copilot"})
        told = [event["message"] for event in events(interview, "tool_use_error")]
        assert all("nothing may be changed" in message for message in told)
        assert events(interview, "assistant_change_proposed") == []


async def test_files_that_its_commands_made_changed_moved_or_deleted_are_taken_back_and_what_cannot_be_is_named(
    model: Model, server: Server
) -> None:
    async with begun(server, helpfulness="full-copilot") as interview:
        before = {"a.txt": "one\n", "b/c.txt": "two\n", "d.txt": "three\n", "e.txt": "four\n"}
        for path, content in before.items():
            await put(interview, path, content)
        binary = {"content": "AAEC", "encoding": "base64"}
        assert (await interview.rest("PUT", "/files/f.bin", json=binary)).status_code < 300
        commands = (
            "echo changed >> a.txt; rm b/c.txt; mv d.txt g.txt; printf '\\0\\1' > h.bin; touch e.txt",
            "echo more >> a.txt; mkdir -p made/deep && echo x > made/deep/x.txt; rm f.bin; echo t > t; rm t",
        )
        calls = [call_tool("bash", {"command": one}, identity=f"t{at}") for at, one in enumerate(commands)]
        model.script(interview, *calls, say("Done."))
        await ask(interview)
        await ended(interview)
        assert faults(interview) == {}
        proposed = await interview.event("assistant_change_proposed")
        files = {file["path"]: (file["added"], file["removed"], file["undoable"]) for file in proposed["files"]}
        assert files == {
            "a.txt": (2, 0, True),
            "b/c.txt": (0, 1, True),
            "d.txt": (0, 1, True),
            "f.bin": (0, 0, False),
            "g.txt": (1, 0, True),
            "h.bin": (0, 0, True),
            "made/deep/x.txt": (1, 0, True),
        }
        await put(interview, "g.txt", "three\nand mine\n")
        where = f"/chat/changes/{proposed['change_id']}"
        answer = (await interview.rest("POST", where, json={"decision": "reject"})).json()
        assert sorted(answer["kept"]) == ["f.bin", "g.txt"]
        rejected = await interview.event("assistant_change_rejected")
        assert sorted(rejected["kept"]) == ["f.bin", "g.txt"]
        now = {path: await content_of(interview, path) for path in before}
        assert now == before
        assert await content_of(interview, "g.txt") == "three\nand mine\n", "what the candidate wrote since stays"
        assert [await content_of(interview, path) for path in ("h.bin", "made/deep/x.txt", "t")] == [None] * 3


async def test_a_file_that_the_candidate_writes_while_a_command_runs_is_the_candidates(
    model: Model, server: Server
) -> None:
    async with begun(server, helpfulness="full-copilot") as interview:
        await put(interview, "old.txt", "old\n")
        run = call_tool("bash", {"command": "echo a > made.txt; sleep 3"}, identity="t1")
        model.script(interview, run, say("Done."))
        await ask(interview)
        await interview.event("file_changed", where=lambda one: one["path"] == "made.txt")
        await put(interview, "mine.txt", "mine\n")
        await put(interview, "old.txt", "mine, too\n")
        await ended(interview)
        proposed = await interview.event("assistant_change_proposed")
        assert [file["path"] for file in proposed["files"]] == ["made.txt"]
        where = f"/chat/changes/{proposed['change_id']}"
        assert (await interview.rest("POST", where, json={"decision": "reject"})).json() == {"kept": []}
        names = ("made.txt", "mine.txt", "old.txt")
        assert [await content_of(interview, path) for path in names] == [None, "mine\n", "mine, too\n"]


async def test_what_a_command_had_done_when_its_agent_was_killed_is_undone_and_the_turn_goes_on(
    model: Model, server: Server
) -> None:
    async with begun(server, helpfulness="full-copilot") as interview:
        await interview.write(PATH, BROKEN)
        write = f"echo a > made.txt; echo '# half' >> {PATH}; sleep 60"
        model.script(
            interview,
            call_tool("bash", {"command": "echo first > kept.txt"}, identity="t0"),
            call_tool("bash", {"command": write}, identity="t1"),
            say("Done after all."),
        )
        await ask(interview)
        await interview.event("code_changed", where=lambda one: one["author"] == "assistant")
        async with httpx.AsyncClient(verify=no_certificates()) as http:
            agents = (await http.get(f"{server.url}/ws/agent/status")).json()["agents"]
        (pid,) = [one["pid"] for one in agents if one["session_id"] == interview.session_id]
        os.kill(pid, signal.SIGKILL)
        assert (await ended(interview))["outcome"] == "answered"
        assert faults(interview) == {"t1": "interrupted"}
        assert text_of(interview) == BROKEN
        assert [await content_of(interview, path) for path in ("kept.txt", "made.txt")] == ["first\n", None]
        proposed = await interview.event("assistant_change_proposed")
        assert [file["path"] for file in proposed["files"]] == ["kept.txt"]
        where = f"/chat/changes/{proposed['change_id']}"
        assert (await interview.rest("POST", where, json={"decision": "reject"})).json() == {"kept": []}
        assert await content_of(interview, "kept.txt") is None


async def test_a_change_is_taken_or_taken_back_as_a_whole_and_other_peoples_words_stay(
    model: Model, server: Server
) -> None:
    async with begun(server, helpfulness="full-copilot") as interview:
        await interview.write(PATH, BROKEN)
        model.script(
            interview,
            call_tool("edit_file", {"path": PATH, "old_text": "    blocked = 0\n", "new_text": ""}, identity="t1"),
            call_tool("edit_file", {"path": PATH, "old_text": "+= 1", "new_text": "+= 7"}, identity="t2"),
            call_tool("write_file", {"path": "notes/plan.md", "content": "# plan\n"}, identity="t3"),
            say("Done."),
        )
        await ask(interview)
        await ended(interview)
        proposed = await interview.event("assistant_change_proposed")
        assert {file["path"]: file["document"] for file in proposed["files"]} == {PATH: True, "notes/plan.md": False}
        changed = text_of(interview)
        assert changed == BROKEN.replace("    blocked = 0\n", "").replace("+= 1", "+= 7")
        await interview.write(PATH, "# mine\n" + changed)
        where = f"/chat/changes/{proposed['change_id']}"
        assert (await interview.rest("POST", where, json={"decision": "accept"})).json() == {"kept": []}
        assert text_of(interview) == "# mine\n" + changed
        assert (await interview.rest("POST", where, json={"decision": "reject"})).json() == {"kept": []}
        rejected = await interview.event("assistant_change_rejected")
        assert rejected["after_acceptance"]
        assert text_of(interview) == "# mine\n" + BROKEN
        assert (await interview.rest("GET", "/files/notes/plan.md")).status_code == 404
        again = await interview.rest("POST", where, json={"decision": "accept"})
        assert (again.status_code, again.json()["code"]) == (422, "already_decided")
        for role, status in (("interviewer", 403), ("candidate", 200)):
            token = interview.session[f"{role}_token"]
            answer = await interview.rest("POST", where, key=token, json={"decision": "reject"})
            assert answer.status_code == status


async def test_what_its_commands_make_of_documents_is_part_of_the_change_and_what_other_programs_make_is_not(
    model: Model, server: Server
) -> None:
    async with begun(server, helpfulness="full-copilot") as interview, TerminalClient(interview) as terminal:
        reach_out = f"exec 3<>/dev/tcp/127.0.0.1/{server.url.rpartition(':')[2]}; getent hosts example.com"
        await interview.write(PATH, BROKEN)
        await terminal.type(f"echo '# by my program' >> {PATH}\n")
        await interview.event("code_changed", where=lambda one: one["author"] == "program")
        await interview.event("terminal_output", where=lambda one: "by my program" in one["text"])
        model.script(
            interview,
            call_tool("edit_file", {"path": PATH, "old_text": "    blocked = 0\n", "new_text": ""}, identity="t1"),
            call_tool("bash", {"command": f"sed -i 's/+= 1/+= 7/' {PATH}; echo a > made.txt"}, identity="t2"),
            call_tool("read_terminal", {}, identity="t3"),
            call_tool("bash", {"command": reach_out}, identity="t4"),
            call_tool("bash", {"command": "yes | head -c 3000000"}, identity="t5"),
            say("Done."),
        )
        await ask(interview)
        over = await ended(interview)
        results = {call: block["content"] for call, block in model.results(interview).items()}
        assert "echo '# by my program' >> solution.py" in results["t3"], "what the candidate's terminal shows"
        assert "Connection refused" in results["t4"], "the sandbox has a network of its own"
        assert results["t4"].startswith("exit status 2")
        assert "there was more output; it was dropped" in results["t5"]
        assert "characters left out" in results["t5"]
        assert len(results["t5"]) < 13_000
        changed = BROKEN.replace("    blocked = 0\n", "").replace("+= 1", "+= 7")
        assert text_of(interview) == changed + "# by my program\n"
        proposed = await interview.event("assistant_change_proposed")
        files = [(file["path"], file["added"], file["removed"]) for file in proposed["files"]]
        assert files == [(PATH, 1, 2), ("made.txt", 1, 0)]
        await terminal.type(f"echo '# and after it' >> {PATH}\n")
        await interview.event("code_changed", where=lambda one: one["author"] == "program", after=over["seq"])
        await interview.write(PATH, "# mine\n" + text_of(interview))
        where = f"/chat/changes/{proposed['change_id']}"
        assert (await interview.rest("POST", where, json={"decision": "reject"})).json() == {"kept": []}
        await interview.event("assistant_change_rejected")
        assert text_of(interview) == f"# mine\n{BROKEN}# by my program\n# and after it\n"
