"""Forks as often as it can from a program that has loaded what the fork server loads: `forks.py COUNT`."""

import gc
import os
import sys
import time
from pathlib import Path

from agent.program import preload
from agent.settings import AgentSettings


def main(count: int) -> None:
    """Print forks a second."""
    questions = Path(__file__).resolve().parents[2] / "questions"
    preload(AgentSettings(questions_dir=str(questions)))
    gc.collect()
    gc.freeze()
    gc.disable()
    began = time.perf_counter()
    for _ in range(count):
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
    print(count / (time.perf_counter() - began))


if __name__ == "__main__":
    main(int(sys.argv[1]))
