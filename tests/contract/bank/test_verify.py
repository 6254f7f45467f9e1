import json
from pathlib import Path
from typing import Any

import pytest

from bank.canary import canary_line
from bank.load import load_bank
from bank.models import Question
from bank.proofs import ProofCache, verify_questions
from bank.verify import Bench, Proof, prove
from protocol.facts import CaseReport
from protocol.values import Language
from tests.contract.bank.conftest import questions
from tests.unit.bank.packages import FILES, REFERENCE, STATEMENT, YAML, write_package

LIES: dict[str, tuple[dict[str, str | None], str]] = {
    "a lying label": (
        {"python/wrong/time_limit--fast/solution.py": FILES["python/wrong/wrong_answer--counts/solution.py"]},
        "wrong solution fast: labelled time_limit, but it gives wrong_answer",
    ),
    "a wrong solution that is right": (
        {"python/wrong/wrong_answer--right/solution.py": REFERENCE},
        "wrong solution right: labelled wrong_answer, but it gives passed",
    ),
    "a failing reference": (
        {"python/reference/solution.py": REFERENCE.replace("sum(numbers)", "sum(numbers[:9])")},
        "reference fails 'many': wrong_answer: expected 2000, got 18",
    ),
    "a slow reference": (
        {
            "python/reference/solution.py": REFERENCE.replace(
                "    if", "    import time\n    time.sleep(0.8)\n    if", 1
            )
        },
        "leaves too little",
    ),
    "a passing starter": ({"python/starter/solution.py": REFERENCE}, "the starter passes everything"),
    "a starter that does not load": (
        {"python/starter/solution.py": "def add_up(numbers):"},
        "the starter does not load",
    ),
    "a starter with another signature": (
        {"python/starter/solution.py": 'def add_up(values):\n    """Add up."""\n    raise NotImplementedError\n'},
        "other parameters",
    ),
    "a starter without a docstring": (
        {"python/starter/solution.py": "def add_up(numbers):\n    raise NotImplementedError\n"},
        "no docstring",
    ),
    "a false example": (
        {"statement.md": STATEMENT.replace("=> 3", "=> 4")},
        "statement.md:3: the example is untrue: expected 4, got 3",
    ),
    "an example that does not raise": (
        {"statement.md": STATEMENT.replace('add_up(["x"])', "add_up([5])")},
        "statement.md:8: the example is untrue: expected ValueError",
    ),
}


def question_of(root: Path, changes: dict[str, str | None] | None = None) -> Question:
    write_package(root, changes)
    bank = load_bank([root])
    assert bank.refused == []
    return bank.questions["add-up"]


async def test_a_good_question_is_proven(tmp_path: Path, bench: Bench) -> None:
    proof = await prove(question_of(tmp_path / "bank"), Language.PYTHON, bench=bench)
    assert proof.problems == []
    assert (proof.passed, proof.cases, proof.examples) == (4, 4, 2)
    assert proof.wrong == {"wrong_answer--counts": "wrong_answer"}
    assert proof.starter == "runtime_error"


@pytest.mark.parametrize("lie", LIES)
async def test_every_lie_is_found(tmp_path: Path, bench: Bench, lie: str) -> None:
    changes, problem = LIES[lie]
    proof = await prove(question_of(tmp_path / "bank", changes), Language.PYTHON, bench=bench)
    assert not proof.holds
    assert problem in "\n".join(proof.problems)


class OnceLate(Bench):
    """On it, the first run of the reference is late, as on a machine that stands still for a moment."""

    late = False

    async def judge(
        self, question: Question, language: Language, files: dict[str, str], **options: Any
    ) -> list[CaseReport]:
        reports = await super().judge(question, language, files, **options)
        if OnceLate.late or files != question.packs[language].reference:
            return reports
        OnceLate.late = True
        return [report.model_copy(update={"duration_ms": report.duration_ms + 3000}) for report in reports]


async def test_a_reference_that_was_late_once_is_not_slow(tmp_path: Path, bench: Bench) -> None:
    late = OnceLate(bench.provider, bench.runners, bench.slots)
    proof = await prove(question_of(tmp_path / "bank"), Language.PYTHON, bench=late)
    assert OnceLate.late
    assert proof.problems == []


async def test_a_reference_without_its_canary_is_no_proof_and_says_what_is_missing(
    tmp_path: Path, bench: Bench
) -> None:
    write_package(tmp_path / "bank", canary=False)
    proof = await prove(load_bank([tmp_path / "bank"]).questions["add-up"], Language.PYTHON, bench=bench)
    line = canary_line("solution.py", "add-up")
    assert proof.problems == [f"the reference's solution.py carries no canary: end it with the line `{line}`"]


async def test_a_proof_is_kept_until_the_question_changes(tmp_path: Path, bench: Bench) -> None:
    cache = ProofCache(tmp_path / "proofs")

    async def verified(question: Question, *, again: bool = False) -> Proof:
        (proof,) = await verify_questions([question], bench=bench, cache=cache, again=again)
        return proof

    first = question_of(tmp_path / "bank")
    assert [(await verified(first)).cached, (await verified(first)).cached] == [False, True]
    assert not (await verified(first, again=True)).cached
    changed = question_of(tmp_path / "bank", {"statement.md": STATEMENT + "\nMore.\n"})
    assert not (await verified(changed)).cached


async def test_a_proof_that_fails_is_never_kept(tmp_path: Path, bench: Bench) -> None:
    question = question_of(tmp_path / "bank", {"statement.md": STATEMENT.replace("=> 3", "=> 4")})
    for _ in range(2):
        (proof,) = await verify_questions([question], bench=bench, cache=ProofCache(tmp_path / "proofs"))
        assert (proof.holds, proof.cached) == (False, False)


def test_the_command_writes_json_and_says_by_its_status_whether_all_is_well(tmp_path: Path) -> None:
    write_package(tmp_path / "bank")
    report = tmp_path / "report.json"
    arguments = ["verify", "--json", str(report)]
    assert questions(arguments, dirs=[tmp_path / "bank"], state=tmp_path / "state") == 0
    written = json.loads(report.read_text())
    assert written["ok"] is True
    assert [(proof["question_id"], proof["holds"]) for proof in written["proofs"]] == [("add-up", True)]
    write_package(tmp_path / "bank", {"question.yaml": YAML.replace("easy", "soft")}, name="bad")
    assert questions(arguments, dirs=[tmp_path / "bank"], state=tmp_path / "state") == 1
    written = json.loads(report.read_text())
    assert written["ok"] is False
    assert any(refusal["line"] == 3 for refusal in written["refused"])
    assert written["proofs"][0]["cached"] is True


def test_an_unknown_question_is_an_error(tmp_path: Path) -> None:
    write_package(tmp_path / "bank")
    assert questions(["verify", "gone"], dirs=[tmp_path / "bank"], state=tmp_path / "state") == 1


def test_the_bank_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_package(tmp_path / "bank")
    assert questions(["list"], dirs=[tmp_path / "bank"], state=tmp_path / "state") == 0
    assert "add-up" in capsys.readouterr().out
