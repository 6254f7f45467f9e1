"""Unasked help and what became of it: a pure fold."""

from typing import Literal

from protocol.events import ChatMessage, InactivityNudge
from protocol.facts import EventBody
from protocol.values import Actor

TAKEN_WITHIN_MS = 120_000
"""Interview time in which an answer still is one to the offer."""


class Offers:
    """One session's offers of help: a nudge in a silence, or a word on what was noticed.

    One is taken when the candidate next writes to the interviewer or the assistant, soon enough and before
    the next offer; what was mended in silence is not counted.
    """

    def __init__(self) -> None:
        self.made = self.taken = 0
        self._open_until_ms = -1

    def apply(self, event: EventBody | None, elapsed_ms: int) -> Literal["made", "taken"] | None:
        """What this event is, if it is either."""
        if isinstance(event, ChatMessage) and event.moment != "offer_help":
            if event.actor is not Actor.CANDIDATE or elapsed_ms > self._open_until_ms:
                return None
            self.taken += 1
            self._open_until_ms = -1
            return "taken"
        if isinstance(event, ChatMessage | InactivityNudge):
            self.made += 1
            self._open_until_ms = elapsed_ms + TAKEN_WITHIN_MS
            return "made"
        return None
