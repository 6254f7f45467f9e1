"""What reaches past namespaces, and must not be had: socket families, system calls, capabilities."""

import os
import sys

import pytest

from sandbox.local_sandbox import LocalSandbox
from tests.contract.sandbox.test_abuse import python

SOCKET_FAMILIES = {"AF_VSOCK": 40, "AF_PACKET": 17, "AF_ALG": 38, "AF_KEY": 15}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the number of the call is that of x86_64")
@pytest.mark.parametrize("family", SOCKET_FAMILIES)
async def test_socket_families_that_reach_further_are_refused(sandbox: LocalSandbox, family: str) -> None:
    # The high half of the register is not looked at by the kernel, so it must not fool the filter.
    for high in (0, 1 << 32):
        code, said = await python(
            sandbox,
            "import ctypes, socket; l = ctypes.CDLL(None, use_errno=True); n = ctypes.c_long;"
            f"r = l.syscall(n(41), n({SOCKET_FAMILIES[family]} | {high}), n(2), n(0)); print(r, ctypes.get_errno())",
        )
        assert (code, said) == (0, "-1 97\n")


async def test_netlink_gives_routes_and_nothing_else(sandbox: LocalSandbox) -> None:
    # Routes are the sandbox's own; names are resolved with them. The others speak with the machine's kernel.
    ask = "import socket\nfor n in range(32):\n try: socket.socket(16, 3, n); print(n)\n except OSError: pass"
    assert await python(sandbox, ask) == (0, "0\n")


CALLS = {
    "unshare": "l.unshare(0x10000000)",
    "mount": "l.mount(b'none', b'/tmp', b'tmpfs', 0, None)",
    "ptrace": "l.ptrace(16, os.getppid(), 0, 0)",
    "setns": "l.setns(0, 0)",
    "chroot": "l.chroot(b'/tmp')",
    "keyctl": "l.syscall(250, 0, 0, 0, 0)",
    "bpf": "l.syscall(321, 0, 0, 0)",
    "io_uring_setup": "l.syscall(425, 1, 0)",
    "userfaultfd": "l.syscall(323, 0)",
    "perf_event_open": "l.syscall(298, 0, 0, 0, 0, 0)",
    "mknod": "l.mknod(b'/tmp/null', 0o020666, 259)",
    "clone with a namespace": "l.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)",
    "process_vm_readv": "l.syscall(310, os.getppid(), 0, 0, 0, 0, 0)",
    "personality": "l.syscall(135, 0x0040000)",
}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers of the calls are those of x86_64")
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
async def test_a_call_that_reaches_past_namespaces_is_refused(sandbox: LocalSandbox, call: str) -> None:
    code, said = await python(
        sandbox, f"import ctypes, os; l = ctypes.CDLL(None, use_errno=True); print({call}, ctypes.get_errno())"
    )
    assert (code, said) == (0, "-1 1\n")


async def test_keys_cannot_be_typed_into_a_terminal(sandbox: LocalSandbox) -> None:
    for request in ("0x5412", "0x5412 | 1 << 32", "0x541C"):
        code, said = await python(
            sandbox,
            "import ctypes, os, pty; m, s = pty.openpty(); l = ctypes.CDLL(None, use_errno=True);"
            f"print(l.ioctl(s, ctypes.c_ulong({request}), b'x'), ctypes.get_errno())",
        )
        assert (code, said) == (0, "-1 1\n")


async def test_no_capability_is_held_and_none_can_be_gained(sandbox: LocalSandbox) -> None:
    status = (await sandbox.exec(["cat", "/proc/self/status"])).out.decode()
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert {fields[name] for name in ("CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert (fields["NoNewPrivs"], fields["Seccomp"]) == ("1", "2")
    code, said = await python(sandbox, "import os; os.setuid(0)")
    assert (code, "Error" in said) == (1, True)
    assert (await sandbox.exec(["sh", "-c", "cp /usr/bin/id i; chmod u+s i; ./i -u"])).out != b"0\n"


async def test_the_file_that_runs_this_is_python(sandbox: LocalSandbox) -> None:
    code, said = await python(sandbox, "import sys; print(sys.version_info[0], sys.executable)")
    assert code == 0
    assert said.startswith("3 /usr/")
    assert sys.executable not in said
