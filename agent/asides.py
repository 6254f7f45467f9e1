"""What the model says between its tools, shown as a status: a line at a time, nothing kept."""

from agent.ports import Link
from protocol.signals import AssistantStatus

LINE = 160
STEP = 40
"""Characters after which an unfinished line is shown again."""


class Asides:
    """Turns deltas of thought into a status that people can read."""

    def __init__(self, link: Link, turn_id: str) -> None:
        self._link, self._turn_id = link, turn_id
        self._line, self._shown = "", 0

    def hear(self, text: str) -> None:
        """More of it."""
        self._line += text
        ended = "\n" in text
        if not ended and len(self._line) - self._shown < STEP:
            return
        lines = [line.strip() for line in self._line.split("\n") if line.strip()]
        if lines:
            self._link.signal(AssistantStatus(turn_id=self._turn_id, text=lines[-1][-LINE:]))
        self._line = self._line.rsplit("\n", 1)[-1]
        self._shown = len(self._line)
