"""Control groups of version 2, as far as this kernel gives them: mounted for the test alone, in a mount namespace.

Where version 1 has the memory controller, version 2 does not: then its limit is not seen here, but all around it is.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a hierarchy")

MOUNTED = """
import os, subprocess, sys
from pathlib import Path
from sandbox.memory import cgroup_oom_kills, enable_controller, find_cgroup, join_cgroup, make_cgroup, remove_cgroup

top = Path(sys.argv[1])
"""


def under_v2(code: str, folder: Path) -> str:
    """What a program says that sees a hierarchy of version 2 at `folder`."""
    mount = 'mount --make-rprivate / && mount -t cgroup2 none "$1" && exec "$2" -c "$3" "$1"'
    ran = subprocess.run(
        ["unshare", "--mount", "sh", "-c", mount, "sh", str(folder), sys.executable, MOUNTED + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "cgroup2" in ran.stderr and "mount:" in ran.stderr:
        pytest.skip(f"this kernel mounts no cgroup2: {ran.stderr.strip()}")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


JOIN_AND_REMOVE = """
cgroup = top / f"interview-test-{os.getpid()}"
cgroup.mkdir()
command = [*join_cgroup(str(cgroup), sh="/bin/sh"), "sh", "-c", "echo in >&2; sleep 60"]
inside = subprocess.Popen(command, stderr=subprocess.PIPE)
inside.stderr.readline()
assert f"0::/{cgroup.name}" in Path(f"/proc/{inside.pid}/cgroup").read_text().splitlines()
assert cgroup_oom_kills(str(cgroup)) == 0
remove_cgroup(str(cgroup))
print(cgroup.exists(), inside.wait(5))
"""


def test_a_program_joins_before_it_starts_and_is_ended_with_its_cgroup(tmp_path: Path) -> None:
    assert under_v2(JOIN_AND_REMOVE, tmp_path) == "False -9\n"


FIND = """
before = set(os.listdir(top))
kind, parent = find_cgroup(top)
assert set(os.listdir(top)) == before, "a trial was left"
if kind == "cgroup-v2":
    cgroup = Path(make_cgroup(parent, kind=kind, sandbox_id=f"test{os.getpid()}", limit_bytes=1 << 26))
    limit = (cgroup / "memory.max").read_text()
    remove_cgroup(str(cgroup))
    assert limit == f"{1 << 26}\\n"
print(kind, "memory" in (top / "cgroup.controllers").read_text().split())
"""


def test_it_is_taken_only_where_it_has_the_memory_controller(tmp_path: Path) -> None:
    assert under_v2(FIND, tmp_path) in ("cgroup-v2 True\n", "watchdog False\n")


ENABLE = """
ours = top / f"interview-test-{os.getpid()}"
ours.mkdir()
(name, *_) = (top / "cgroup.controllers").read_text().split() or ["none"]
was_on = name in (top / "cgroup.subtree_control").read_text().split()
try:
    if enable_controller(top, name):
        inside = subprocess.Popen([*join_cgroup(str(ours), sh="/bin/sh"), "sh", "-c", "echo; exec sleep 60"],
                                  stdout=subprocess.PIPE)
        inside.stdout.readline()
        while_inhabited = enable_controller(ours, name)
        inside.kill()
        inside.wait()
        alone = enable_controller(ours, name)
        (ours / "below").mkdir()
        given = (ours / "below" / "cgroup.controllers").read_text().split()
        (ours / "below").rmdir()
        print(while_inhabited, alone, given == [name], enable_controller(ours, "no-such"))
finally:
    remove_cgroup(str(ours))
    if not was_on and name != "none":
        (top / "cgroup.subtree_control").write_text(f"-{name}")
"""


def test_a_controller_is_switched_on_where_no_program_is_in_the_way(tmp_path: Path) -> None:
    said = under_v2(ENABLE, tmp_path)
    if not said:
        pytest.skip("version 2 has no controller here at all: version 1 has them")
    assert said == "False True True False\n"
