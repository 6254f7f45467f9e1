"""Runners that are ready before they are asked for: each one program, for one run, in the session's own sandbox."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from agent.ports import CallFailed, Link
from bank.models import Question
from protocol.values import Language
from sandbox.base import Provider, Sandbox
from sandbox.errors import SandboxError
from sandbox.runners.base import (
    Call,
    CallResult,
    Ready,
    ReadyCases,
    ReadyTests,
    Runner,
    TestEvent,
    TestRunner,
    WarmableRunner,
    WarmableTests,
)

log = logging.getLogger(__name__)

AGAIN_S = 30.0
"""Before another try, when one could not be made or did not last."""

Program = TypeVar("Program", bound=Ready)


@dataclass(slots=True)
class Warm(Generic[Program]):
    """The place of one program: what it is for while it waits, and whether a run has used it."""

    program: Program | None = None
    purpose: tuple[str, ...] = ()
    used: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_taken(self) -> bool:
        """Whether a run has it."""
        return self.program is None

    @contextmanager
    def taken(self, *purpose: str) -> Iterator[Program | None]:
        """The program, for one run in here; None where none waits for this purpose."""
        program = self.program if self.purpose == purpose else None
        if program is None:
            yield None
            return
        self.program = None
        try:
            yield program
        finally:
            self.used.set()


class WarmRunners:
    """One session's runners, which use what waits; at most one program of each kind does."""

    def __init__(
        self,
        link: Link,
        *,
        provider: Provider,
        runners: Mapping[str, Runner],
        test_runners: Mapping[str, TestRunner],
    ) -> None:
        self._link, self._provider = link, provider
        self._cold, self._cold_tests = runners, test_runners
        self._cases, self._tests = Warm[ReadyCases](), Warm[ReadyTests]()
        self.runners = {name: _Cases(runner, self._cases) for name, runner in runners.items()}
        self.test_runners = {name: _Tests(name, runner, self._tests) for name, runner in test_runners.items()}

    async def keep_cases(self, language: Language, question: Question) -> bool:
        """Have a program ready for the question's cases until it was used, or this is cancelled.

        Returns whether there is nothing to do; otherwise it may be done again.
        """
        runner = self._cold.get(language)
        if question.spec.judge not in ("cases", "stdio") or not isinstance(runner, WarmableRunner):
            return True
        main_file = question.main_file(language)
        function = question.spec.function if question.spec.judge == "cases" else ""
        return await self._keep(
            self._cases,
            lambda sandbox: runner.warmed(sandbox, main_file=main_file, function=function),
            main_file,
            function,
        )

    async def keep_tests(self, language: Language, *, wall_s: float) -> bool:
        """The same for files of tests, whose run may take `wall_s`."""
        runner = self._cold_tests.get(language)
        if not isinstance(runner, WarmableTests):
            return True
        return await self._keep(self._tests, lambda sandbox: runner.warmed(sandbox, wall_s=wall_s), language)

    async def _keep(
        self, warm: Warm[Program], made: Callable[[Sandbox], AbstractAsyncContextManager[Program]], *purpose: str
    ) -> bool:
        lasted = False
        try:
            flushed = await self._link.call("workspace.flush")
            sandbox = await self._provider.attach(flushed["sandbox_id"])
            try:
                async with made(sandbox) as program:
                    await program.ready()
                    lasted = await _wait(warm, program, sandbox.id, *purpose)
            finally:
                await sandbox.close()
        except (SandboxError, CallFailed) as error:
            log.info("no runner was made ready", extra={"why": str(error)})
        if not lasted:
            await asyncio.sleep(AGAIN_S)
        return False


async def _wait(warm: Warm[Program], program: Program, *purpose: str) -> bool:
    """Whether it was used, rather than ended before."""
    warm.program, warm.purpose, warm.used = program, purpose, asyncio.Event()
    using, ending = asyncio.ensure_future(warm.used.wait()), asyncio.ensure_future(program.ended())
    try:
        await asyncio.wait({using, ending}, return_when=asyncio.FIRST_COMPLETED)
        # A run that has it learns of its end by itself, and says then that it was used.
        return warm.is_taken and await using
    finally:
        warm.program = None
        using.cancel()
        ending.cancel()


@dataclass(frozen=True, slots=True)
class _Cases:
    """Implements `Runner`."""

    cold: Runner
    warm: Warm[ReadyCases]

    async def run_cases(
        self, sandbox: Sandbox, *, main_file: str, function: str, calls: Sequence[Call]
    ) -> AsyncGenerator[CallResult, None]:
        """By the program that waits, if one does."""
        with self.warm.taken(sandbox.id, main_file, function) as program:
            if program is not None:
                found = program.run(calls)
            else:
                found = self.cold.run_cases(sandbox, main_file=main_file, function=function, calls=calls)
            async with aclosing(found) as results:
                async for result in results:
                    yield result

    async def run_programs(
        self, sandbox: Sandbox, *, main_file: str, calls: Sequence[Call]
    ) -> AsyncGenerator[CallResult, None]:
        """By the program that waits, if one does."""
        with self.warm.taken(sandbox.id, main_file, "") as program:
            cold = self.cold.run_programs
            found = program.run(calls) if program else cold(sandbox, main_file=main_file, calls=calls)
            async with aclosing(found) as results:
                async for result in results:
                    yield result


@dataclass(frozen=True, slots=True)
class _Tests:
    """Implements `TestRunner`."""

    language: str
    cold: TestRunner
    warm: Warm[ReadyTests]

    async def run_tests(
        self, sandbox: Sandbox, *, paths: Sequence[str] = (), wall_s: float = 60.0
    ) -> AsyncGenerator[TestEvent, None]:
        """By the program that waits, if one does."""
        with self.warm.taken(sandbox.id, self.language) as program:
            cold = self.cold.run_tests
            found = program.run_tests(paths) if program else cold(sandbox, paths=paths, wall_s=wall_s)
            async with aclosing(found) as events:
                async for event in events:
                    yield event
