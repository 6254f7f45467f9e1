"""What can break in our own machinery. A candidate's failing program is a result, never one of these."""


class SandboxError(Exception):
    """The sandbox could not do its work; `code` is stable."""

    code = "sandbox_failed"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        return self.detail or "the sandbox failed"


class IsolationMissing(SandboxError):
    """No isolation profile works on this machine."""

    code = "isolation_missing"


class SandboxGone(SandboxError):
    """The sandbox no longer exists."""

    code = "sandbox_gone"


class PathRefused(SandboxError):
    """A path that leads out of the workspace, is no regular file, or does not exist."""

    code = "path_refused"


class FileTooLarge(SandboxError):
    """A file over the limit of the call."""

    code = "file_too_large"


class WorkspaceFull(SandboxError):
    """No room is left in the workspace."""

    code = "workspace_full"
