"""Runs a candidate's Python tests with pytest, a result at a time."""

from sandbox.runners.tests_program import Program, ProgramTests


class PytestTests(ProgramTests):
    """Implements `sandbox.runners.base.TestRunner` for Python."""

    def __init__(self) -> None:
        super().__init__(Program("Python", ("python3", "-s", "-P", "-c"), "pytest_run.py"))
