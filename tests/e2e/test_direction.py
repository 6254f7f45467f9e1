"""What an interviewer does beside the talk, on a real server with a real agent."""

from typing import Any

import httpx
import pytest

from demo.client import Interview, no_certificates
from demo.server import Server


async def ask(client: Interview, method: str, path: str, *, role: str = "interviewer", **body: Any) -> httpx.Response:
    url = f"{client.base_url}/api/v1/interview/{client.session_id}/{path}"
    headers = {"Authorization": f"Bearer {client.session[f'{role}_token']}"}
    async with httpx.AsyncClient(verify=no_certificates()) as http:
        return await http.request(method, url, headers=headers, json=body or None, timeout=20)


async def watching(client: Interview) -> Interview:
    watcher = Interview(client.base_url, client.session, role="interviewer")
    await watcher.connect(candidate_name="Ines")
    return watcher


def roles(frame: dict[str, Any]) -> set[str]:
    """Who is there, by a signal; nobody by any other."""
    return {person["role"] for person in frame["data"].get("people", [])}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "notes", {"text": "sharp"}),
        ("PUT", "notes/n", {"text": "sharp"}),
        ("DELETE", "notes/n", {}),
        ("GET", "rubric", {}),
        ("PUT", "rubric", {"question_id": "q", "dimension": "d", "level": 1}),
        ("POST", "whisper", {"text": "ask"}),
        ("POST", "extend", {"minutes": 5}),
        ("PUT", "takeover", {}),
        ("DELETE", "takeover", {}),
        ("GET", "questions/choices", {}),
    ],
)
async def test_a_candidate_may_not_direct(interview: Interview, method: str, path: str, body: dict[str, Any]) -> None:
    answer = await ask(interview, method, path, role="candidate", **body)
    assert answer.status_code == 403


async def test_notes_and_ratings_are_the_interviewers_alone_and_stand_in_the_report(interview: Interview) -> None:
    await interview.start()
    question = (await interview.event("question_selected"))["question_id"]
    note = (await ask(interview, "POST", "notes", text="asks before coding", at_seq=2)).json()
    assert note["at_seq"] == 2
    kept = await ask(interview, "PUT", f"notes/{note['note_id']}", text="asks before coding, twice")
    assert kept.json()["at_seq"] == 2
    gone = (await ask(interview, "POST", "notes", text="a slip of the pen")).json()
    assert (await ask(interview, "DELETE", f"notes/{gone['note_id']}")).status_code == 204
    (rubric,) = (await ask(interview, "GET", "rubric")).json()
    dimension = rubric["anchors"][0]["dimension"]
    rating = {"question_id": question, "dimension": dimension, "level": 3, "comment": "good"}
    assert (await ask(interview, "PUT", "rubric", **rating)).status_code == 204
    wrong = await ask(interview, "PUT", "rubric", **rating | {"dimension": "handwriting"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown_dimension")
    await interview.send("interview_end")
    await interview.event("interview_completed", timeout_s=60)
    late = (await ask(interview, "POST", "notes", text="thanked for the hint", at_seq=3)).json()
    assert (await ask(interview, "PUT", "rubric", **rating | {"level": 4})).status_code == 204
    report = (await ask(interview, "GET", "report")).json()
    assert [entry["text"] for entry in report["notes"]] == ["asks before coding, twice", "thanked for the hint"]
    assert report["notes"][1]["note_id"] == late["note_id"]
    assert [(entry["dimension"], entry["level"]) for entry in report["ratings"]] == [(dimension, 4)]
    theirs = (await ask(interview, "GET", "report", role="candidate")).json()
    assert (theirs["notes"], theirs["ratings"]) == ([], [])
    assert not {"note_written", "rubric_rated"} & {event["event_type"] for event in interview.events}


async def test_more_time_moves_the_end_and_is_seen_by_everybody(interview: Interview) -> None:
    await interview.start()
    await interview.event("interview_started")
    before = interview.session["duration_minutes"] * 60_000
    answer = (await ask(interview, "POST", "extend", minutes=7, reason="a slow network")).json()
    assert before + 6.5 * 60_000 < answer["elapsed_ms"] + answer["remaining_ms"] <= before + 7 * 60_000
    seen = await interview.event("time_extended")
    assert (seen["extra_ms"], seen["reason"]) == (7 * 60_000, "a slow network")


async def test_everybody_sees_who_is_there_and_where_they_are(interview: Interview) -> None:
    watcher = await watching(interview)
    await interview.frame("signal", where=lambda frame: roles(frame) == {"candidate", "interviewer"})
    await interview.send("cursor", {"path": "solution.py", "version": 0, "anchor": 3, "head": 5})
    cursor = (await watcher.frame("signal", where=lambda frame: frame["data"]["kind"] == "cursor"))["data"]
    assert (cursor["role"], cursor["anchor"], cursor["head"]) == ("candidate", 3, 5)
    interview.others.clear()
    await watcher.disconnect()
    await interview.frame("signal", where=lambda frame: roles(frame) == {"candidate"})
    assert not any(frame["data"].get("kind") == "cursor" for frame in interview.others)


async def test_the_choices_leave_out_what_was_asked(shared_server: Server) -> None:
    client = await shared_server.create(user_id="test", language="python", question_ids=["log-collapse"])
    async with client:
        await client.start()
        await client.event("question_selected")
        choices = (await ask(client, "GET", "questions/choices")).json()
    assert choices
    assert "log-collapse" not in {choice["question_id"] for choice in choices}
