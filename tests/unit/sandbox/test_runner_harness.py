"""What surrounds the runners, without a sandbox: commands, the toolchain's names, and events that are read."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.runners import base
from sandbox.runners.harness import Harness
from sandbox.runners.tests_go import _Account
from sandbox.runners.tests_program import parsed
from sandbox.toolchain import COMPLETE, INDEXED, INSIDE, PARTS, environment, find, folder_name, languages, tools


@pytest.mark.parametrize(
    ("harness", "program"),
    [
        (Harness("JavaScript", "node_harness", texts=("node_call.cjs",), extra=("",)), "node"),
        (Harness("Go", "go_harness"), "go"),
    ],
)
def test_a_missing_language_is_told_with_what_to_do(harness: Harness, program: str) -> None:
    argv = [sys.executable, *harness.argv("solution", "f", alone=False)[1:]]
    ran = subprocess.run(argv, env={"PATH": "/nonexistent"}, capture_output=True, text=True, timeout=20, check=False)
    assert ran.returncode == 1
    assert ran.stderr == f"{program} is not in this sandbox: build the toolchain with scripts/toolchain\n"


def test_a_part_is_found_only_when_it_is_whole(tmp_path: Path) -> None:
    for part in PARTS:
        (tmp_path / ".toolchain" / folder_name(part)).mkdir(parents=True)
    unfinished = {part for part, folder in find(tmp_path).items() if tmp_path in folder.parents}
    assert not unfinished
    for part in PARTS:
        (tmp_path / ".toolchain" / folder_name(part) / COMPLETE).touch()
    assert set(find(tmp_path)) == set(PARTS)
    assert languages(tools(tmp_path)) == ["python", "javascript", "typescript", "go"]


def test_tools_are_searched_before_the_systems_programs() -> None:
    found = {f"{INSIDE}/javascript": Path("/somewhere/js"), f"{INSIDE}/go": Path("/somewhere/go")}
    inside = environment(found, isolated=True, search_path="/usr/bin")
    assert inside["PATH"] == "/opt/tools/javascript/bin:/opt/tools/go/bin:/usr/bin"
    assert inside["GOCACHE"] == "/opt/tools/go/cache"
    outside = environment(found, isolated=False, search_path="/usr/bin")
    assert outside["PATH"] == "/somewhere/js/bin:/somewhere/go/bin:/usr/bin"
    assert environment({}, isolated=True, search_path="/usr/bin") == {"PATH": "/usr/bin"}


def test_gos_index_is_used_where_it_was_made_for(tmp_path: Path) -> None:
    found = {f"{INSIDE}/go": tmp_path}
    assert environment(found, isolated=True, search_path="")["GODEBUG"] == "goindex=0"
    (tmp_path / INDEXED).touch()
    assert "GODEBUG" not in environment(found, isolated=True, search_path="")
    assert environment(found, isolated=False, search_path="")["GODEBUG"] == "goindex=0"


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"name": 1, "outcome": "passed"},
        {"name": "x", "outcome": "won"},
        {"name": "x", "outcome": "passed", "ms": "1"},
    ],
)
def test_a_line_that_is_no_event_is_none(told: dict[str, object]) -> None:
    assert parsed(told) is None


def test_an_event_is_cut_and_its_wrong_fields_are_dropped() -> None:
    event = parsed({"name": "x" * 9999, "outcome": "failed", "error": "e" * 99999, "line": True, "file": 3})
    assert event is not None
    assert (len(event.name), len(event.error or ""), event.line, event.file) == (500, 8000, None, None)


@pytest.mark.parametrize(
    ("said", "expected", "actual"),
    [
        ("f(2) = 4, want 5", "5", "4"),
        ("got 4, want 5", "5", "4"),
        ("got: 4; expected: 5", "5", "4"),
        ("expected 5, got 4", "5", "4"),
        ("Want 5 but got 4", "5", "4"),
        ("it is wrong", None, None),
    ],
)
def test_the_usual_words_of_go_tests_give_a_difference(said: str, expected: str | None, actual: str | None) -> None:
    account = _Account("word")
    account.told(
        f'{{"Action":"output","Package":"solution","Test":"TestF","Output":"    a_test.go:7: {said}\\n"}}'.encode()
    )
    (event,) = account.told(b'{"Action":"fail","Package":"solution","Test":"TestF","Elapsed":0.012}')
    assert (event.expected, event.actual, event.file, event.line, event.ms) == (expected, actual, "a_test.go", 7, 12)
    assert event.outcome is base.TestOutcome.FAILED


def test_the_toolchain_script_does_nothing_when_all_is_there() -> None:
    root = Path(__file__).resolve().parents[3]
    if len(find(root)) < len(PARTS):
        pytest.skip("the toolchain is not whole here: run scripts/toolchain")
    shell = shutil.which("sh")
    assert shell is not None
    env = {**os.environ, "PYTHON": sys.executable}
    ran = subprocess.run(
        [shell, str(root / "scripts" / "toolchain")], env=env, capture_output=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
