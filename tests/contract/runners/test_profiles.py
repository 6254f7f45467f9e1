"""Every language works in every profile, and its tools are found by what a candidate types."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.bubblewrap import LocalProvider
from sandbox.local import ROOT
from sandbox.local_sandbox import LocalSandbox
from sandbox.profile import SEARCH_PATH, Profile
from sandbox.runners.base import Call
from sandbox.runners.registry import RUNNERS, TEST_RUNNERS
from sandbox.toolchain import tools
from tests.contract.runners.conftest import BUILT, needs

needs_bwrap = pytest.mark.skipif(
    shutil.which("bwrap", path=SEARCH_PATH) is None, reason="bubblewrap is not installed (apt-get install bubblewrap)"
)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="this profile is only for root")
PROFILES = [
    pytest.param(Profile.FULL, id="full", marks=needs_bwrap),
    pytest.param(Profile.ROOT_WITHOUT_USERNS, id="root-without-userns", marks=[needs_bwrap, needs_root]),
    pytest.param(Profile.UNSAFE, id="unsafe"),
]

SOLUTIONS = {
    "python": ("solution.py", "def f(x): return 2 * x\n"),
    "javascript": ("solution.js", "export const f = (x) => 2 * x\n"),
    "typescript": ("solution.ts", "export const f = (x: number) => 2 * x\n"),
    "go": ("solution.go", "package solution\n\nfunc f(x int) int { return 2 * x }\n"),
}
TESTS = {
    "python": ("test_it.py", "from solution import f\ndef test_it(): assert f(1) == 2\n"),
    "javascript": ("it.test.js", "import { f } from './solution'\ntest('it', () => expect(f(1)).toBe(2))\n"),
    "typescript": ("it.test.ts", "import { f } from './solution'\ntest('it', () => expect(f(1)).toBe(2))\n"),
    "go": (
        "it_test.go",
        'package solution\nimport "testing"\nfunc TestIt(t *testing.T) { if f(1) != 2 { t.Fail() } }\n',
    ),
}


@pytest.fixture(params=PROFILES)
async def any_box(request: pytest.FixtureRequest, state_dir: Path) -> AsyncIterator[LocalSandbox]:
    """A sandbox with the toolchain in each profile."""
    sandbox = await LocalProvider(state_dir, only=request.param, tools=tools(ROOT)).create("profile")
    yield sandbox
    await sandbox.close()


@pytest.mark.parametrize("language", [pytest.param(name, marks=needs(name)) for name in SOLUTIONS])
async def test_cases_and_tests_run_in_every_profile(any_box: LocalSandbox, language: str) -> None:
    for path, text in (SOLUTIONS[language], TESTS[language]):
        await any_box.write_file(path, text.encode())
    calls = [Call("one", "[1]"), Call("two", "[2]")]
    ran = RUNNERS[language].run_cases(any_box, main_file=SOLUTIONS[language][0], function="f", calls=calls)
    found = [result async for result in ran]
    assert [result.value for result in found] == ["2", "4"], found
    events = [event async for event in TEST_RUNNERS[language].run_tests(any_box)]
    assert [event.outcome for event in events] == ["passed"], events


@pytest.mark.skipif(len(BUILT) < 4, reason="the toolchain is not whole here: run scripts/toolchain")
async def test_what_a_candidate_types_is_found(any_box: LocalSandbox) -> None:
    for command in (
        "node --version",
        "npm --version",
        "tsc --version",
        "jest --version",
        "go version",
        "pytest --version",
    ):
        ran = await any_box.exec(command.split())
        assert ran.code == 0, (command, ran)
    assert (await any_box.exec(["gofmt", "-h"])).code in {0, 2}


@needs_bwrap
@needs("go")
async def test_nobody_inside_can_change_the_tools(box: LocalSandbox) -> None:
    script = 'for part in python javascript go; do touch "/opt/tools/$part/new" && echo written; done; true'
    ran = await box.exec(["sh", "-c", script])
    assert ran.out == b"", ran
