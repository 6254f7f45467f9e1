"""Who on this machine uses which Modal sandbox: locks on files, so that nobody ends one that another process is in."""

import asyncio
import fcntl
import os
import time
from pathlib import Path

from sandbox.errors import SandboxError

_WAIT_S, _LOOK_S = 180.0, 0.05


class Leases:
    """A lock file for each sandbox in one folder; a process that dies gives its locks back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def share(self, sandbox_id: str) -> int:
        """Be counted as a user of the sandbox until the descriptor is closed. Waits while it is barred."""
        deadline = time.monotonic() + _WAIT_S
        while (lock := self._locked(sandbox_id, fcntl.LOCK_SH)) is None:
            if time.monotonic() > deadline:
                raise SandboxError(f"the sandbox {sandbox_id} has been barred for {_WAIT_S:.0f} s")
            await asyncio.sleep(_LOOK_S)
        return lock

    def bar(self, sandbox_id: str) -> int | None:
        """Keep users out until the descriptor is closed; None while there is one."""
        return self._locked(sandbox_id, fcntl.LOCK_EX)

    def forget(self, sandbox_id: str) -> None:
        """The sandbox has ended."""
        self._path(sandbox_id).unlink(missing_ok=True)

    def _locked(self, sandbox_id: str, kind: int) -> int | None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._path(sandbox_id), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        except BaseException:
            os.close(lock)
            raise
        return lock

    def _path(self, sandbox_id: str) -> Path:
        return self._folder / f"{sandbox_id}.lock"
