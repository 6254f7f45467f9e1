"""A scripted candidate: types, runs, fails, goes quiet, asks, hands in wrong, then right, and goes on."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

from bank.canary import CANARY
from demo.client import Event, Interview
from demo.server import ROOT

QUESTIONS = ("rate-limit-window", "retry-budget")
WRONG = "wrong_answer"


SUFFIX = {"python": "py", "typescript": "ts"}


def solution(question_id: str, kind: str, *, language: str = "python", bank: Path = ROOT / "questions") -> str:
    """A solution of the bank: `reference` without its canary, or the first wrong one whose label is `kind`."""
    folder = bank / question_id / language
    found = folder / "reference" if kind == "reference" else sorted((folder / "wrong").glob(f"{kind}--*"))[0]
    text = (found / f"solution.{SUFFIX[language]}").read_text()
    return "".join(line for line in text.splitlines(keepends=True) if not CANARY.search(line))


class Candidate:
    """Plays one interview; `tell` is given each thing it does."""

    def __init__(self, interview: Interview, *, tell: Callable[[str], None], keystroke_s: float = 0.02) -> None:
        self._interview, self._tell, self._keystroke_s = interview, tell, keystroke_s

    async def play(self) -> None:
        """The whole interview, from the start to the report."""
        interview = self._interview
        self._tell("joins and starts the interview")
        await interview.start(candidate_name="Ada", interview_mode="friendly")
        first = await interview.event("question_selected")
        await interview.event("interview_started")
        path = first["files"][0]["path"]

        self._tell("types a first attempt and runs the visible cases")
        wrong = solution(first["question_id"], WRONG)
        await self._type(path, wrong)
        await interview.send("run_tests")
        await interview.event("tests_finished", where=lambda event: event["kind"] == "run")

        self._tell("goes quiet until the interviewer asks")
        nudge = await interview.event("inactivity_nudge", timeout_s=60)

        self._tell("asks a question in the chat")
        await interview.say("Is the input sorted, or do I have to handle any order?")
        await interview.event("chat_message", where=lambda event: event.get("moment") == "answer", after=nudge["seq"])

        self._tell("hands in the wrong attempt")
        await interview.send("submit")
        await self._verdict(accepted=False)

        self._tell("corrects it and says so")
        await self._type(path, solution(first["question_id"], "reference"))
        await interview.say("I'm done, please submit it")
        judged = await self._verdict(accepted=True)

        self._tell("takes the next question and hands in with a marker in the code")
        second = await interview.event("question_selected", after=judged["seq"])
        await self._type(second["files"][0]["path"], solution(second["question_id"], "reference") + "\n# submit\n")
        await self._verdict(accepted=True, after=second["seq"])

        self._tell("ends the interview")
        if not any(event["event_type"] == "interview_completing" for event in interview.events):
            await interview.send("interview_end")
        await interview.event("interview_completed", timeout_s=60)

    async def _type(self, path: str, text: str) -> None:
        """Type line by line, as a simple front end sends it: the whole content each time."""
        written = ""
        for piece in re.findall(r".*\n|.+$", text):
            written += piece
            await self._interview.write(path, written)
            await asyncio.sleep(self._keystroke_s)

    async def _verdict(self, *, accepted: bool, after: int = 0) -> Event:
        return await self._interview.event(
            "submission_judged", where=lambda event: event["accepted"] is accepted, after=after, timeout_s=60
        )
