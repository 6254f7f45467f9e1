"""What judging needs of the machine: fresh sandboxes, and the runners of each language."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TypeVar

from protocol.values import Language
from sandbox.base import Sandbox
from sandbox.errors import SandboxError
from sandbox.runners.base import Runner, TestRunner

Some = TypeVar("Some")


@dataclass(frozen=True, slots=True)
class Court:
    """`opened` gives a sandbox whenever it is asked, and ends it; files of an earlier run must not be in it.

    A `patient` court tries a case over time once more before the first such verdict.
    """

    opened: Callable[[], AbstractAsyncContextManager[Sandbox]]
    runners: Mapping[str, Runner]
    test_runners: Mapping[str, TestRunner]
    patient: bool = True

    def runner(self, language: Language) -> Runner:
        """Runs cases in this language.

        Raises:
            SandboxError: there is none.
        """
        return _found(self.runners, language)

    def test_runner(self, language: Language) -> TestRunner:
        """Runs files of tests in this language.

        Raises:
            SandboxError: there is none.
        """
        return _found(self.test_runners, language)


def _found(runners: Mapping[str, Some], language: Language) -> Some:
    found = runners.get(language)
    if found is None:
        raise SandboxError(f"this server cannot run {language}")
    return found
