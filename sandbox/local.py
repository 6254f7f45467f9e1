"""The local backend as the product uses it: its records in the data folder, the toolchain in every sandbox."""

from pathlib import Path

from sandbox.base import DEFAULT_LIMITS, Limits
from sandbox.bubblewrap import LocalProvider
from sandbox.toolchain import tools

ROOT = Path(__file__).resolve().parent.parent


def local_provider(data_dir: Path, *, allow_unsafe: bool = False, limits: Limits = DEFAULT_LIMITS) -> LocalProvider:
    """A provider that shares its records with all others on this `data_dir`, with the languages that are built."""
    return LocalProvider(data_dir.resolve() / "sandboxes", allow_unsafe=allow_unsafe, limits=limits, tools=tools(ROOT))
