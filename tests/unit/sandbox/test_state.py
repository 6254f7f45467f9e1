"""Records and claims on disk."""

import os
from pathlib import Path

import pytest

from sandbox.base import Limits
from sandbox.errors import IsolationMissing
from sandbox.processes import Identity, identify, start_ticks
from sandbox.state import Record, StateFolder


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    folder = StateFolder(tmp_path / "state")
    folder.prepare()
    return folder


def record(uid: int | None = None) -> Record:
    me = identify(os.getpid())
    limits = Limits(wall_s=1.5)
    return Record(
        id="a-1", profile="full", maker=me, holder=me, net_inode=4, uid=uid, cgroup="/x", folder="/sys", limits=limits
    )


def test_a_record_is_read_as_it_was_written(state: StateFolder) -> None:
    state.save(record())
    assert state.load("a-1") == record()
    assert list(state.records()) == [record()]
    assert state.load("nobody") is None


def test_the_folder_is_closed_to_others(state: StateFolder) -> None:
    assert state.root.stat().st_mode & 0o777 == 0o700


def test_no_user_id_is_given_twice_until_it_is_given_back(state: StateFolder) -> None:
    given = {state.claim_uid("a-1", first=5000, count=20) for _ in range(20)}
    assert given == set(range(5000, 5020))
    with pytest.raises(IsolationMissing):
        state.claim_uid("b", first=5000, count=20)
    state.save(record(uid=5007))
    state.forget(record(uid=5007))
    assert state.claim_uid("b", first=5000, count=20) == 5007


def test_a_lonely_claim_is_given_back_once_it_is_old(state: StateFolder) -> None:
    uid = state.claim_uid("never-recorded", first=5000, count=1)
    state.release_lonely_uids()
    with pytest.raises(IsolationMissing):
        state.claim_uid("b", first=5000, count=1)
    os.utime(state.root / "uids" / str(uid), (0, 0))
    state.release_lonely_uids()
    assert state.claim_uid("b", first=5000, count=1) == uid


def test_a_pid_that_changed_hands_or_another_boot_is_somebody_else() -> None:
    me = identify(os.getpid())
    assert me.alive()
    assert not Identity(pid=me.pid, started=me.started + 1, boot=me.boot).alive()
    assert not Identity(pid=me.pid, started=me.started, boot="before").alive()


def test_a_process_that_ended_unreaped_is_not_alive() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    try:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert start_ticks(pid) is None
    finally:
        os.waitpid(pid, 0)
