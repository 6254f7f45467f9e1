"""The raw limits: what this machine does when nothing of ours is in the way."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.speaking import ROOT

FORKS = "bench.programs.forks"


def fork_rate(count: int) -> float:
    """Forks a second of a program as large as the fork server, each child ended and reaped."""
    program = subprocess.run(
        [sys.executable, "-m", FORKS, str(count)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    return float(program.stdout)


def interpreter_ms(count: int) -> list[float]:
    """`python -c pass`, start to end."""
    took = []
    for _ in range(count):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], timeout=20, check=True)
        took.append((time.perf_counter() - began) * 1000)
    return took


WRITER = """
import os, sys, time
pipe = os.open(sys.argv[1], os.O_WRONLY)
for _ in range(int(sys.argv[2])):
    os.write(pipe, b"at=%d;" % time.monotonic_ns() + b"x" * 300 + b"\\n")
    time.sleep(0.005)
"""
BURSTING = """
import os, sys
lines = b"".join(b"at=%d;" % number + b"x" * 300 + b"\\n" for number in range(int(sys.argv[2])))
pipe = os.open(sys.argv[1], os.O_WRONLY)
sys.stdin.read()
while lines:
    lines = lines[os.write(pipe, lines[:65536]):]
"""


def fifo_ms(count: int) -> list[float]:
    """A line's way through a FIFO between two programs."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "pipe")
        os.mkfifo(path)
        writer = subprocess.Popen([sys.executable, "-c", WRITER, path, str(count)])
        pipe = os.open(path, os.O_RDONLY)
        took = []
        try:
            while chunk := os.read(pipe, 65536):
                took.append((time.monotonic_ns() - int(chunk[3 : chunk.index(b";")])) / 1e6)
        finally:
            os.close(pipe)
            writer.wait(20)
        return took


@contextmanager
def chain(writer: str, count: int) -> Iterator[tuple[socket.socket, subprocess.Popen[bytes]]]:
    """The barest chain (`programs/chain.py`) and `writer` at its beginning; the socket at its end, and the writer."""
    with tempfile.TemporaryDirectory() as folder:
        pipe = Path(folder) / "pipe"
        os.mkfifo(pipe)
        handing_on = subprocess.Popen(
            [sys.executable, "-m", "bench.programs.chain", folder], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert handing_on.stdout is not None
        client = socket.create_connection(("127.0.0.1", int(handing_on.stdout.readline())), timeout=60)
        writing = subprocess.Popen([sys.executable, "-c", writer, str(pipe), str(count)], stdin=subprocess.PIPE)
        try:
            yield client, writing
        finally:
            client.close()
            assert writing.stdin is not None
            writing.stdin.close()
            writing.wait(20)
            handing_on.wait(20)
            handing_on.stdout.close()


def chain_ms(count: int) -> list[float]:
    """A line's way through the barest chain, one every 5 ms."""
    took: list[float] = []
    with chain(WRITER, count) as (client, _):
        while chunk := client.recv(65536):
            took.append((time.monotonic_ns() - int(chunk[3 : chunk.index(b";")])) / 1e6)
    return took


def chain_rate(count: int) -> float:
    """Lines a second through the barest chain, all of them written as fast as it takes them."""
    with chain(BURSTING, count) as (client, writing):
        assert writing.stdin is not None
        time.sleep(0.5)
        began = time.perf_counter()
        writing.stdin.close()
        arrived = 0
        while chunk := client.recv(1024 * 1024):
            arrived += chunk.count(b"\n")
        took = time.perf_counter() - began
    assert arrived == count, f"{arrived} of {count} arrived"
    return count / took


def import_mib() -> float:
    """Memory of a program that imported `anthropic` and nothing else."""
    code = "import anthropic; from bench.machine import pss_mib; import os; print(pss_mib(os.getpid()))"
    program = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return float(program.stdout)
