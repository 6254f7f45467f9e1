"""The REST calls as services use them."""

import sys
import threading
from typing import Any

import httpx
import pytest
import uvicorn

from app.core.config import ServerSettings
from demo.client import Interview, no_certificates
from demo.server import Server, free_port
from tests.e2e.conftest import MakeServer

BODY = {"interview_type": "technical", "user_id": "u"}


def call(server: Server, method: str, path: str, **options: Any) -> httpx.Response:
    return httpx.request(method, f"{server.url}{path}", timeout=20, verify=no_certificates(), **options)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"interview_type": "karaoke"}, "interview_type"),
        ({"interview_mode": "grumpy"}, "interview_mode"),
        ({"user_id": ""}, "user_id"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"surprise": 1}, "surprise"),
        ({"metadata": {"price": 1.5}}, "metadata"),
        ({"context": {"accommodations": {"extra_time_minutes": -5}}}, "context"),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused_with_the_field(
    shared_server: Server, change: dict[str, Any], where: str
) -> None:
    answer = call(shared_server, "POST", "/api/v1/interview/", json=BODY | change)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "invalid_request"
    assert where in answer.json()["detail"]


def test_a_session_that_could_not_be_held_is_not_created(shared_server: Server) -> None:
    answer = call(shared_server, "POST", "/api/v1/interview/", json=BODY | {"question_ids": ["no-such-question"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_question")


def test_what_is_not_json_or_too_large_is_refused(shared_server: Server) -> None:
    broken = call(shared_server, "POST", "/api/v1/interview/", content=b"{nope")
    assert (broken.status_code, broken.json()["code"]) == (422, "invalid_request")
    huge = call(shared_server, "POST", "/api/v1/interview/", json=BODY | {"candidate_name": "x" * 5_000_000})
    assert huge.status_code == 413


def test_everything_given_at_creation_comes_back_and_the_links_carry_the_tokens(shared_server: Server) -> None:
    wanted = BODY | {
        "candidate_name": "Ada",
        "interview_mode": "challenging",
        "language": "python",
        "difficulty": "hard",
        "duration_minutes": 45,
        "helpfulness": "pair-programming",
        "metadata": {"requisition": "R-1"},
        "context": {"company": "Acme", "role": "Engineer", "accommodations": {"extra_time_minutes": 15}},
    }
    made = call(shared_server, "POST", "/api/v1/interview/", json=wanted).json()
    for name in wanted.keys() - {"context"}:
        assert made[name] == wanted[name]
    assert made["context"]["company"] == "Acme"
    assert made["remaining_ms"] == 60 * 60_000
    assert made["candidate_token"] in made["links"]["candidate"]
    assert made["interviewer_token"] in made["links"]["interviewer"]
    read = call(shared_server, "GET", f"/api/v1/interview/{made['session_id']}").text
    assert made["candidate_token"] not in read


async def test_join_and_role_tell_whose_token_it_is(interview: Interview) -> None:
    tokens = {role: interview.session[f"{role}_token"] for role in ("candidate", "interviewer")}
    for role, token in tokens.items():
        joined = await interview.rest("POST", "/join", json={"token": token, "name": "N"})
        assert (joined.json()["role"], joined.json()["name"]) == (role, "N")
        assert (await interview.rest("GET", "/role", key=token)).json()["role"] == role
    wrong = await interview.rest("POST", "/join", json={"token": "nobody's"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "unauthorized")


async def test_an_observer_may_look_and_nothing_else(interview: Interview) -> None:
    own, interview.token = interview.token, None
    made = await interview.rest("POST", "/tokens", json={"role": "observer"})
    interview.token = made.json()["token"]
    assert (await interview.rest("GET")).status_code == 200
    assert (await interview.rest("GET", "/events")).status_code == 200
    for path in ("/start", "/submit", "/run-tests", "/pause", "/questions"):
        assert (await interview.rest("POST", path)).status_code == 403
    interview.token = own


async def test_the_log_comes_page_by_page_and_each_page_says_how_long_all_of_it_is(interview: Interview) -> None:
    await interview.start()
    await interview.event("interview_started")
    key = interview.session["interviewer_token"]
    events: list[dict[str, Any]] = []
    page: dict[str, Any] = {"through": 0, "events": None}
    lengths = set()
    while page["events"] != []:
        page = (await interview.rest("GET", f"/events?after={page['through']}&limit=3", key=key)).json()
        events += page["events"]
        lengths.add(page["elapsed_ms"])
    seqs = [event["seq"] for event in events]
    assert seqs == sorted(set(seqs))
    assert (
        min(lengths) >= next(e for e in events if e["data"]["event_type"] == "interview_started")["data"]["elapsed_ms"]
    )
    nobody = await interview.rest("GET", "/events", key="nobody's")
    assert (nobody.status_code, nobody.json()["code"]) == (401, "unauthorized")


async def test_the_interviewer_moves_on_to_a_question_of_choice(interview: Interview) -> None:
    await interview.start()
    first = await interview.event("question_selected")
    await interview.event("interview_started")
    wanted = "retry-budget" if first["question_id"] != "retry-budget" else "rate-limit-window"
    key = interview.session["interviewer_token"]
    assert (await interview.rest("POST", "/questions", json={"question_id": wanted})).status_code == 403
    moved = await interview.rest("POST", "/questions", key=key, json={"question_id": wanted})
    assert moved.status_code == 202
    second = await interview.event("question_selected", after=first["seq"])
    assert second["question_id"] == wanted
    again = await interview.rest("POST", "/questions", key=key, json={"question_id": first["question_id"]})
    assert (again.status_code, again.json()["code"]) == (422, "question_repeated")
    shown = (await interview.rest("GET", "/questions")).json()
    assert shown["id"] == wanted


async def test_the_same_code_handed_in_twice_is_one_submission(interview: Interview) -> None:
    await interview.start()
    await interview.event("interview_started")
    first = (await interview.rest("POST", "/submit")).json()
    second = (await interview.rest("POST", "/submit")).json()
    assert second == {"submission_id": first["submission_id"], "repeated": True}
    judged = await interview.event("submission_judged", timeout_s=60)
    assert judged["submission_id"] == first["submission_id"]
    await interview.say("please submit it")
    await interview.event("chat_message", where=lambda event: event.get("in_reply_to") is not None)
    assert sum(event["event_type"] == "submit_detected" for event in interview.events) == 1


async def test_an_illegal_status_says_which_are_legal(interview: Interview) -> None:
    interview.token = None
    answer = await interview.rest("PUT", "/status", json={"status": "completed"})
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert "starting" in answer.json()["detail"]
    assert (await interview.rest("PUT", "/status", json={"status": "cancelled"})).json()["status"] == "cancelled"
    over = await interview.rest("POST", "/start")
    assert over.status_code == 409


def test_health_readiness_metrics_and_documents_are_served(shared_server: Server) -> None:
    health = shared_server.get("/health")
    assert health["status"] == "healthy"
    assert {"database", "agents", "sandbox", "questions", "storage"} <= health["checks"].keys()
    assert shared_server.get("/ready")["ready"] is True
    metrics = call(shared_server, "GET", "/metrics").text
    assert "interviewlm_agents" in metrics
    assert "interviewlm_http_requests_total" in metrics
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert call(shared_server, "GET", path).status_code == 200


def test_a_flood_from_one_address_is_told_when_to_come_back(make_server: MakeServer) -> None:
    server = make_server(REQUESTS_PER_MINUTE="30")
    answers = [call(server, "GET", "/api/v1/interview/") for _ in range(40)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert int(refused[0].headers["retry-after"]) >= 1
    assert call(server, "GET", "/health").status_code == 200


def test_a_server_beyond_loopback_without_a_key_does_not_start(make_server: MakeServer) -> None:
    with pytest.raises(RuntimeError, match="set API_KEY"):
        make_server(HOST="0.0.0.0")


async def test_a_whole_start_works_by_plain_programs_too(make_server: MakeServer) -> None:
    server = make_server(AGENT_SPAWN="exec")
    interview = await server.create(user_id="exec")
    async with interview:
        await interview.start()
        await interview.event("interview_started", timeout_s=60)
        generation = (await interview.event("interview_initializing"))["generation"]
        assert generation == 1


async def test_without_the_door_for_framed_bytes_events_go_by_plain_frames(tmp_path: Any) -> None:
    from app.main import create_app
    from sandbox.bubblewrap import LocalProvider

    settings = ServerSettings(
        data_dir=tmp_path / "var", pipes_dir=tmp_path / "pipes", port=free_port(), agent_spawn="exec"
    )
    app = create_app(settings, LocalProvider(tmp_path / "sandboxes"))
    config = uvicorn.Config(app, port=settings.port, ws="websockets-sansio", log_config=None, log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), sys.exc_info()
        interview = await Interview.create(f"http://127.0.0.1:{settings.port}", user_id="plain")
        async with interview:
            await interview.event("session_created")
            await interview.event("candidate_connected")
    finally:
        server.should_exit = True
        thread.join(20)
