"""A started program with everything it starts: its certain end, told by pidfds in callbacks of the event loop.

No thread per child, and no wait on a pipe that a survivor might hold.
"""

import asyncio
import contextlib
import functools
import json
import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.errors import SandboxError
from sandbox.processes import end_unisolated, kill_children, reap
from sandbox.syscalls import adopt_orphans

_END_S = 10.0


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start. With `status` bubblewrap tells on that pipe what became of the program.

    `mark` is a part of its environment, by which a program without namespaces is found again.
    """

    argv: list[str]
    env: dict[str, str]
    cwd: str
    pass_fds: tuple[int, ...]
    status: int | None = None
    mark: str | None = None


class Child:
    """Make it in the thread of the event loop, which has to outlive it."""

    def __init__(
        self,
        launch: Launch,
        *,
        stdin: int,
        stdout: int,
        stderr: int,
        on_end: Callable[[], None],
        leads_session: bool = True,
    ) -> None:
        """Spawn it; `on_end` is called once, when all of it has ended."""
        self._loop = asyncio.get_running_loop()
        self._status, self._reports, self._mark = launch.status, launch.status is not None, launch.mark
        self._on_end = on_end
        self._said = bytearray()
        self._inner: int | None = None
        self._exit: int | None = None
        self._ended = asyncio.Event()
        self._orphans: list[int] = []
        self.killed = False
        self.failure: str | None = None
        # Bubblewrap ends before the first process of its namespace does. Left to a parent that reaps late or never,
        # as the first process of a container often is, the dead would use up the sandbox's processes.
        adopt_orphans()
        try:
            self._starter = subprocess.Popen(
                launch.argv,
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                cwd=launch.cwd,
                env=launch.env,
                pass_fds=launch.pass_fds,
                start_new_session=leads_session,
            )
        except BaseException:
            self._close_status()
            raise
        self._outer: int | None = os.pidfd_open(self._starter.pid)
        if self._status is not None:
            os.set_blocking(self._status, False)
            self._loop.add_reader(self._status, self._read_status)
        self._loop.add_reader(self._outer, self._outer_ended)

    @property
    def running(self) -> bool:
        """Whether the program itself has not ended yet."""
        return self._outer is not None

    @property
    def ended(self) -> bool:
        """Whether all of it has ended."""
        return self._ended.is_set()

    @property
    def starter_code(self) -> int:
        """The status of the program that we started, which stands before the candidate's; after the end."""
        return self._starter.returncode

    def code(self) -> int | None:
        """The program's status, minus the signal that ended it, or None when bubblewrap told of none.

        Bubblewrap says 128 + n both for signal n and for a program that chose that status itself.
        """
        if not self._reports:
            return self._starter.returncode
        if self._exit is None:
            return None
        return 128 - self._exit if 128 < self._exit <= 128 + 64 else self._exit

    async def wait(self) -> None:
        """Until all of it has ended."""
        await self._ended.wait()

    def kill(self) -> None:
        """End all of it; `wait_killed` waits for that."""
        if self._outer is None:
            return
        self.killed = True
        if self._inner is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._inner, signal.SIGKILL)
        elif self._reports:
            self._orphans = kill_children(self._starter.pid)
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._outer, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._starter.pid, signal.SIGKILL)

    async def wait_killed(self) -> None:
        """Until a killed program has ended.

        Raises:
            SandboxError: when it does not.
        """
        try:
            async with asyncio.timeout(_END_S):
                await self._ended.wait()
        except TimeoutError as stuck:
            raise SandboxError(f"a killed program did not end within {_END_S:.0f} s") from stuck

    # --- callbacks of the loop

    def _read_status(self) -> None:
        assert self._status is not None
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self._status, 4096):
                self._said += chunk
            self._close_status()
        while b"\n" in self._said:
            line, _, rest = self._said.partition(b"\n")
            self._said = bytearray(rest)
            told = json.loads(line)
            if "child-pid" in told and self._inner is None:
                with contextlib.suppress(ProcessLookupError):  # it has ended already
                    self._inner = os.pidfd_open(told["child-pid"])
            self._exit = told.get("exit-code", self._exit)

    def _outer_ended(self) -> None:
        assert self._outer is not None
        if self._starter.poll() is None:
            return
        self._loop.remove_reader(self._outer)
        os.close(self._outer)
        self._outer = None
        if self._status is not None:
            self._read_status()
        if not self._reports:
            # Without a namespace of their own, what it started is found by its session or its mark.
            end = functools.partial(end_unisolated, mark=self._mark, session=self._starter.pid)
            self._loop.run_in_executor(None, end).add_done_callback(self._unisolated_ended)
            return
        if self._inner is None:
            self._end()
            return
        # The first process of the namespace takes all others with it; when it has ended, they have.
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._inner, signal.SIGKILL)
        self._loop.add_reader(self._inner, self._inner_ended)

    def _inner_ended(self) -> None:
        assert self._inner is not None
        self._loop.remove_reader(self._inner)
        with contextlib.suppress(ChildProcessError):  # its parent was another than we are
            os.waitid(os.P_PIDFD, self._inner, os.WEXITED | os.WNOHANG)
        os.close(self._inner)
        self._inner = None
        self._end()

    def _unisolated_ended(self, work: asyncio.Future[None]) -> None:
        failure = work.exception()
        self.failure = None if failure is None else str(failure)
        self._end()

    def _end(self) -> None:
        for pid in self._orphans:
            reap(pid)
        self._close_status()
        self._ended.set()
        self._on_end()

    def _close_status(self) -> None:
        if self._status is not None:
            self._loop.remove_reader(self._status)
            os.close(self._status)
            self._status = None
