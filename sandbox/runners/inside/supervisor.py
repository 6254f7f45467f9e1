"""Run inside the sandbox: starts a program per call, watches it, clears away after it, and passes on its words.

Stdlib only. Orders come on stdin, one JSON line each; answers go to stdout, each a JSON line followed by the
raw bytes that it announces. Nothing of the candidate's runs in this process, and it parses nothing that the
candidate wrote. What reaches stdout is worth no more than the candidate's own claim, and whoever reads it
compares it elsewhere.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import time

TYPE_CHECKING = False  # the one of `typing`, whose import would take every run several milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn, TypedDict

    class Order(TypedDict):
        """One call, as the host asks for it."""

        number: int
        arguments: str
        wall_ms: int
        memory_mb: int


Report = dict[str, object]

PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 4, 36
REPORT_BYTES = 8 * 1024 * 1024
OUTPUT_KEPT, OUTPUT_BYTES = 64 * 1024, 1024 * 1024
GRACE_S = 2.0
LOOK_MS = 15  # how often memory is looked at, where the kernel does not bound it
PATIENCE = 10  # on a busy machine a call may take so many times its limit, if it had to wait for a processor meanwhile


class Candidate:
    """How one call is made.

    `start` runs in the forked child and never returns: fd 1 and 2 are its output, 3 takes its report.
    `held_bytes` says how much memory a call may hold in RAM, where no rlimit says it. A `program` has reported when
    it ends: what it printed is its report.
    """

    def __init__(
        self,
        start: Callable[[Order], NoReturn],
        *,
        held_bytes: Callable[[Order], int] | None = None,
        program: bool = False,
    ) -> None:
        self.start, self.held_bytes, self.program = start, held_bytes, program


def serve(candidate: Candidate, *, alone: bool, unloaded: Report | None = None) -> None:
    """Answer orders until there are no more; with `unloaded` each is answered by that."""
    answer({"ready": True}, b"", b"")
    with open(0, "rb", closefd=False) as orders:
        for line in orders:
            order = json.loads(line)
            if unloaded is not None:
                head = {"number": order["number"], "cause": "reported", "status": 0, "peak_bytes": 0, "ms": 0}
                answer(head, json.dumps(unloaded).encode(), b"")
            else:
                run(order, candidate, alone=alone)


def require(program: str) -> None:
    """End with a word to whoever started us when a program of the toolchain is missing."""
    if not any(os.access(os.path.join(folder, program), os.X_OK) for folder in os.get_exec_path()):
        sys.exit(f"{program} is not in this sandbox: build the toolchain with scripts/toolchain")


def protect() -> None:
    """Keep this process's pipes and memory from programs of the same user; adopt what its children leave."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Nobody of the same user may open our pipes through /proc, or trace us.
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def run(order: Order, candidate: Candidate, *, alone: bool) -> None:
    """One call: fork, watch, clear away, answer."""
    report_read, report_write = os.pipe()
    output_read, output_write = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            become_candidate(order, report_write, output_write)
            candidate.start(order)
        except BaseException:  # noqa: BLE001 - whatever it is, this child must not come back into the parent's code
            sys.excepthook(*sys.exc_info())
            os._exit(126)
    os.close(report_write)
    os.close(output_write)
    held = None if candidate.held_bytes is None else candidate.held_bytes(order)
    watch = Watch(child, report_read, output_read, order["wall_ms"], held_bytes=held, program=candidate.program)
    watch.until_decided()
    took_ms = round((time.monotonic() - began) * 1000 - waited_ms(child))
    took_ms = max(took_ms, order["wall_ms"] if watch.cause == "time" else 0)
    status, peak_kb = end_all(child, alone=alone)
    watch.drain()
    os.close(report_read)
    os.close(output_read)
    answer(
        {
            "number": order["number"],
            "cause": watch.cause,
            "status": status,
            "peak_bytes": peak_kb * 1024,
            "ms": took_ms,
        },
        bytes(watch.report),
        bytes(watch.output),
    )


def answer(head: dict[str, object], report: bytes, output: bytes) -> None:
    """Write one answer, whole."""
    line = json.dumps({**head, "report_bytes": len(report), "output_bytes": len(output)}).encode() + b"\n"
    rest = memoryview(line + report + output)
    while rest:
        rest = rest[os.write(1, rest) :]


class Watch:
    """Reads a child's report and output until it has reported, ended, or gone beyond a limit."""

    def __init__(
        self,
        child: int,
        report_fd: int,
        output_fd: int,
        wall_ms: int,
        *,
        held_bytes: int | None = None,
        program: bool = False,
    ) -> None:
        self.report, self.output = bytearray(), bytearray()
        self.cause = ""
        self._printed = 0
        self._report_fd, self._output_fd, self._wall_ms = report_fd, output_fd, wall_ms
        self._began = time.monotonic()
        self._child, self._held_bytes, self._program = child, held_bytes, program
        self._child_fd = os.pidfd_open(child)
        for fd in (report_fd, output_fd):
            os.set_blocking(fd, False)

    def until_decided(self) -> None:
        """Wait; `cause` then says what happened: reported, ended, time, memory, output, result."""
        poll = select.poll()
        for fd in (self._report_fd, self._output_fd, self._child_fd):
            poll.register(fd, select.POLLIN)
        while not self.cause:
            left_ms = self._left_ms()
            if left_ms <= 0:
                self.cause = "time"
                break
            wait_ms = max(left_ms, 1)
            if self._held_bytes is not None:
                if held(self._child) > self._held_bytes:
                    self.cause = "memory"
                    break
                wait_ms = min(wait_ms, LOOK_MS)
            for fd, _ in poll.poll(wait_ms):
                if fd == self._child_fd:
                    self.drain()
                    self.cause = self.cause or "ended"
                elif self._read(fd) == "":
                    poll.unregister(fd)
                    if fd == self._report_fd and not self._program:
                        # The report is whole when its only writer closes it.
                        self.cause = self.cause or ("reported" if self.report else "")
        os.close(self._child_fd)

    def _left_ms(self) -> float:
        """What is left of the limit, which does not count the time that other programs took away."""
        passed_ms = (time.monotonic() - self._began) * 1000
        if passed_ms < self._wall_ms:
            return self._wall_ms - passed_ms
        return min(self._wall_ms + waited_ms(self._child), PATIENCE * self._wall_ms) - passed_ms

    def drain(self) -> None:
        """Take what is left in the pipes without waiting for whoever holds them open."""
        for fd in (self._report_fd, self._output_fd):
            while self._read(fd) == "more":
                pass

    def _read(self, fd: int) -> str:
        try:
            chunk = os.read(fd, 65536)
        except BlockingIOError:
            return "later"
        if not chunk:
            return ""
        if fd == self._report_fd:
            self.report += chunk[: max(REPORT_BYTES - len(self.report), 0)]
            if len(self.report) >= REPORT_BYTES:
                self.cause = self.cause or "result"
        else:
            self._printed += len(chunk)
            self.output += chunk[: max(OUTPUT_KEPT - len(self.output), 0)]
            if self._printed > OUTPUT_BYTES:
                self.cause = self.cause or "output"
                return "later"
        return "more"


def end_all(child: int, *, alone: bool) -> tuple[int | None, int]:
    """End the child and everything that it started; its wait status, and the greatest memory of one process."""
    status: int | None = None
    peak_kb = 0
    deadline = time.monotonic() + GRACE_S
    while True:
        if alone:
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)  # all of this process namespace but us and its first process
        else:
            kill_descendants()
        try:
            while True:
                pid, ended, usage = os.wait4(-1, os.WNOHANG)
                if pid == 0:
                    break
                peak_kb = max(peak_kb, usage.ru_maxrss)
                if pid == child:
                    status = ended
        except ChildProcessError:
            return status, peak_kb
        if time.monotonic() > deadline:
            os._exit(3)  # something will not die: whoever started us ends the whole namespace
        time.sleep(0.0005)


def waited_ms(pid: int) -> float:
    """How long a process could have run and had no processor: of its threads, the one that waited longest."""
    longest = 0
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/schedstat", "rb") as stat:
                longest = max(longest, int(stat.read().split()[1]))
    except (OSError, IndexError):
        return longest / 1e6  # it has ended, or the kernel does not say
    return longest / 1e6


def held(pid: int) -> int:
    """The bytes that a process holds in RAM and shares with no file."""
    try:
        with open(f"/proc/{pid}/status", "rb") as status:
            lines = status.read().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith((b"RssAnon:", b"RssShmem:")))


def kill_descendants() -> None:
    """Kill our children; theirs become ours and follow in the next round."""
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as children:
        for pid in children.read().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


def become_program(order: Order) -> None:
    """In the child, last of all: the order's text is standard input, and standard output is the report."""
    given = os.memfd_create("stdin")
    rest = memoryview(order["arguments"].encode("utf-8", "surrogateescape"))
    while rest:
        rest = rest[os.write(given, rest) :]
    os.lseek(given, 0, os.SEEK_SET)
    os.dup2(given, 0)
    os.close(given)
    os.dup2(3, 1)
    os.close(3)


def become_candidate(order: Order, report_fd: int, output_fd: int) -> None:
    """Give up all that is the parent's: its pipes, its protection; take on the time limit of the call."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
    os.setsid()
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    os.dup2(report_fd, 3)
    seconds = order["wall_ms"] // 1000 + 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
