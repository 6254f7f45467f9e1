"""`questions import`: a path in, a bank out, and a line on everything that did not become a question."""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bank.importing.drafts import Source
from bank.importing.importer import Imported, Importer
from bank.importing.reading import NotImportable
from bank.importing.sources import KINDS, sources
from bank.proofs import ProofCache
from bank.verify import Bench


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `questions import`."""
    parser.add_argument(
        "path", type=Path, metavar="PATH", help="an exercise, a track, a problem package, a .jsonl file"
    )
    parser.add_argument("--into", type=Path, required=True, metavar="DIR", help="the bank that is written")
    parser.add_argument("--kind", choices=KINDS, help="take only this format (default: what is found)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result there, too")
    parser.add_argument("--jobs", type=int, default=2, help="programs at once (default 2)")


async def run_import(options: argparse.Namespace, *, bench: Bench, console: Console, proofs: Path) -> int:
    """Import what `options` name; the exit status, 1 when nothing became a question."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="import-") as room:
        try:
            if options.into.exists() and not options.into.is_dir():
                raise NotImportable(f"{options.into} is no folder")
            found = list(sources(options.path, kind=options.kind, room=Path(room)))
        except NotImportable as why:
            console.print(f"[red]nothing to import[/] {escape(str(why))}", soft_wrap=True, highlight=False)
            return 1
        importer = Importer(options.into, bench=bench, cache=ProofCache(proofs))
        results = await _take_all(importer, found, jobs=options.jobs, console=console)
    console.print(_table(results))
    for result in results:
        for line in [f"not imported: {result.reason}"] if result.reason else []:
            console.print(f"[red]{escape(result.source)}[/]: {escape(line)}", soft_wrap=True, highlight=False)
        for note in result.notes:
            console.print(f"[yellow]{escape(result.source)}[/]: {escape(note)}", soft_wrap=True, highlight=False)
    good = sum(result.question_id is not None for result in results)
    seconds = time.monotonic() - began
    console.print(
        f"{good} of {len(results)} imported into {escape(str(options.into))}, {seconds:.1f} s", highlight=False
    )
    if options.json:
        report = {"seconds": round(seconds, 3), "imported": good, "sources": [asdict(result) for result in results]}
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0 if good else 1


async def _take_all(importer: Importer, found: Sequence[Source], *, jobs: int, console: Console) -> list[Imported]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    slots = asyncio.Semaphore(max(1, jobs))
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("importing", total=len(found))

        async def one(source: Source) -> Imported:
            async with slots:
                result = await importer.take(source)
            progress.update(bar, advance=1, description=f"imported {escape(source.name)}")
            return result

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(source)) for source in found]
    return [task.result() for task in tasks]


def _table(results: Sequence[Imported]) -> Table:
    table = Table()
    for column in ("source", "question", "languages", "notes"):
        table.add_column(column, no_wrap=column == "question")
    for result in results:
        if result.question_id is not None:
            languages = ", ".join(result.languages)
            table.add_row(escape(result.source), result.question_id, languages, str(len(result.notes) or ""))
    return table
