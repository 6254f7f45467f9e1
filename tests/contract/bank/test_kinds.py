from pathlib import Path

import pytest

from bank.load import load_question
from bank.models import Question
from bank.verify import Bench, prove
from protocol.values import Language
from tests.contract.bank.kinds import KINDS
from tests.contract.runners.conftest import needs


def written(root: Path, files: dict[str, str]) -> Question:
    folder = root / "sample"
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    return load_question(folder)


EACH = [
    pytest.param(kind, language, marks=needs(language), id=f"{kind} {language}")
    for kind in KINDS
    for language in Language
]


@pytest.mark.parametrize(("kind", "language"), EACH)
async def test_a_question_of_each_kind_is_proven_in_each_language(
    tmp_path: Path, bench: Bench, kind: str, language: Language
) -> None:
    question = written(tmp_path, KINDS[kind])
    proof = await prove(question, language, bench=bench)
    assert proof.problems == []
    assert proof.passed == proof.cases == len(question.checks(language))
    assert proof.wrong
