"""A terminal in a Modal sandbox."""

import asyncio
from collections.abc import AsyncIterator

from sandbox.base import ExecResult
from sandbox.modal_running import ModalRunning

SILENCE_S = 120.0
"""How long a terminal waits for a sign of life before it ends itself."""

_LIFE_S = 30.0


class ModalTerminal:
    """What a person types goes in, what the screen shows comes out; read slowly, and the program waits."""

    def __init__(self, running: ModalRunning) -> None:
        self._running = running

    async def read(self) -> AsyncIterator[bytes]:
        """What it prints, until the program has ended."""
        async for _, chunk in self._running.output():
            yield chunk

    async def write(self, chunk: bytes) -> None:
        """Type this."""
        await self._running.send(chunk)

    async def resize(self, rows: int, columns: int) -> None:
        """Change its size; the program gets SIGWINCH."""
        await self._running.resize(rows, columns)

    async def close(self) -> None:
        """End the program and everything it started."""
        await self._running.finish()

    async def wait(self) -> ExecResult:
        """How the program ended; its output was read."""
        return await self._running.wait()

    async def keep_alive(self) -> None:
        """Tell the program inside that we are here; runs until cancelled."""
        while True:
            await asyncio.sleep(_LIFE_S)
            await self._running.live()
