"""Run inside a Modal sandbox: starts one program, with or without a terminal, and can end it with all it started.

A Modal process can neither be killed nor resized, so this one stands between. Stdlib only, sent along with each
call (`sandbox.modal_bundle`). Both ways go frames: one byte of kind, four of length, the payload. Down: the order
(`o`), input (`i`), its end (`e`), kill (`k`), window size (`w`), room for output (`c`), a question
whether the terminal echoes (`q`), a sign of life (`p`). Up: output (`1`, `2`), how much input was taken (`a`), the
answer about the echo (`h`) and, as the last, how it ended (`x`).
"""

import contextlib
import ctypes
import fcntl
import json
import os
import select
import signal
import struct
import sys
import termios
import time

from sandbox.inside.kin import descendants, used_bytes
from sandbox.inside.pty_spawn import Order, Problem, become, pipes, terminal
from sandbox.inside.room import Room

PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 4, 36, 38
CHUNK, PENDING, TAKEN = 64 * 1024, 256 * 1024, 64 * 1024
END_S, FLUSH_S, WATCH_S = 5.0, 5.0, 0.25


class Agent:
    """One program and everything it starts, which is adopted and ended with it."""

    def __init__(self, order: Order, waiting: bytearray) -> None:
        self.order = order
        self.room, self.credit = order["output_bytes"], order["credit"]
        self.silence_s = order["silence_s"]
        self.incoming, self.outgoing, self.input = waiting, bytearray(), bytearray()
        self.pipes: dict[int, int] = {}
        self.stdin: int | None = None
        self.window: int | None = None
        self.listening, self.input_ended = True, not order["has_input"]
        self.timed_out = self.truncated = self.oom = False
        self.status: int | None = None
        self.taken = 0
        files = order["workspace_files"]
        self.workspace = Room(order["workspace"], most_bytes=order["workspace_bytes"], most_files=files)
        self.began = self.heard = time.monotonic()
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)  # nobody of the same user may trace us or open our pipes
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        self.died, dying = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(dying, warn_on_full_buffer=False)

    def start(self) -> Problem | None:
        """Fork the program; why it could not be started, or None."""
        told, telling = os.pipe2(os.O_CLOEXEC)
        ends = pipes() if self.order["window"] is None else terminal(self.order["window"])
        self.child = os.fork()
        if self.child == 0:
            become(self.order, ends, telling)
        self.workspace.watch()
        os.close(telling)
        for fd in set(ends["theirs"]):
            os.close(fd)
        self.pipes, self.stdin, self.window = ends["read"], ends["write"], ends["window"]
        for fd in {*self.pipes.values(), self.stdin}:
            os.set_blocking(fd, False)
        with open(told, "rb") as problem:
            said: Problem | None = json.loads(problem.read() or b"null")
            return said

    def serve(self) -> None:
        """Carry input and output until the program has ended."""
        os.set_blocking(0, False)
        os.set_blocking(1, False)
        deadline = self.began + self.order["wall_s"] if self.order["wall_s"] else None
        self.feed()
        wanted = self.frames()
        while wanted and self.status is None:
            now = time.monotonic()
            lost = self.silence_s is not None and now - self.heard > self.silence_s
            self.timed_out = deadline is not None and now >= deadline
            self.oom = self.order["memory_bytes"] is not None and used_bytes() > self.order["memory_bytes"]
            if lost or self.timed_out or self.oom or self.workspace.full:
                return
            poll = select.poll()
            poll.register(self.died, select.POLLIN)
            if self.listening:
                poll.register(0, select.POLLIN)
            if self.outgoing:
                poll.register(1, select.POLLOUT)
            if self.input and self.stdin is not None:
                poll.register(self.stdin, select.POLLOUT)
            if self.credit > 0 and len(self.outgoing) < PENDING:
                for fd in self.pipes.values():
                    both = self.input and fd == self.stdin  # a terminal is input and output
                    poll.register(fd, select.POLLIN | (select.POLLOUT if both else 0))
            ticks = self.order["memory_bytes"] is not None or self.silence_s is not None
            waits = [WATCH_S if ticks else 3600.0] + ([deadline - now] if deadline else [])
            for fd, _ in poll.poll(max(min(waits), 0.001) * 1000):
                if fd == 0:
                    wanted = self.hear()
                elif fd == 1:
                    self.flush()
                elif fd == self.died:
                    os.read(self.died, 4096)
                    self.reap()
                else:
                    self.carry(fd)

    def carry(self, fd: int) -> None:
        """Move what can be moved over a descriptor of the program's."""
        if fd == self.stdin:
            self.feed()
        for number, pipe in list(self.pipes.items()):
            if pipe == fd:
                self.drain(number, once=True)

    def hear(self) -> bool:
        """Take in what the host says; False when it asks for the end."""
        try:
            chunk = os.read(0, CHUNK)
        except BlockingIOError:
            return True
        self.listening = bool(chunk)
        self.incoming += chunk
        self.heard = time.monotonic()
        return self.frames()

    def frames(self) -> bool:
        """Obey every whole frame that has come; False when one asks for the end."""
        while (frame := cut(self.incoming)) is not None:
            kind, payload = frame
            if kind == b"i":
                self.input += payload
                self.feed()
            elif kind == b"e":
                self.input_ended = True
                self.feed()
            elif kind == b"c":
                self.credit += struct.unpack(">I", payload)[0]
            elif kind == b"w" and self.window is not None:
                rows, columns = struct.unpack(">HH", payload)
                fcntl.ioctl(self.window, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            elif kind == b"q":
                self.say(b"h", b"1" if self.window is not None and shows(self.window, self.child) else b"0")
            elif kind == b"k":
                return False
        return True

    def feed(self) -> None:
        """Give the program its input as far as it takes it."""
        held = len(self.input)
        try:
            while self.input and self.stdin is not None:
                del self.input[: os.write(self.stdin, self.input[:CHUNK])]
        except BlockingIOError:
            pass
        except OSError:  # it closed its input, or the terminal is gone: what comes is dropped
            self.input_ended = True
            self.input.clear()
        if self.stdin is None:
            self.input.clear()
        self.taken += held - len(self.input)
        if self.taken >= TAKEN:
            self.say(b"a", struct.pack(">I", self.taken))
            self.taken = 0
        if self.input_ended and not self.input and self.stdin is not None and self.window is None:
            os.close(self.stdin)
            self.stdin = None

    def drain(self, number: int, *, once: bool) -> None:
        """Read the program's output; all that is there unless `once`."""
        fd = self.pipes.get(number)
        while fd is not None:
            try:
                chunk = os.read(fd, CHUNK)
            except BlockingIOError:
                return
            except OSError:  # a terminal whose last user has gone
                chunk = b""
            if not chunk:
                del self.pipes[number]
                if self.window is None:
                    os.close(fd)
                return
            if len(chunk) > self.room:
                chunk, self.truncated = chunk[: self.room], True
            self.room -= len(chunk)
            self.credit -= len(chunk)
            if chunk:
                self.say(str(number).encode(), chunk)
            if self.truncated:
                self.status = int(signal.SIGKILL) if self.status is None else self.status
                return
            if once:
                return

    def say(self, kind: bytes, payload: bytes) -> None:
        """Put a frame on its way."""
        self.outgoing += kind + struct.pack(">I", len(payload)) + payload
        self.flush()

    def flush(self) -> None:
        """Write as much as the host takes now."""
        with contextlib.suppress(BlockingIOError):
            while self.outgoing:
                del self.outgoing[: os.write(1, self.outgoing[:CHUNK])]

    def reap(self) -> bool:
        """Collect the dead, ours and the adopted ones; False when nobody is left."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                return True
            if pid == self.child and self.status is None:
                self.status = status

    def end(self) -> None:
        """End everything, read what was still written, and tell how it was."""
        self.status = int(signal.SIGKILL) if self.status is None else self.status
        deadline = time.monotonic() + END_S
        while self.reap():
            # Stopped first: who is stopped forks nothing while the others are found.
            while fresh := [pid for pid, state in descendants() if state not in "TtZX"]:
                for pid in fresh:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGSTOP)
                if time.monotonic() > deadline:
                    break
            for pid, _ in descendants():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if time.monotonic() > deadline:
                break
            time.sleep(0.001)
        for number in list(self.pipes):
            self.drain(number, once=False)
        self.workspace.look()
        if self.workspace.full:
            self.say(b"2" if self.window is None else b"1", f"{self.workspace}\r\n".encode())
        took_ms = round((time.monotonic() - self.began) * 1000)
        how = {"code": as_code(self.status), "ms": took_ms, "timed_out": self.timed_out}
        self.say(b"x", json.dumps({**how, "truncated": self.truncated, "oom": self.oom}).encode())
        os.set_blocking(1, True)
        signal.signal(signal.SIGALRM, lambda *_: os._exit(3))
        signal.setitimer(signal.ITIMER_REAL, FLUSH_S)  # a host that does not read is not waited for
        self.flush()


def shows(window: int, shell: int) -> bool:
    """Whether what is typed is shown: by the terminal, or by the shell, which does that itself to edit its line."""
    try:
        flags: int = termios.tcgetattr(window)[3]
        if flags & termios.ECHO:
            return True
        foreground: int = struct.unpack("i", fcntl.ioctl(window, termios.TIOCGPGRP, bytes(4)))[0]
    except (OSError, termios.error):
        return False  # it has just ended
    return not flags & termios.ICANON and foreground == shell


def as_code(status: int) -> int:
    """Exit status, or minus the signal."""
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def cut(buffer: bytearray) -> tuple[bytes, bytes] | None:
    """Take the first whole frame off the buffer, if there is one."""
    if len(buffer) < 5:
        return None
    size = struct.unpack(">I", buffer[1:5])[0]
    if len(buffer) < 5 + size:
        return None
    kind, payload = bytes(buffer[:1]), bytes(buffer[5 : 5 + size])
    del buffer[: 5 + size]
    return kind, payload


def ordered(argument: str) -> tuple[Order, bytearray]:
    """The order and what came behind it: in the argument, or as the first frame when it is too long for that."""
    if argument != "-":
        return json.loads(argument), bytearray()
    waiting = bytearray()
    while (frame := cut(waiting)) is None:
        chunk = os.read(0, CHUNK)
        if not chunk:
            os._exit(3)
        waiting += chunk
    return json.loads(frame[1]), waiting


def main() -> None:
    """Run what was ordered."""
    order, waiting = ordered(sys.argv[1])
    agent = Agent(order, waiting)
    problem = agent.start()
    if problem is None:
        agent.serve()
        agent.end()
        return
    os.waitpid(agent.child, 0)
    if "refused" in problem:
        agent.say(b"x", json.dumps(problem).encode())
        return
    agent.say(b"2", problem["said"].encode())
    how = {"code": problem["code"], "ms": 0, "timed_out": False, "truncated": False, "oom": False}
    agent.say(b"x", json.dumps(how).encode())
