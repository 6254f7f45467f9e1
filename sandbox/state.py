"""What is known about sandboxes beyond the life of the process that made them: a folder of records."""

import contextlib
import fcntl
import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sandbox.base import Limits
from sandbox.errors import IsolationMissing
from sandbox.processes import Identity

# A claim is written moments before its record; one that stays alone for so long is a dead maker's.
_LONELY_CLAIM_S = 60.0


@dataclass(frozen=True, slots=True)
class Record:
    """One sandbox: its holder, its maker, and what must be given back when it ends.

    `folder` is the workspace's parent as the holder sees it. `holder` is None without isolation.
    """

    id: str
    profile: str
    maker: Identity
    holder: Identity | None
    net_inode: int
    uid: int | None
    cgroup: str | None
    folder: str
    limits: Limits

    def alive(self) -> bool:
        """Whether the place still exists."""
        return Path(self.folder).is_dir() if self.holder is None else self.holder.alive()


class StateFolder:
    """The records and the claimed user ids, shared by every process that was given the same folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._records, self._uids = root / "sandboxes", root / "uids"

    def prepare(self) -> None:
        """Make the folders, closed to other users."""
        for folder in (self.root, self._records, self._uids):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def save(self, record: Record) -> None:
        """Write a record whole or not at all."""
        unfinished = self._records / f".{record.id}.{os.getpid()}"
        unfinished.write_text(json.dumps(asdict(record)), encoding="utf-8")
        unfinished.replace(self._path(record.id))

    def load(self, sandbox_id: str) -> Record | None:
        """The record, or None when there is none."""
        try:
            text = self._path(sandbox_id).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        fields = json.loads(text)
        holder = fields.pop("holder")
        return Record(
            maker=Identity(**fields.pop("maker")),
            holder=None if holder is None else Identity(**holder),
            limits=Limits(**fields.pop("limits")),
            **fields,
        )

    def records(self) -> Iterator[Record]:
        """Every record there is."""
        with contextlib.suppress(FileNotFoundError):
            for path in sorted(self._records.glob("*.json")):
                record = self.load(path.stem)
                if record is not None:
                    yield record

    def forget(self, record: Record) -> None:
        """Give back the user id, then remove the record."""
        if record.uid is not None:
            (self._uids / str(record.uid)).unlink(missing_ok=True)
        self._path(record.id).unlink(missing_ok=True)
        self._lock_path(record.id).unlink(missing_ok=True)

    def share(self, sandbox_id: str) -> int:
        """Be counted as a user of the sandbox until the descriptor is closed, or we die. Blocks while it is barred."""
        lock = os.open(self._lock_path(sandbox_id), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_SH)
        except BaseException:
            os.close(lock)
            raise
        if not self._path(sandbox_id).exists():
            self._lock_path(sandbox_id).unlink(missing_ok=True)  # it was ended while we waited
        return lock

    def bar(self, sandbox_id: str) -> int | None:
        """Keep users out until the descriptor is closed; None while there is one."""
        lock = os.open(self._lock_path(sandbox_id), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock

    def claim_uid(self, sandbox_id: str, *, first: int, count: int) -> int:
        """A user id that no other sandbox of this folder has.

        Raises:
            IsolationMissing: when all of the range are taken.
        """
        # A random start: an id is seldom used again soon, and two servers seldom meet.
        start = random.randrange(count)  # noqa: S311
        for step in range(count):
            uid = first + (start + step) % count
            try:
                claim = os.open(self._uids / str(uid), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            except FileExistsError:
                continue
            os.write(claim, sandbox_id.encode())
            os.close(claim)
            return uid
        raise IsolationMissing(f"all {count} user ids from {first} on are taken by sandboxes")

    def release_uid(self, uid: int) -> None:
        """Give back an id whose sandbox was never recorded."""
        (self._uids / str(uid)).unlink(missing_ok=True)

    def release_lonely_uids(self) -> None:
        """Give back the ids of makers that died before they could record their sandbox."""
        with contextlib.suppress(FileNotFoundError):
            for claim in self._uids.iterdir():
                with contextlib.suppress(FileNotFoundError):
                    owner = claim.read_text(encoding="utf-8")
                    age_s = time.time() - claim.stat().st_mtime
                    if age_s > _LONELY_CLAIM_S and not self._path(owner or "-").exists():
                        claim.unlink()

    def _lock_path(self, sandbox_id: str) -> Path:
        return self._records / f"{sandbox_id}.lock"

    def _path(self, sandbox_id: str) -> Path:
        return self._records / f"{sandbox_id}.json"
