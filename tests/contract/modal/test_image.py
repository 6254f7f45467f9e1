"""The image that Modal is asked for: it carries all that is needed to build the toolchain in it."""

import subprocess
import sys
from pathlib import Path

from sandbox.modal_sandbox import ModalProvider
from sandbox.toolchain import PARTS
from tests.fakes.modal_server import ModalStandIn


async def test_the_image_has_python_and_what_a_terminal_needs(provider: ModalProvider, stand_in: ModalStandIn) -> None:
    await provider.check()
    commands = "\n".join(command for image in stand_in.books.images for command in image.dockerfile_commands)
    assert "FROM python:3.11" in commands
    for wanted in ("procps", "vim-tiny", "useradd --uid 1000", "-m sandbox.toolchain_build"):
        assert wanted in commands, wanted


async def test_what_is_uploaded_suffices_to_build_the_toolchain(
    provider: ModalProvider, stand_in: ModalStandIn, tmp_path: Path
) -> None:
    await provider.check()
    books = stand_in.books
    for name, digest in books.mounted.items():
        path = tmp_path / name.removeprefix("/opt/interviewlm/build/").lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(books.uploads[digest])
    ask = "from sandbox import toolchain, toolchain_build; print(*map(toolchain.folder_name, toolchain.PARTS))"
    ran = subprocess.run(  # noqa: ASYNC221 - nobody else waits
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {ask}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(ran.stdout.split()) == len(PARTS)


async def test_nothing_else_of_ours_goes_into_the_image(provider: ModalProvider, stand_in: ModalStandIn) -> None:
    await provider.check()
    names = set(stand_in.books.mounted)
    assert names
    assert not [name for name in names if "modal" in name or "runner" in name or name.endswith(".pyc")]


async def test_the_image_is_asked_for_once(provider: ModalProvider, stand_in: ModalStandIn) -> None:
    for name in ("one", "two"):
        await (await provider.create(name)).close()
    assert stand_in.books.calls["MountGetOrCreate"] == 1
