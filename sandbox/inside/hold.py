"""Run inside fresh namespaces: lay out a sandbox's file systems, then stay as a small sleeping program.

Run as `python3 -I -S -c` with what `Order` names as arguments. Says the holder's pid on stdout; stays only when it is
then told `go` on stdin, so that a maker that dies before it wrote its record leaves nothing behind.

Half of a new sandbox's time is Python's start, so that only the fastest modules are imported.
"""

import ctypes
import fcntl
import os
import struct
import sys

NOSUID_NODEV = 2 | 4
AF_INET, SOCK_DGRAM = 2, 2
SIOCSIFFLAGS, IFF_UP_RUNNING = 0x8914, 0x41
PR_SET_NO_NEW_PRIVS = 38


class Order:
    """Where to mount, how much of it, for whom; `owner` is a mount option, `drop_to` a user or -1."""

    def __init__(
        self,
        base: str,
        owner: str,
        workspace_bytes: str,
        tmp_bytes: str,
        inodes: str,
        inside_uid: str,
        drop_to: str,
        sleep: str,
    ) -> None:
        self.base, self.owner = base, owner
        self.workspace_bytes, self.tmp_bytes, self.inodes = workspace_bytes, tmp_bytes, inodes
        self.inside_uid, self.drop_to, self.sleep = inside_uid, int(drop_to), sleep


def mount_tmpfs(libc: ctypes.CDLL, path: str, options: str) -> None:
    """Mount an empty tmpfs there."""
    if libc.mount(b"tmpfs", path.encode(), b"tmpfs", NOSUID_NODEV, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), f"mounting a tmpfs on {path}")


def raise_loopback(libc: ctypes.CDLL) -> None:
    """Bring up the namespace's own 127.0.0.1."""
    any_socket = libc.socket(AF_INET, SOCK_DGRAM, 0)
    fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP_RUNNING).ljust(40, b"\0"))
    os.close(any_socket)


def lay_out(order: Order, libc: ctypes.CDLL) -> None:
    """Mount the workspace, /tmp and a small /etc below `base`."""
    base, uid = order.base, order.inside_uid
    mount_tmpfs(libc, base, "size=1m,nr_inodes=64,mode=0755")
    for name, size in (("workspace", order.workspace_bytes), ("tmp", order.tmp_bytes)):
        os.mkdir(f"{base}/{name}")
        mount_tmpfs(libc, f"{base}/{name}", f"size={size},nr_inodes={order.inodes},mode=0700{order.owner}")
    etc = f"{base}/etc"
    os.makedirs(f"{etc}/alternatives")
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
        with open("/etc/ld.so.cache", "rb") as theirs, open(f"{etc}/ld.so.cache", "wb") as ours:
            ours.write(theirs.read())


def stay(order: Order, libc: ctypes.CDLL) -> None:
    """Wait for the word, then become a program that only sleeps; without the word, end."""
    os.setsid()
    if os.read(0, 2) != b"go":
        os._exit(1)
    nothing = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    os.chdir("/")
    if order.drop_to >= 0:
        os.setgroups([])
        os.setresgid(*[order.drop_to] * 3)
        os.setresuid(*[order.drop_to] * 3)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.execv(order.sleep, ["interview-sandbox", "infinity"])  # noqa: S606


def main() -> None:
    """Lay out, split off the one that stays, and say who it is."""
    order = Order(*sys.argv[1:])
    libc = ctypes.CDLL(None, use_errno=True)
    lay_out(order, libc)
    raise_loopback(libc)
    # A grandchild belongs to nobody: the maker must neither reap it nor take it along when it dies.
    child = os.fork()
    if child == 0:
        stay(order, libc)
    os.write(1, b"%d\n" % child)


main()
