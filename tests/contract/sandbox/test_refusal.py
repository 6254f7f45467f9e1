"""A machine that cannot isolate: our own sandbox is one, since namespaces are refused in it."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pyseccomp
import pytest

from sandbox.bubblewrap import LocalProvider
from sandbox.doctor import report, report_languages
from sandbox.local import ROOT
from sandbox.local_sandbox import LocalSandbox
from sandbox.toolchain import LANGUAGES, languages, tools

CODE = Path(__file__).parents[3] / "sandbox"

ASK = """
import json, sys
from pathlib import Path
sys.path.insert(0, "/opt/code")
from sandbox.bubblewrap import LocalProvider
from sandbox.doctor import report
from sandbox.errors import IsolationMissing
provider = LocalProvider(Path("/tmp/state"), allow_unsafe=sys.argv[1] == "unsafe")
try:
    found = provider.capabilities()
    said = [found.profile, found.isolated, *found.notes]
except IsolationMissing as missing:
    said = ["refused", str(missing)]
print(json.dumps([said, [[row.what, row.good, row.says] for row in report(provider)]]))
"""


@pytest.fixture
async def poor_machine(provider: LocalProvider, state_dir: Path, open_folder: Path) -> AsyncIterator[LocalSandbox]:
    """A sandbox that can import our code."""
    shutil.copytree(CODE, open_folder / "sandbox", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(pyseccomp.__file__, open_folder)
    only = provider._only
    sandbox = await LocalProvider(state_dir, only=only, tools={"/opt/code": open_folder}).create("poor")
    yield sandbox
    await sandbox.close()


async def test_without_isolation_nothing_runs_and_the_refusal_says_how_to_mend_it(poor_machine: LocalSandbox) -> None:
    result = await poor_machine.exec(["python3", "-B", "-c", ASK, "safe"])
    assert result.code == 0, result.err
    (kind, text), rows = json.loads(result.out)
    assert kind == "refused"
    assert "cannot be isolated" in text
    assert "only for root" in text
    assert "SANDBOX_ALLOW_UNSAFE=1" in text
    assert rows[0] == ["isolation", False, text]


async def test_unsafe_must_be_asked_for_and_is_named_as_what_it_is(poor_machine: LocalSandbox) -> None:
    result = await poor_machine.exec(["python3", "-B", "-c", ASK, "unsafe"])
    assert result.code == 0, result.err
    (profile, isolated, note, *_), rows = json.loads(result.out)
    assert (profile, isolated) == ("unsafe", False)
    assert "WITHOUT isolation" in note
    assert rows[0][1] is False


async def test_the_doctor_tells_what_works(provider: LocalProvider) -> None:
    rows = {row.what: row for row in report(provider)}
    assert rows["isolation"].good
    assert rows["bwrap"].says.endswith("/bwrap")


async def test_the_doctor_tells_each_language_or_how_to_get_it(provider: LocalProvider, tmp_path: Path) -> None:
    with_tools = LocalProvider(tmp_path, tools=tools(ROOT))
    found = {row.what: row for row in await report_languages(with_tools)}
    for language in languages(tools(ROOT)):
        assert found[language].good
        assert any(part[0].isdigit() for part in found[language].says.replace("go1", "1").split()), found[language]
    without = {row.what: row for row in await report_languages(provider)}
    assert {language: row.good for language, row in without.items()} == dict.fromkeys(LANGUAGES, False)
    assert all("scripts/toolchain" in row.says for row in without.values())
