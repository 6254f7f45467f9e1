"""What outlives a server of each session's workspace: which sandbox it has, and the files of one that sleeps."""

import os
import secrets
from pathlib import Path

SANDBOX, ARCHIVE = "sandbox", "workspace.tar.gz"


class WorkspaceStore:
    """Two files in each session's folder, each replaced whole or not at all. The methods block."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds a folder for each session."""
        self._folder = folder

    def sandboxes(self) -> dict[str, str]:
        """The recorded sandbox ids, by session."""
        found = {}
        for path in self._folder.glob(f"*/{SANDBOX}"):
            sandbox_id = self.sandbox(path.parent.name)
            if sandbox_id is not None:
                found[path.parent.name] = sandbox_id
        return found

    def sandbox(self, session_id: str) -> str | None:
        """The id of the session's sandbox, if it had one when a server last wrote."""
        content = _read(self._folder / session_id / SANDBOX)
        return content.decode() if content else None

    def awake(self, session_id: str, sandbox_id: str) -> None:
        """The session has this sandbox now."""
        self._write(session_id, SANDBOX, sandbox_id.encode())

    def asleep(self, session_id: str) -> None:
        """The session has no sandbox."""
        (self._folder / session_id / SANDBOX).unlink(missing_ok=True)

    def archive(self, session_id: str) -> bytes | None:
        """The newest snapshot of the files that are no documents."""
        return _read(self._folder / session_id / ARCHIVE)

    def keep(self, session_id: str, packed: bytes) -> None:
        """Replace the snapshot; it is on the disk when this returns."""
        self._write(session_id, ARCHIVE, packed)

    def _write(self, session_id: str, name: str, content: bytes) -> None:
        folder = self._folder / session_id
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = folder / f".{name}.{secrets.token_hex(4)}"
        try:
            with unfinished.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(folder / name)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
