"""What a fork server holds is not counted any more, and agents work with it all the same."""

import subprocess
import sys

import pytest

from agent.immortal import POSSIBLE

PARENT = """
import gc, json, os, sys
from agent.immortal import IMMORTAL, immortalise

held = {"list": [object()], "text": "not interned".upper()}

def use(kept):
    return kept["list"] + [kept["text"] * 2]

count = immortalise()
gc.freeze()
kept = [held, held["list"], held["list"][0], held["text"], use, use.__code__, json.loads]
counts = [sys.getrefcount(one) for one in kept]
assert counts == [IMMORTAL] * 7, counts
assert count > 10_000, count
fresh = [object()]
assert sys.getrefcount(fresh) < 10
child = os.fork()
if child == 0:
    for _ in range(1000):
        use(held)
    held["list"] = json.loads("[1, 2]")
    del use
    gc.collect()
    assert held == {"list": [1, 2], "text": "NOT INTERNED"}
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not POSSIBLE, reason="objects are immortal in CPython 3.12 and 3.13 alone")
def test_what_a_parent_holds_is_no_longer_counted_and_its_child_works() -> None:
    ran = subprocess.run([sys.executable, "-c", PARENT], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.returncode) == ("7\n", 0), ran.stderr
