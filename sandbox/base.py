"""What a sandbox is, whoever provides it: an isolated place for one session's untrusted programs.

Paths are relative to the workspace and use `/`. Code that fails, loops or is killed is an
`ExecResult`; a `SandboxError` means that our own machinery broke.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limits:
    """What a session's programs may use; the defaults are the measured ones."""

    wall_s: float = 30.0
    cpu_s: int = 30
    output_bytes: int = 1024 * 1024
    file_bytes: int = 64 * 1024 * 1024
    open_files: int = 512
    processes: int = 128
    data_bytes: int = 1024 * 1024 * 1024
    memory_bytes: int = 512 * 1024 * 1024
    workspace_bytes: int = 256 * 1024 * 1024
    tmp_bytes: int = 64 * 1024 * 1024
    inodes: int = 50_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ExecResult:
    """How a program ended. `code` is the exit status, or minus the signal that ended it.

    `ms` is wall time in milliseconds; `truncated` says that output beyond the limit was dropped,
    `oom` that something in the sandbox was ended for memory while it ran.
    """

    code: int
    out: bytes
    err: bytes
    ms: int
    timed_out: bool = False
    truncated: bool = False
    oom: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder of the workspace. `kind` is `file`, `folder`, `link` or `special`.

    `changed_ns` is the kernel's time of its last change, which no program inside can set.
    """

    path: str
    kind: str
    size_bytes: int
    mode: int
    changed_ns: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider gives here: its profile, how memory is bounded, and what to mend."""

    provider: str
    profile: str
    memory: str
    isolated: bool
    notes: tuple[str, ...] = field(default=())


class Running(Protocol):
    """A program with its ends open: what `Sandbox.stream` gives."""

    async def send(self, chunk: bytes) -> None:
        """Write to its standard input; waits while the pipe is full."""

    async def end_input(self) -> None:
        """Close its standard input."""

    def output(self) -> AsyncIterator[tuple[int, bytes]]:
        """Chunks of standard output (1) and standard error (2) as they come, up to the limit."""

    async def kill(self) -> None:
        """End it and everything it started."""

    async def wait(self) -> ExecResult:
        """How it ended; `out` and `err` are empty, because they were streamed."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """Something happened to a path of the workspace. `kind` is `write`, `create`, `delete` or `move`."""

    path: str
    kind: str
    moved_from: str | None = None


class Terminal(Protocol):
    """A login shell on a pseudo-terminal inside."""

    async def read(self) -> bytes:
        """The next output, at most 64 KiB; empty when the shell has ended. Not reading slows the programs."""

    async def write(self, chunk: bytes) -> None:
        """Type; waits while the terminal does not take more."""

    async def resize(self, rows: int, columns: int) -> None:
        """Tell the programs inside the new size."""

    async def echo(self) -> bool:
        """Whether the terminal shows what is typed; off while a password is asked for."""

    async def close(self) -> None:
        """Hang up: the shell and everything it started ends."""


class Sandbox(Protocol):
    """One isolated workspace."""

    @property
    def id(self) -> str:
        """Names this sandbox to `Provider.attach`."""

    @property
    def capabilities(self) -> Capabilities: ...

    async def exec(
        self,
        argv: Sequence[str],
        *,
        stdin: bytes = b"",
        cwd: str = "",
        env: Mapping[str, str] | None = None,
        wall_s: float | None = None,
        cpu_s: int | None = None,
        output_bytes: int | None = None,
    ) -> ExecResult:
        """Run a program to its end; nothing it started survives.

        Raises:
            SandboxError: when it could not be started for a reason of ours.
        """

    def stream(
        self,
        argv: Sequence[str],
        *,
        cwd: str = "",
        env: Mapping[str, str] | None = None,
        wall_s: float | None = None,
        cpu_s: int | None = None,
        output_bytes: int | None = None,
    ) -> AbstractAsyncContextManager[Running]:
        """Run a program and talk with it; leaving the context ends it."""

    async def read_file(self, path: str, *, limit_bytes: int = 1024 * 1024) -> bytes:
        """The content of a regular file.

        Raises:
            PathRefused: for a path that leads out, a special file, or a missing one.
            FileTooLarge: over the limit.
        """

    async def write_file(self, path: str, content: bytes, *, mode: int | None = None) -> None:
        """Create or replace a file; folders on the way are made; a link is replaced, never followed.

        Without a `mode` a file that is there keeps its own, and a new one has 0644.
        """

    async def delete(self, path: str) -> None:
        """Remove a file or a folder with all it holds."""

    async def list_files(self, path: str = "", *, limit: int = 10_000) -> list[Entry]:
        """Everything below `path`, depth first, sorted, never through a link."""

    async def open_terminal(self, *, rows: int = 24, columns: int = 80) -> Terminal:
        """A new terminal; what it starts shares the network and the files with every other exec."""

    def watch(self) -> AsyncIterator[list[FileChange]]:
        """What happens to the files, in batches, until the iterator is closed.

        The first batch is empty: from then on nothing is missed. A folder that moves is one change; one that
        comes or goes is a change for each path in it.

        Raises:
            SandboxGone: when the sandbox ends.
        """

    async def snapshot(self) -> bytes:
        """The workspace's regular files, folders and links as a tar archive (POSIX pax, gzip)."""

    async def restore(self, archive: bytes) -> None:
        """Replace the workspace's content by a snapshot; members that lead out are refused."""

    def alone(self) -> AbstractAsyncContextManager[bool]:
        """Nobody attaches from another process meanwhile; false, and nothing barred, while somebody is attached."""

    async def close(self) -> None:
        """End every program and throw the workspace away."""


class Provider(Protocol):
    """Makes sandboxes. One object a process."""

    def capabilities(self) -> Capabilities:
        """What this machine gives; cheap after the first call."""

    async def create(self, name: str, *, limits: Limits | None = None) -> Sandbox:
        """A new, empty sandbox, with the provider's limits unless others are given.

        Raises:
            IsolationMissing: where no profile works; it says how to get one.
        """

    async def attach(self, sandbox_id: str) -> Sandbox:
        """The sandbox that another process made; closing it here leaves it alive, and lets go of it.

        Raises:
            SandboxGone: when it no longer exists.
        """

    async def adopt(self, sandbox_id: str) -> Sandbox:
        """The sandbox of a maker that is dead, as if it were made here: closing it ends it.

        Raises:
            SandboxGone: when it no longer exists.
        """

    async def sweep(self, living: set[str]) -> int:
        """End the sandboxes of dead makers whose id is not in `living`; how many there were."""
