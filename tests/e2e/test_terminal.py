"""Terminals on a real server and sandbox: floods, keys, sizes, several people, what is recorded."""

import asyncio
import contextlib
import json
import shutil
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from demo.client import Interview, no_certificates
from demo.server import Server
from tests.e2e.conftest import MakeServer
from tests.e2e.terminals import TerminalClient

MEGABYTE = 1_000_000


@pytest.fixture
async def work(shared_server: Server) -> AsyncIterator[Interview]:
    """A candidate at work."""
    client = await shared_server.create(language="python")
    async with client:
        await client.start()
        await client.event("interview_started")
        yield client
        await client.rest("DELETE", key=shared_server.key)


def flood(megabytes: int) -> str:
    return f"head -c {megabytes * MEGABYTE} /dev/zero | tr '\\0' x"


async def recorded(work: Interview, kind: str) -> str:
    """All that the log has of a kind of terminal event, once it has settled."""
    await asyncio.sleep(0.8)
    return "\n".join(event["text"] for event in work.events if event["event_type"] == kind)


async def test_a_hundred_megabytes_arrive_whole_while_others_get_their_heartbeats(work: Interview) -> None:
    waits: list[float] = []

    async def beat() -> None:
        while True:
            began = time.monotonic()
            before = len(work.others)
            await work.send("heartbeat")
            async with asyncio.timeout(10):
                while not any(one["type"] == "heartbeat" for one in work.others[before:]):  # noqa: ASYNC110
                    await asyncio.sleep(0.002)
            waits.append(time.monotonic() - began)
            await asyncio.sleep(0.05)

    async with TerminalClient(work) as terminal:
        beating = asyncio.create_task(beat())
        await terminal.run(flood(100), timeout_s=100)
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        assert terminal.received >= 100 * MEGABYTE
        assert not [one for one in terminal.said if one["type"] == "gap"]
    assert len(waits) > 3
    assert max(waits) < 2
    await asyncio.sleep(0.8)
    output = [event for event in work.events if event["event_type"] == "terminal_output"]
    assert sum(event["truncated"] for event in output) > 90 * MEGABYTE
    assert sum(len(event["text"]) for event in output) < 10 * MEGABYTE
    assert "end-42" in output[-1]["text"]


async def test_a_writer_who_does_not_read_stops_the_program_and_loses_nothing(work: Interview) -> None:
    async with connect(TerminalClient(work).url, max_size=None, compression=None, max_queue=1, close_timeout=1) as lazy:
        await lazy.send(f"{flood(60)}; echo over > done\r".encode())
        await asyncio.sleep(2)
        assert (await work.rest("GET", "/files/done")).status_code == 404
        received = 0
        async with asyncio.timeout(60):
            while received < 60 * MEGABYTE:
                received += len(await lazy.recv())
    async with asyncio.timeout(10):
        while (await work.rest("GET", "/files/done")).status_code != 200:  # noqa: ASYNC110 - the server tells no event
            await asyncio.sleep(0.1)


async def test_who_only_looks_on_and_does_not_read_gets_a_gap_and_delays_nobody(work: Interview) -> None:
    key = work.session["interviewer_token"]
    async with TerminalClient(work) as terminal:
        url = TerminalClient(work, token=key).url
        async with connect(url, max_size=None, compression=None, max_queue=1, close_timeout=1) as lazy:
            assert json.loads(await lazy.recv())["writable"] is False
            await terminal.run(flood(60), timeout_s=60)
            async with asyncio.timeout(30):
                while True:
                    frame = await lazy.recv()
                    if isinstance(frame, str) and json.loads(frame)["type"] == "gap":
                        assert json.loads(frame)["bytes"] > MEGABYTE
                        return


async def test_ctrl_c_ends_a_flood_and_ctrl_z_and_fg_do_job_control(work: Interview) -> None:
    async with TerminalClient(work, acks="true") as terminal:
        acknowledging = asyncio.create_task(acknowledge(terminal))
        await terminal.type("yes\r")
        await terminal.until("y\r\ny\r\ny\r\n")
        received = terminal.received
        await terminal.type("\x03")
        await asyncio.sleep(0.5)
        # The page draws a window ahead at most, so the interruption is felt at once.
        assert terminal.received - received < 64 * MEGABYTE
        assert "130" in await terminal.run("echo $?")
        await terminal.type("sleep 1000\r")
        await asyncio.sleep(0.3)
        await terminal.type("\x1a")
        await terminal.until("Stopped")
        await terminal.type("fg\r")
        await terminal.until("sleep 1000\r\n")
        await terminal.type("\x03")
        await terminal.until("^C")
        await asyncio.sleep(0.3)  # what is typed before the shell is back may go to the program that ends
        assert "back" in await terminal.run("echo back")
        acknowledging.cancel()
        await asyncio.gather(acknowledging, return_exceptions=True)


async def acknowledge(terminal: TerminalClient) -> None:
    while True:
        await terminal.tell("ack", through=terminal.received)
        await asyncio.sleep(0.01)


@pytest.mark.skipif(not (shutil.which("vim") and shutil.which("top")), reason="vim and top come from Debian's packages")
async def after_full_screen(terminal: TerminalClient, command: str) -> str:
    """Run a command after a program that throws away what is typed while it ends."""
    for _ in range(9):
        with contextlib.suppress(TimeoutError):
            return await terminal.run(command, timeout_s=2)
    return await terminal.run(command)


async def test_full_screen_programs_work(work: Interview) -> None:
    async with TerminalClient(work, rows=30, columns=100) as terminal:
        await terminal.type("vim -u NONE -i NONE written.txt\r")
        await terminal.until('written.txt"')
        await terminal.type("ihello from vim")
        await terminal.until("from vim")
        await terminal.type("\x1b:wq\r")
        assert "hello from vim" in await after_full_screen(terminal, "cat written.txt")
        await terminal.type("top -d 0.2\r")
        await terminal.until("load average")
        await terminal.until("load average")
        await terminal.type("q")
        await terminal.until("\x1b[?1l")
        assert "left" in await after_full_screen(terminal, "echo left")
    told = await work.event("file_changed", where=lambda event: event["path"] == "written.txt" and event["content"])
    assert (told["actor"], told["content"]) == ("program", "hello from vim\n")


async def test_output_waits_for_the_page_that_acknowledges(work: Interview) -> None:
    async with TerminalClient(work, acks="true") as terminal:
        await terminal.type(f"{flood(3)}; echo end-$((40+2))\r")
        await asyncio.sleep(1.5)
        assert terminal.received < MEGABYTE
        acknowledging = asyncio.create_task(acknowledge(terminal))
        await terminal.until("end-42")
        assert terminal.received > 3 * MEGABYTE
        acknowledging.cancel()
        await asyncio.gather(acknowledging, return_exceptions=True)


async def test_programs_see_the_size_and_its_changes(work: Interview) -> None:
    async with TerminalClient(work, rows=40, columns=132) as terminal:
        ready = await terminal.word("ready")
        assert (ready["rows"], ready["columns"]) == (40, 132)
        assert "40 132" in await terminal.run("stty size")
        await terminal.tell("resize", rows=20, columns=60)
        await terminal.word("resized")
        assert "20 60" in await terminal.run("stty size")
        await terminal.tell("resize", rows=0, columns=60)
        assert (await terminal.word("error"))["code"] == "invalid_frame"
        await terminal.tell("dance")
        await terminal.word("error", where=lambda frame: "dance" in frame["message"])


async def test_the_shell_lives_on_and_a_page_that_returns_sees_what_it_missed(work: Interview) -> None:
    async with TerminalClient(work) as terminal:
        await terminal.run("kept=by-this-shell")
        await terminal.type("sleep 0.5; seq 1 30000; echo all-$((1+1))\r")
        await asyncio.sleep(0.1)
    await asyncio.sleep(1.5)
    async with TerminalClient(work) as again:
        ready = await again.word("ready")
        assert 100_000 < ready["scrollback"] <= 256 * 1024
        missed = await again.until("all-2")
        assert "29999\r\n30000\r\n" in missed
        assert "[by-this-shell]" in await again.run("echo [$kept]")


async def test_the_interviewer_looks_on_and_types_nothing(work: Interview) -> None:
    key = work.session["interviewer_token"]
    async with TerminalClient(work, token=key) as looking:
        ready = await looking.word("ready")
        assert (ready["open"], ready["writable"]) == (False, False)
        async with TerminalClient(work) as terminal:
            await terminal.run("echo seen-$((6*7))")
            await looking.until("seen-42")
            await looking.type("rm -rf .\r")
            assert (await looking.word("error"))["code"] == "read_only"
            await looking.tell("resize", rows=5, columns=5)
            await looking.tell("end")
            await looking.tell("heartbeat")
            await looking.word("heartbeat")
            assert [one["code"] for one in looking.said if one["type"] == "error"] == ["read_only"] * 3
            assert "still-here" in await terminal.run("echo still-here")
            listed = (await work.rest("GET", "/terminal", key=key)).json()
            assert [(one["name"], one["writers"], one["watchers"]) for one in listed] == [("main", 1, 2)]


async def test_two_terminals_share_files_and_loopback(work: Interview) -> None:
    async with TerminalClient(work, terminal="server") as one, TerminalClient(work, terminal="client") as two:
        await one.run("echo shared-content > index.txt")
        assert "shared-content" in await two.run("cat index.txt")
        await one.type("python3 -m http.server 8123 --bind 127.0.0.1\r")
        await one.until("Serving HTTP")
        fetch = "python3 -c 'import urllib.request as u; print(u.urlopen(\"http://127.0.0.1:8123/index.txt\").read())'"
        assert "shared-content" in await two.run(fetch)
        names = {entry["name"] for entry in (await work.rest("GET", "/terminal")).json()}
        assert names == {"server", "client"}


async def test_what_is_typed_unseen_is_not_recorded_and_what_is_seen_is(work: Interview) -> None:
    async with TerminalClient(work) as terminal:
        await terminal.run("echo open words")
        await terminal.type("read -s -p 'Pass''word: ' secret; echo\r")
        await terminal.until("Password: ")
        await asyncio.sleep(0.2)
        await terminal.type("hunter2-in-the-dark\r")
        await asyncio.sleep(0.2)
        await terminal.type('python3 -c \'import getpass; getpass.getpass("Ke" + "y: ")\'\r')
        await terminal.until("Key: ")
        await terminal.type("another-secret\r")
        await asyncio.sleep(0.2)
        await terminal.type("echo mistakx\x7fe\x1b[D\x1b[C done; echo end-$((40+2))\r")
        await terminal.until("end-42")
    typed = await recorded(work, "terminal_input")
    assert "echo open words" in typed
    assert "echo mistake done" in typed
    everything = json.dumps(work.events)
    assert "hunter2-in-the-dark" not in everything
    assert "another-secret" not in everything
    assert "open words" in await recorded(work, "terminal_output")


async def test_a_recording_is_an_asciicast_that_tells_the_whole_story(work: Interview) -> None:
    async with TerminalClient(work, rows=30, columns=90) as terminal:
        await terminal.run("printf 'caf\\303\\251 \\377 bell\\n'")
        await terminal.tell("resize", rows=31, columns=91)
        await terminal.word("resized")
        await terminal.run("echo more")
    await asyncio.sleep(0.8)
    key = work.session["interviewer_token"]
    answer = await work.rest("GET", "/terminal/main/cast", key=key)
    assert answer.headers["content-type"] == "application/x-asciicast"
    header, *lines = [json.loads(line) for line in answer.text.splitlines()]
    assert (header["version"], header["width"], header["height"]) == (2, 90, 30)
    assert abs(header["timestamp"] - time.time()) < 300
    times = [line[0] for line in lines]
    assert times == sorted(times)
    said = {kind: "".join(line[2] for line in lines if line[1] == kind) for kind in "oir"}
    assert "café \ufffd bell" in said["o"]
    assert "echo more" in said["i"]
    assert said["r"] == "91x31"
    assert (await work.rest("GET", "/terminal/main/cast")).text == answer.text
    nothing = await work.rest("GET", "/terminal/other/cast")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "no_recording")
    own, work.token = work.token, None
    made = await work.rest("POST", "/tokens", json={"role": "observer"})
    work.token = own
    assert (await work.rest("GET", "/terminal/main/cast", key=made.json()["token"])).status_code == 403


async def test_a_shell_that_exits_says_so_and_its_name_is_free_again(work: Interview) -> None:
    async with TerminalClient(work) as terminal:
        await terminal.run("gone=1")
        await terminal.type("exit\r")
        await terminal.word("exited")
        assert await terminal.closing() == 1000
    async with TerminalClient(work) as again:
        assert (await again.word("ready"))["scrollback"] == 0
        assert "[]" in await again.run("echo [$gone]")
        await again.tell("end")
        await again.word("exited")
    assert (await work.rest("GET", "/terminal")).json() == []


async def test_a_session_has_so_many_terminals_and_no_more(work: Interview) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for number in range(4):
            terminal = await stack.enter_async_context(TerminalClient(work, terminal=f"t{number}"))
            await terminal.word("ready")
        async with TerminalClient(work, terminal="t4") as fifth:
            assert (await fifth.word("error"))["code"] == "too_many_terminals"
            assert await fifth.closing() == 4409


async def test_a_terminal_ends_with_its_session_and_opens_only_at_work(work: Interview) -> None:
    async with TerminalClient(work) as terminal:
        await terminal.run("echo here")
        own, work.token = work.token, None
        await work.rest("PUT", "/status", json={"status": "cancelled"})
        work.token = own
        await terminal.word("exited")
        assert await terminal.closing() == 1000
    async with TerminalClient(work) as late:
        assert (await late.word("error"))["code"] == "not_now"
        assert await late.closing() == 4409


async def test_credentials_and_origins_are_asked_as_on_every_socket(work: Interview, make_server: MakeServer) -> None:
    with pytest.raises(InvalidStatus):
        await connect(TerminalClient(work).url, additional_headers={"Origin": "https://evil.example"})
    async with TerminalClient(work, token="wrong") as wrong:
        assert (await wrong.word("error"))["data"]["code"] == "unauthorized"
        assert await wrong.closing() == 4401
    locked = make_server(API_KEY="a-long-random-back-office-key")
    other = await locked.create()
    async with TerminalClient(other, token=work.token) as stranger:
        assert await stranger.closing() == 4401
    own, other.token = other.token, None
    async with TerminalClient(other) as nobody:
        assert await nobody.closing() == 4401
    other.token = own
    second = await locked.create()
    async with TerminalClient(second, token=own) as elsewhere:
        assert await elsewhere.closing() == 4404


async def test_the_log_survives_what_no_terminal_should_print(work: Interview) -> None:
    async with TerminalClient(work) as terminal:
        await terminal.run("head -c 300000 /dev/urandom; reset -Q 2>/dev/null", timeout_s=30)
    await asyncio.sleep(0.8)
    async with httpx.AsyncClient(verify=no_certificates()) as http:
        url = f"{work.base_url}/api/v1/interview/{work.session_id}/events?limit=5000"
        page = (await http.get(url, headers={"Authorization": f"Bearer {work.token}"})).json()
    assert [one["seq"] for one in page["events"]] == sorted(one["seq"] for one in page["events"])
    assert page["events"][-1]["data"]["event_type"] == "terminal_output"
