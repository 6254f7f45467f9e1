"""The image of a Modal sandbox: a small Debian with Python, and the toolchain that sandboxes here have, too."""

from pathlib import Path

import modal

PYTHON = "3.11"
PACKAGES = ("less", "procps", "util-linux", "vim-tiny")
CANDIDATE_UID = 1000

_BUILD = "/opt/interviewlm/build"
# What `sandbox.toolchain_build` stands on.
_SOURCES = (
    "__init__.py",
    "base.py",
    "errors.py",
    "processes.py",
    "profile.py",
    "state.py",
    "toolchain.py",
    "toolchain_build.py",
    "inside/__init__.py",
)
_LINKS = (
    "import os; from pathlib import Path; from sandbox import toolchain; os.makedirs(toolchain.INSIDE); "
    "[os.symlink(folder, inside) for inside, folder in toolchain.tools(Path('.')).items()]; "
    "missing = set(toolchain.LANGUAGES) - set(toolchain.languages(toolchain.tools(Path('.')))); "
    "assert not missing, missing"
)


def image() -> modal.Image:
    """The definition; Modal builds it once and then has it."""
    package = Path(__file__).parent

    def unneeded(path: Path) -> bool:
        if "__pycache__" in path.parts:
            return True
        return path.as_posix() not in _SOURCES and not path.as_posix().startswith("inside/toolchain/")

    return (
        modal.Image.debian_slim(python_version=PYTHON)
        .apt_install(*PACKAGES)
        .run_commands(
            f"useradd --uid {CANDIDATE_UID} --home-dir /workspace --no-create-home --shell /bin/bash candidate",
            "ln -sf /usr/bin/vim.tiny /usr/local/bin/vim",
        )
        .add_local_dir(package, f"{_BUILD}/sandbox", copy=True, ignore=unneeded)
        .run_commands(
            f"cd {_BUILD} && python3 -B -m sandbox.toolchain_build",
            f'cd {_BUILD} && python3 -B -c "{_LINKS}"',
        )
    )
