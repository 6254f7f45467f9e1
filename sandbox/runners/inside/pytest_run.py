"""Run inside the sandbox: imports pytest, says that it is ready, waits for one order, runs it, and ends.

Events go to descriptor 3, a JSON line each. The plugin lives in the process of the tests; what it says is for show.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Generator
from pathlib import Path

sys.path.insert(0, os.environ["PYTEST_TOOLS"] + "/site")
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"

import _pytest.assertion.rewrite
import _pytest.capture
import _pytest.doctest
import _pytest.faulthandler
import _pytest.fixtures
import _pytest.logging
import _pytest.python
import _pytest.skipping
import _pytest.terminal
import _pytest.unittest  # noqa: F401
import pytest

CHARS = 4000
EVENTS = 3


Tell = Callable[[dict[str, object]], None]


def teller(nonce: str | None = None) -> Tell:
    """Writes events with the word that the host believes; code under test may replace what modules hold."""
    dumps, write = json.dumps, os.write

    def tell(event: dict[str, object]) -> None:
        rest = memoryview(dumps({**event, "nonce": nonce}).encode() + b"\n")
        while rest:
            rest = rest[write(EVENTS, rest) :]

    return tell


def place(text: str) -> tuple[str | None, int | None]:
    """The last place in the workspace that an error's text names."""
    found = re.findall(r"^(?:E\s+)?(?:File \"([^\"]+)\", line (\d+)|([^\s:]+\.py):(\d+): )", text, re.MULTILINE)
    for quoted, quoted_line, plain, plain_line in reversed(found):
        path = os.path.relpath(quoted or plain)
        if not path.startswith(".."):
            return path, int(quoted_line or plain_line)
    return None, None


def own(text: str) -> str:
    """An import error without the frames of pytest and Python, which say nothing to the candidate."""
    kept, skipping = [], False
    for line in text.splitlines():
        frame = re.match(r"(\S+):\d+: in ", line)
        if frame:
            skipping = frame.group(1).startswith(("/", "<frozen", ".."))
        elif line.startswith("E "):
            skipping = False
        if not skipping:
            kept.append(line)
    return "\n".join(kept)[-CHARS:]


class Reporter:
    """A plugin that tells each result as soon as it is known."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.compared: tuple[str, str] | None = None
        self.place: tuple[str | None, int | None] = (None, None)

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        """Remember what was compared; pytest words it."""
        if op == "==":
            self.compared = (repr(right)[:CHARS], repr(left)[:CHARS])

    def pytest_runtest_setup(self) -> None:
        """A new test."""
        self.compared, self.place = None, (None, None)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: "pytest.CallInfo[None]") -> Generator[None, object, object]:
        """Remember the innermost place in the workspace."""
        if call.excinfo is not None:
            for entry in call.excinfo.traceback:
                path = os.path.relpath(str(entry.path))
                if not path.startswith("..") and Path(path).is_file():
                    self.place = (path, entry.lineno + 1)
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One phase of a test has ended."""
        if report.when != "call" and report.outcome == "passed":
            return
        outcome = report.outcome if report.when == "call" or report.skipped else "error"
        failed = report.failed and self.compared is not None
        expected, actual = self.compared if failed and self.compared else (None, None)
        path, line = self.place if report.failed else (None, None)
        self.tell(
            {
                "name": report.nodeid,
                "outcome": outcome,
                "ms": round(report.duration * 1000),
                "output": (report.capstdout + report.capstderr)[-CHARS:],
                "error": report.longreprtext[-CHARS:] if report.failed else None,
                "expected": expected,
                "actual": actual,
                "file": path,
                "line": line,
            }
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be imported."""
        if report.failed:
            path, line = place(report.longreprtext)
            error = own(report.longreprtext)
            self.tell({"name": report.nodeid, "outcome": "not_loaded", "error": error, "file": path, "line": line})


def main() -> None:
    """Ready, one order, one run."""
    os.set_inheritable(EVENTS, False)
    teller()({"ready": True})
    line = sys.stdin.readline()
    if not line:
        return
    order = json.loads(line)
    tell = teller(order["nonce"])
    sys.path.insert(0, os.getcwd())
    here = os.getcwd()
    bounds = ["--rootdir", here, "--confcutdir", here]
    chosen = [
        "-p",
        "no:cacheprovider",
        "--tb=short",
        "-q",
        "--continue-on-collection-errors",
        *bounds,
        "--",
        *order["paths"],
    ]
    status = pytest.main(chosen, plugins=[Reporter(tell)])
    tell({"done": int(status)})
    sys.stdout.flush()
    os._exit(0)


main()
