"""What every sandbox promises, whoever provides it."""

import asyncio
import json
from pathlib import Path

import pytest

from sandbox.base import Limits
from sandbox.bubblewrap import LocalProvider
from sandbox.errors import FileTooLarge, PathRefused, SandboxError, SandboxGone
from sandbox.local_sandbox import LocalSandbox


async def test_a_program_gives_its_status_and_both_outputs(any_sandbox: LocalSandbox) -> None:
    result = await any_sandbox.exec(["sh", "-c", "echo out; echo err >&2; exit 7"])
    assert (result.code, result.out, result.err) == (7, b"out\n", b"err\n")
    assert (result.timed_out, result.truncated, result.oom) == (False, False, False)


async def test_standard_input_reaches_the_program_whole(any_sandbox: LocalSandbox) -> None:
    sent = bytes(range(256)) * 2000
    result = await any_sandbox.exec(["cat"], stdin=sent)
    assert result.out == sent


async def test_a_signal_is_told_as_a_negative_status(any_sandbox: LocalSandbox) -> None:
    assert (await any_sandbox.exec(["sh", "-c", "kill -SEGV $$"])).code == -11


async def test_the_folder_and_environment_of_the_call_are_the_programs(any_sandbox: LocalSandbox) -> None:
    await any_sandbox.write_file("deep/er/file", b"")
    result = await any_sandbox.exec(["sh", "-c", "ls; echo $COLOUR"], cwd="deep/er", env={"COLOUR": "green"})
    assert result.out == b"file\ngreen\n"


async def test_a_missing_folder_is_refused(sandbox: LocalSandbox) -> None:
    with pytest.raises(PathRefused):
        await sandbox.exec(["true"], cwd="nowhere")
    with pytest.raises(PathRefused):
        await sandbox.exec(["true"], cwd="../etc")


async def test_what_no_program_can_be_given_is_refused_in_words(any_sandbox: LocalSandbox) -> None:
    calls: list[tuple[list[str], dict[str, str]]] = [
        ([], {}),
        ([""], {}),
        (["echo", "a\0b"], {}),
        (["echo"], {"A=B": "c"}),
        (["echo"], {"A": "\0"}),
    ]
    for argv, env in calls:
        with pytest.raises(SandboxError, match=r"no program is named|has a NUL"):
            await any_sandbox.exec(argv, env=env)
    with pytest.raises(PathRefused):
        await any_sandbox.exec(["true"], cwd="../etc")


async def test_a_missing_program_is_a_result(sandbox: LocalSandbox) -> None:
    result = await sandbox.exec(["no-such-program"])
    assert result.code == 127
    assert b"no-such-program" in result.err


async def test_output_beyond_the_limit_is_cut_and_ends_the_program(any_sandbox: LocalSandbox) -> None:
    result = await any_sandbox.exec(["sh", "-c", "yes"], output_bytes=100_000)
    assert result.truncated
    assert len(result.out) == 100_000


async def test_the_wall_limit_ends_the_program(any_sandbox: LocalSandbox) -> None:
    result = await any_sandbox.exec(["sh", "-c", "echo begun; sleep 60"], wall_s=0.5)
    assert result.timed_out
    assert result.out == b"begun\n"
    assert result.code == -9
    assert result.ms < 10_000


async def test_a_program_that_streams_is_talked_with(any_sandbox: LocalSandbox) -> None:
    async with any_sandbox.stream(["cat"]) as running:
        chunks = running.output()
        for word in (b"first", b"second"):
            await running.send(word)
            assert await anext(chunks) == (1, word)
        await running.end_input()
        assert [chunk async for chunk in chunks] == []
        assert (await running.wait()).code == 0


async def test_a_daemon_in_a_session_of_its_own_ends_with_the_program_that_left_it(any_sandbox: LocalSandbox) -> None:
    beat = "trap '' HUP TERM INT; while :; do date +%s%N >beat; sleep 0.05; done"
    await any_sandbox.exec(["sh", "-c", f'setsid sh -c "{beat}" & until test -s beat; do sleep 0.05; done'])
    before = await any_sandbox.read_file("beat")
    await asyncio.sleep(0.3)
    assert await any_sandbox.read_file("beat") == before


async def test_many_programs_one_after_the_other_use_up_nothing(any_provider: LocalProvider) -> None:
    # More than the sandbox may have processes: the dead must not count, whoever is the machine's first process.
    sandbox = await any_provider.create("many", limits=Limits(processes=40))
    for _ in range(50):
        assert (await sandbox.exec(["true"])).code == 0
    await sandbox.close()


async def test_leaving_a_stream_ends_its_program(any_sandbox: LocalSandbox) -> None:
    async with any_sandbox.stream(["sleep", "60"]) as running:
        pass
    result = await running.wait()
    assert result.code == -9
    assert result.ms < 10_000


async def test_a_reader_that_waits_makes_the_program_wait(any_sandbox: LocalSandbox) -> None:
    async with any_sandbox.stream(["sh", "-c", "yes | head -c 900000; touch written"]) as running:
        await asyncio.sleep(0.5)
        assert await any_sandbox.list_files() == []
        chunks = [chunk async for _, chunk in running.output()]
    assert sum(map(len, chunks)) == 900_000
    assert [entry.path for entry in await any_sandbox.list_files()] == ["written"]


async def test_files_written_are_read_by_programs_and_back(any_sandbox: LocalSandbox) -> None:
    await any_sandbox.write_file("a/b.txt", b"hello", mode=0o640)
    assert (await any_sandbox.exec(["cat", "a/b.txt"])).out == b"hello"
    await any_sandbox.exec(["sh", "-c", "echo more >> a/b.txt"])
    assert await any_sandbox.read_file("a/b.txt") == b"hellomore\n"
    await any_sandbox.write_file("a/b.txt", b"new")
    assert await any_sandbox.read_file("a/b.txt") == b"new"


async def test_a_file_that_is_replaced_keeps_its_mode(any_sandbox: LocalSandbox) -> None:
    await any_sandbox.write_file("run.sh", b"echo one")
    await any_sandbox.exec(["chmod", "751", "run.sh"])
    await any_sandbox.write_file("run.sh", b"echo two")
    await any_sandbox.exec(["ln", "-s", "run.sh", "link"])
    await any_sandbox.write_file("link", b"no link any more")
    assert (await any_sandbox.exec(["stat", "-c", "%a", "run.sh", "link"])).out == b"751\n644\n"


async def test_a_tree_is_listed_sorted_and_depth_first(any_sandbox: LocalSandbox) -> None:
    for path in ("b/2", "b/1", "a", "c/d/e"):
        await any_sandbox.write_file(path, b"xyz")
    await any_sandbox.exec(["ln", "-s", "/etc", "link"])
    found = await any_sandbox.list_files()
    assert [(entry.path, entry.kind) for entry in found] == [
        ("a", "file"),
        ("b", "folder"),
        ("b/1", "file"),
        ("b/2", "file"),
        ("c", "folder"),
        ("c/d", "folder"),
        ("c/d/e", "file"),
        ("link", "link"),
    ]
    assert [entry.path for entry in await any_sandbox.list_files("c")] == ["c/d", "c/d/e"]
    assert len(await any_sandbox.list_files(limit=3)) == 3


async def test_a_name_with_a_newline_is_a_name(any_sandbox: LocalSandbox) -> None:
    await any_sandbox.write_file("two\nlines", b"1")
    assert [entry.path for entry in await any_sandbox.list_files()] == ["two\nlines"]
    assert await any_sandbox.read_file("two\nlines") == b"1"


async def test_files_and_folders_are_deleted(any_sandbox: LocalSandbox) -> None:
    await any_sandbox.write_file("d/e/f", b"")
    await any_sandbox.write_file("g", b"")
    await any_sandbox.delete("d")
    await any_sandbox.delete("g")
    assert await any_sandbox.list_files() == []
    with pytest.raises(PathRefused):
        await any_sandbox.delete("g")


async def test_a_file_over_the_limit_is_refused(any_sandbox: LocalSandbox) -> None:
    await any_sandbox.write_file("big", b"x" * 101)
    with pytest.raises(FileTooLarge):
        await any_sandbox.read_file("big", limit_bytes=100)
    assert len(await any_sandbox.read_file("big", limit_bytes=101)) == 101


async def test_a_path_that_is_none_is_refused(any_sandbox: LocalSandbox) -> None:
    for path in ("", "/etc/passwd", "../x", "a/../../x", "nul\0", "missing", ".", "a/.."):
        with pytest.raises(PathRefused):
            await any_sandbox.read_file(path)


async def test_files_stay_between_programs(any_sandbox: LocalSandbox) -> None:
    await any_sandbox.exec(["sh", "-c", "echo kept > f; echo tmp > $TMPDIR/g"])
    assert (await any_sandbox.exec(["sh", "-c", "cat f $TMPDIR/g"])).out == b"kept\ntmp\n"


async def test_a_read_only_folder_of_tools_is_there_for_programs(
    provider: LocalProvider, state_dir: Path, open_folder: Path
) -> None:
    (open_folder / "tool").write_text("sharp")
    equipped = LocalProvider(state_dir, only=provider._only, tools={"/opt/deep/tools": open_folder})
    sandbox = await equipped.create("test")
    assert (await sandbox.exec(["cat", "/opt/deep/tools/tool"])).out == b"sharp"
    assert (await sandbox.exec(["sh", "-c", "echo blunt > /opt/deep/tools/tool"])).code != 0
    await sandbox.close()


async def test_a_closed_sandbox_is_gone(any_provider: LocalProvider) -> None:
    sandbox = await any_provider.create("test")
    await sandbox.close()
    with pytest.raises(SandboxGone):
        await sandbox.exec(["true"])
    with pytest.raises(SandboxGone):
        await sandbox.read_file("x")
    with pytest.raises(SandboxGone):
        await any_provider.attach(sandbox.id)


async def test_what_attached_may_use_it_and_close_without_ending_it(any_sandbox: LocalSandbox) -> None:
    other = await any_sandbox._provider.attach(any_sandbox.id)  # type: ignore[attr-defined]
    await other.write_file("from", b"other")
    await other.close()
    assert await any_sandbox.read_file("from") == b"other"


async def test_many_programs_at_once_do_not_mix_their_outputs(any_sandbox: LocalSandbox) -> None:
    results = await asyncio.gather(*(any_sandbox.exec(["echo", str(number)]) for number in range(20)))
    assert [json.loads(result.out) for result in results] == list(range(20))
