"""What one exec is started with: its argument vector, and the descriptors that the child inherits."""

import contextlib
import os
import secrets

from sandbox.child import Launch
from sandbox.memory import join_cgroup
from sandbox.probe import Ground
from sandbox.processes import MARK
from sandbox.profile import Task, command, drop_to, environment, limited
from sandbox.state import Record


class OpenLaunch:
    """A launch whose descriptors are closed again here once the child has them."""

    def __init__(self, record: Record, task: Task, ground: Ground) -> None:
        self._record, self._task, self._ground = record, task, ground
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Launch:
        record, task, programs = self._record, self._task, self._ground.programs
        if record.holder is None:
            workspace = f"{record.folder}/workspace"
            vector = [*limited(task, prlimit=programs.prlimit), *drop_to(record.uid, setpriv=programs.setpriv)]
            env = environment(task, home=workspace, tmp=f"{record.folder}/tmp")  # noqa: S108 - the sandbox's own
            run = f"{record.id}.{secrets.token_hex(4)}"
            env[MARK] = run
            cwd = f"{workspace}/{task.cwd}"
            return Launch([*vector, *task.argv], env, cwd, (), mark=f"{MARK}={run}")
        assert self._ground.seccomp is not None
        # Bubblewrap reads the filter to its end, so each exec opens it anew.
        filter_fd = os.open(self._ground.seccomp, os.O_RDONLY | os.O_CLOEXEC)
        self._open.callback(os.close, filter_fd)
        told, telling = os.pipe2(os.O_CLOEXEC)
        self._open.callback(os.close, telling)
        vector = command(record, task, programs=programs, seccomp_fd=filter_fd, status_fd=telling)
        joined = [*join_cgroup(record.cgroup, sh=programs.sh), *vector]
        return Launch(joined, {}, "/", (filter_fd, telling), told)

    def __exit__(self, *_: object) -> None:
        self._open.close()
