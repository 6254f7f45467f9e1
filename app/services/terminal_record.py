"""What of a terminal is kept in the log: batched, bounded, and nothing that the terminal hides."""

import asyncio
import codecs
import logging

from app.core.allowance import Allowance
from app.core.errors import AppError
from app.services.session_host import SessionHost
from app.services.terminal_input import InputLines
from protocol.events import TerminalInput, TerminalOutput, TerminalResized
from protocol.facts import EventBody
from protocol.values import Actor

log = logging.getLogger(__name__)

FLUSH_S = 0.25
OUTPUT_PER_S, OUTPUT_TOTAL = 64 * 1024, 8 * 1024 * 1024
INPUT_PER_S, INPUT_TOTAL = 16 * 1024, 1024 * 1024
LINES_AT_ONCE = 20
TAIL = 2048
"""Bytes that are kept of the end of what is left out: there stands how it went on, and the prompt."""


class Allowances:
    """What the log takes of one session's terminals, all together."""

    def __init__(self, *, recorded: int = 0) -> None:
        """`recorded`: bytes of output that the log holds already."""
        self.output = Allowance(per_second=OUTPUT_PER_S, total=OUTPUT_TOTAL - recorded)
        self.input = Allowance(per_second=INPUT_PER_S, total=INPUT_TOTAL)


class Recorder:
    """Turns one terminal's bytes into events, at most four batches a second."""

    def __init__(self, host: SessionHost, terminal: str, allowances: Allowances) -> None:
        self._host, self._terminal, self._allowances = host, terminal, allowances
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._lines = InputLines()
        self._typed: list[TerminalInput] = []
        self._text: list[str] = []
        self._cut = 0
        self._tail = b""
        self._size: TerminalResized | None = None
        self._some = asyncio.Event()

    def output(self, chunk: bytes) -> None:
        """The terminal showed this."""
        # One cut a batch: crumbs of a flood between many gaps would be of no use.
        given = 0 if self._cut else self._allowances.output.granted(len(chunk))
        if given:
            self._text.append(self._decoder.decode(chunk[:given], given < len(chunk)))
        if given < len(chunk):
            self._cut += len(chunk) - given
            self._tail = (self._tail + chunk[max(given, len(chunk) - TAIL) :])[-TAIL:]
        self._some.set()

    def input(self, chunk: bytes, *, shown: bool, actor: Actor) -> None:
        """Somebody typed this."""
        for line in self._lines.feed(chunk, shown=shown):
            size = len(line.encode())
            kept = len(self._typed) < LINES_AT_ONCE and self._allowances.input.take(size)
            if kept:
                self._typed.append(TerminalInput(actor=actor, terminal=self._terminal, text=line))
            elif self._typed:
                last = self._typed[-1]
                self._typed[-1] = last.model_copy(update={"truncated": last.truncated + size})
            else:
                self._typed.append(TerminalInput(actor=actor, terminal=self._terminal, text="", truncated=size))
            self._some.set()

    def resized(self, rows: int, columns: int, *, actor: Actor) -> None:
        """The terminal has this size now."""
        self._size = TerminalResized(actor=actor, terminal=self._terminal, rows=rows, columns=columns)
        self._some.set()

    async def run(self) -> None:
        """Store what comes, until cancelled."""
        while True:
            await self._some.wait()
            await self.flush()
            await asyncio.sleep(FLUSH_S)

    async def flush(self) -> None:
        """Store what there is."""
        events = self._taken()
        if not events:
            return
        try:
            await self._host.append(*events)
        except AppError as error:
            log.warning(
                "a terminal was not recorded",
                extra={"session": self._host.session_id, "why": error.code, "count": len(events)},
            )

    async def finish(self) -> None:
        """Store everything: there will be no more."""
        await self.flush()
        await self.flush()  # what was left out at the end is told with what follows

    def _taken(self) -> list[EventBody]:
        self._some.clear()
        events: list[EventBody] = [self._size] if self._size is not None else []
        events += self._typed
        text, cut = "".join(self._text), self._cut
        tail, self._tail = self._tail, b""
        if tail and self._allowances.output.spend(len(tail)):
            # Told with what follows, so that there is still one event a batch.
            cut -= len(tail)
            self._text = [tail.decode("utf-8", "replace")]
            self._some.set()
        else:
            self._text = []
        if text or cut:
            events.append(TerminalOutput(terminal=self._terminal, text=text, truncated=cut))
        self._size, self._typed, self._cut = None, [], 0
        return events
