"""What is known of a candidate when a session begins: kept in the session's own folder, and gone with it."""

import os
from pathlib import Path

from pydantic import Field, ValidationError

from bank.spec import Part

FILE = "candidate.json"


class Known(Part):
    """What earlier sessions tell of one candidate, and how often each question was shown lately to anybody.

    `ability_milli` is the newest estimate in thousandths of a logit, `error_milli` its standard error; without one
    they are those of a stranger.
    """

    asked: list[str] = Field(default=[])
    ability_milli: int = 0
    error_milli: int = 1000
    shown: dict[str, int] = Field(default={})


UNKNOWN = Known()
"""What is known of a stranger."""


def keep(known: Known, folder: Path) -> None:
    """Write it into `folder` (made when missing), readable by this user alone; it appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f"{FILE}.{os.getpid()}.draft"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(known.model_dump_json().encode())
    draft.replace(folder / FILE)


def kept(folder: Path) -> Known:
    """What was kept; of a session that kept nothing, a stranger.

    Raises:
        ValueError: the file is damaged.
    """
    try:
        return Known.model_validate_json((folder / FILE).read_bytes())
    except FileNotFoundError:
        return UNKNOWN
    except ValidationError as damaged:
        raise ValueError(f"{folder / FILE} is damaged: {damaged}") from damaged
