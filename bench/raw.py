"""The raw limits: what this machine does when nothing of ours is in the way."""

import os
import subprocess
import sys
import tempfile
import time
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
    os.write(pipe, b"at=%d;" % time.monotonic_ns() + b"x" * 100 + b"\\n")
    time.sleep(0.005)
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


def import_mib() -> float:
    """Memory of a program that imported `anthropic` and nothing else."""
    code = "import anthropic; from bench.machine import pss_mib; import os; print(pss_mib(os.getpid()))"
    program = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return float(program.stdout)
