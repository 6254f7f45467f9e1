"""The runners there are, by language."""

from sandbox.runners.base import Runner, TestRunner
from sandbox.runners.go import GoRunner
from sandbox.runners.javascript import JavaScriptRunner
from sandbox.runners.python import PythonRunner
from sandbox.runners.tests_go import GoTests
from sandbox.runners.tests_jest import JestTests
from sandbox.runners.tests_pytest import PytestTests
from sandbox.runners.typescript import TypeScriptRunner

RUNNERS: dict[str, Runner] = {
    "python": PythonRunner(),
    "javascript": JavaScriptRunner(),
    "typescript": TypeScriptRunner(),
    "go": GoRunner(),
}

TEST_RUNNERS: dict[str, TestRunner] = {
    "python": PytestTests(),
    "javascript": JestTests(),
    "typescript": JestTests("ts"),
    "go": GoTests(),
}
