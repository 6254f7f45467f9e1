"""`questions generate`: a wish on the command line in, a proven question in the bank out."""

import argparse
import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from agent.authoring import Author, NotWritten, Wish
from agent.brains.fallback import make_client
from agent.draft_kinds import DraftKind
from agent.llm.client import ModelClient
from agent.llm.retry import ModelFailed
from agent.settings import AgentSettings
from agent.wall import Wall
from bank.load import load_bank
from bank.proofs import ProofCache
from bank.verify import Bench
from protocol.values import Difficulty, Language
from sandbox.base import Provider
from sandbox.errors import SandboxError
from sandbox.runners.registry import RUNNERS

NO_MODEL = (
    "questions generate needs a model: set ANTHROPIC_API_KEY (and BRAIN=auto or claude), "
    "or take questions from elsewhere with `python run.py questions import`"
)


def main(argv: Sequence[str], *, settings: AgentSettings, provider: Provider) -> int:
    """Write the question that `argv` asks for; the exit status, 1 when none came of it, 2 when none can."""
    options = _parser(settings.question_dirs[0]).parse_args(argv)
    console = Console(width=None if Console().is_terminal else 120)
    client = make_client(settings)
    if client is None:
        console.print(NO_MODEL, soft_wrap=True, highlight=False)
        return 2
    languages = tuple(map(Language, options.language or ["python"]))
    wish = Wish(options.topic, Difficulty(options.difficulty), languages, kind=DraftKind(options.kind))
    bench = Bench(provider, RUNNERS, asyncio.Semaphore(options.jobs))
    cache = ProofCache(settings.data_dir.resolve() / "proofs")
    taken = load_bank(settings.question_dirs).questions
    client.wall = Wall(taken.values)
    author = Author(client, bench=bench, cache=cache, into=options.into, taken=taken)
    return asyncio.run(_write(author, wish, client=client, console=console, into=options.into))


def _parser(into: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="questions generate", description="Have a model write a question; prove it.")
    parser.add_argument("--topic", required=True, help="what it is to be about, in your own words")
    parser.add_argument("--difficulty", required=True, choices=[one.value for one in Difficulty])
    parser.add_argument(
        "--kind", default="cases", choices=[one.value for one in DraftKind], help="a function by default"
    )
    parser.add_argument(
        "--language", action="append", choices=[one.value for one in Language], help="repeat for more (default python)"
    )
    parser.add_argument("--into", type=Path, default=into, metavar="DIR", help=f"the bank's folder (default {into})")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="programs at once (default: a core each)")
    return parser


async def _write(author: Author, wish: Wish, *, client: ModelClient, console: Console, into: Path) -> int:
    def told(line: str) -> None:
        console.print(escape(line), soft_wrap=True, highlight=False)

    try:
        question, proofs = await author.write(wish, told=told)
    except NotWritten as why:
        console.print(f"[red]no question[/] {escape(why.reason)}", soft_wrap=True, highlight=False)
        return 1
    except ModelFailed as failed:
        console.print(f"[red]no question[/] the model cannot be asked: {escape(str(failed))}", soft_wrap=True)
        return 1
    except SandboxError as broken:
        console.print(f"[red]no question[/] the sandbox failed: {escape(str(broken))}", soft_wrap=True)
        return 1
    finally:
        await client.close()
        spent = client.budget.spent_micro_usd / 1_000_000
        console.print(f"{client.budget.calls} requests, {spent:.3f} dollars", highlight=False)
    for proof in proofs:
        console.print(
            f"{proof.language}: {proof.passed} of {proof.cases} cases, {len(proof.wrong)} wrong solutions fail as "
            f"labelled, {proof.killed} of {proof.mutants} mutants killed",
            highlight=False,
        )
    told(f"{question.id}: {question.spec.title}, in {into / question.id}")
    return 0
