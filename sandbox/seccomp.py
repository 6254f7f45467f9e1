"""The system calls that a candidate's program has no use for, refused by a filter in the kernel.

A deny list: programs of any language must run, and namespaces already hide most of the machine. What
is listed reaches past namespaces, widens the kernel's attack surface, or changes the machine itself.
"""

import errno
import hashlib
import os
import tempfile
from pathlib import Path

from sandbox.errors import IsolationMissing

_REFUSED_TEXT = """
acct add_key adjtimex bpf chroot clock_adjtime clock_settime create_module delete_module fanotify_init
finit_module fsconfig fsmount fsopen fspick get_kernel_syms init_module io_uring_enter io_uring_register
io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load keyctl lookup_dcookie mbind migrate_pages mknod
mknodat mount mount_setattr move_mount move_pages name_to_handle_at nfsservctl open_by_handle_at open_tree
perf_event_open personality pidfd_getfd pivot_root process_madvise process_vm_readv process_vm_writev ptrace
query_module quotactl quotactl_fd reboot request_key set_mempolicy setdomainname sethostname setns
settimeofday stime swapoff swapon sysfs syslog umount umount2 unshare uselib userfaultfd ustat vhangup vm86
vm86old vmsplice
"""
REFUSED = tuple(_REFUSED_TEXT.split())

# mkfifo(3) and Unix sockets are made by mknod(2) too; these two bits of its mode are a device's.
_DEVICE_BITS = (0o020000, 0o060000)
_NAMESPACE_FLAGS = 0x7E020080
_TERMINAL_INJECTION = (0x5412, 0x541C)  # TIOCSTI (CVE-2017-5226), TIOCLINUX (CVE-2023-28100)
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK, _AF_MAX = 1, 2, 10, 16, 47
_PERSONALITY_QUERY = _LOW = 0xFFFFFFFF


def filter_file(folder: Path) -> Path:
    """The compiled filter in `folder`, made on first use; another process's is taken as it is.

    Raises:
        IsolationMissing: without pyseccomp or libseccomp.
    """
    path = folder / f"seccomp-{_version()}.bpf"
    if not path.exists():
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as unfinished:
            _write(unfinished.fileno())
        Path(unfinished.name).replace(path)
    return path


def _version() -> str:
    text = f"{os.uname().machine} {Path(__file__).read_text(encoding='utf-8')}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _write(out: int) -> None:
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError) as missing:
        raise IsolationMissing(
            "no seccomp filter can be made here: install the Python package pyseccomp and the system library"
            " libseccomp.so.2 (Debian and Ubuntu: apt-get install libseccomp2)"
        ) from missing

    rules = pyseccomp.SyscallFilter(defaction=pyseccomp.ALLOW)
    refuse, no_family = pyseccomp.ERRNO(errno.EPERM), pyseccomp.ERRNO(errno.EAFNOSUPPORT)
    conditional = {"mknod", "mknodat", "personality"}
    for name in REFUSED:
        # A call that this machine's architecture never had, or libseccomp does not know, needs no rule.
        if name not in conditional and _known(name):
            rules.add_rule(refuse, name)
    for bits in _DEVICE_BITS:
        for name, argument in (("mknod", 1), ("mknodat", 2)):
            if _known(name):
                rules.add_rule(refuse, name, pyseccomp.Arg(argument, pyseccomp.MASKED_EQ, 0o170000, bits))
    # Asking for the personality is fine (libc does); setting it switches off address randomisation.
    rules.add_rule(refuse, "personality", pyseccomp.Arg(0, pyseccomp.NE, _PERSONALITY_QUERY))
    for bit in range(32):
        if _NAMESPACE_FLAGS & (1 << bit):
            rules.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, 1 << bit, 1 << bit))
    # clone3 keeps its flags behind a pointer, which a filter cannot follow; libc falls back to clone.
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    # An int in a 64-bit register: the kernel looks at the low 32 bits only, so must the filter.
    for request in _TERMINAL_INJECTION:
        rules.add_rule(refuse, "ioctl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, _LOW, request))
    # A virtual machine's AF_VSOCK is not bound to the network namespace; the others widen the surface.
    for family in set(range(_AF_MAX)) - {_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK}:
        rules.add_rule(no_family, "socket", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _LOW, family))
    netlink = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _LOW, _AF_NETLINK)
    rules.add_rule(no_family, "socket", netlink, pyseccomp.Arg(2, pyseccomp.NE, 0))  # only NETLINK_ROUTE
    with os.fdopen(os.dup(out), "wb") as file:
        rules.export_bpf(file)


def _known(name: str) -> bool:
    import pyseccomp

    number: int = pyseccomp.resolve_syscall(pyseccomp.system_arch(), name)
    return number >= 0
