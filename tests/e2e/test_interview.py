"""Whole interviews against the public protocol."""

import asyncio

import httpx

from demo.candidate import Candidate, solution
from demo.client import Interview, no_certificates
from demo.server import Server
from tests.e2e.conftest import MakeServer

ORDER = [
    "interview_initializing",
    "interview_initialized",
    "question_selecting",
    "question_selected",
    "interview_started",
    "inactivity_nudge",
    "interview_completing",
    "report_written",
    "interview_completed",
]


async def test_a_scripted_candidate_plays_a_whole_interview(make_server: MakeServer) -> None:
    server = make_server(NUDGE_AFTER_S="3", MARKER_REST_S="0.5")
    interview = await server.create(user_id="e2e", question_ids=["rate-limit-window", "retry-budget"])
    async with interview:
        await Candidate(interview, tell=lambda _: None, keystroke_s=0.002).play()
        kinds = [event["event_type"] for event in interview.events]
        assert [kinds.index(kind) for kind in ORDER] == sorted(kinds.index(kind) for kind in ORDER)
        seqs = [event["seq"] for event in interview.events]
        assert seqs == sorted(set(seqs))
        assert {event["source"] for event in interview.events if event["event_type"] == "submit_detected"} == {
            "message",
            "chat",
            "marker",
        }
        assert all(event["audience"] == "all" for event in interview.events)
        hidden = [one for one in interview.events if one["event_type"] == "test_result" and one["case"]["hidden"]]
        assert hidden == []
        report = (await interview.rest("GET", "/report")).json()
        assert [question["solved"] for question in report["questions"]] == [True, True]
        assert report["questions"][0]["attempts"] == 2
        assert report["ability"] == []
        whole = (await interview.rest("GET", "/report", key=interview.session["interviewer_token"])).json()
        assert whole["ability"]
        session = (await interview.rest("GET")).json()
        assert session["status"] == "completed"
        assert "token" not in str(session)


async def test_the_customers_python_example_runs_unchanged(shared_server: Server) -> None:
    async with httpx.AsyncClient(verify=no_certificates()) as requests:
        body = {"interview_type": "technical", "user_id": "john_doe"}
        answer = await requests.post(f"{shared_server.url}/api/v1/interview/", json=body)
        session_id = answer.json()["session_id"]
        assert answer.status_code == 201
        status = (await requests.get(f"{shared_server.url}/ws/agent/status")).json()
        assert "count" in status
        assert session_id


async def test_the_customers_javascript_example_needs_no_token_on_this_machine(shared_server: Server) -> None:
    interview = await shared_server.create()
    interview.token = None
    await interview.connect(candidate_name="John Doe", after=0)
    await interview.start(candidate_name="John Doe", interview_mode="friendly")
    selected = await interview.event("question_selected")
    assert selected["question_title"]
    await interview.event("interview_started")
    await interview.send("heartbeat")
    await interview.frame("heartbeat")
    await interview.disconnect()


async def test_initialize_shows_the_question_before_any_agent_runs(interview: Interview) -> None:
    answer = (await interview.rest("POST", "/initialize")).json()
    assert answer["sandbox"]["status"] == "ready"
    assert answer["question"]["testCases"]
    again = (await interview.rest("POST", "/initialize")).json()
    assert again["question"]["id"] == answer["question"]["id"]
    assert not any(event["event_type"] == "interview_initializing" for event in interview.events)
    await interview.start()
    await interview.event("interview_started")
    selected = [event for event in interview.events if event["event_type"] == "question_selected"]
    assert [event["question_id"] for event in selected] == [answer["question"]["id"]]


async def test_a_run_over_rest_streams_each_case(shared_server: Server) -> None:
    interview = await shared_server.create(user_id="runs", language="python", question_ids=["retry-budget"])
    async with interview:
        await interview.start()
        selected = await interview.event("question_selected")
        await interview.event("interview_started")
        await interview.write(selected["files"][0]["path"], solution("retry-budget", "reference"))
        await interview.event("code_changed")
        answer = await interview.rest("POST", "/run-tests")
        assert answer.headers["content-type"].startswith("text/event-stream")
        names = [line.removeprefix("event: ") for line in answer.text.splitlines() if line.startswith("event: ")]
        assert names[0] == "start"
        assert names[-1] == "done"
        assert names.count("test_result") == len(selected["cases"])


async def test_a_pause_stops_the_clock(shared_server: Server) -> None:
    interview = await shared_server.create()
    async with interview:
        await interview.start()
        await interview.event("interview_started")
        key = interview.session["interviewer_token"]
        assert (await interview.rest("POST", "/pause", key=key)).json()["status"] == "paused"
        before = (await interview.rest("GET")).json()["elapsed_ms"]
        await asyncio.sleep(0.5)
        assert (await interview.rest("GET")).json()["elapsed_ms"] == before
        refused = await interview.rest("POST", "/run-tests")
        assert refused.status_code == 409
        assert (await interview.rest("POST", "/resume", key=key)).json()["status"] == "active"
        await asyncio.sleep(0.2)
        assert (await interview.rest("GET")).json()["elapsed_ms"] > before


async def test_the_time_limit_judges_the_last_code_and_ends_the_interview(make_server: MakeServer) -> None:
    server = make_server(NUDGE_AFTER_S="3600")
    interview = await server.create(user_id="late", question_ids=["rate-limit-window"], duration_minutes=1)
    async with interview:
        await interview.start()
        selected = await interview.event("question_selected")
        await interview.event("interview_started")
        await interview.write(selected["files"][0]["path"], solution("rate-limit-window", "reference"))
        judged = await interview.event("submission_judged", timeout_s=90)
        assert judged["accepted"]
        submitted = await interview.event("submit_detected")
        assert submitted["source"] == "timeout"
        completing = await interview.event("interview_completing")
        assert completing["reason"] == "time_limit"
        await interview.event("interview_completed")
