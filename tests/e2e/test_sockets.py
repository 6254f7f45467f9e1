"""What a socket bears: bad frames, wrong credentials, many tabs, clients that come and go."""

import asyncio
import contextlib
import json
import socket
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from demo.client import Interview, no_certificates
from demo.server import Server
from tests.e2e.conftest import MakeServer

KEY = "a-long-random-back-office-key"


async def refusal(interview: Interview, code: str) -> dict[str, Any]:
    frame = await interview.frame("error", where=lambda one: one["data"]["code"] == code)
    data: dict[str, Any] = frame["data"]
    return data


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("{not json", "invalid_json"),
        ("[]", "invalid_frame"),
        ('"text"', "invalid_frame"),
        (b"\x00\x01", "binary_frame"),
        ('{"type": "dance", "session_id": "x", "data": {}}', "unknown_type"),
        ('{"type": "heartbeat", "session_id": "x", "data": {}}', "wrong_session"),
        ('{"type": "message", "session_id": "x", "data": {}}', "invalid_frame"),
        (
            '{"type": "heartbeat", "session_id": "x", "data": {"pad": "' + "x" * (5 * 1024 * 1024) + '"}}',
            "frame_too_large",
        ),
    ],
)
async def test_a_bad_frame_is_refused_by_name_and_the_connection_stays(
    interview: Interview, raw: str | bytes, code: str
) -> None:
    await interview.send_raw(raw)
    await refusal(interview, code)
    await interview.send("heartbeat")
    await interview.frame("heartbeat")


async def test_a_frame_over_16_mib_closes_with_1009(interview: Interview) -> None:
    with contextlib.suppress(ConnectionClosed):
        await interview.send_raw("x" * (17 * 1024 * 1024))
    assert (await interview.closing())[0] == 1009


async def test_audio_is_validated_and_says_that_it_is_not_configured(interview: Interview) -> None:
    await interview.send("audio_data", {"audio": "UklGRg==", "format": "wav", "final": True})
    await refusal(interview, "audio_not_configured")
    await interview.send("audio_data", {"audio": "***"})
    await refusal(interview, "invalid_frame")


async def test_an_unknown_session_closes_with_4404(shared_server: Server, interview: Interview) -> None:
    url = f"{shared_server.url.replace('http', 'ws')}/ws/agent/01a1fd49-f499-7244-96ce-362794ccc119"
    async with connect(url) as stranger:
        assert json.loads(await stranger.recv())["data"]["code"] == "unknown_session"
        with pytest.raises(Exception, match="4404"):
            await stranger.recv()


async def test_a_wrong_token_closes_with_4401_and_is_not_logged(shared_server: Server) -> None:
    interview = await shared_server.create()
    right, interview.token = interview.token, "wrong-token-that-nobody-should-see"
    await interview.connect()
    assert (await interview.closing())[0] == 4401
    log = shared_server.log.read_text()
    assert "wrong-token-that-nobody-should-see" not in log
    assert str(right) not in log


async def test_a_token_of_another_session_finds_nothing(shared_server: Server) -> None:
    one, other = await shared_server.create(), await shared_server.create()
    one.token = other.token
    await one.connect()
    assert (await one.closing())[0] == 4404
    assert (await one.rest("GET")).status_code == 404


async def test_a_foreign_page_is_refused_on_both_ways(shared_server: Server) -> None:
    interview = await shared_server.create()
    url = f"{shared_server.url.replace('http', 'ws')}/ws/agent/{interview.session_id}"
    with pytest.raises(InvalidStatus):
        await connect(url, additional_headers={"Origin": "https://evil.example"})
    async with httpx.AsyncClient(verify=no_certificates()) as http:
        answer = await http.get(f"{shared_server.url}/api/v1/interview/", headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")


async def test_with_a_key_nothing_is_open(make_server: MakeServer) -> None:
    server = make_server(API_KEY=KEY)
    async with httpx.AsyncClient(verify=no_certificates()) as http:
        body = {"interview_type": "technical", "user_id": "u"}
        url = f"{server.url}/api/v1/interview/"
        assert (await http.post(url, json=body)).status_code == 401
        wrong = await http.post(url, json=body, headers={"Authorization": "Bearer nope"})
        assert (wrong.status_code, wrong.headers["www-authenticate"]) == (401, "Bearer")
        assert (await http.get(f"{server.url}/ws/agent/status")).status_code == 401
        assert (await http.get(f"{server.url}/health")).status_code == 200
    interview = await server.create(user_id="u")
    own = interview.token
    interview.token = None
    await interview.connect()
    assert (await interview.closing())[0] == 4401
    interview.token = own
    assert (await interview.rest("POST", "/pause")).status_code == 403
    assert (await interview.rest("PUT", "/status", json={"status": "cancelled"})).status_code == 403
    renewed = await interview.rest("POST", "/tokens", key=KEY, json={"role": "candidate"})
    assert renewed.status_code == 201
    assert (await interview.rest("GET")).status_code == 401
    interview.token = renewed.json()["token"]
    assert (await interview.rest("GET")).status_code == 200
    await interview.connect(path="interview")
    assert (await interview.closing())[0] == 4401


async def test_what_the_interviewer_may_see_does_not_reach_the_candidate(shared_server: Server) -> None:
    interview = await shared_server.create()
    async with interview:
        posted = await interview.rest(
            "POST", "/events", json={"events": [{"event_type": "pasted", "path": "solution.py", "length": 900}]}
        )
        assert posted.status_code == 201
        seq = posted.json()["seq"]
        await interview.send("heartbeat")
        async with asyncio.timeout(5):
            while not any(one["type"] == "heartbeat" and one["data"]["through"] >= seq for one in interview.others):
                await interview.send("heartbeat")
                await asyncio.sleep(0.05)
        assert all(event["seq"] != seq for event in interview.events)
        seen = (await interview.rest("GET", "/events")).json()
        assert seen["through"] >= seq
        assert all(frame["seq"] != seq for frame in seen["events"])
        own = (await interview.rest("GET", "/events", key=interview.session["interviewer_token"])).json()
        assert any(frame["seq"] == seq for frame in own["events"])


async def test_a_page_cannot_post_a_verdict(interview: Interview) -> None:
    forged = {"event_type": "submission_judged", "accepted": True}
    answer = await interview.rest("POST", "/events", json={"events": [forged]})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    sly = {"event_type": "pasted", "path": "a", "length": 1, "actor": "agent", "audience": "all"}
    assert (await interview.rest("POST", "/events", json={"events": [sly]})).status_code == 201
    log = (await interview.rest("GET", "/events", key=interview.session["interviewer_token"])).json()["events"]
    pasted = next(frame["data"] for frame in log if frame["data"]["event_type"] == "pasted")
    assert (pasted["actor"], pasted["audience"]) == ("candidate", "interviewer")


async def test_a_second_start_gives_the_state_and_no_second_agent(shared_server: Server, interview: Interview) -> None:
    await interview.start()
    await interview.event("interview_started")
    await interview.start()
    await interview.frame("signal", where=lambda one: one["data"]["kind"] == "state")
    agents = shared_server.get("/ws/agent/status")["agents"]
    assert sum(agent["session_id"] == interview.session_id for agent in agents) == 1


async def test_two_tabs_see_the_same_events_in_the_same_order(interview: Interview) -> None:
    second = Interview(interview.base_url, interview.session)
    async with second:
        await interview.start()
        await interview.event("interview_started")
        await second.say("hello from the other tab")
        for tab in (interview, second):
            await tab.event("chat_message", where=lambda event: event["actor"] == "candidate")
        shared = min(len(interview.events), len(second.events))
        assert interview.events[:shared] == second.events[:shared]


async def test_the_same_frame_id_does_nothing_twice(interview: Interview) -> None:
    await interview.start()
    await interview.event("interview_started")
    for _ in range(3):
        await interview.send("message", {"text": "only once"}, id="m1")
    await interview.send("message", {"text": "the last"}, id="m2")
    await interview.event("chat_message", where=lambda event: event["text"] == "the last")
    texts = [event["text"] for event in interview.events if event["event_type"] == "chat_message"]
    assert texts.count("only once") == 1
    answers = [one for one in interview.others if one.get("id") == "m1"]
    assert len(answers) == 3


async def test_two_hundred_reconnects_lose_and_repeat_nothing(shared_server: Server) -> None:
    interview = await shared_server.create()
    await interview.connect()
    await interview.start()
    await interview.event("interview_started")
    for _ in range(200):
        interview.drop()
        await interview.connect()
        await interview.frame("connect")
    await interview.say("still here")
    await interview.event("chat_message", where=lambda event: event["text"] == "still here")
    await asyncio.sleep(0.3)
    log = (await interview.rest("GET", "/events?limit=5000")).json()["events"]
    seqs = [frame["seq"] for frame in log]
    assert [event["seq"] for event in interview.events][: len(seqs)] == seqs[: len(interview.events)]
    await interview.disconnect()


async def test_a_client_that_never_reads_delays_nobody(shared_server: Server) -> None:
    interview = await shared_server.create()
    async with interview:
        deaf = socket.create_connection(("127.0.0.1", shared_server.port))
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        path = f"/ws/agent/{interview.session_id}?token={interview.token}"
        deaf.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        await interview.start()
        selected = await interview.event("question_selected")
        await interview.event("interview_started")
        path = selected["files"][0]["path"]
        for number in range(300):
            await interview.write(path, f"# {number}\n" + "x" * 20_000)
        last = await interview.event("code_changed", where=lambda event: event["version"] == 300, timeout_s=20)
        assert last["version"] == 300
        deaf.close()


async def test_a_client_of_a_longer_log_is_told_to_start_over(shared_server: Server) -> None:
    interview = await shared_server.create()
    await interview.connect(after=4711)
    frame = await interview.frame("connect")
    assert frame["data"]["reset"] is True
    await interview.event("session_created")
    await interview.disconnect()


async def test_deleting_a_session_ends_its_sockets_and_erases_it(shared_server: Server) -> None:
    interview = await shared_server.create()
    await interview.connect()
    await interview.start()
    await interview.event("interview_started")
    assert (await interview.rest("DELETE", key=None)).status_code in {204, 403}
    interview.token = None
    assert (await interview.rest("DELETE")).status_code in {204, 404}
    assert (await interview.closing())[0] == 4404
    assert (await interview.rest("GET")).status_code == 404


async def test_a_list_is_paged_newest_first_by_a_link(make_server: MakeServer) -> None:
    server = make_server()
    made = [(await server.create(user_id="pager")).session_id for _ in range(5)]
    async with httpx.AsyncClient(verify=no_certificates()) as http:
        answer = await http.get(f"{server.url}/api/v1/interview/?user_id=pager&limit=3")
        found = [one["session_id"] for one in answer.json()]
        assert answer.links["next"]["url"].startswith(server.url)
        rest = await http.get(answer.links["next"]["url"])
        found += [one["session_id"] for one in rest.json()]
        assert "next" not in rest.links
    assert found == made[::-1]
