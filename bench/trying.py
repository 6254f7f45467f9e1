"""Rows about test runs: from the click to the first result, beside the bare runners on the same toolchain."""

import asyncio
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from bench.plan import Run
from bench.table import Row, median
from sandbox.base import Sandbox
from sandbox.bubblewrap import LocalProvider
from sandbox.local import ROOT
from sandbox.profile import SEARCH_PATH
from sandbox.runners.base import TestEvent
from sandbox.runners.registry import TEST_RUNNERS
from sandbox.runners.tests_program import ProgramTests
from sandbox.toolchain import environment, languages, tools


@dataclass(frozen=True, slots=True)
class Bare:
    """A language's own runner: five tests, and what stands in the line of its first result."""

    name: str
    command: tuple[str, ...]
    first: str
    files: Callable[[str], dict[str, str]]
    warmed_ms: float | None = None


def _python(mark: str) -> dict[str, str]:
    tests = "\n".join(f"def test_{n}():\n    assert double({n}) == {2 * n}" for n in range(5))
    solution = f"def double(x):\n    return 2 * x  # {mark}\n"
    return {"solution.py": solution, "test_it.py": f"from solution import double\n{tests}\n"}


def _javascript(mark: str) -> dict[str, str]:
    tests = "\n".join(f"test('{n}', () => expect(double({n})).toBe({2 * n}))" for n in range(5))
    solution = f"exports.double = (x) => 2 * x // {mark}\n"
    package = '{"name": "bench"}\n'
    return {
        "solution.js": solution,
        "it.test.js": f"const {{ double }} = require('./solution')\n{tests}\n",
        "package.json": package,
    }


def _go(mark: str) -> dict[str, str]:
    tests = "\n".join(f"func Test{n}(t *testing.T) {{ if double({n}) != {2 * n} {{ t.Fail() }} }}" for n in range(5))
    solution = f"package solution\n\n// {mark}\nfunc double(x int) int {{ return 2 * x }}\n\nvar Mark = `{mark}`\n"
    module = "module solution\n\ngo 1.24\n"
    return {
        "solution.go": solution,
        "it_test.go": f'package solution\n\nimport "testing"\n\n{tests}\n',
        "go.mod": module,
    }


RUNNERS = {
    "python": Bare("pytest", ("pytest", "-v", "-p", "no:cacheprovider"), "PASSED", _python, warmed_ms=60),
    "javascript": Bare("Jest", ("jest", "-i", "--verbose"), "✓", _javascript),
    "go": Bare("go test", ("go", "test", "-json", "-count=1", "."), '"Action":"pass"', _go),
}


def first_results(run: Run) -> list[Row]:
    """Cold in a sandbox that is awake, and by a program that was made ready ahead of need."""
    found = tools(ROOT)
    missing = RUNNERS.keys() - set(languages(found))
    if missing:
        raise RuntimeError(f"{', '.join(sorted(missing))} not built here: run scripts/toolchain")
    rows: list[Row] = []
    for language in RUNNERS:
        rows += asyncio.run(_measure(language, run.sizes.test_runs))
    return rows


async def _measure(language: str, count: int) -> list[Row]:
    bare, runner = RUNNERS[language], TEST_RUNNERS[language]
    cold, warm, alone = list[float](), list[float](), list[float]()
    with tempfile.TemporaryDirectory(prefix="interviewlm-bench-") as folder:
        os.chmod(folder, 0o755)
        cache = _own_cache(Path(folder))
        sandbox = await LocalProvider(Path(folder) / "sandboxes", tools=tools(ROOT)).create("tests")
        try:
            # The first of each fills the kernel's file cache; bare and ours take turns, so that load hits both.
            for _ in range(count + 1):
                await _fill(sandbox, bare)
                cold.append(await _first_ms(lambda: runner.run_tests(sandbox)))
                alone.append(_bare_ms(bare, cache))
                if isinstance(runner, ProgramTests):
                    async with runner.warmed(sandbox) as program:
                        await program.ready()
                        await _fill(sandbox, bare)
                        warm.append(await _first_ms(program.run_tests))
        finally:
            await sandbox.close()
    beside = median(alone[1:])
    rows = [
        Row(f"first test result, {bare.name}", median(cold[1:]), "ms", 1.3 * beside, raw_name=bare.name, raw=beside),
    ]
    if warm:
        what = f"first test result, {bare.name} made ready"
        rows.append(Row(what, median(warm[1:]), "ms", bare.warmed_ms, raw_name=bare.name, raw=beside))
    return rows


def _own_cache(folder: Path) -> str:
    """Go's compiled library where the bare runner may add to it; the toolchain's own stays as it is."""
    found = environment(tools(ROOT), isolated=False, search_path=SEARCH_PATH)
    shutil.copytree(found["GOCACHE"], folder / "gocache")
    return str(folder / "gocache")


async def _fill(sandbox: Sandbox, bare: Bare) -> None:
    """Files that no cache has seen."""
    for path, text in bare.files(secrets.token_hex(8)).items():
        await sandbox.write_file(path, text.encode())


async def _first_ms(begin: Callable[[], AsyncIterator[TestEvent]]) -> float:
    began = time.perf_counter()
    async with aclosing(begin()) as events:  # type: ignore[type-var]
        first = await anext(events)
        took = (time.perf_counter() - began) * 1000
        outcomes = [first.outcome, *[event.outcome async for event in events]]
    if outcomes != ["passed"] * 5:
        raise RuntimeError(f"five tests came to {outcomes}: {first}")
    return took


def _bare_ms(bare: Bare, cache: str) -> float:
    env = environment(tools(ROOT), isolated=False, search_path=SEARCH_PATH)
    with tempfile.TemporaryDirectory(prefix="interviewlm-bench-") as folder:
        for path, text in bare.files(secrets.token_hex(8)).items():
            Path(folder, path).write_text(text)
        (Path(folder) / "tmp").mkdir()
        env |= {
            "HOME": folder,
            "TMPDIR": f"{folder}/tmp",
            "GOCACHE": cache,
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        began = time.perf_counter()
        with subprocess.Popen(
            bare.command, cwd=folder, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as program:
            assert program.stdout is not None
            said = ""
            for line in program.stdout:
                said += line
                if bare.first in line:
                    took = (time.perf_counter() - began) * 1000
                    program.stdout.read()
                    return took
        raise RuntimeError(f"{bare.name} gave no result: {said[-500:]}")
