"""The three ways to isolate, as argument vectors: what stands before a candidate's program.

Each exec is `[join memory cgroup] → prlimit → nsenter → bwrap → program`: a fresh process namespace
on the root that the sandbox's holder has laid out.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sandbox.base import Limits
from sandbox.errors import IsolationMissing, PathRefused, SandboxError
from sandbox.state import Record

SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"

# Where a holder mounts a sandbox's root: every Linux has it, and nothing that we start in there needs it.
HOLDER_BASE = "/sys"

INSIDE_UID = 1000
INSIDE_PATH = "/usr/local/bin:/usr/bin:/bin"
_INSIDE_ENV = {
    "PATH": INSIDE_PATH,
    "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
    "PYTHONDONTWRITEBYTECODE": "1",
}
_SHELL_CPU_S = 300
_SHELL_ENV = {"PS1": r"\w \$ ", "HISTFILE": "/tmp/.shell_history", "USER": "candidate", "LOGNAME": "candidate"}  # noqa: S108


class Profile(StrEnum):
    """How much this machine can isolate."""

    FULL = "full"
    ROOT_WITHOUT_USERNS = "root-without-userns"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Programs:
    """The absolute paths of the system programs that we stand on."""

    bwrap: str
    nsenter: str
    prlimit: str
    python: str
    setpriv: str
    sh: str
    sleep: str
    unshare: str


_PACKAGES = {"bwrap": "bubblewrap", "sh": "dash", "sleep": "coreutils", "python3": "python3"}


def find_programs(*, isolated: bool) -> Programs:
    """Look for them in the system's folders, never in the caller's PATH.

    Raises:
        IsolationMissing: naming the missing ones and their packages; bwrap may be missing without isolation.
    """
    found = {name: shutil.which(name, path=SEARCH_PATH) or "" for name in Programs.__dataclass_fields__}
    found["python"] = shutil.which("python3", path=SEARCH_PATH) or ""
    missing = sorted(name for name, path in found.items() if not path and (isolated or name != "bwrap"))
    if missing:
        packages = " ".join(sorted({_PACKAGES.get(name, "util-linux") for name in missing}))
        raise IsolationMissing(f"{', '.join(missing)} not found: apt-get install {packages}")
    return Programs(**found)


@dataclass(frozen=True, slots=True)
class Task:
    """One program to run in a sandbox: `cwd` is relative to the workspace.

    One that shall get a controlling terminal makes its session itself.
    """

    argv: Sequence[str]
    limits: Limits
    cpu_s: int
    wall_s: float
    output_bytes: int
    cwd: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    terminal: bool = False


def task_of(
    limits: Limits,
    argv: Sequence[str],
    *,
    cwd: str = "",
    env: Mapping[str, str] | None = None,
    wall_s: float | None = None,
    cpu_s: int | None = None,
    output_bytes: int | None = None,
) -> Task:
    """What a caller of any backend asks for; what is left out is as `limits` say.

    Raises:
        PathRefused: for a folder outside the workspace.
        SandboxError: for arguments or variables that no program can be given.
    """
    env = env or {}
    if not argv or not argv[0]:
        raise SandboxError("no program is named: give its name or path, then its arguments")
    if any("\0" in text for text in (*argv, *env, *env.values())) or any(not name or "=" in name for name in env):
        raise SandboxError("an argument or variable has a NUL in it, or a variable's name is empty or has a `=` in it")
    return Task(
        argv=argv,
        limits=limits,
        cpu_s=cpu_s or limits.cpu_s,
        wall_s=limits.wall_s if wall_s is None else wall_s,
        output_bytes=limits.output_bytes if output_bytes is None else output_bytes,
        cwd=inside_path(cwd),
        env=env,
    )


def shell_of(limits: Limits, argv: Sequence[str], *, path: str) -> Task:
    """A login shell, which lives for a whole interview; each program in it may compute for so long."""
    task = task_of(limits, argv, env={**_SHELL_ENV, "SHELL": path}, cpu_s=max(limits.cpu_s, _SHELL_CPU_S))
    return replace(task, terminal=True)


def rlimits(task: Task) -> dict[str, tuple[int, int]]:
    """The per-process limits by name (setrlimit(2)); the one on processes counts the whole sandbox, by its user."""
    limits = task.limits
    return {
        "NPROC": (limits.processes, limits.processes),
        "NOFILE": (limits.open_files, limits.open_files),
        "FSIZE": (min(limits.file_bytes, limits.workspace_bytes),) * 2,
        "DATA": (limits.data_bytes, limits.data_bytes),
        "CPU": (task.cpu_s, task.cpu_s + 1),
        "CORE": (0, 0),
        "MEMLOCK": (65536, 65536),
        "MSGQUEUE": (0, 0),
    }


def limited(task: Task, *, prlimit: str) -> list[str]:
    """What stands before an argument vector so that it has its limits."""
    return [prlimit, *(f"--{name.lower()}={soft}:{hard}" for name, (soft, hard) in rlimits(task).items()), "--"]


def command(record: Record, task: Task, *, programs: Programs, seccomp_fd: int, status_fd: int) -> list[str]:
    """The argument vector of an isolated exec. It is started with an empty environment of its own."""
    assert record.holder is not None
    enter = [programs.nsenter, "-t", str(record.holder.pid), "-m", "-n", "-i"]
    full = record.profile == Profile.FULL
    if full:
        # nsenter becomes the namespace's root, which is the sandbox's own user outside, before bwrap runs:
        # bwrap as the machine's root would leave the system's settings writable and the limits unheeded.
        # Without root outside, the user that entered is that one already.
        enter += ["-U"] if record.uid is not None else ["-U", "--preserve-credentials"]
    vector = [*limited(task, prlimit=programs.prlimit), *enter, "--", programs.bwrap]
    vector += ["--unshare-pid", "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent"]
    if not task.terminal:
        vector.append("--new-session")
    vector += ["--hostname", "interview", "--cap-drop", "ALL"]
    if full:
        vector += ["--unshare-user", "--uid", str(INSIDE_UID), "--gid", str(INSIDE_UID)]
    else:
        # Three are spent by setpriv, below; one lets bwrap enter a workspace whose mode the candidate closed.
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_DAC_READ_SEARCH"):
            vector += ["--cap-add", capability]
    # The holder has laid out all that programs see but the processes, and what each has for itself.
    vector += ["--dev-bind", record.folder, "/", "--proc", "/proc"]
    shared = ["--perms", "1777", "--size", str(record.limits.tmp_bytes), "--tmpfs", "/dev/shm"]  # noqa: S108
    # A terminal's devices are bubblewrap's, which puts the terminal among them.
    vector += ["--dev", "/dev", *shared, "--remount-ro", "/dev"] if task.terminal else shared
    vector += ["--chdir", f"/workspace/{task.cwd}".rstrip("/"), "--clearenv"]
    for name, value in environment(task, home="/workspace", tmp="/tmp").items():  # noqa: S108
        vector += ["--setenv", name, value]
    vector += ["--seccomp", str(seccomp_fd), "--json-status-fd", str(status_fd), "--"]
    if not full:
        vector += drop_to(record.uid, setpriv=programs.setpriv)
    return [*vector, *task.argv]


def drop_to(uid: int | None, *, setpriv: str) -> list[str]:
    """Become an unprivileged user; nothing when there is none to become."""
    if uid is None:
        return []
    return [
        setpriv,
        f"--reuid={uid}",
        f"--regid={uid}",
        "--clear-groups",
        "--inh-caps=-all",
        "--bounding-set=-all",
        "--no-new-privs",
    ]


def environment(task: Task, *, home: str, tmp: str) -> dict[str, str]:
    """All that a candidate's program finds in its environment."""
    return {**_INSIDE_ENV, "HOME": home, "TMPDIR": tmp, **task.env}


def inside_path(path: str) -> str:
    """The path again, if it is one below the workspace.

    Raises:
        PathRefused: for an absolute path, `..`, or a NUL.
    """
    if path.startswith("/") or "\0" in path or ".." in path.split("/"):
        raise PathRefused(f"{path!r} is no path inside the workspace")
    return path
