"""Runs a candidate's JavaScript and TypeScript tests with Jest, a result at a time."""

from sandbox.runners.tests_program import Program, ProgramTests


class JestTests(ProgramTests):
    """Implements `sandbox.runners.base.TestRunner` for JavaScript and TypeScript."""

    def __init__(self, extension: str = "js") -> None:
        """`extension`: that of the language, which imports without one look for first."""
        node = ("node", "--disable-warning=ExperimentalWarning", "--input-type=commonjs", "-e")
        super().__init__(Program("JavaScript", node, "jest_run.cjs", (extension,)))
