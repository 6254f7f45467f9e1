"""A question that a model drafts is in the bank only when it is proven, and the verifier's words help to mend it."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.authoring import Author, NotWritten, Wish
from agent.draft_kinds import DraftKind
from agent.llm.budget import Budget
from agent.llm.client import ModelClient
from agent.llm.settings import ModelSettings
from bank.canary import canary_of, with_canary
from bank.load import load_bank
from bank.proofs import ProofCache
from bank.verify import Bench
from protocol.values import Difficulty, Language
from sandbox.bubblewrap import LocalProvider
from sandbox.runners.registry import RUNNERS
from tests.fakes.messages_api import MessagesApi, Refusal, Turn, say
from tests.unit.agent.drafts import DEBUGGING, REFACTORING, STDIO, given
from tests.unit.agent.test_real_sandbox import isolation
from tests.unit.bank.packages import FILES, REFERENCE, STARTER

ROOT = Path(__file__).resolve().parents[3]
GOOD = FILES | {
    "python/wrong/wrong_answer--skips-last/solution.py": "def add_up(numbers):\n    return sum(numbers[:-1])\n",
    "python/wrong/runtime_error--begins-with-first/solution.py": (
        "def add_up(numbers):\n    return numbers[0] + sum(numbers[1:])\n"
    ),
}
WISH = Wish("adding up", Difficulty.EASY, (Language.PYTHON,))
REFERENCE_PATH = "python/reference/solution.py"


def draft(
    changes: Mapping[str, str | None] | None = None, *, name: str = "add-up", of: Mapping[str, str] = GOOD
) -> Turn:
    """The package with some files other than they should be, as the model gives it."""
    files = {**of, **(changes or {})}
    listed = [{"path": path, "content": content} for path, content in files.items() if content is not None]
    return say(json.dumps({"id": name, "files": listed}), chunk_chars=2000)


@pytest.fixture
async def api() -> AsyncIterator[MessagesApi]:
    async with MessagesApi() as server:
        yield server


@pytest.fixture
async def author(api: MessagesApi, tmp_path: Path) -> AsyncIterator[Author]:
    missing = isolation(tmp_path / "probe")
    if missing is not None:
        pytest.skip(missing)
    settings = ModelSettings(api_key=SecretStr("k"), base_url=api.url)
    client = ModelClient(settings, Budget(settings.limits))
    bench = Bench(LocalProvider(tmp_path / "state"), RUNNERS, asyncio.Semaphore(2))
    yield Author(client, bench=bench, cache=ProofCache(tmp_path / "proofs"), into=tmp_path / "bank", taken=["taken"])
    await client.close()


def told(api: MessagesApi) -> str:
    """What the model was last told."""
    return str(api.seen[-1].body["messages"][-1]["content"][0]["text"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({REFERENCE_PATH: REFERENCE.replace("sum(numbers)", "sum(numbers) + 1")}, "reference fails 'two'"),
        ({"python/wrong/wrong_answer--counts/solution.py": REFERENCE}, "wrong solution counts: labelled wrong_answer"),
        ({"python/starter/solution.py": REFERENCE}, "the starter passes everything"),
        ({"python/starter/solution.py": STARTER.replace("numbers)", "values)")}, "other parameters than the signature"),
        ({"statement.md": FILES["statement.md"].replace("=> 3", "=> 4")}, "the example is untrue"),
        ({"question.yaml": FILES["question.yaml"].replace("hidden: true", "hidden: perhaps")}, "question.yaml"),
        ({"question.yaml": FILES["question.yaml"].replace("easy", "hard")}, "easy was asked for"),
        ({"python/wrong/wrong_answer--skips-last/solution.py": None}, "2 wrong solutions"),
        ({"../../outside.py": "x = 1\n"}, "no path inside the workspace"),
        ({"python/starter": "a file where a folder is\n"}, "cannot be written"),
    ],
)
async def test_a_draft_that_does_not_prove_itself_is_mended_with_the_verifiers_words(
    author: Author, api: MessagesApi, tmp_path: Path, changes: dict[str, str | None], words: str
) -> None:
    api.play(draft(changes), draft())
    question, proofs = await author.write(WISH)
    assert len(api.seen) == 2
    assert words in told(api)
    assert all(proof.holds for proof in proofs)
    bank = load_bank([tmp_path / "bank"])
    assert (list(bank.questions), bank.refused) == ([question.id], [])
    kept = with_canary("solution.py", REFERENCE, question.id)
    assert question.packs[Language.PYTHON].reference == {"solution.py": kept} != {"solution.py": REFERENCE}
    assert not any(canary_of(question.id) in str(seen.body) for seen in api.seen)
    assert not (tmp_path / "outside.py").exists()


KINDS = {"debugging": DEBUGGING, "refactoring": REFACTORING, "stdio": STDIO, "cases": GOOD}


@pytest.mark.parametrize("kind", list(DraftKind))
async def test_a_question_of_each_kind_is_written_and_one_of_another_kind_is_sent_back(
    author: Author, api: MessagesApi, tmp_path: Path, kind: DraftKind
) -> None:
    other = GOOD if kind is not DraftKind.CASES else DEBUGGING
    api.play(draft(of=other), draft(of=KINDS[kind]))
    question, proofs = await author.write(replace(WISH, kind=kind))
    assert len(api.seen) == 2
    assert "asked for" in told(api) or "leave `judge` out" in told(api)
    assert str(api.seen[0].body["system"]).count("# This question") == 1
    assert [proof.holds for proof in proofs] == [True]
    assert load_bank([tmp_path / "bank"]).questions[question.id].spec == question.spec
    pack = question.packs[Language.PYTHON]
    repaired = [text for path, text in pack.reference.items() if text != pack.starter.get(path)]
    assert [canary_of(question.id) in text for text in repaired] == [True]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"question.yaml": DEBUGGING["question.yaml"].replace("type: debugging", "type: technical")}, "the type is"),
        ({"shared/logs/sums.log": "09:14 it is wrong\n"}, "there is no log of 8 lines or more"),
        ({"question.yaml": DEBUGGING["question.yaml"].replace("readonly: [logs/sums.log]", "")}, "there is no log"),
        ({"python/starter/given.py": None, "python/starter/solution.py": STARTER}, "is one file"),
        ({"python/reference/solution.py": REFERENCE + "# more\n" * 20}, "repair the starter in a few places"),
        ({"python/starter/given.py": given()}, "the starter passes everything"),
        ({"python/starter/given.py": given().replace("numbers):", "numbers:")}, "the starter does not load"),
        ({"python/reference/given.py": given(end=" - 2")}, "reference fails 'two'"),
        ({"python/wrong/wrong_answer--skips-two/given.py": given()}, "wrong solution skips-two: labelled"),
    ],
)
async def test_a_project_to_debug_has_a_log_a_bug_and_a_small_repair(
    author: Author, api: MessagesApi, changes: dict[str, str | None], words: str
) -> None:
    api.play(draft(changes, of=DEBUGGING), draft(of=DEBUGGING))
    question, _ = await author.write(replace(WISH, kind=DraftKind.DEBUGGING))
    assert words in told(api)
    assert question.readonly(Language.PYTHON) == {"logs/sums.log"}


async def test_what_is_not_proven_after_two_repairs_never_reaches_the_bank(
    author: Author, api: MessagesApi, tmp_path: Path
) -> None:
    wrong = draft({REFERENCE_PATH: REFERENCE.replace("sum(numbers)", "0")})
    api.play(wrong, say("Here you are!"), draft(name="taken"), draft())
    with pytest.raises(NotWritten) as failed:
        await author.write(WISH)
    assert "already" in failed.value.problems[0]
    assert len(api.seen) == 3
    assert list((tmp_path / "bank").iterdir()) == []


async def test_a_draft_that_was_cut_off_is_no_question(author: Author, api: MessagesApi, tmp_path: Path) -> None:
    cut = draft()
    api.play(Turn(blocks=cut.blocks, stop_reason="max_tokens", chunk_chars=2000))
    with pytest.raises(NotWritten, match="max_tokens"):
        await author.write(WISH)
    assert list((tmp_path / "bank").iterdir()) == []


async def command(tmp_path: Path, **environment: str) -> tuple[int, str]:
    """`python run.py questions generate` in a world of its own: its exit status and what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANTHROPIC", "BRAIN"))}
    world = {"DATA_DIR": str(tmp_path / "var"), "QUESTIONS_DIR": str(tmp_path / "bank"), **environment}
    running = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "run.py"), "questions", "generate", "--topic", "sums", "--difficulty", "easy",
        cwd=tmp_path, env=kept | world, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    printed, _ = await running.communicate()
    return running.returncode or 0, printed.decode()


async def test_the_command_puts_a_question_into_the_bank_that_verify_then_knows(
    api: MessagesApi, author: Author, tmp_path: Path
) -> None:
    assert author is not None, "there are sandboxes here"
    (tmp_path / "bank").mkdir()
    api.play(draft({"python/starter/solution.py": REFERENCE}), draft())
    status, printed = await command(tmp_path, ANTHROPIC_API_KEY="k", ANTHROPIC_BASE_URL=api.url)
    assert status == 0, printed
    assert "the starter passes everything" in printed
    assert "add-up: Add up" in printed
    assert list(load_bank([tmp_path / "bank"]).questions) == ["add-up"]


async def test_without_a_key_or_with_a_wrong_one_the_command_says_what_to_do(api: MessagesApi, tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    status, printed = await command(tmp_path)
    assert (status, "set ANTHROPIC_API_KEY" in printed) == (2, True)
    api.play(Refusal(401))
    status, printed = await command(tmp_path, ANTHROPIC_API_KEY="k", ANTHROPIC_BASE_URL=api.url)
    assert (status, "the model cannot be asked" in printed) == (1, True)
    assert "Traceback" not in printed
