"""The runners there are, by language."""

from sandbox.runners.base import Runner
from sandbox.runners.go import GoRunner
from sandbox.runners.javascript import JavaScriptRunner
from sandbox.runners.python import PythonRunner
from sandbox.runners.typescript import TypeScriptRunner

RUNNERS: dict[str, Runner] = {
    "python": PythonRunner(),
    "javascript": JavaScriptRunner(),
    "typescript": TypeScriptRunner(),
    "go": GoRunner(),
}
