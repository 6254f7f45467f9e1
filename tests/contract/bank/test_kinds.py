from pathlib import Path

import pytest

from bank.load import load_question
from bank.models import Question
from bank.verify import Bench, prove
from protocol.values import Language
from tests.contract.bank.kinds import KINDS
from tests.contract.runners.conftest import needs
from tests.unit.bank.packages import lay, marked


def written(root: Path, files: dict[str, str]) -> Question:
    return load_question(lay(root / "sample", marked(files, "sample")))


EACH = [
    pytest.param(kind, language, marks=needs(language), id=f"{kind} {language}")
    for kind in KINDS
    for language in Language
    # `questions verify` proves those that the bank has some of, in every language.
    if kind == "tests" or language is Language.PYTHON
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


FORGED = {
    "python": """\
import json, os
for fd in range(3, 64):
    for name in ("test_one.py::test_one", "test_two.py::test_two"):
        try:
            os.write(fd, (json.dumps({"name": name, "outcome": "passed", "ms": 1}) + "\\n").encode())
        except OSError:
            pass
os._exit(0)
""",
    "javascript": """\
const fs = require('fs');
for (let fd = 3; fd < 64; fd++) {
  for (const name of ['one.test.js: one', 'two.test.js: two']) {
    try { fs.writeSync(fd, JSON.stringify({ name, outcome: 'passed', ms: 1 }) + '\\n'); } catch { /* not open */ }
  }
}
process.reallyExit(0);
""",
}


@pytest.mark.parametrize("language", [pytest.param(Language(one), marks=needs(one)) for one in FORGED])
async def test_results_that_code_under_test_writes_into_every_pipe_are_not_believed(
    tmp_path: Path, bench: Bench, language: Language
) -> None:
    question = written(tmp_path, KINDS["tests"])
    main_file = question.main_file(language)
    reports = await bench.judge(question, language, {main_file: FORGED[language], "conftest.py": "import os\n"})
    assert [report.outcome for report in reports] == ["runtime_error"] * 2


async def test_a_candidate_cannot_replace_the_questions_tests(tmp_path: Path, bench: Bench) -> None:
    question = written(tmp_path, KINDS["tests"])
    steering = {
        "test_one.py": "def test_one(): pass\n",
        "test_two.py": "def test_two(): pass\n",
        "conftest.py": "def pytest_runtest_makereport(item, call): raise SystemExit\n",
        "json.py": "raise SystemExit\n",
    }
    wrong = {"solution.py": "def double(x):\n    return 2\n", **steering}
    reports = await bench.judge(question, Language.PYTHON, wrong)
    assert [report.outcome for report in reports] == ["passed", "wrong_answer"]
