"""uvicorn's HTTP protocol, with an end for streams that have none.

A server that stops waits for open answers. A stream of events never ends by itself, or only when an agent is
done, so its client is hung up on at once; it comes back with the last id that it saw, or reads the log.
"""

from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

ENDLESS = "interviewlm_endless"
"""The name in a request's state that says so."""

__all__ = ["ENDLESS", "StreamProtocol"]


class StreamProtocol(H11Protocol):
    """One HTTP connection."""

    def shutdown(self) -> None:
        """The server goes away."""
        super().shutdown()
        cycle = self.cycle
        if cycle is None or cycle.response_complete:
            return
        state: dict[str, Any] = cycle.scope.get("state", {})
        if state.get(ENDLESS):
            # What a client that went away looks like: the answer is given up without an error.
            cycle.disconnected = True
            cycle.message_event.set()
            self.transport.close()
