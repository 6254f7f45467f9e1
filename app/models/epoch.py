"""Which history a log is: the rules of `log_epoch`, and the side file they need."""

import fcntl
import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from app.core.errors import AppError

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
SIDE_FILE = "log.json"
LOCK_FILE = "server.lock"


class FolderInUse(AppError):
    """Another server works on the same folder."""

    status, code = 503, "folder_in_use"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return f"another server uses {self.folder}: stop it, or set DATA_DIR to another folder"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a server leaves beside its database.

    `tokens`: one of them stands in the database, unless that was replaced by a copy; `boot`: the
    start of the machine it was written in; `clean`: the server ended in order; `lossy`: a crash of
    the machine may take back its newest commits.
    """

    node: str
    tokens: tuple[str, ...]
    boot: str | None
    clean: bool
    lossy: bool

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The mark in `folder`; None where there is none that can be read."""
        try:
            written = json.loads((folder / SIDE_FILE).read_text())
            return cls(**written | {"tokens": tuple(written["tokens"])})
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None

    def write(self, folder: Path) -> None:
        """Replace the mark in `folder`, whole or not at all."""
        beside = folder / f"{SIDE_FILE}.new"
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / SIDE_FILE)
        parent = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(parent)
        finally:
            os.close(parent)


def why_new(mark: Mark | None, *, epoch: str | None, token: str | None, boot: str | None) -> str | None:
    """Why the log needs a new epoch; None when it is the history that clients know.

    `epoch` and `token` are the database's, `boot` names the machine's present start.
    """
    if epoch is None:
        return "the log is new"
    if mark is None or token not in mark.tokens:
        return "the database is not the one that the last server left here"
    if mark.lossy and not mark.clean and (boot is None or mark.boot != boot):
        return "the machine went down before the newest commits were on disk"
    return None


def boot_id() -> str | None:
    """Names the machine's present start, where the kernel tells."""
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return None


def new_name() -> str:
    """A random name."""
    return secrets.token_hex(8)


def new_node() -> str:
    """A name for this server that it keeps."""
    return f"{socket.gethostname()}-{secrets.token_hex(4)}"


def lock(folder: Path) -> int:
    """Take `folder` for this process; returns the descriptor that holds it.

    Raises:
        FolderInUse: when another process has it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise FolderInUse(folder) from None
    return descriptor
