"""The operator's limits are those of every sandbox, by the environment's names."""

import json
from pathlib import Path

import pytest

from sandbox.base import Limits
from sandbox.choose import make_provider
from sandbox.settings import SandboxSettings
from tests.contract.sandbox.conftest import needs_bwrap

MIB = 1024 * 1024

FELT = """
import json, os, resource
names = ("NPROC", "NOFILE", "FSIZE", "DATA", "CPU")
limits = {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[0] for name in names}
disks = {path: os.statvfs(path) for path in ("/workspace", "/tmp")}
sizes = {path: [disk.f_blocks * disk.f_frsize, disk.f_files] for path, disk in disks.items()}
print(json.dumps({**limits, **sizes}))
"""

SET = {
    "SANDBOX_WALL_S": "0.7",
    "SANDBOX_CPU_S": "7",
    "SANDBOX_OUTPUT": "3KiB",
    "SANDBOX_FILE": "5MiB",
    "SANDBOX_OPEN_FILES": "77",
    "SANDBOX_PROCESSES": "44",
    "SANDBOX_DATA": "300MiB",
    "SANDBOX_MEMORY": "134217728",
    "SANDBOX_WORKSPACE": "16MiB",
    "SANDBOX_TMP": "9MiB",
    "SANDBOX_INODES": "1234",
}


@needs_bwrap
async def test_programs_feel_the_limits_that_the_environment_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SET.items():
        monkeypatch.setenv(name, value)
    sandbox = await make_provider(SandboxSettings(), data_dir=tmp_path).create("test")
    felt = json.loads((await sandbox.exec(["python3", "-I", "-c", FELT])).out)
    assert felt == {
        "NPROC": 44,
        "NOFILE": 77,
        "FSIZE": 5 * MIB,
        "DATA": 300 * MIB,
        "CPU": 7,
        "/workspace": [16 * MIB, 1234],
        "/tmp": [9 * MIB, 1234],
    }
    cut = await sandbox.exec(["head", "-c", "5000", "/dev/zero"])
    assert (len(cut.out), cut.truncated) == (3 * 1024, True)
    assert (await sandbox.exec(["sleep", "5"])).timed_out
    hungry = (
        "x = [memoryview(__import__('mmap').mmap(-1, 200 << 20))]\nfor at in range(0, 200 << 20, 4096): x[0][at] = 1"
    )
    assert (await sandbox.exec(["python3", "-I", "-c", hungry], wall_s=20)).oom
    await sandbox.close()


def test_every_limit_can_be_set_and_another_process_gets_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SET.items():
        monkeypatch.setenv(name, value)
    given = SandboxSettings()
    kept = {one for one in Limits.__slots__ if getattr(given.limits, one) == getattr(Limits(), one)}
    assert kept == set()
    for name, value in given.sandbox_environment().items():
        monkeypatch.setenv(name, value)
    assert SandboxSettings() == given
