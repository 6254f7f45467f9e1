"""Runs a candidate's Go tests with `go test -json`, a result at a time; what passes is vouched for with a word."""

import json
import re
import secrets
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TypedDict

from sandbox.base import Sandbox
from sandbox.errors import PathRefused
from sandbox.runners.base import TestEvent, TestOutcome

_OUTPUT_BYTES = 16 * 1024 * 1024
_CHARS, _LINE_BYTES = 4000, 1024 * 1024

_FRAME = re.compile(
    r"^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)\b|--- (?:PASS|FAIL|SKIP): |PASS$|FAIL$|FAIL\t|ok  \t|exit status )"
)
_PLACE = re.compile(r"(?:^|\s)((?:[^\s:]+/)?[^\s:/]+\.go):(\d+)(?::\d+)?")
_DIFFERENCE = (
    re.compile(r"\bgot:?\s+(?P<actual>.+?)[,;]?\s+(?:want|wanted|expected):?\s+(?P<expected>.+)", re.IGNORECASE),
    re.compile(
        r"\b(?:want|wanted|expected):?\s+(?P<expected>.+?)[,;]?\s+(?:but )?got:?\s+(?P<actual>.+)", re.IGNORECASE
    ),
    re.compile(r"=\s+(?P<actual>.+?)[,;]\s+(?:want|wanted|expected):?\s+(?P<expected>.+)", re.IGNORECASE),
)
_OUTCOMES = {"pass": TestOutcome.PASSED, "fail": TestOutcome.FAILED, "skip": TestOutcome.SKIPPED}


class GoTests:
    """Implements `sandbox.runners.base.TestRunner` for Go. Of a path, its folder counts: Go tests packages."""

    async def run_tests(
        self, sandbox: Sandbox, *, paths: Sequence[str] = (), wall_s: float = 60.0
    ) -> AsyncGenerator[TestEvent, None]:
        """Run the tests in the packages of `paths`, or all that are found; a result as soon as it is known.

        Closing the generator ends the run.

        Raises:
            SandboxError: when our own machinery broke, or the language is not in the sandbox.
        """
        packages = sorted({_package(path) for path in paths}) or ["./..."]
        nonce = secrets.token_hex(16)
        account = _Account(nonce)
        rest = b""
        complaint = ""
        source = files("sandbox.runners.inside").joinpath("go_tests.py").read_text(encoding="utf-8")
        argv = ["python3", "-I", "-c", source, f"-timeout={wall_s + 10:.0f}s", *packages]
        async with sandbox.stream(argv, wall_s=wall_s, cpu_s=round(wall_s * 2), output_bytes=_OUTPUT_BYTES) as running:
            await running.send(json.dumps({"nonce": nonce}).encode() + b"\n")
            await running.end_input()
            async for number, chunk in running.output():
                if number == 2:
                    complaint = (complaint + chunk.decode("utf-8", "replace"))[-_CHARS:]
                    continue
                *lines, rest = (rest + chunk).split(b"\n")
                rest = rest if len(rest) <= _LINE_BYTES else b""
                for line in lines:
                    for event in account.told(line):
                        yield event
            how = await running.wait()
        if how.timed_out:
            yield TestEvent("", TestOutcome.TIME_LIMIT, error=f"the tests did not end within {wall_s:.0f} s")
        elif how.oom or how.code < 0:
            why = "the sandbox ran out of memory" if how.oom else f"the run ended early (status {how.code})"
            yield TestEvent("", TestOutcome.CRASHED, error=why, output=complaint)
        elif not account.results:
            yield TestEvent("", TestOutcome.NOT_LOADED, error=complaint.strip() or "no test was found")


def _package(path: str) -> str:
    if path.startswith("/") or ".." in path.split("/"):
        raise PathRefused(f"{path!r} is no path inside the workspace")
    folder = path.rpartition("/")[0] if path.endswith(".go") else path.rstrip("/")
    return f"./{folder}" if folder else "."


@dataclass
class _Account:
    """What `go test -json` has said so far (go doc test2json).

    Who passes is told with the end of the whole test, and only when that was vouched for with `nonce`.
    """

    nonce: str
    results: int = 0
    vouched: dict[tuple[str, str], str] = field(default_factory=dict)
    passed: dict[tuple[str, str], list[TestEvent]] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    lines: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    compiler: dict[str, list[str]] = field(default_factory=dict)

    def told(self, line: bytes) -> list[TestEvent]:
        """The results that a line completes."""
        try:
            event = json.loads(line)
            action, package = str(event["Action"]), str(event.get("Package", event.get("ImportPath", "")))
            test, text = str(event.get("Test", "")), str(event.get("Output", ""))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return []
        if action == "build-output":
            self.compiler.setdefault(package, []).append(text)
        elif action == "output" and self.nonce in text:
            outcome, _, name = text.partition(self.nonce)[2].strip().partition(" ")
            self.vouched[package, name] = outcome
            if (kept := self.lines.get((package, test))) and kept[-1] == "\n":
                kept.pop()  # what ends a line of the test's, if there is one
        elif action == "output":
            kept = self.lines.setdefault((package, test), [])
            if sum(map(len, kept)) < 2 * _CHARS:
                kept.append(text)
        elif action == "fail" and not test and "FailedBuild" in event:
            return self._counted(self._unbuilt(package, str(event["FailedBuild"])))
        elif action in _OUTCOMES and test:
            if action == "fail":
                self.failed.add(package)
            ms = round(float(event.get("Elapsed", 0)) * 1000)
            return self._counted(*self._ended(package, test, self._result(package, test, _OUTCOMES[action], ms)))
        elif action == "fail" and package not in self.failed:
            # No test failed, and yet the package did: its process ended before the rest could run.
            said = "".join(text for (of, _), kept in self.lines.items() if of == package for text in kept)[-_CHARS:]
            return self._counted(TestEvent(package, TestOutcome.CRASHED, error=said, **_place(said)))
        return []

    def _counted(self, *events: TestEvent) -> list[TestEvent]:
        self.results += len(events)
        return list(events)

    def _ended(self, package: str, test: str, event: TestEvent) -> list[TestEvent]:
        """What may be told now that this result was read: anybody can print that something passed."""
        whole = package, test.partition("/")[0]
        if event.outcome is TestOutcome.PASSED and "/" in test:
            self.passed.setdefault(whole, []).append(event)
            return []
        if "/" in test:
            return [event]
        parts = self.passed.pop(whole, []) if whole in self.vouched else []
        if event.outcome is TestOutcome.PASSED and self.vouched.get(whole) != "passed":
            return []
        return [*parts, event]

    def _unbuilt(self, package: str, build: str) -> TestEvent:
        said = "".join(text for text in self.compiler.get(build, []) if not text.startswith("# "))
        error = said[:_CHARS].strip() or "the package does not build"
        return TestEvent(package, TestOutcome.NOT_LOADED, error=error, **_place(error))

    def _result(self, package: str, test: str, outcome: TestOutcome, ms: int) -> TestEvent:
        said = "".join(line for line in self.lines.pop((package, test), []) if not _FRAME.match(line))[:_CHARS]
        name = test if package in ("solution", "") else f"{package}: {test}"
        if outcome is not TestOutcome.FAILED:
            return TestEvent(name, outcome, ms=ms, output=said)
        difference = next((match for pattern in _DIFFERENCE if (match := pattern.search(said))), None)
        expected, actual = (difference["expected"], difference["actual"]) if difference else (None, None)
        return TestEvent(
            name, outcome, ms=ms, output=said, error=said.strip(), expected=expected, actual=actual, **_place(said)
        )


class _Place(TypedDict):
    file: str | None
    line: int | None


def _place(text: str) -> _Place:
    """The first place in the candidate's files that a text names."""
    for match in _PLACE.finditer(text):
        path = match[1].removeprefix("./").removeprefix("solution/")
        if not path.startswith(("/", "testing/", "runtime/")):
            return {"file": path, "line": int(match[2])}
    return {"file": None, "line": None}
