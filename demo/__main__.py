"""`python -m demo`: a server of its own, a scripted candidate, then the timeline and the report."""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from demo.candidate import QUESTIONS, Candidate
from demo.client import Event
from demo.server import Server

QUIET = frozenset({"code_changed", "candidate_connected", "candidate_disconnected", "page_timing"})


def clock(elapsed_ms: int) -> str:
    """Interview time as m:ss.t."""
    return f"{elapsed_ms // 60_000}:{elapsed_ms // 1000 % 60:02d}.{elapsed_ms // 100 % 10}"


def words(event: Event) -> str:
    """What an event says, in a line."""
    match event["event_type"]:
        case "question_selected":
            return escape(f"{event['question_title']} ({event['difficulty']})")
        case "test_result":
            case = event["case"]
            mark = "[green]passed[/]" if case["passed"] else f"[red]{case['outcome']}[/]"
            return f"{escape(case['name'])}: {mark} in {case['duration_ms']} ms"
        case "tests_finished":
            return f"{event['passed']} of {event['total']} passed in {event['duration_ms']} ms"
        case "submission_judged":
            mark = "[green]accepted[/]" if event["accepted"] else "[red]not accepted[/]"
            return f"{mark}: {escape(event['message'])}"
        case "submit_detected":
            return f"by {event['source']}"
        case "interview_completed":
            return escape(event["feedback"])
        case _ if "text" in event:
            return escape(event["text"])
        case _:
            return str(event.get("brain") or event.get("reason") or "")


def show_timeline(console: Console, events: list[Event]) -> None:
    """Every event but the keystrokes."""
    table = Table(title="Timeline", title_justify="left", show_lines=False)
    for name in ("seq", "time", "who", "event", ""):
        table.add_column(name, justify="right" if name in {"seq", "time"} else "left", overflow="fold")
    keystrokes = sum(event["event_type"] == "code_changed" for event in events)
    for event in events:
        if event["event_type"] not in QUIET:
            elapsed = clock(event["elapsed_ms"])
            table.add_row(str(event["seq"]), elapsed, event["actor"], event["event_type"], words(event))
    console.print(table)
    console.print(f"and {keystrokes} changes of the code\n")


def show_report(console: Console, report: dict[str, Any]) -> None:
    """Scores and words."""
    table = Table(title="Report", title_justify="left")
    for name in ("question", "solved", "attempts", "runs", "hints", "best", "scores"):
        table.add_column(name, overflow="fold")
    for question in report["questions"]:
        scores = ", ".join(
            f"{score['dimension']} {score['per_mille'] // 10 if score['per_mille'] is not None else '-'}"
            for score in question["scores"]
        )
        table.add_row(
            question["question_title"],
            "yes" if question["solved"] else "no",
            str(question["attempts"]),
            str(question["runs"]),
            str(question["hints"]),
            f"{question['best_passed']}/{question['total']}",
            scores,
        )
    console.print(table)
    overall = report["overall_per_mille"]
    console.print(
        f"[bold]Overall[/] {overall // 10 if overall is not None else '-'} of 100, words by {report['brain']}"
    )
    console.print(escape(report["summary"]))
    for title, lines in (("Strengths", report["strengths"]), ("To improve", report["improvements"])):
        for line in lines:
            console.print(f"  {title}: {escape(line)}")


async def play(server: Server, console: Console) -> None:
    """One interview against `server`."""
    interview = await server.create(
        user_id="demo", language="python", question_ids=list(QUESTIONS), context={"company": "Acme", "role": "Engineer"}
    )
    async with interview:
        await Candidate(interview, tell=lambda what: console.print(f"[dim]the candidate[/] {what}")).play()
        console.print()
        show_timeline(console, interview.events)
        report = await interview.rest("GET", "/report")
        show_report(console, report.raise_for_status().json())


def main() -> int:
    """Run the demonstration."""
    console = Console(width=None if sys.stdout.isatty() else 140)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder), NUDGE_AFTER_S="4", MARKER_REST_S="1") as server:
        asyncio.run(play(server, console))
    return 0


if __name__ == "__main__":
    sys.exit(main())
