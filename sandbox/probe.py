"""Finds out what this machine can isolate, by trying it."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sandbox.base import Capabilities
from sandbox.errors import IsolationMissing
from sandbox.memory import Kind, find_cgroup
from sandbox.profile import Profile, Programs, drop_to, find_programs
from sandbox.seccomp import filter_file

_TRIAL_S = 10.0
_NO_CGROUP = (
    "memory is bounded by watching (every 100 ms): run as root, or delegate a cgroup"
    " (v2; systemd: Delegate=memory and DelegateSubgroup=server)"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the provider stands on here."""

    profile: Profile
    programs: Programs
    memory: Kind
    cgroup_parent: Path | None
    seccomp: Path | None
    notes: tuple[str, ...]

    def capabilities(self) -> Capabilities:
        """The same in the words of the interface."""
        isolated = self.profile is not Profile.UNSAFE
        return Capabilities(
            provider="local",
            profile=str(self.profile),
            memory=self.memory if isolated else "rlimits",
            isolated=isolated,
            notes=self.notes,
        )


def examine(
    state_dir: Path, *, first_uid: int, allow_unsafe: bool, only: Profile | None = None, cgroups: bool = True
) -> Ground:
    """Try the profiles from the strongest to the weakest (or the one of `only`). Blocks for some 30 ms.

    Raises:
        IsolationMissing: when none works; it says what each one lacked and how to get it.
    """
    uid = first_uid if os.geteuid() == 0 else None
    if only is Profile.UNSAFE:
        return _unsafe(("candidate code runs WITHOUT isolation",))
    try:
        programs = find_programs(isolated=True)
        seccomp = filter_file(state_dir)
    except IsolationMissing as missing:
        return _unsafe_or_refuse([str(missing)], allow_unsafe=allow_unsafe)
    memory, parent = find_cgroup() if cgroups else ("watchdog", None)
    notes = [] if parent else [_NO_CGROUP]
    lacks: list[str] = []
    for profile in (Profile.FULL, Profile.ROOT_WITHOUT_USERNS):
        if only not in (None, profile):
            continue
        lack = _trial(profile, programs, uid)
        if lack is None:
            return Ground(profile, programs, memory, parent, seccomp, tuple(notes + lacks))
        lacks.append(f"profile {profile}: {lack}")
    return _unsafe_or_refuse([*lacks, *_how_to_get_namespaces()], allow_unsafe=allow_unsafe)


def _trial(profile: Profile, programs: Programs, uid: int | None) -> str | None:
    """What speaks against this profile, or None."""
    if profile is Profile.ROOT_WITHOUT_USERNS and uid is None:
        return "only for root"
    full = profile is Profile.FULL
    vector = [
        *(drop_to(uid, setpriv=programs.setpriv) if full else []),
        *[programs.unshare, *(["--user", "--map-root-user"] if full else []), "--net", "--mount", "--ipc", "--uts"],
        *["--", programs.bwrap, *(["--unshare-user"] if full else []), "--unshare-pid", "--ro-bind", "/", "/"],
        *["--proc", "/proc", "--dev", "/dev", "--", programs.sh, "-c", ":"],
    ]
    try:
        tried = subprocess.run(vector, capture_output=True, timeout=_TRIAL_S, check=False, env={}, cwd="/")
    except (OSError, subprocess.TimeoutExpired) as failure:
        return str(failure)
    if tried.returncode == 0:
        return None
    return tried.stderr.decode("utf-8", "replace").strip() or f"the trial ended with status {tried.returncode}"


def _how_to_get_namespaces() -> list[str]:
    """What this machine's settings say about the refusal."""
    advice = []
    for name, good, how in (
        (
            "kernel/apparmor_restrict_unprivileged_userns",
            "0",
            (
                "AppArmor forbids user namespaces (Ubuntu 24.04 does by default): give bwrap and unshare a"
                " profile each, /etc/apparmor.d/bwrap with `abi <abi/4.0>,` and"
                " `profile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }`, the same for /usr/bin/unshare,"
                " then `systemctl reload apparmor`; or, for all programs,"
                " `sysctl kernel.apparmor_restrict_unprivileged_userns=0`"
            ),
        ),
        (
            "kernel/unprivileged_userns_clone",
            "1",
            "this kernel forbids user namespaces: `sysctl kernel.unprivileged_userns_clone=1`",
        ),
    ):
        setting = Path("/proc/sys", name)
        if setting.exists() and setting.read_text(encoding="ascii").strip() != good:
            advice.append(how)
    most = Path("/proc/sys/user/max_user_namespaces")
    if most.exists() and most.read_text(encoding="ascii").strip() == "0":
        advice.append("no user namespaces are allowed: `sysctl user.max_user_namespaces=15000`")
    if not advice:
        advice.append(
            "inside a container: start it with the right to make namespaces (docker: --security-opt seccomp=unconfined"
            " --security-opt apparmor=unconfined --cap-add SYS_ADMIN), or run the server on the host"
        )
    return advice


def _unsafe_or_refuse(lacks: list[str], *, allow_unsafe: bool) -> Ground:
    if allow_unsafe:
        return _unsafe(("candidate code runs WITHOUT isolation", *lacks))
    raise IsolationMissing(
        "candidate code cannot be isolated on this machine. "
        + ". ".join(lacks)
        + ". For trying things out on your own machine only, SANDBOX_ALLOW_UNSAFE=1 runs it without isolation."
    )


def _unsafe(notes: tuple[str, ...]) -> Ground:
    return Ground(Profile.UNSAFE, find_programs(isolated=False), "watchdog", None, None, notes)
