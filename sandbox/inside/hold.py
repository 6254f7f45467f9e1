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

RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, RELATIME = 1, 2, 4, 8, 32, 4096, 16384, 1 << 21
KEPT = NOSUID | NODEV | NOEXEC | 1024 | 2048  # these and the access times say the same in mount(2) and in statvfs(3)
ST_RELATIME = 4096
DEVICES = ("full", "null", "random", "tty", "urandom", "zero")
SYSTEM_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
AF_INET, SOCK_DGRAM = 2, 2
SIOCSIFFLAGS, IFF_UP_RUNNING = 0x8914, 0x41
PR_SET_NO_NEW_PRIVS = 38


class Order:
    """Where to mount, how much of it, for whom; `owner` is a mount option, `drop_to` a user or -1.

    `tools` are paths by twos: inside, and of this machine.
    """

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
        *tools: str,
    ) -> None:
        self.base, self.owner = base, owner
        self.workspace_bytes, self.tmp_bytes, self.inodes = workspace_bytes, tmp_bytes, inodes
        self.inside_uid, self.drop_to, self.sleep = inside_uid, int(drop_to), sleep
        self.tools = list(zip(tools[::2], tools[1::2], strict=True))


def mount(libc: ctypes.CDLL, what: str, path: str, flags: int, options: str = "") -> None:
    """Mount a new file system of the kind `what`, or bind the path `what`."""
    if libc.mount(what.encode(), path.encode(), what.encode(), flags, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), f"mounting {what} on {path}")


def raise_loopback(libc: ctypes.CDLL) -> None:
    """Bring up the namespace's own 127.0.0.1."""
    any_socket = libc.socket(AF_INET, SOCK_DGRAM, 0)
    fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP_RUNNING).ljust(40, b"\0"))
    os.close(any_socket)


def lay_out(order: Order, libc: ctypes.CDLL) -> None:
    """Make `base` the root that every program will see: the system and the tools, a workspace, /tmp, a small /etc."""
    base = order.base
    os.umask(0o022)  # whoever programs run as has to get into all of it
    mount(libc, "tmpfs", base, NOSUID | NODEV, "size=1m,nr_inodes=128,mode=0755")
    os.mkdir(f"{base}/proc")
    lay_out_system(libc, base)
    lay_out_devices(libc, f"{base}/dev")
    lay_out_settings(libc, f"{base}/etc", order.inside_uid)
    for inside, outside in order.tools:
        os.makedirs(f"{base}{inside}")
        mount(libc, outside, f"{base}{inside}", BIND | REC)
    seal(libc, base)
    for name, size in (("workspace", order.workspace_bytes), ("tmp", order.tmp_bytes)):
        options = f"size={size},nr_inodes={order.inodes},mode=0700{order.owner}"
        mount(libc, "tmpfs", f"{base}/{name}", NOSUID | NODEV, options)
    mount(libc, "devpts", f"{base}/dev/pts", NOSUID | NOEXEC, "newinstance,ptmxmode=0666,mode=620")


def lay_out_system(libc: ctypes.CDLL, base: str) -> None:
    """/usr, and /bin and its like: links where the system has merged them, else folders; places for what is ours."""
    for name in ("usr", "workspace", "tmp"):
        os.mkdir(f"{base}/{name}")
    mount(libc, "/usr", f"{base}/usr", BIND | REC)
    for name in SYSTEM_FOLDERS:
        if os.path.islink(f"/{name}"):
            os.symlink(os.readlink(f"/{name}"), f"{base}/{name}")
        elif os.path.isdir(f"/{name}"):
            os.mkdir(f"{base}/{name}")
            mount(libc, f"/{name}", f"{base}/{name}", BIND | REC)


def lay_out_devices(libc: ctypes.CDLL, dev: str) -> None:
    """The harmless devices; a program's shared memory is its own and comes with it."""
    for folder in (dev, f"{dev}/pts", f"{dev}/shm"):
        os.mkdir(folder)
    for name in DEVICES:
        os.close(os.open(f"{dev}/{name}", os.O_CREAT | os.O_WRONLY))
        mount(libc, f"/dev/{name}", f"{dev}/{name}", BIND)
    os.symlink("pts/ptmx", f"{dev}/ptmx")
    os.symlink("/proc/self/fd", f"{dev}/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink(f"/proc/self/fd/{number}", f"{dev}/{name}")


def lay_out_settings(libc: ctypes.CDLL, etc: str, uid: str) -> None:
    """What programs ask of /etc, and nothing of the machine."""
    os.mkdir(etc)
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
    if os.path.isdir("/etc/alternatives"):
        os.mkdir(f"{etc}/alternatives")
        mount(libc, "/etc/alternatives", f"{etc}/alternatives", BIND | REC)


def seal(libc: ctypes.CDLL, base: str) -> None:
    """Nothing that is mounted at or below `base` can be written; devices alone work as such.

    A mount keeps what it has: in a user namespace that cannot be taken away.
    """
    ours = {}
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            number, parent, _, _, escaped, _ = line.split(" ", 5)
            point = escaped.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
            if point == base:
                ours = {number: point}  # what was mounted there before has other numbers
            elif parent in ours:
                ours[number] = point
    for point in ours.values():
        flags = os.statvfs(point).f_flag
        kept = flags & KEPT | (RELATIME if flags & ST_RELATIME else 0)
        added = NOSUID | NOEXEC if point.startswith(f"{base}/dev/") else RDONLY | NOSUID | NODEV
        mount(libc, "none", point, REMOUNT | BIND | kept | added)


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
    os._exit(0)  # whoever started us waits for our end, and Python's own takes milliseconds


main()
