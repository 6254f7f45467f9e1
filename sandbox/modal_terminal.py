"""A terminal in a Modal sandbox."""

import asyncio
import contextlib
from collections.abc import Callable

from sandbox.modal_running import ModalRunning

SILENCE_S = 120.0
"""How long a terminal waits for a sign of life before it ends itself."""

_LIFE_S = 30.0
_MOST = 0xFFFF  # rows and columns are unsigned shorts (tty_ioctl(4))


class ModalTerminal:
    """Implements `sandbox.base.Terminal`. `close` it in every case; read slowly, and the programs wait."""

    def __init__(self, running: ModalRunning, *, on_end: Callable[[], None]) -> None:
        self._running, self._on_end = running, on_end
        self._closed = False
        self._living = asyncio.create_task(self._keep_alive(), name="sign of life to a terminal")

    async def read(self) -> bytes:
        """The next output, at most 64 KiB; empty when the shell has ended. Not reading slows the programs."""
        chunk = await self._running.next_chunk()
        return b"" if chunk is None or self._closed else chunk[1]

    async def write(self, chunk: bytes) -> None:
        """Type; waits while the terminal does not take more."""
        await self._running.send(chunk)

    async def resize(self, rows: int, columns: int) -> None:
        """Tell the programs inside the new size."""
        await self._running.resize(min(max(rows, 1), _MOST), min(max(columns, 1), _MOST))

    async def echo(self) -> bool:
        """Whether the terminal shows what is typed; off while a password is asked for."""
        return await self._running.echo()

    async def close(self) -> None:
        """Hang up: the shell and everything it started ends."""
        self._closed = True
        try:
            await self._running.finish()
        finally:
            self._living.cancel()
            await asyncio.gather(self._living, return_exceptions=True)
            self._on_end()

    async def _keep_alive(self) -> None:
        while not self._running.ended:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LIFE_S):
                    await self._running.until_ended()
            await self._running.live()
