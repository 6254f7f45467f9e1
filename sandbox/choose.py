"""Chooses who provides the sandboxes. Neither backend is imported before it is chosen."""

from pathlib import Path
from typing import Literal

from sandbox.base import Provider

Kind = Literal["local", "modal"]


def make_provider(
    kind: Kind, *, data_dir: Path, allow_unsafe: bool = False, modal_token: tuple[str, str] = ("", "")
) -> Provider:
    """The provider of this process; it may be made before a fork.

    `data_dir` is shared by every process that shall find each other's sandboxes. `allow_unsafe` is for the local
    backend alone, `modal_token` (id and secret) for Modal's.
    """
    if kind == "local":
        from sandbox.local import local_provider

        return local_provider(data_dir, allow_unsafe=allow_unsafe)
    from sandbox.modal_sandbox import ModalProvider

    return ModalProvider(*modal_token, folder=data_dir.resolve() / "sandboxes" / "modal")
