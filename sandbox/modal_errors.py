"""Turns what Modal's client raises into our errors, and lets no call wait for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import modal.exception as theirs
from grpclib.exceptions import ProtocolError, StreamTerminatedError

from sandbox.errors import ModalUnavailable, QuotaReached, SandboxError, SandboxGone

_TOKEN = "set MODAL_TOKEN_ID and MODAL_TOKEN_SECRET to a token of https://modal.com/settings/tokens"  # noqa: S105
_ENDED = (
    theirs.ClientClosed,  # a sandbox that we have let go of
    theirs.ConflictError,
    theirs.NotFoundError,
    theirs.SandboxTerminatedError,
    theirs.SandboxTimeoutError,
)
_LOST = (
    theirs.ServiceError,
    theirs.InternalError,
    theirs.ConnectionError,
    StreamTerminatedError,
    ProtocolError,
    OSError,
)


@asynccontextmanager
async def speaking(what: str, *, limit_s: float | None, sandbox_id: str | None = None) -> AsyncIterator[None]:
    """Bound one exchange with Modal. `what` names it for the message, `sandbox_id` the sandbox that it is about.

    Raises:
        SandboxGone: when that sandbox has ended.
        QuotaReached: when the workspace's limits are used up.
        ModalUnavailable: for a refused token, a lost connection, or no answer in time.
        SandboxError: for whatever else Modal refuses.
    """
    try:
        async with asyncio.timeout(limit_s):
            yield
    except TimeoutError as late:
        raise ModalUnavailable(
            f"Modal gave no answer within {limit_s or 0:.0f} s ({what}); see https://status.modal.com and try again"
        ) from late
    except theirs.AlreadyExistsError:
        raise  # no failure of the connection: only who chose the name knows what it means
    except _ENDED as ended:
        if sandbox_id is None:
            raise SandboxError(f"Modal does not find what is needed ({what}): {ended}") from ended
        raise SandboxGone(f"the sandbox {sandbox_id} has ended ({what})") from ended
    except (theirs.Error, *_LOST) as failure:
        raise translated(failure, what) from failure


def translated(failure: BaseException, what: str) -> SandboxError:
    """Our error for one of Modal's that is not about an ended sandbox."""
    if isinstance(failure, theirs.AuthError):
        return ModalUnavailable(f"Modal refuses the token: {_TOKEN} ({failure})")
    if isinstance(failure, theirs.PermissionDeniedError):
        return ModalUnavailable(f"the Modal token may not do this ({what}): give it the right, or {_TOKEN}")
    if isinstance(failure, theirs.ResourceExhaustedError):
        return QuotaReached(
            f"the Modal workspace has no room for another sandbox ({failure}): raise its limits or its budget at "
            "https://modal.com/settings, or end sandboxes that are not needed"
        )
    if isinstance(failure, theirs.ImageBuildError | theirs.RemoteError):
        return ModalUnavailable(
            f"the Modal image cannot be built: {failure}; its build log is at https://modal.com/apps"
        )
    if isinstance(failure, _LOST):
        return ModalUnavailable(
            f"the connection with Modal was lost ({what}: {failure or type(failure).__name__}); "
            "see https://status.modal.com and try again"
        )
    return SandboxError(f"Modal refuses this ({what}): {failure}")


def without_token() -> ModalUnavailable:
    """Nobody has given a token."""
    return ModalUnavailable(f"SANDBOX=modal needs a token: {_TOKEN}")
