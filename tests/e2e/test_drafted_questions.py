"""A bank that runs out during an interview: a model writes the next question, and only a proven one is asked."""

import json
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bank.canary import canary_of
from demo.client import Event, Interview
from demo.server import Server
from tests.e2e.assisted import events, private
from tests.e2e.conftest import MakeServer, gone
from tests.fakes.messages_api import MessagesApi, Turn, conclude, say
from tests.unit.agent.drafts import DEBUGGING
from tests.unit.bank.packages import FILES, REFERENCE, STARTER, lay, marked, write_package

DRAFT = "sum-again"
NEW = {
    path: text.replace("add-up", DRAFT).replace("Add up", "Sum again")
    for path, text in FILES.items()
    if path in ("question.yaml", "statement.md")
} | {
    "python/starter/solution.py": STARTER,
    "python/reference/solution.py": REFERENCE,
    "python/wrong/wrong_answer--counts/solution.py": FILES["python/wrong/wrong_answer--counts/solution.py"],
    "python/wrong/wrong_answer--skips-last/solution.py": "def add_up(numbers):\n    return sum(numbers[:-1])\n",
    "python/wrong/runtime_error--begins-with-first/solution.py": (
        "def add_up(numbers):\n    return numbers[0] + sum(numbers[1:])\n"
    ),
}
WRONG = {"python/reference/solution.py": REFERENCE.replace("sum(numbers)", "0")}


def draft(changes: Mapping[str, str] | None = None, *, slow_s: float = 0.0, of: Mapping[str, str] = NEW) -> Turn:
    """The question as the model gives it, over `slow_s`."""
    files = [{"path": path, "content": text} for path, text in {**of, **(changes or {})}.items()]
    whole = json.dumps({"id": DRAFT, "files": files})
    return say(whole, chunk_chars=len(whole) // 10 + 1, delay_s=slow_s / 15)


class Model(MessagesApi):
    """Gives `drafts` one after the other to whoever writes questions, and small talk to everybody else."""

    def __init__(self, *drafts: Turn) -> None:
        super().__init__(default=self._next)
        self.drafts = list(drafts)
        self.wishes: list[dict[str, Any]] = []

    def _next(self, body: dict[str, Any]) -> Turn:
        if "You write questions" in str(body["system"]):
            self.wishes.append(body)
            return self.drafts.pop(0) if self.drafts else say("none")
        if "format" in body.get("output_config", {}):
            return conclude(body, summary="It went well.")
        return say("Tell me more.")


@pytest.fixture
def make_small(make_server: MakeServer, tmp_path: Path) -> MakeServer:
    """A server whose bank has one question of each type, for interviews of two."""
    write_package(tmp_path / "bank")
    bug = {path: text.replace("add-up", "find-bug") for path, text in marked(DEBUGGING, "find-bug").items()}
    lay(tmp_path / "bank" / "find-bug", bug)

    def make(**env: str) -> Server:
        return make_server(
            QUESTIONS_DIR=str(tmp_path / "bank"),
            QUESTIONS_PER_INTERVIEW="2",
            ANTHROPIC_API_KEY="k",
            BRAIN="auto",
            **env,
        )

    return make


@asynccontextmanager
async def begun(server: Server, **body: Any) -> AsyncIterator[Interview]:
    async with await server.create(user_id="ada", language="python", difficulty="easy", **body) as interview:
        await interview.start(candidate_name="Ada")
        await interview.event("interview_started")
        yield interview


async def solve(interview: Interview) -> None:
    await interview.write("solution.py", REFERENCE)
    await interview.send("submit")


async def selected(interview: Interview, question_id: str) -> Event:
    return await interview.event(
        "question_selected", where=lambda one: one["question_id"] == question_id, timeout_s=120
    )


async def kill_agent(server: Server, interview: Interview) -> None:
    async with httpx.AsyncClient() as http:
        agents = (await http.get(f"{server.url}/ws/agent/status")).json()["agents"]
    (pid,) = [one["pid"] for one in agents if one["session_id"] == interview.session_id]
    os.kill(pid, signal.SIGKILL)
    await gone(pid)


def told(seen: list[Event], *kinds: str) -> list[Event]:
    return [event for event in seen if event["event_type"] in kinds]


async def test_when_the_bank_runs_out_a_question_is_written_proven_and_asked_and_outlives_its_agent(
    make_small: MakeServer,
) -> None:
    async with Model(draft(WRONG), draft()) as model:
        server = make_small(ANTHROPIC_BASE_URL=model.url)
        async with begun(server) as interview:
            assert (await interview.event("question_selected"))["question_id"] == "add-up"
            await solve(interview)
            new = await selected(interview, DRAFT)
            assert (new["question_title"], new["index"], new["difficulty"]) == ("Sum again", 1, "easy")
            assert [case["name"] for case in new["cases"]] == ["two", "none", "words"]
            await kill_agent(server, interview)
            await interview.event("agent_restarted", timeout_s=60)
            await solve(interview)
            over = await interview.event("interview_completed", timeout_s=120)
            assert over["report_id"]
            report = (await interview.rest("GET", "/report", key=interview.session["interviewer_token"])).json()
            assert [(one["question_id"], one["solved"]) for one in report["questions"]] == [
                ("add-up", True),
                (DRAFT, True),
            ]
            seen = await private(interview)
            begin, end = told(seen, "question_drafting", "question_drafted")
            assert (begin["index"], begin["difficulty"], begin["language"]) == (1, "easy", "python")
            assert (end["index"], end["question_id"], end["reason"]) == (1, DRAFT, "")
            assert not events(interview, "question_drafting", "question_drafted")
        assert len(model.wishes) == 2
        assert "No variation of: Add up." in str(model.wishes[0]["messages"])
        assert "reference fails" in str(model.wishes[1]["messages"]), "it was mended with the verifier's words"
        assert {body["metadata"]["user_id"] for body in model.wishes} == {interview.session_id}
        kept = server.folder / "var" / "drafts" / DRAFT / "python" / "reference" / "solution.py"
        assert kept.read_text().endswith(f"# {canary_of(DRAFT)}\n")
        assert canary_of(DRAFT) not in str([one.body for one in model.seen])
        async with await server.create(user_id="ben", question_ids=[DRAFT]) as other:
            assert other.session["session_id"], "it is in the bank for everybody"


async def test_an_interview_about_debugging_goes_on_with_a_project_that_a_model_broke(make_small: MakeServer) -> None:
    broken = {path: text.replace("add-up", DRAFT).replace("Add up", "Sum again") for path, text in DEBUGGING.items()}
    mended = broken | {"python/starter/given.py": DEBUGGING["python/reference/given.py"]}
    async with Model(draft(), draft(of=mended), draft(of=broken)) as model:
        server = make_small(ANTHROPIC_BASE_URL=model.url)
        async with begun(server, interview_type="debugging") as interview:
            assert (await interview.event("question_selected"))["question_id"] == "find-bug"
            await interview.write("given.py", DEBUGGING["python/reference/given.py"])
            await interview.send("submit")
            new = await selected(interview, DRAFT)
            files = {file["path"]: file["readonly"] for file in new["files"]}
            assert files == {"solution.py": False, "given.py": False, "logs/sums.log": True}
            await interview.send("submit")
            judged = await interview.event("submission_judged", after=new["seq"], timeout_s=60)
            assert not judged["accepted"], "it has a bug"
            await interview.write("given.py", DEBUGGING["python/reference/given.py"])
            await interview.send("submit")
            judged = await interview.event("submission_judged", after=judged["seq"], timeout_s=60)
            assert judged["accepted"]
            end = told(await private(interview), "question_drafted")[0]
            assert (end["question_id"], end["reason"]) == (DRAFT, "")
    assert len(model.wishes) == 3
    assert "A small project with one or two bugs" in str(model.wishes[0]["system"])
    assert "debugging was asked for" in str(model.wishes[1]["messages"])
    assert "the starter passes everything" in str(model.wishes[2]["messages"])


async def test_a_candidate_who_is_faster_than_the_draft_sees_that_the_next_question_is_looked_for(
    make_small: MakeServer,
) -> None:
    async with Model(draft(slow_s=15), draft(slow_s=15)) as model:
        server = make_small(ANTHROPIC_BASE_URL=model.url)
        async with begun(server) as interview:
            await solve(interview)
            await interview.event("question_selecting", where=lambda one: one["index"] == 1, timeout_s=60)
            assert not [one for one in events(interview, "question_selected") if one["index"] == 1]
            assert not events(interview, "interview_completing")
            await kill_agent(server, interview)
            await selected(interview, DRAFT)
            seen = await private(interview)
            assert len(told(seen, "question_drafting")) == len(told(seen, "question_drafted")) == 1
            assert len(events(interview, "question_selecting")) == 2
        assert len(model.wishes) == 2, "the draft of the agent that was killed is asked for again"


async def test_where_no_draft_proves_itself_the_interview_ends_as_without_a_model(make_small: MakeServer) -> None:
    async with Model(*[draft(WRONG)] * 3) as model:
        server = make_small(ANTHROPIC_BASE_URL=model.url)
        async with begun(server) as interview:
            await solve(interview)
            over = await interview.event("interview_completing", timeout_s=120)
            assert over["reason"] == "questions_done"
            await interview.event("interview_completed", timeout_s=60)
            (end,) = told(await private(interview), "question_drafted")
            assert (end["question_id"], "none of 3 drafts proved itself" in end["reason"]) == (None, True)
            assert end["duration_ms"] > 0
            report = (await interview.rest("GET", "/report", key=interview.session["interviewer_token"])).json()
            assert report["usage"]["requests"] >= 4, "what the drafts cost is counted"
        assert len(model.wishes) == 3
        assert list((server.folder / "var" / "drafts").iterdir()) == []


async def test_an_operator_who_wants_no_drafts_gets_none(make_small: MakeServer) -> None:
    async with Model(draft()) as model:
        server = make_small(ANTHROPIC_BASE_URL=model.url, DRAFT_QUESTIONS="false")
        async with begun(server) as interview:
            await solve(interview)
            await interview.event("interview_completed", timeout_s=60)
            assert not told(await private(interview), "question_drafting")
        assert model.wishes == []
