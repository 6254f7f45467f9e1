"""Tells what this machine gives to the sandbox, which languages are in it, and how to get the rest."""

import os
import platform
import shutil
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from sandbox.base import Provider
from sandbox.errors import IsolationMissing, SandboxError
from sandbox.profile import SEARCH_PATH, Profile


@dataclass(frozen=True, slots=True)
class Row:
    """One finding: `good` is False where something could be had that is not."""

    what: str
    good: bool
    says: str


def report(provider: Provider) -> list[Row]:
    """The findings, the verdict first. Blocks for some 30 ms."""
    rows = [*_verdict(provider)]
    rows.append(Row("kernel", True, f"{platform.system()} {platform.release()} on {platform.machine()}"))
    root = os.geteuid() == 0
    user = "root: each sandbox gets a user of its own" if root else "not root: all sandboxes share this user"
    rows.append(Row("user", True, user))
    for name, package in (("bwrap", "bubblewrap"), ("nsenter", "util-linux"), ("python3", "python3")):
        path = shutil.which(name, path=SEARCH_PATH)
        rows.append(Row(name, path is not None, path or f"not found: apt-get install {package}"))
    return rows


@runtime_checkable
class Remote(Protocol):
    """A provider that has to be asked over the network."""

    async def check(self) -> str:
        """Try all that a sandbox needs; what was found, in words."""


async def report_remote(provider: Remote) -> list[Row]:
    """The findings, the verdict first; the first time it may take minutes."""
    try:
        found = await provider.check()
    except SandboxError as failure:
        return [Row("isolation", False, str(failure))]
    return [
        Row("isolation", True, "a container of its own for each sandbox, without network"),
        Row("ready", True, found),
    ]


_PYTEST = """
import os, platform, sys
sys.path.insert(0, os.environ["PYTEST_TOOLS"] + "/site")
import pytest
print(f"Python {platform.python_version()}, pytest {pytest.__version__}")
"""
_PACKAGE = "const of = (name) => require(`${process.env.JS_TOOLS}/node_modules/${name}/package.json`).version; "
_VERSIONS = {
    "python": ("python3", "-c", _PYTEST),
    "javascript": ("node", "-p", _PACKAGE + "`Node ${process.versions.node}, Jest ${of('jest')}`"),
    "typescript": ("node", "-p", _PACKAGE + "`TypeScript ${of('typescript')}, @swc/core ${of('@swc/core')}`"),
    "go": ("go", "version"),
}


async def report_languages(provider: Provider) -> list[Row]:
    """Each language's version as candidates meet it, asked for in a sandbox; or what to do to have it."""
    try:
        sandbox = await provider.create("doctor")
    except SandboxError as failure:
        return [Row("languages", False, f"not tried without a sandbox ({failure.code})")]
    rows = []
    try:
        for language, argv in _VERSIONS.items():
            ended = await sandbox.exec(argv, wall_s=30)
            said = ended.out.decode("utf-8", "replace").strip()
            missing = "not in the sandbox: run scripts/toolchain, then start the server again"
            rows.append(Row(language, ended.code == 0, said if ended.code == 0 else missing))
    finally:
        await sandbox.close()
    return rows


def _verdict(provider: Provider) -> list[Row]:
    try:
        found = provider.capabilities()
    except IsolationMissing as missing:
        return [Row("isolation", False, str(missing))]
    meaning = {
        Profile.FULL: "full: user, process, network, mount and IPC namespaces, seccomp, limits",
        Profile.ROOT_WITHOUT_USERNS: "root without user namespaces: all the other namespaces, seccomp, limits",
        Profile.UNSAFE: "NONE: candidate code runs as an ordinary program of this machine",
    }
    rows = [Row("isolation", found.isolated, meaning[Profile(found.profile)])]
    exact = found.memory.startswith("cgroup")
    memory = found.memory if exact else f"{found.memory}: a cgroup is exact; run as root, or delegate one (cgroup v2)"
    rows.append(Row("memory limit", exact, memory))
    return rows + [Row("note", False, note) for note in found.notes]
