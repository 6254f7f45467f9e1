"""The log's epoch: a name that changes when events that clients have seen may be gone.

That is so after a restore of the database, and after an unclean end at which the machine went down too,
while commits were not synced to the disk. The death of the server alone loses nothing.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Marks:
    """What the database says of itself; empty strings in a new one.

    `stamp` is drawn at each start and also written beside the database: a restored one has an older stamp.
    """

    epoch: str = ""
    stamp: str = ""
    boot: str = ""
    ended: str = ""


def opened(marks: Marks, *, beside: str, boot: str, sync: Literal["normal", "full"]) -> Marks:
    """The marks of a start: the same epoch where nothing can be lost, else a new one.

    `beside`: the stamp in the side file, empty when there is none.
    """
    stamp = secrets.token_hex(8)
    restored = bool(marks.stamp) and bool(beside) and beside != marks.stamp
    unsynced = bool(marks.boot) and marks.boot != boot and marks.ended != "clean" and sync != "full"
    epoch = marks.epoch if marks.epoch and not restored and not unsynced else secrets.token_hex(8)
    return Marks(epoch=epoch, stamp=stamp, boot=boot, ended="open")


def boot_id() -> str:
    """This boot of the machine; empty where the kernel does not say."""
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""
