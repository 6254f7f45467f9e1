"""The Claude brain in a whole interview: the real client, against a stand-in of its API."""

from pathlib import Path

from demo.candidate import solution
from demo.client import Interview
from demo.server import Server
from tests.e2e.conftest import MakeServer
from tests.fakes.messages_api import MessagesApi, Refusal, Turn, conclude, read_prompts, say

QUESTION = "rate-limit-window"
KEY = "sk-ant-test-key-that-must-stay-secret"


def answer(body: dict[str, object]) -> Turn:
    """What the stand-in says when nothing is scripted."""
    if "output_config" in body and "format" in str(body["output_config"]):
        return read_prompts(body) or conclude(
            body, summary="A calm interview.", strengths=["Right at once."], invented=["A genius."]
        )
    return say("Tell me more.")


async def play(server: Server) -> Interview:
    interview = await server.create(user_id="claude", question_ids=[QUESTION], interview_mode="challenging")
    await interview.connect()
    await interview.start(candidate_name="Ada")
    selected = await interview.event("question_selected")
    await interview.event("interview_started")
    await interview.say("What does the window mean exactly?")
    await interview.event("chat_message", where=lambda event: event.get("moment") == "answer")
    await interview.write(selected["files"][0]["path"], solution(QUESTION, "reference"))
    await interview.send("submit")
    await interview.event("submission_judged", timeout_s=60)
    await interview.event("interview_completed", timeout_s=60)
    return interview


async def test_an_interview_with_claude_streams_counts_and_keeps_its_secrets(make_server: MakeServer) -> None:
    async with MessagesApi(default=answer) as api:
        server = make_server(BRAIN="auto", ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=api.url)
        interview = await play(server)
        initialized = await interview.event("interview_initialized")
        assert initialized["brain"].startswith("claude")
        assert any(one["data"].get("kind") == "text_delta" for one in interview.others if one["type"] == "signal")
        report = (await interview.rest("GET", "/report", key=interview.session["interviewer_token"])).json()
        assert report["usage"]["requests"] >= 3
        assert (report["summary"], report["strengths"]) == ("A calm interview.", ["Right at once."])
        sent = str([seen.body for seen in api.seen])
        for case in hidden_names():
            assert case not in sent
        for path in (server.folder / "var").rglob("*.log"):
            assert KEY not in path.read_text()
        assert KEY not in server.log.read_text()


async def test_when_the_model_fails_the_scripted_brain_speaks_and_the_interview_goes_on(
    make_server: MakeServer,
) -> None:
    async with MessagesApi(default=lambda _: Refusal(401)) as api:
        server = make_server(BRAIN="auto", ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=api.url)
        interview = await play(server)
        assert any(event["event_type"] == "chat_message" for event in interview.events)
        whole = await interview.rest("GET", "/events?limit=5000", key=interview.session["interviewer_token"])
        failed = [f["data"] for f in whole.json()["events"] if f["data"]["event_type"] == "brain_failed"]
        assert failed
        assert KEY not in str(failed)
        assert not any(event["event_type"] == "brain_failed" for event in interview.events)


def hidden_names() -> list[str]:
    from bank.load import load_question

    question = load_question(Path(__file__).resolve().parents[2] / "questions" / QUESTION)
    return [case.name for case in question.hidden]
