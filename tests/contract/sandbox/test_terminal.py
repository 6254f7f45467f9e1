"""What every sandbox's terminal promises, with the programs that people run in one."""

import asyncio
import os
import resource
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvloop

from sandbox.base import Sandbox, Terminal
from sandbox.bubblewrap import LocalProvider
from sandbox.errors import SandboxGone
from sandbox.local_sandbox import LocalSandbox
from sandbox.processes import inhabitants
from sandbox.profile import SEARCH_PATH, Profile
from sandbox.state import StateFolder
from tests.contract.sandbox.terminals import PROMPT, answer, at_prompt, seen_until

MIB = 1024 * 1024


def needs(program: str) -> pytest.MarkDecorator:
    """Skips where this machine does not have the program."""
    there = shutil.which(program, path=SEARCH_PATH)
    return pytest.mark.skipif(there is None, reason=f"{program} is not installed")


@pytest.fixture
async def terminal(any_sandbox: Sandbox) -> AsyncIterator[Terminal]:
    """A terminal at its first prompt."""
    terminal = await at_prompt(await any_sandbox.open_terminal())
    yield terminal
    await terminal.close()


async def test_a_login_shell_waits_in_the_workspace(terminal: Terminal, any_sandbox: Sandbox) -> None:
    await any_sandbox.write_file("here", b"")
    assert await answer(terminal, "ls; [ -t 0 ] && echo a terminal") == "here\na terminal\n"
    assert await answer(terminal, "echo $TERM; shopt -q login_shell && echo login") == "xterm-256color\nlogin\n"
    assert await answer(terminal, "[ ~ -ef . ] && echo home; tty >/dev/null && echo named") == "home\nnamed\n"


async def test_what_is_typed_is_shown_and_edited(terminal: Terminal) -> None:
    await terminal.write(b"echo wrong\x7f\x7f\x7f\x7f\x7fright\n")
    await seen_until(terminal, b"\rright\r\n")


async def test_a_new_size_is_told_to_the_shell_and_to_what_runs_in_it(terminal: Terminal) -> None:
    assert await answer(terminal, "stty size") == "24 80\n"
    await terminal.resize(50, 132)
    assert await answer(terminal, "stty size") == "50 132\n"
    loop = "trap 'stty size; exit' WINCH; echo wait''ing; while :; do sleep 0.05; done"
    await terminal.write(f'bash -c "{loop}"\n'.encode())
    await seen_until(terminal, b"waiting\r\n")
    await terminal.resize(10, 40)
    await seen_until(terminal, b"10 40\r\n")


async def test_a_terminal_opens_in_the_size_that_was_asked_for(any_sandbox: Sandbox) -> None:
    terminal = await at_prompt(await any_sandbox.open_terminal(rows=7, columns=33))
    assert await answer(terminal, "stty size") == "7 33\n"
    await terminal.close()


async def test_control_c_interrupts_what_runs_and_leaves_the_shell(terminal: Terminal) -> None:
    await terminal.write(b"echo be''gun; sleep 1000\n")
    await seen_until(terminal, b"begun\r\n")
    await asyncio.sleep(0.5)  # the shell is starting the program: a signal just now would be its own
    await terminal.write(b"\x03")
    await at_prompt(terminal)
    await terminal.write(b"echo status $?\n")
    await seen_until(terminal, b"status 130\r\n")


async def test_jobs_are_stopped_listed_and_brought_back(terminal: Terminal) -> None:
    await terminal.write(b"echo be''gun; cat\n")
    await seen_until(terminal, b"begun\r\n")
    await terminal.write(b"to the job\n")
    await seen_until(terminal, b"to the job\r\nto the job\r\n")
    await terminal.write(b"\x1a")
    await seen_until(terminal, b"Stopped")
    assert "Stopped" in await answer(terminal, "jobs")
    await terminal.write(b"fg\n")
    await seen_until(terminal, b"\rcat\r\n")
    await terminal.write(b"once more\n")
    await seen_until(terminal, b"once more\r\nonce more\r\n")
    await terminal.write(b"\x04")
    await at_prompt(terminal)
    assert await answer(terminal, "jobs") == ""


async def test_echo_is_off_while_a_password_is_asked_for(terminal: Terminal) -> None:
    assert await terminal.echo()
    await terminal.write(b"read -s -p 'pass''word: ' word\n")
    await seen_until(terminal, b"password: ")
    assert not await terminal.echo()
    await terminal.write(b"hidden\n")
    shown = await answer(terminal, "echo the word has ${#word} letters")
    assert shown == "the word has 6 letters\n"
    assert await terminal.echo()
    await terminal.write(b"cat\n")
    await asyncio.sleep(0.3)
    assert await terminal.echo()
    await terminal.write(b"\x04")


async def test_echo_is_off_for_a_program_that_reads_keys_by_itself(terminal: Terminal) -> None:
    raw = "import tty; tty.setraw(0); print('rea' + 'dy', flush=True); import os; os.read(0, 1)"
    await terminal.write(f'python3 -c "{raw}"\n'.encode())
    await seen_until(terminal, b"ready")
    assert not await terminal.echo()
    await terminal.write(b"x")
    await terminal.write(b"reset\n")


async def test_exec_replaces_the_shell_and_its_end_is_the_terminals(any_sandbox: Sandbox) -> None:
    terminal = await at_prompt(await any_sandbox.open_terminal())
    await terminal.write(b'exec python3 -ic \'print("in" + " python")\'\n')
    await seen_until(terminal, b"in python\r\n")
    await terminal.write(b"print(6 * 7)\n")
    await seen_until(terminal, b"42\r\n")
    await terminal.write(b"exit()\n")
    await ends(terminal)
    assert await terminal.read() == b""
    await terminal.write(b"into the void\n")
    await terminal.resize(5, 5)
    assert not await terminal.echo()
    await terminal.close()


async def test_what_the_shell_said_last_is_read_after_its_end(any_sandbox: Sandbox) -> None:
    terminal = await at_prompt(await any_sandbox.open_terminal())
    await terminal.write(b"echo last; exit\n")
    await asyncio.sleep(0.5)
    assert b"\rlast\r\n" in await ends(terminal)
    await terminal.close()


async def ends(terminal: Terminal) -> bytes:
    """All that is read until the terminal has ended."""
    output = b""
    async with asyncio.timeout(30):
        while chunk := await terminal.read():
            output += chunk
    return output


@needs("vim")
async def test_vim_edits_a_file_and_leaves_the_terminal_as_it_was(terminal: Terminal, any_sandbox: Sandbox) -> None:
    await terminal.write(b"vim -u NONE -i NONE -n written.txt\n")
    await seen_until(terminal, b"written.txt")
    await terminal.write(b"ihello from vim\x1b")
    await asyncio.sleep(0.3)
    await terminal.write(b":wq\r")
    await at_prompt(terminal)
    assert await answer(terminal, "cat written.txt; stty -a | grep -o ' icanon'") == "hello from vim\n icanon\n"
    assert await any_sandbox.read_file("written.txt") == b"hello from vim\n"


@needs("top")
async def test_top_draws_until_it_is_quit(terminal: Terminal) -> None:
    await terminal.write(b"top -d 0.2\n")
    await seen_until(terminal, b"load average")
    await seen_until(terminal, b"load average")
    await terminal.write(b"q")
    await at_prompt(terminal)
    assert await answer(terminal, "echo still here") == "still here\n"


async def test_a_flood_flows_through_bounded_memory(terminal: Terminal) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await terminal.write(b"stty -opost; yes 0123456789abcde | head -c 48M; stty opost; echo do''ne\n")
    count = largest = 0
    tail = b""
    async with asyncio.timeout(100):
        while b"done" not in tail:
            chunk = await terminal.read()
            assert chunk
            count, largest, tail = count + len(chunk), max(largest, len(chunk)), (tail + chunk)[-200:]
    assert count >= 48 * MIB
    assert largest <= 64 * 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024  # KiB


async def test_a_flood_that_nobody_reads_makes_its_program_wait(terminal: Terminal, any_sandbox: Sandbox) -> None:
    code = (
        "import sys\nfor n in range(10_000):\n print('x' * 1000); sys.stdout.flush(); open('count', 'w').write(str(n))"
    )
    await any_sandbox.write_file("flood.py", code.encode())
    await any_sandbox.write_file("count", b"0")
    await terminal.write(b"python3 flood.py\n")
    before, now = b"", b"0"
    async with asyncio.timeout(20):
        while now in (b"", b"0") or now != before:
            await asyncio.sleep(0.5)
            before, now = now, await any_sandbox.read_file("count")
    assert int(now) < 1000
    await terminal.write(b"\x03")
    await seen_until(terminal, PROMPT)
    assert await answer(terminal, "echo alive") == "alive\n"


async def test_others_are_served_while_a_terminal_floods(terminal: Terminal, any_sandbox: Sandbox) -> None:
    await terminal.write(b"yes\n")
    reading = asyncio.create_task(ends(terminal))
    result = await asyncio.wait_for(any_sandbox.exec(["echo", "served"]), 20)
    assert result.out == b"served\n"
    await terminal.close()
    await reading


async def test_typing_waits_while_the_program_does_not_read(terminal: Terminal) -> None:
    raw = "import tty, time; tty.setraw(0); print('rea' + 'dy', flush=True); time.sleep(1000)"
    await terminal.write(f'python3 -c "{raw}"\n'.encode())
    await seen_until(terminal, b"ready")
    typing = asyncio.create_task(terminal.write(b"x" * MIB))
    await asyncio.sleep(0.3)
    assert not typing.done()
    await terminal.close()
    await asyncio.wait_for(typing, 10)


async def test_a_large_paste_arrives_whole_and_two_do_not_mix(terminal: Terminal) -> None:
    count = "import sys, tty; tty.setraw(0); print('rea' + 'dy', flush=True); t = sys.stdin.buffer.read(400_000)"
    await terminal.write(f"python3 -c \"{count}; print(t == b'a' * 200_000 + b'b' * 200_000)\"\n".encode())
    await seen_until(terminal, b"ready")
    await asyncio.gather(terminal.write(b"a" * 200_000), terminal.write(b"b" * 200_000))
    await seen_until(terminal, b"True")


async def test_closing_ends_whatever_runs_even_what_ignores_the_hangup(any_sandbox: Sandbox) -> None:
    terminal = await at_prompt(await any_sandbox.open_terminal())
    beat = "trap '' HUP TERM INT; while :; do date +%s%N >beat; sleep 0.05; done"
    daemon = f'setsid sh -c "{beat.replace("beat", "beat3")}" &'
    await terminal.write(f'{daemon} nohup sh -c "{beat.replace("beat", "beat2")}" & sh -c "{beat}"\n'.encode())
    beats = ("beat", "beat2", "beat3")
    for path in beats:
        await until_written(any_sandbox, path)
    await asyncio.wait_for(terminal.close(), 20)
    await terminal.close()
    assert await ends(terminal) == b""
    before = [await any_sandbox.read_file(path) for path in beats]
    await asyncio.sleep(0.4)
    assert [await any_sandbox.read_file(path) for path in beats] == before


async def until_written(box: Sandbox, path: str) -> None:
    """Wait until a program has written the file."""
    async with asyncio.timeout(20):
        while path not in [entry.path for entry in await box.list_files()]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_server_started_in_one_terminal_is_reached_from_programs_and_other_terminals(sandbox: Sandbox) -> None:
    first, second = [await at_prompt(await sandbox.open_terminal()) for _ in range(2)]
    await sandbox.write_file("page", b"served from inside")
    await first.write(b"python3 -m http.server 8123 --bind 127.0.0.1\n")
    await seen_until(first, b"Serving HTTP")
    fetch = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:8123/page').read().decode())"
    assert (await sandbox.exec(["python3", "-c", fetch])).out == b"served from inside\n"
    assert await answer(second, f'python3 -c "{fetch}"') == "served from inside\n"
    await first.close()
    await second.close()


async def test_closing_the_sandbox_closes_its_terminals(any_provider: LocalProvider) -> None:
    box = await any_provider.create("test")
    terminal = await at_prompt(await box.open_terminal())
    reading = asyncio.create_task(ends(terminal))
    await box.close()
    await asyncio.wait_for(reading, 10)
    with pytest.raises(SandboxGone):
        await box.open_terminal()


async def test_nothing_is_left_of_a_closed_terminal(any_sandbox: LocalSandbox, state_dir: Path) -> None:
    record = StateFolder(state_dir).load(any_sandbox.id)
    assert record is not None
    before = set(os.listdir("/proc/self/fd"))
    terminal = await at_prompt(await any_sandbox.open_terminal())
    await terminal.write(b"sleep 1000 & sleep 1000\n")
    await terminal.close()
    assert set(os.listdir("/proc/self/fd")) <= before
    if record.holder is not None:
        assert inhabitants(record.net_inode) == [record.holder.pid]


async def test_keys_cannot_be_typed_into_ones_own_terminal(sandbox: Sandbox) -> None:
    terminal = await at_prompt(await sandbox.open_terminal())
    inject = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSTI, b'x')"
    assert "Operation not permitted" in await answer(terminal, f'python3 -c "{inject}"')
    await terminal.close()


def test_a_terminal_works_under_uvloop(state_dir: Path) -> None:
    async def play() -> None:
        box = await LocalProvider(state_dir, only=Profile.UNSAFE, allow_unsafe=True).create("test")
        try:
            terminal = await at_prompt(await box.open_terminal())
            assert await answer(terminal, "echo $((6 * 7))") == "42\n"
            await terminal.write(b"yes | head -c 3M; echo do''ne\n")
            await seen_until(terminal, b"done")
            await terminal.write(b"exit\n")
            await ends(terminal)
            await terminal.close()
        finally:
            await box.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(play())
