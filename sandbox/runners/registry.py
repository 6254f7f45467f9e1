"""The runners there are, by language."""

from sandbox.runners.base import Runner
from sandbox.runners.python import PythonRunner

RUNNERS: dict[str, Runner] = {"python": PythonRunner()}
