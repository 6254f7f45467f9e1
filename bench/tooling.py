"""How often a call of the assistant's tools gives a result, when the model does what a model usually does."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.plan import Run
from bench.table import Row
from demo.client import Event
from demo.server import Server
from tests.e2e.assisted import KEY, PYTHON, TYPESCRIPT, Fix, Model, ask, begun, ended, events
from tests.e2e.terminals import TerminalClient
from tests.fakes.messages_api import call_tool, say

Call = tuple[str, dict[str, Any]]
STALE = "    return nothing_of_the_kind\n"


def looking(fix: Fix) -> list[Call]:
    """Every tool that only looks."""
    return [
        ("list_files", {}),
        ("glob", {"pattern": "**/*." + fix.path.rpartition(".")[2]}),
        ("read_file", {"path": fix.path, "first_line": 1, "last_line": 10}),
        ("grep", {"pattern": "limit *<"}),
        ("read_terminal", {}),
        ("analyze_progress", {}),
    ]


def pairing(fix: Fix) -> list[Call]:
    """A small step; the first try is on text that is not there, which is what models get wrong most."""
    step = {"path": fix.path, "new_text": fix.window}
    return [
        ("read_file", {"path": fix.path}),
        ("run_tests", {}),
        ("edit_file", step | {"old_text": STALE}),
        ("read_file", {"path": fix.path}),
        ("edit_file", step | {"old_text": fix.mistake}),
        ("run_tests", {}),
        ("bash", {"command": f"wc -l {fix.path}; git status || true"}),
    ]


def piloting(fix: Fix) -> list[Call]:
    """The whole work: files written anew, and one that was not there."""
    return [
        ("read_file", {"path": fix.path}),
        ("run_tests", {}),
        ("write_file", {"path": fix.path, "content": fix.right}),
        ("run_tests", {}),
        ("write_file", {"path": "notes/plan.md", "content": "# plan\n"}),
        ("edit_file", {"path": "notes/plan.md", "old_text": "plan", "new_text": "what was done"}),
        ("bash", {"command": "cat notes/plan.md"}),
        ("grep", {"pattern": "done", "path": "notes"}),
    ]


SUITE = {"consultant": looking, "pair-programming": pairing, "full-copilot": piloting}


async def _turn(server: Server, model: Model, fix: Fix, level: str, calls: Sequence[Call]) -> list[Event]:
    """One turn that makes these calls; how each ended."""
    async with begun(server, language=fix.language, helpfulness=level) as interview:
        await interview.write(fix.path, fix.broken)
        async with TerminalClient(interview) as terminal:
            await terminal.type("echo $((6*7))\n")
            await interview.event("terminal_output", where=lambda event: "42" in event["text"])
        turns = [call_tool(name, arguments, identity=f"t{number}") for number, (name, arguments) in enumerate(calls)]
        model.script(interview, *turns, say("Done."))
        await ask(interview)
        await ended(interview)
        return events(interview, "tool_use_complete", "tool_use_error")


async def _measure() -> list[Event]:
    async with Model() as model:
        env = {"BRAIN": "claude", "ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": model.url, "NUDGE_AFTER_S": "3600"}
        with tempfile.TemporaryDirectory(prefix="interviewlm-bench-") as folder:
            server = Server(Path(folder), **env)
            await asyncio.to_thread(server.start)
            try:
                return [
                    event
                    for fix in (PYTHON, TYPESCRIPT)
                    for level, calls in SUITE.items()
                    for event in await _turn(server, model, fix, level, calls(fix))
                ]
            finally:
                await asyncio.to_thread(server.stop)


def tool_success(run: Run) -> list[Row]:
    """The share of calls that gave a result, and what the others came to."""
    ends = asyncio.run(_measure())
    errors = [event for event in ends if event["event_type"] == "tool_use_error"]
    told = Counter(f"{event['tool_name']} ({event['fault']}: {event['message'][:60]})" for event in errors)
    note = f"{len(ends)} calls, {len(SUITE)} levels, two languages; errors: "
    note += "; ".join(f"{count} x {what}" for what, count in told.items()) or "none"
    return [
        Row(
            "tool calls of the assistant that give a result", 100 * (1 - len(errors) / len(ends)), "%", 90, "higher",
            note=note,
        )
    ]  # fmt: skip
