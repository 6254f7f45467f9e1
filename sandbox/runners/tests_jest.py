"""Runs a candidate's JavaScript and TypeScript tests with Jest, a result at a time."""

from sandbox.runners.tests_program import Program, ProgramTests


class JestTests(ProgramTests):
    """Implements `sandbox.runners.base.TestRunner` for JavaScript and TypeScript."""

    def __init__(self) -> None:
        super().__init__(Program("JavaScript", ("node", "--disable-warning=ExperimentalWarning", "-e"), "jest_run.cjs"))
