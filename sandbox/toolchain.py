"""The languages' programs: where they lie on this machine, where sandboxes see them, and their environment.

`scripts/toolchain` (`sandbox.toolchain_build`) puts them there once. Each part lies in a folder named by what
it was made from, so that a new lock file means a new folder, and a running server keeps the one it has.
"""

import functools
import hashlib
import platform
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

INSIDE = "/opt/tools"
FOR_ALL_USERS = Path("/opt/interviewlm/toolchain")
COMPLETE = ".complete"
# The package of ours in Go's library that `sandbox.runners.inside.go_harness` stands on.
CALLER = "interviewcaller"

# What each part is made from; a change of the way it is made is a new number.
PARTS = {
    "python": ("1", "pytest.txt"),
    "javascript": ("2", "programs.txt", "package.json", "package-lock.json"),
    "go": ("2", "programs.txt", "caller.go"),
}
# Never online, and as the cache was filled: it is found by the flags, too.
GO_ENVIRONMENT = {
    "GOFLAGS": "-trimpath",
    "GOTOOLCHAIN": "local",
    "GOPROXY": "off",
    "GOSUMDB": "off",
    "GOTELEMETRY": "off",
    "CGO_ENABLED": "0",
}
# The index of Go's library bears the path where it was made, and a cache that cannot be written has no other.
INDEXED = ".indexed-for-inside"
_WITHOUT_INDEX = {"GODEBUG": "goindex=0"}
LANGUAGES = {"python": "python", "javascript": "javascript", "typescript": "javascript", "go": "go"}


def places(root: Path) -> list[Path]:
    """Folders that may hold toolchains, the best first. `root` is the checkout.

    Root's sandboxes run as users who may not be able to enter the checkout, so root builds in a folder
    for all users; everybody else beside the checkout, and finds root's too.
    """
    return [FOR_ALL_USERS, root.absolute() / ".toolchain"]


def lock_text(name: str) -> str:
    """A file that says what a part is made from."""
    return files("sandbox.inside.toolchain").joinpath(name).read_text(encoding="utf-8")


@functools.cache
def folder_name(part: str) -> str:
    """`part`, and the mark of all that it is made from on this machine."""
    version, *sources = PARTS[part]
    text = "\0".join([version, platform.machine(), platform.libc_ver()[0], *map(lock_text, sources)])
    return f"{part}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def find(root: Path) -> dict[str, Path]:
    """The parts that are there, each with its folder."""
    found: dict[str, Path] = {}
    for part in PARTS:
        name = folder_name(part)
        for place in places(root):
            if (place / name / COMPLETE).is_file():
                found[part] = place / name
                break
    return found


def tools(root: Path) -> dict[str, Path]:
    """What a sandbox shall see: absolute paths inside, and the folders of this machine that stand there."""
    return {f"{INSIDE}/{part}": folder for part, folder in find(root).items()}


def languages(found: Mapping[str, Path]) -> list[str]:
    """The languages whose programs are among what `tools` gave."""
    return [language for language, part in LANGUAGES.items() if f"{INSIDE}/{part}" in found]


def environment(found: Mapping[str, Path], *, isolated: bool, search_path: str) -> dict[str, str]:
    """The variables by which programs find the tools, before those of `search_path`.

    Without isolation there is no inside: they are found where they lie.
    """
    at = {inside: inside if isolated else str(folder) for inside, folder in found.items()}
    env = {"PATH": ":".join([*(f"{path}/bin" for path in at.values()), search_path])}
    if javascript := at.get(f"{INSIDE}/javascript"):
        env["JS_TOOLS"] = javascript
    if python := at.get(f"{INSIDE}/python"):
        env["PYTEST_TOOLS"] = python
    if go := at.get(f"{INSIDE}/go"):
        env["GOCACHE"] = f"{go}/cache"
        if isolated:
            env["XDG_CONFIG_HOME"] = "/tmp/.config"  # noqa: S108 - the sandbox's own; Go writes there, not among the files
        env |= GO_ENVIRONMENT
        if not isolated or not (found[f"{INSIDE}/go"] / INDEXED).exists():
            env |= _WITHOUT_INDEX
    return env
