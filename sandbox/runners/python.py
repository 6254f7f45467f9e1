"""Runs cases in Python: a warm interpreter in the sandbox forks one child per call."""

from sandbox.runners.harness import Harness, HarnessRunner


class PythonRunner(HarnessRunner):
    """Implements `sandbox.runners.base.Runner` for Python.

    A result is what JSON can say: tuples become lists and keys strings; sets, generators, NaN, infinity and
    other objects are refused as `UnusableResult` with advice.
    """

    def __init__(self) -> None:
        super().__init__(Harness("Python", "python_harness"))
