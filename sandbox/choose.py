"""Chooses who provides the sandboxes. Neither backend is imported before it is chosen."""

from pathlib import Path

from sandbox.base import Provider
from sandbox.settings import SandboxSettings


def make_provider(settings: SandboxSettings, *, data_dir: Path) -> Provider:
    """The provider of this process; it may be made before a fork.

    `data_dir` is shared by every process that shall find each other's sandboxes.
    """
    if settings.sandbox == "local":
        from sandbox.local import local_provider

        return local_provider(data_dir, allow_unsafe=settings.sandbox_allow_unsafe, limits=settings.limits)
    from sandbox.modal_sandbox import ModalProvider

    folder = data_dir.resolve() / "sandboxes" / "modal"
    return ModalProvider(*settings.modal_token, folder=folder, limits=settings.limits)
