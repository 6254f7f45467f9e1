"""What goes wrong at Modal, and what is said about it."""

import asyncio
import time
from pathlib import Path

import pytest
from grpclib import Status
from modal_proto import api_pb2

from sandbox import modal_errors
from sandbox.errors import ModalUnavailable, QuotaReached, SandboxError, SandboxGone
from sandbox.modal_box import ModalSandbox
from sandbox.modal_sandbox import ModalProvider
from tests.fakes.modal_books import TOKEN, Books, drop, hang, refuse
from tests.fakes.modal_server import ModalStandIn


async def end_behind_our_back(books: Books) -> None:
    """Modal ends every sandbox: out of memory, out of time, or a machine of its own was lost."""
    for box in books.living():
        await books.end(box, api_pb2.GenericResult.GENERIC_STATUS_TIMEOUT)


@pytest.mark.parametrize("token", [("", ""), (TOKEN[0], "")])
async def test_without_a_token_it_says_where_to_get_one(
    stand_in: ModalStandIn, folder: Path, token: tuple[str, str]
) -> None:
    with pytest.raises(ModalUnavailable, match=r"MODAL_TOKEN_ID and MODAL_TOKEN_SECRET.*modal\.com/settings/tokens"):
        await ModalProvider(*token, folder=folder).create("x")
    assert not stand_in.books.calls


async def test_a_token_that_modal_refuses_is_told_as_that(stand_in: ModalStandIn, folder: Path) -> None:
    provider = ModalProvider("ak-wrong", "as-wrong", folder=folder)
    with pytest.raises(ModalUnavailable, match=r"refuses the token.*MODAL_TOKEN_SECRET"):
        await provider.create("x")
    await provider.aclose()


async def test_a_full_workspace_at_modal_is_a_quota(provider: ModalProvider, stand_in: ModalStandIn) -> None:
    stand_in.books.faults["SandboxCreateV2"].append(refuse(Status.RESOURCE_EXHAUSTED, "limit of 5 sandboxes reached"))
    with pytest.raises(QuotaReached, match=r"limit of 5 sandboxes reached.*raise its limits"):
        await provider.create("x")
    await (await provider.create("x")).close()


async def test_a_sandbox_that_modal_has_ended_is_gone(sandbox: ModalSandbox, stand_in: ModalStandIn) -> None:
    await end_behind_our_back(stand_in.books)
    for call in (sandbox.exec(["true"]), sandbox.read_file("x"), sandbox.open_terminal(), sandbox.snapshot()):
        with pytest.raises(SandboxGone, match="interview-test"):
            await call


async def test_a_program_whose_sandbox_ends_meanwhile_says_so(sandbox: ModalSandbox, stand_in: ModalStandIn) -> None:
    async with sandbox.stream(["sh", "-c", "echo up; sleep 60"], wall_s=60) as running:
        assert await anext(running.output()) == (1, b"up\n")
        await end_behind_our_back(stand_in.books)
        with pytest.raises(SandboxGone):
            await asyncio.wait_for(running.wait(), 20)


async def test_a_terminal_whose_sandbox_ends_meanwhile_ends(sandbox: ModalSandbox, stand_in: ModalStandIn) -> None:
    terminal = await sandbox.open_terminal()
    assert await terminal.read()
    await end_behind_our_back(stand_in.books)
    async with asyncio.timeout(20):
        while await terminal.read():
            pass
        await terminal.write(b"into the void")
        await terminal.close()


async def test_a_connection_lost_on_the_way_is_made_again(sandbox: ModalSandbox, stand_in: ModalStandIn) -> None:
    faults = stand_in.books.faults
    for name in ("TaskExecStart", "TaskExecStdioRead", "TaskExecStdinWrite"):
        faults[name].append(drop)
        result = await sandbox.exec(["cat"], stdin=b"whole")
        assert (result.code, result.out) == (0, b"whole"), name
        assert not faults[name], f"{name} was never cut"


async def test_output_goes_on_where_the_connection_was_cut(sandbox: ModalSandbox, stand_in: ModalStandIn) -> None:
    async with sandbox.stream(["sh", "-c", "echo one; read x; echo two"]) as running:
        chunks = running.output()
        assert await anext(chunks) == (1, b"one\n")
        stand_in.cut_connections()
        await running.send(b"\n")
        assert await anext(chunks) == (1, b"two\n")
        assert (await running.wait()).code == 0


async def test_a_server_that_is_away_for_good_is_told(sandbox: ModalSandbox, stand_in: ModalStandIn) -> None:
    down = refuse(Status.UNAVAILABLE, "no healthy upstream")
    stand_in.books.faults["TaskExecStart"].extend([down] * 50)
    with pytest.raises(ModalUnavailable, match=r"status\.modal\.com"):
        await sandbox.exec(["true"])
    stand_in.books.faults.clear()


async def test_a_modal_that_never_answers_is_not_waited_for(stand_in: ModalStandIn, folder: Path) -> None:
    stand_in.books.faults["AppGetOrCreate"].append(hang)
    began = time.monotonic()
    with pytest.raises(ModalUnavailable, match="no answer within"):
        await ModalProvider(*TOKEN, folder=folder, answer_s=0.5).create("x")
    assert time.monotonic() - began < 10


async def test_what_modal_refuses_otherwise_is_an_error_with_its_words(
    provider: ModalProvider, stand_in: ModalStandIn
) -> None:
    stand_in.books.faults["SandboxCreateV2"].append(refuse(Status.INVALID_ARGUMENT, "memory must be more than 128"))
    with pytest.raises(SandboxError, match="memory must be more than 128"):
        await provider.create("x")
    stand_in.books.faults["SandboxCreateV2"].append(refuse(Status.PERMISSION_DENIED, "no"))
    with pytest.raises(ModalUnavailable, match="may not do this"):
        await provider.create("x")


async def test_an_image_that_does_not_build_is_told(provider: ModalProvider, stand_in: ModalStandIn) -> None:
    stand_in.books.build_failure = "npm ci failed"
    with pytest.raises(ModalUnavailable, match=r"(?s)image cannot be built.*npm ci failed"):
        await provider.create("x")
    assert not stand_in.books.living()


async def test_a_sandbox_that_cannot_be_prepared_is_not_left_behind(
    provider: ModalProvider, stand_in: ModalStandIn
) -> None:
    stand_in.books.faults["TaskExecStart"].append(refuse(Status.INVALID_ARGUMENT, "no such program"))
    with pytest.raises(SandboxError):
        await provider.create("x")
    assert not stand_in.books.living()
    assert not stand_in.books.volumes


def test_every_failure_of_the_client_has_words() -> None:
    for failure in (TimeoutError("late"), OSError(111, "refused"), ValueError("odd")):
        assert str(modal_errors.translated(failure, "to try")).strip()
