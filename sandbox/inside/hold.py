"""Run inside fresh namespaces: lay out a sandbox's file systems, then stay as a small sleeping program.

Stdlib only, run as `python3 -I -S -c`. Says the holder's pid on stdout; stays only when it is then told
`go` on stdin, so that a maker that dies before it wrote its record leaves nothing behind.
"""

import ctypes
import fcntl
import json
import os
import shutil
import socket
import struct
import sys

NOSUID_NODEV = 2 | 4
SIOCSIFFLAGS, IFF_UP_RUNNING = 0x8914, 0x41
PR_SET_NO_NEW_PRIVS = 38


def mount_tmpfs(libc: ctypes.CDLL, path: str, options: str) -> None:
    """Mount an empty tmpfs there."""
    if libc.mount(b"tmpfs", path.encode(), b"tmpfs", NOSUID_NODEV, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), f"mounting a tmpfs on {path}")


def raise_loopback() -> None:
    """Bring up the namespace's own 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP_RUNNING).ljust(40, b"\0"))


def lay_out(order: dict[str, str | int]) -> None:
    """Mount the workspace, /tmp and a small /etc below `base`."""
    libc = ctypes.CDLL(None, use_errno=True)
    base, owner = str(order["base"]), str(order["owner"])
    mount_tmpfs(libc, base, "size=1m,nr_inodes=64,mode=0755")
    for name, size in (("workspace", order["workspace_bytes"]), ("tmp", order["tmp_bytes"])):
        os.mkdir(f"{base}/{name}")
        mount_tmpfs(libc, f"{base}/{name}", f"size={size},nr_inodes={order['inodes']},mode=0700{owner}")
    etc = f"{base}/etc"
    os.makedirs(f"{etc}/alternatives")
    uid = order["inside_uid"]
    texts = {
        "passwd": f"candidate:x:{uid}:{uid}:candidate:/workspace:/bin/bash\n",
        "group": f"candidate:x:{uid}:\n",
        "hosts": "127.0.0.1 localhost interview\n::1 localhost\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }
    for name, text in texts.items():
        with open(f"{etc}/{name}", "w", encoding="utf-8") as file:
            file.write(text)
    if os.path.exists("/etc/ld.so.cache"):
        shutil.copyfile("/etc/ld.so.cache", f"{etc}/ld.so.cache")


def stay(order: dict[str, str | int]) -> None:
    """Wait for the word, then become a program that only sleeps; without the word, end."""
    os.setsid()
    if os.read(0, 2) != b"go":
        os._exit(1)
    nothing = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    os.chdir("/")
    if int(order["drop_to"]) >= 0:
        os.setgroups([])
        os.setresgid(*[int(order["drop_to"])] * 3)
        os.setresuid(*[int(order["drop_to"])] * 3)
    ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.execv(str(order["sleep"]), ["interview-sandbox", "infinity"])  # noqa: S606


def main() -> None:
    """Lay out, split off the one that stays, and say who it is."""
    order = json.loads(sys.argv[1])
    lay_out(order)
    raise_loopback()
    # A grandchild belongs to nobody: the maker must neither reap it nor take it along when it dies.
    child = os.fork()
    if child == 0:
        stay(order)
    os.write(1, b"%d\n" % child)


main()
