"""The parts of what stands inside a Modal sandbox, one by one."""

import json
import os
import struct
import subprocess
from pathlib import Path

import pytest

from sandbox import syscalls
from sandbox.base import ExecResult
from sandbox.errors import PathRefused, SandboxError
from sandbox.inside import beneath
from sandbox.modal_bundle import AGENT, ARCHIVE, FILES, WATCH, program
from sandbox.modal_frames import Echo, Frames, Output, Taken, frame

ARGUMENT_BYTES = 64 * 1024

LAID_OUT = """
mkdir -p a/b/c closed; echo x > a/b/c/file; echo y > top
ln -s a/b near; ln -s ../../top a/b/up; ln -s /etc/passwd absolute; ln -s ../.. out; ln -s loop loop
ln -s near/c chain; ln -s nowhere dangling; ln -s ../../../etc/passwd a/b/far; mkfifo fifo
"""

PATHS = [
    *(
        "top",
        "a",
        "a/b/c/file",
        "near/c/file",
        "a/b/up",
        "chain/file",
        "near",
        ".",
        "./a/./b",
        "a/../top",
        "a/b/../../top",
    ),
    *(
        "absolute",
        "out",
        "out/x",
        "loop",
        "dangling",
        "a/b/far",
        "..",
        "a/../..",
        "missing",
        "top/x",
        "near/../top",
        "fifo",
    ),
]


@pytest.mark.parametrize(
    "flags", [os.O_RDONLY | os.O_NONBLOCK, os.O_RDONLY | os.O_DIRECTORY, os.O_PATH | os.O_NOFOLLOW]
)
def test_a_path_opens_step_by_step_as_the_kernel_would_open_it_beneath(tmp_path: Path, flags: int) -> None:
    subprocess.run(["sh", "-c", LAID_OUT], cwd=tmp_path, check=True)
    root = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)

    def opened(way: object, path: str) -> object:
        try:
            fd = way(root, path, flags)  # type: ignore[operator]
        except OSError as failure:
            return failure.errno
        try:
            about = os.fstat(fd)
            return about.st_dev, about.st_ino
        finally:
            os.close(fd)

    try:
        for path in PATHS:
            assert opened(beneath.open_beneath, path) == opened(syscalls.open_beneath, path), path
    finally:
        os.close(root)


def test_no_descriptor_is_left_by_a_path_that_is_refused(tmp_path: Path) -> None:
    subprocess.run(["sh", "-c", LAID_OUT], cwd=tmp_path, check=True)
    root = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    before = os.listdir("/proc/self/fd")
    for path in PATHS:
        try:
            os.close(beneath.open_beneath(root, path, os.O_RDONLY | os.O_NONBLOCK))
        except OSError:
            continue
    assert os.listdir("/proc/self/fd") == before
    os.close(root)


def test_frames_are_cut_wherever_the_bytes_are_torn() -> None:
    ended = {"code": -9, "ms": 5, "timed_out": True, "truncated": False, "oom": False}
    sent = frame("1", b"out") + frame("2", b"") + frame("a", struct.pack(">I", 7)) + frame("h", b"1")
    sent += frame("x", json.dumps(ended).encode())
    for size in (1, 2, 7, len(sent)):
        frames = Frames()
        told = [one for at in range(0, len(sent), size) for one in frames.feed(sent[at : at + size])]
        assert told == [
            Output(1, b"out"),
            Output(2, b""),
            Taken(7),
            Echo(on=True),
            ExecResult(code=-9, out=b"", err=b"", ms=5, timed_out=True),
        ]


@pytest.mark.parametrize(
    "said",
    [
        b"Traceback (most recent call last):",
        frame("z", b""),
        frame("1", b"")[:1] + struct.pack(">I", 2**31),
        frame("x", b"not json"),
        frame("x", b'{"code": "0", "ms": 1}'),
        frame("x", b"{}"),
        frame("x", b"[]"),
        frame("a", b"1"),
    ],
)
def test_what_is_no_frame_is_an_error_of_ours(said: bytes) -> None:
    with pytest.raises(SandboxError, match="unintelligible"):
        list(Frames().feed(said))


def test_a_refused_folder_is_a_refused_path() -> None:
    with pytest.raises(PathRefused, match="/workspace/x"):
        list(Frames().feed(frame("x", json.dumps({"refused": "/workspace/x: No such file"}).encode())))


@pytest.mark.parametrize("modules", [AGENT, FILES, ARCHIVE, WATCH])
def test_what_is_sent_along_with_a_call_leaves_room_for_its_order(modules: tuple[str, ...]) -> None:
    assert sum(map(len, program(modules))) < ARGUMENT_BYTES // 2
