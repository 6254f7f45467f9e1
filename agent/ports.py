"""What the interviewer needs from the outside; `agent.link` provides it over the pipes."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

from agent.state import AgentState
from protocol.facts import EventBody
from protocol.frames import Envelope
from protocol.pipes import Attach, Ping
from protocol.signals import Signal


class CallFailed(Exception):
    """The server refused or could not do a call; `reason` says why, and `code` in a word (empty: no answer)."""

    def __init__(self, name: str, reason: str, code: str = "") -> None:
        super().__init__(name, reason, code)
        self.name, self.reason, self.code = name, reason, code

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


class Watching(Protocol):
    """What is known of the session, and how to wait until more is."""

    state: AgentState

    def now_ms(self) -> int:
        """Interview time."""

    async def until(self, found: Callable[[], bool], *, within_s: float = 180.0) -> None:
        """Wait until the state says so.

        Raises:
            TimeoutError: when it did not in time.
        """


class Link(Protocol):
    """The near end of the two pipes."""

    async def emit(self, event: EventBody) -> None:
        """Say something durable: sent again until it is committed. Waits while the pipe is full."""

    def signal(self, signal: Signal) -> None:
        """Say something transient; dropped when the pipe is full."""

    async def call(self, name: str, args: dict[str, Any] | None = None, *, timeout_s: float = 10.0) -> Any:
        """Ask the server. `workspace.flush` → `{"sandbox_id", "versions"}`, `workspace.credit` → the versions.

        Raises:
            CallFailed: refused, or no answer from a server that is there.
        """

    def incoming(self) -> AsyncIterator[Attach | Ping | Envelope]:
        """Everything that comes down, in order: the log's events (our own too), `attach`, `ping`.

        Ends when the server has been silent for `ORPHAN_AFTER_S`.
        """
