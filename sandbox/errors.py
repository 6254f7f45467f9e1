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
    """A path that leads out of the workspace, is no regular file, or does not exist.

    `reason` tells which: `missing`, `outside`, `folder` (it is one), `not_a_file` (a FIFO, a device, a socket),
    `not_a_folder` (something on the way), `link`, `denied` (its mode), `bad_name`, or `refused` for the rest.
    """

    code = "path_refused"

    def __init__(self, detail: str = "", *, reason: str = "refused") -> None:
        super().__init__(detail)
        self.reason = reason


class FileTooLarge(SandboxError):
    """A file over the limit of the call; `size_bytes` is what it has, 0 where that is not known."""

    code = "file_too_large"

    def __init__(self, detail: str = "", *, size_bytes: int = 0) -> None:
        super().__init__(detail)
        self.size_bytes = size_bytes


class WorkspaceFull(SandboxError):
    """No room is left in the workspace."""

    code = "workspace_full"


class ModalUnavailable(SandboxError):
    """Modal cannot be used now: no token, a refused one, or no answer."""

    code = "modal_unavailable"


class QuotaReached(SandboxError):
    """The provider gives no more sandboxes for now."""

    code = "sandbox_quota"
