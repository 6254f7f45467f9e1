"""Runs a candidate's JavaScript and TypeScript tests with Jest, a result at a time."""

from sandbox.runners.tests_program import Program, ProgramTests


class JestTests(ProgramTests):
    """Implements `sandbox.runners.base.TestRunner` for JavaScript and TypeScript."""

    def __init__(self, extension: str = "js") -> None:
        """`extension`: that of the language, which imports without one look for first."""
        # Jest makes much that soon is garbage: with room for it a run takes a tenth less.
        room = ("--min-semi-space-size=32", "--max-semi-space-size=64")
        node = ("node", "--disable-warning=ExperimentalWarning", *room, "--input-type=commonjs", "-e")
        super().__init__(Program("JavaScript", node, "jest_run.cjs", (extension,)))
