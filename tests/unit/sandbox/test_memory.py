"""Where a memory cgroup is made, and what its files say."""

from pathlib import Path

from sandbox.memory import cgroup_oom_kills, find_cgroup, join_cgroup, make_cgroup


def test_without_a_memory_controller_memory_is_watched(tmp_path: Path) -> None:
    assert find_cgroup(tmp_path) == ("watchdog", None)
    assert list(tmp_path.iterdir()) == []


def test_a_cgroups_limit_is_written_and_its_kills_are_counted(tmp_path: Path) -> None:
    # The files that the kernel would make, in the format of cgroup-v2.rst; a test cannot delegate itself a v2 one.
    folder = Path(make_cgroup(tmp_path, kind="cgroup-v2", sandbox_id="s", limit_bytes=4096))
    assert (folder / "memory.max").read_text() == "4096"
    assert cgroup_oom_kills(str(folder)) == 0
    (folder / "memory.events").write_text("low 0\nhigh 0\nmax 9\noom 3\noom_kill 2\noom_group_kill 0\n")
    assert cgroup_oom_kills(str(folder)) == 2


def test_a_program_joins_before_it_starts_and_where_it_can_as_a_thread(tmp_path: Path) -> None:
    assert join_cgroup(None, sh="/bin/sh") == []
    assert join_cgroup(str(tmp_path), sh="/bin/sh")[-1] == f"{tmp_path}/cgroup.procs"
    (tmp_path / "tasks").touch()
    assert join_cgroup(str(tmp_path), sh="/bin/sh")[-1] == f"{tmp_path}/tasks"
