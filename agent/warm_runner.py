"""A test runner that is ready before it is asked for: one program, for one run, in the session's own sandbox."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from agent.ports import CallFailed, Link
from protocol.values import Language
from sandbox.base import Provider, Sandbox
from sandbox.errors import SandboxError
from sandbox.runners.base import ReadyTests, TestEvent, TestRunner, WarmableTests

log = logging.getLogger(__name__)

AGAIN_S = 30.0
"""Before another try, when one could not be made or did not last."""


Tests = Callable[[Sequence[str]], AsyncGenerator[TestEvent, None]]
"""Runs the tests in some files, once."""


@dataclass(eq=False, slots=True)
class Warm:
    """A program that waits in a sandbox for the one run that takes it."""

    program: ReadyTests
    sandbox_id: str
    language: Language
    taken: bool = False
    used: asyncio.Event = field(default_factory=asyncio.Event)


class WarmRunners:
    """One session's; at most one program waits."""

    def __init__(self, link: Link, *, provider: Provider, runners: Mapping[str, TestRunner], wall_s: float) -> None:
        self._link, self._provider, self._runners, self._wall_s = link, provider, runners, wall_s
        self._warm: Warm | None = None

    async def keep(self, language: Language) -> bool:
        """Have a program ready until a run has used it, or this is cancelled; False, because it may be done again."""
        runner = self._runners.get(language)
        if not isinstance(runner, WarmableTests):
            return True
        try:
            flushed = await self._link.call("workspace.flush")
            sandbox = await self._provider.attach(flushed["sandbox_id"])
            try:
                async with runner.warmed(sandbox, wall_s=self._wall_s) as program:
                    await program.ready()
                    lasted = await self._wait(Warm(program, sandbox.id, language))
            finally:
                await sandbox.close()
        except (SandboxError, CallFailed) as error:
            log.info("no runner was made ready", extra={"language": language, "why": str(error)})
            lasted = False
        if not lasted:
            await asyncio.sleep(AGAIN_S)
        return False

    async def _wait(self, warm: Warm) -> bool:
        """Whether it was used, rather than ended before."""
        self._warm = warm
        using, ending = asyncio.ensure_future(warm.used.wait()), asyncio.ensure_future(warm.program.ended())
        try:
            await asyncio.wait({using, ending}, return_when=asyncio.FIRST_COMPLETED)
            # A run that has it learns of its end by itself, and says then that it was used.
            return warm.taken and await using
        finally:
            self._warm = None
            using.cancel()
            ending.cancel()

    @contextmanager
    def taken(self, sandbox: Sandbox, language: Language, *, runner: TestRunner) -> Iterator[Tests]:
        """For one run in here: the ready program, or where there is none for it a new one by `runner`."""
        warm = self._warm
        if warm is None or warm.taken or (warm.sandbox_id, warm.language) != (sandbox.id, language):
            yield lambda paths: runner.run_tests(sandbox, paths=paths, wall_s=self._wall_s)
            return
        warm.taken = True
        try:
            yield warm.program.run_tests
        finally:
            warm.used.set()
