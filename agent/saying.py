"""Text on its way to whoever listens while the model still writes: the first words at once, then in gatherings.

A delta is half a word, and each one that is sent costs a line in a pipe, a frame at every socket and a wake-up
of each program on the way: several times what reading it from the model costs.
"""

import asyncio

from agent.ports import Link
from protocol.signals import TextDelta, TextRestart
from protocol.values import Partner

GATHER_S = 0.03
"""What comes so soon after the last words goes together: thirty times a second looks like writing."""


class Saying:
    """One message while it is being written."""

    def __init__(self, link: Link, message_id: str, *, voice: Partner) -> None:
        self._link, self._message_id, self._voice = link, message_id, voice
        self._waiting: list[str] = []
        self._resting: asyncio.TimerHandle | None = None

    def hear(self, text: str) -> None:
        """More of it."""
        self._waiting.append(text)
        if self._resting is None:
            self._send()

    def restart(self) -> None:
        """It begins again."""
        self._waiting.clear()
        self._link.signal(TextRestart(message_id=self._message_id))

    def end(self) -> None:
        """Send what still waits; nothing more comes."""
        if self._waiting:
            self._send()
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    def _send(self) -> None:
        text = "".join(self._waiting)
        self._waiting.clear()
        self._link.signal(TextDelta(message_id=self._message_id, text=text, voice=self._voice))
        if self._resting is not None:
            self._resting.cancel()
        self._resting = asyncio.get_running_loop().call_later(GATHER_S, self._rested)

    def _rested(self) -> None:
        self._resting = None
        if self._waiting:
            self._send()
