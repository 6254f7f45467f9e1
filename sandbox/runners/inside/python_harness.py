"""Run inside the sandbox: calls a candidate's function, each call in a forked child of its own.

Stdlib only, run as `python3 -I -c`. Orders come on stdin, one JSON line each; answers go to stdout, each a
JSON line followed by the raw bytes that it announces. This parent never runs or parses what the
candidate wrote: its child does, and the child's words are passed on unread. What reaches stdout is worth no
more than the candidate's own claim, and whoever reads it compares it elsewhere.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import NoReturn, TypedDict

Report = dict[str, object]

PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 4, 36
REPORT_BYTES = 4 * 1024 * 1024
OUTPUT_KEPT, OUTPUT_BYTES = 64 * 1024, 1024 * 1024
ERROR_CHARS, FRAMES = 4000, 10
MEMORY_FLOOR = 32 * 1024 * 1024  # what the interpreter itself holds
GRACE_S = 2.0


def warm_up() -> None:
    """Import what solutions use most, so that a fork has it at once."""
    import bisect  # noqa: F401


def serve(workspace: str, main_file: str, function: str, *, alone: bool) -> None:
    """Answer orders until there are no more."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Nobody of the same user may open our pipes through /proc, or trace us.
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    os.chdir(workspace)
    warm_up()
    answer({"ready": True}, b"", b"")
    with open(0, "rb", closefd=False) as orders:
        for line in orders:
            order = json.loads(line)
            run(order, libc, main_file=main_file, function=function, alone=alone)


class Order(TypedDict):
    """One call, as the host asks for it."""

    number: int
    arguments: str
    wall_ms: int
    memory_mb: int


def run(order: Order, libc: ctypes.CDLL, *, main_file: str, function: str, alone: bool) -> None:
    """One call: fork, watch, clear away, answer."""
    report_read, report_write = os.pipe()
    output_read, output_write = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(report_read)
        os.close(output_read)
        become_candidate(order, libc, report_write, output_write)
        call_and_report(order, main_file, function)
    os.close(report_write)
    os.close(output_write)
    watch = Watch(child, report_read, output_read, began + order["wall_ms"] / 1000)
    watch.until_decided()
    took_ms = round((time.monotonic() - began) * 1000)
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

    def __init__(self, child: int, report_fd: int, output_fd: int, deadline: float) -> None:
        self.report, self.output = bytearray(), bytearray()
        self.cause = ""
        self._printed = 0
        self._report_fd, self._output_fd, self._deadline = report_fd, output_fd, deadline
        self._child_fd = os.pidfd_open(child)
        for fd in (report_fd, output_fd):
            os.set_blocking(fd, False)

    def until_decided(self) -> None:
        """Wait; `cause` then says what happened: reported, ended, time, output, result."""
        poll = select.poll()
        for fd in (self._report_fd, self._output_fd, self._child_fd):
            poll.register(fd, select.POLLIN)
        while not self.cause:
            left_ms = (self._deadline - time.monotonic()) * 1000
            if left_ms <= 0:
                self.cause = "time"
                break
            for fd, _ in poll.poll(max(left_ms, 1)):
                if fd == self._child_fd:
                    self.drain()
                    self.cause = self.cause or "ended"
                elif self._read(fd) == "":
                    poll.unregister(fd)
                    if fd == self._report_fd:
                        # The report is whole when its only writer closes it.
                        self.cause = self.cause or ("reported" if self.report else "")
        os.close(self._child_fd)

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


def kill_descendants() -> None:
    """Kill our children; theirs become ours and follow in the next round."""
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as children:
        for pid in children.read().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


def become_candidate(order: Order, libc: ctypes.CDLL, report_fd: int, output_fd: int) -> None:
    """Give up all that is the parent's: its pipes, its protection; take on the limits of the call."""
    libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
    os.setsid()
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    os.dup2(report_fd, 3)
    os.closerange(4, 256)
    os.set_inheritable(3, False)
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    memory = order["memory_mb"] * 1024 * 1024 + MEMORY_FLOOR
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    seconds = order["wall_ms"] // 1000 + 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def call_and_report(order: Order, main_file: str, function: str) -> NoReturn:
    """In the child: load, call, say what came of it, end."""
    exit_now, write, dumps = os._exit, os.write, json.dumps
    try:
        report = called(order, main_file, function)
    except MemoryError:
        report = {"kind": "memory"}
    with contextlib.suppress(Exception):  # the candidate may have put anything there; it is its own loss
        sys.stdout.flush()
        sys.stderr.flush()
    try:
        text = dumps(report).encode()
    except MemoryError:
        text = b'{"kind": "memory"}'
    rest = memoryview(text)
    while rest:
        rest = rest[write(3, rest) :]
    exit_now(0)


def called(order: Order, main_file: str, function: str) -> Report:
    """The report of one call."""
    dumps, loads = json.dumps, json.loads  # the candidate may replace what the module holds
    try:
        target = load(main_file, function)
    except MemoryError:
        raise
    except BaseException as failure:  # noqa: BLE001 - whatever the candidate raises is a result
        return {"kind": "unloaded", **described(failure, main_file)}
    if isinstance(target, str):
        return {"kind": "unloaded", "error_type": "MissingFunction", "error": target, "line": None, "error_bases": []}
    try:
        result = target(*loads(order["arguments"]))
    except MemoryError:
        raise
    except BaseException as failure:  # noqa: BLE001 - whatever the candidate raises is a result
        return {"kind": "raised", **described(failure, main_file)}
    try:
        return {"kind": "returned", "value": dumps(result, allow_nan=False, default=refuse)}
    except MemoryError:
        raise
    except BaseException as failure:  # noqa: BLE001 - whatever the candidate raises is a result
        return {
            "kind": "raised",
            "error_type": "UnusableResult",
            "error_bases": [],
            "line": None,
            "error": why(failure),
        }


def load(main_file: str, function: str) -> Callable[..., object] | str:
    """The candidate's function, or what is wrong with its file."""
    folder, name = os.path.split(os.path.join(os.getcwd(), main_file))
    sys.path.insert(0, folder)
    with open(main_file, "rb") as file:
        source = file.read()
    module = type(sys)(name.rpartition(".")[0] or name)
    module.__file__ = main_file
    sys.modules[module.__name__] = module
    exec(compile(source, main_file, "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    target = module.__dict__.get(function)
    if target is None:
        return f"{main_file} defines no function named {function}"
    return target if callable(target) else f"{function} in {main_file} is no function"


def refuse(value: object) -> NoReturn:
    """Called by json for what it cannot say."""
    kind = type(value).__name__
    if isinstance(value, (set, frozenset)):
        raise TypeError(f"the result holds a {kind}, which has no order: return a list, sorted if order matters")
    if hasattr(value, "__next__"):
        raise TypeError(f"the result holds a {kind}, which gives its values only later: return list(...) of it")
    if hasattr(value, "__await__"):
        raise TypeError(f"the result holds a {kind}: the function is called without await, so define it with plain def")
    raise TypeError(f"the result holds a {kind}: return only None, booleans, numbers, strings, lists and dictionaries")


def why(failure: BaseException) -> str:
    """What is wrong with a result, in words that help."""
    text = str(failure)
    if "Out of range float" in text:
        return "the result holds NaN or infinity, which is no answer: return None or a finite number"
    if "Circular reference" in text:
        return "the result contains itself"
    if isinstance(failure, RecursionError):
        return "the result is nested too deeply"
    if "keys must be" in text:
        return "the result holds a dictionary whose keys are no strings or numbers"
    if "integer string conversion" in text:
        return "the result holds a number of more than 4300 digits"
    return text[:ERROR_CHARS]


def described(failure: BaseException, main_file: str) -> Report:
    """An exception: its class, the candidate's own frames, and the line in the main file."""
    frames: list[tuple[str, int, str]] = []
    line: int | None = None
    for frame, number in traceback.walk_tb(failure.__traceback__):
        path = frame.f_code.co_filename
        if path == main_file or path.startswith(os.getcwd() + "/"):
            shown = os.path.relpath(path)
            if frames[-2:] != [(shown, number, frame.f_code.co_name)] * 2:  # a recursion is shown twice
                frames.append((shown, number, frame.f_code.co_name))
            line = number if path == main_file else line
    kind = type(failure)
    try:
        message = str(failure)
    except Exception:  # noqa: BLE001 - a class of the candidate's whose __str__ fails has no message
        message = ""
    if isinstance(failure, SyntaxError):
        message = failure.msg
        if failure.filename == main_file or failure.filename is None:
            line = failure.lineno
        frames = [(str(failure.filename or main_file), failure.lineno or 0, "")]
    elif isinstance(failure, SystemExit):
        message = f"the program ended itself (exit status {failure.code!r}) before it returned"
    text = "".join(
        f"{path}, line {number}{', in ' + name if name else ''}\n" for path, number, name in frames[-FRAMES:]
    )
    return {
        "error_type": kind.__name__,
        "error_bases": [base.__name__ for base in kind.__mro__[1:] if base is not object],
        "error": (text + f"{kind.__name__}: {message}")[-ERROR_CHARS:],
        "line": line,
    }


serve(os.getcwd(), sys.argv[1], sys.argv[2], alone=sys.argv[3] == "alone")
