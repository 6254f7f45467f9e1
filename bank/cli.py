"""`questions verify`, `list`, `answers` and `import`: what an author of questions asks on the command line."""

import argparse
import asyncio
import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bank.compare import digest, parse_result, render
from bank.court import Court
from bank.importing.command import add_arguments, run_import
from bank.judge_cases import run
from bank.judge_tests import passed_tests, run_tests
from bank.load import Bank, load_bank
from bank.models import Question, cut
from bank.proofs import ProofCache, verify_questions
from bank.verify import Bench, Proof
from protocol.values import Language
from sandbox.base import Provider
from sandbox.runners.base import TestOutcome
from sandbox.runners.registry import RUNNERS


def main(argv: Sequence[str], *, dirs: list[Path], state_dir: Path, provider: Provider) -> int:
    """Do what `argv` asks with the bank in `dirs`; the exit status, 1 when anything is wrong.

    `state_dir` keeps proofs.
    """
    options = _parser().parse_args(argv)
    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    if options.command == "import":
        bench = _bench(options.jobs, provider, state_dir)
        return asyncio.run(run_import(options, bench=bench, console=console, proofs=state_dir / "proofs"))
    bank = load_bank(dirs, unlisted=options.command == "answers")
    for refusal in bank.refused:
        console.print(f"[red]refused[/] {escape(str(refusal))}", soft_wrap=True, highlight=False)
    unknown = [one for one in options.ids if one not in bank.questions]
    for one in unknown:
        console.print(f"[red]no question {escape(one)}[/]")
    if unknown:
        return 1
    if options.command == "list":
        console.print(_listing(bank.choose(ids=options.ids)))
        return 1 if bank.refused else 0
    bench = _bench(options.jobs, provider, state_dir)
    if options.command == "answers":
        return asyncio.run(_answers(bank.choose(ids=options.ids), bench, console))
    return asyncio.run(_verify(bank, options, bench=bench, console=console, proofs=state_dir / "proofs"))


def _bench(jobs: int, provider: Provider, state_dir: Path) -> Bench:
    state_dir.mkdir(parents=True, exist_ok=True)
    return Bench(provider, RUNNERS, asyncio.Semaphore(jobs))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="questions", description="The question bank.")
    commands = parser.add_subparsers(dest="command", required=True)
    verify = commands.add_parser("verify", help="prove each question: reference, wrong solutions, starter, statement")
    verify.add_argument("--all", action="store_true", help="also what has not changed since it was proven")
    verify.add_argument("--json", type=Path, metavar="FILE", help="write the result there, too")
    listing = commands.add_parser("list", help="what the bank holds")
    answers = commands.add_parser("answers", help="what the references give for each case, with its digest")
    add_arguments(commands.add_parser("import", help="make questions of Exercism, problem packages, HumanEval files"))
    for command in (verify, listing, answers):
        command.add_argument(
            "--jobs",
            type=int,
            default=(os.cpu_count() or 2) + 1,
            help="programs at once (default: a core each, and one that waits)",
        )
        command.add_argument("ids", nargs="*", metavar="ID", help="these questions only")
    return parser


def _listing(questions: Sequence[Question]) -> Table:
    table = Table(title=f"{len(questions)} questions")
    for column in ("question", "type", "difficulty", "languages", "minutes", "visible", "hidden", "topics"):
        table.add_column(column)
    for question in questions:
        spec = question.spec
        table.add_row(
            question.id,
            spec.type,
            spec.difficulty,
            ", ".join(question.packs),
            str(spec.estimated_minutes),
            str(len(question.visible)),
            str(len(question.hidden)),
            ", ".join(spec.topics),
        )
    return table


async def _verify(bank: Bank, options: argparse.Namespace, *, bench: Bench, console: Console, proofs: Path) -> int:
    began = time.monotonic()
    chosen = bank.choose(ids=options.ids)
    total, done = sum(len(question.packs) for question in chosen), count(1)
    with console.status(f"0 of {total}") as status:
        found = await verify_questions(
            chosen,
            bench=bench,
            cache=ProofCache(proofs),
            again=options.all,
            at_once=options.jobs,
            told=lambda proof: status.update(f"{next(done)} of {total}: {proof.question_id} ({proof.language})"),
        )
    seconds = time.monotonic() - began
    good = not bank.refused and all(proof.holds for proof in found)
    console.print(_proof_table(found))
    for proof in found:
        for problem in proof.problems:
            console.print(f"[red]{proof.question_id} ({proof.language})[/]: {escape(problem)}", highlight=False)
    killed, tried = sum(proof.killed for proof in found), sum(proof.mutants for proof in found)
    if tried:
        console.print(f"the cases kill {killed} of {tried} mutants of the references ({100 * killed // tried} %)")
    console.print(
        f"{sum(proof.holds for proof in found)} of {len(found)} hold,"
        f" {sum(proof.cached for proof in found)} unchanged, {len(bank.refused)} refused, {seconds:.1f} s"
    )
    if options.json:
        report = {
            "ok": good,
            "seconds": round(seconds, 3),
            "proofs": [{**asdict(proof), "holds": proof.holds} for proof in found],
            "refused": [asdict(refusal) | {"file": str(refusal.file)} for refusal in bank.refused],
        }
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0 if good else 1


def _proof_table(proofs: Sequence[Proof]) -> Table:
    table = Table()
    for column in ("question", "language"):
        table.add_column(column, no_wrap=True)
    for column in ("reference", "slowest / limit", "wrong", "starter", "examples", "mutants killed", "proof"):
        table.add_column(column, justify="right")
    for proof in proofs:
        as_labelled = sum(name.startswith(f"{outcome}--") for name, outcome in proof.wrong.items())
        state = "[red]fails[/]" if not proof.holds else "kept" if proof.cached else f"{proof.ms / 1000:.1f} s"
        table.add_row(
            proof.question_id,
            proof.language,
            f"{proof.passed}/{proof.cases}",
            f"{proof.slowest_ms} / {proof.limit_ms} ms",
            f"{as_labelled}/{len(proof.wrong)}",
            proof.starter,
            str(proof.examples),
            f"{proof.killed}/{proof.mutants}" if proof.mutants else "-",
            state,
        )
    return table


async def _answers(questions: Sequence[Question], bench: Bench, console: Console) -> int:
    for question in questions:
        for language, pack in question.packs.items():
            console.print(f"[bold]{question.id}[/] ({language})")
            await _answer(question, language, pack.reference, bench, console)
    return 0


async def _answer(
    question: Question, language: Language, files: dict[str, str], bench: Bench, console: Console
) -> None:
    court = Court(bench.sandbox, bench.runners, bench.test_runners)
    if question.spec.judge in ("tests", "mutants"):
        pack = question.packs[language]
        events = await run_tests(question, language, files | pack.tests, [*files, *pack.tests], court=court)
        for name in passed_tests(events):
            console.print(f"- {escape(json.dumps(name, ensure_ascii=False))}", soft_wrap=True, highlight=False)
        for event in events:
            if event.outcome not in (TestOutcome.PASSED, TestOutcome.SKIPPED):
                console.print(escape(f"{event.name}: {event.outcome}: {event.error}"), soft_wrap=True)
        return
    async with bench.sandbox() as sandbox:
        for path, content in files.items():
            await sandbox.write_file(path, content.encode())
        async for result in run(question, language, question.spec.cases, sandbox=sandbox, court=court):
            line = f"{result.name}: {result.outcome} in {result.ms} ms"
            if result.value is not None and question.spec.judge == "cases":
                value = parse_result(result.value)
                line += f": {render(value, limit=400)} {digest(value, compare=question.spec.call_compare)}"
            elif result.value is not None:
                line += f": {cut(result.value)}"
            elif result.error:
                line += f": {result.error}"
            console.print(escape(line), soft_wrap=True, highlight=False)
