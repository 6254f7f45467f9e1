"""The sessions in this server's memory: loaded on first use, forgotten when idle."""

import asyncio
import logging
import time
from collections.abc import Callable

from app.core.errors import UnknownSession
from app.models.event_log import EventLog
from app.models.projection import SessionView
from app.models.sessions import Sessions
from app.services.session_host import SessionHost
from protocol.frames import Envelope
from protocol.values import Sight

log = logging.getLogger(__name__)

PAGE = 2000
KEEP_S = 300.0
SWEEP_S = 60.0


class Registry:
    """Gives the one `SessionHost` of a session."""

    def __init__(self, sessions: Sessions, event_log: EventLog, *, on_load: Callable[[SessionHost], None]) -> None:
        """`on_load` is called with each host that comes into memory."""
        self._sessions, self._log, self._on_load = sessions, event_log, on_load
        self._hosts: dict[str, SessionHost] = {}
        self._loading: dict[str, asyncio.Lock] = {}

    def __len__(self) -> int:
        return len(self._hosts)

    def present(self) -> list[SessionHost]:
        """The hosts in memory."""
        return list(self._hosts.values())

    async def get(self, session_id: str) -> SessionHost:
        """The host of a session, folded from its log when it is not in memory.

        Raises:
            UnknownSession: when there is none.
        """
        host = self._hosts.get(session_id)
        if host is None:
            lock = self._loading.setdefault(session_id, asyncio.Lock())
            try:
                async with lock:
                    host = self._hosts.get(session_id) or await self._load(session_id)
            finally:
                if not lock.locked():
                    self._loading.pop(session_id, None)
        host.used_at = time.monotonic()
        return host

    async def _load(self, session_id: str) -> SessionHost:
        row = await self._sessions.get(session_id)
        if row is None:
            raise UnknownSession(session_id)
        view = SessionView()
        while True:
            page = await self._log.read(session_id, after=view.head, limit=PAGE, sight=Sight.SYSTEM)
            for stored in page:
                view.apply(Envelope.read(stored.frame))
            if len(page) < PAGE:
                break
        host = SessionHost(
            session_id,
            owner_epoch=row.owner_epoch,
            view=view,
            elapsed_ms=max(row.elapsed_ms, view.elapsed_ms),
            event_log=self._log,
        )
        self._on_load(host)
        self._hosts[session_id] = host
        return host

    def drop(self, session_id: str) -> None:
        """Forget a session."""
        host = self._hosts.pop(session_id, None)
        if host is not None:
            host.forget()

    async def sweep(self) -> None:
        """Forget, for ever and again, the hosts that nobody uses."""
        while True:
            await asyncio.sleep(SWEEP_S)
            now = time.monotonic()
            for host in self.present():
                if host.idle and now - host.used_at > KEEP_S:
                    self.drop(host.session_id)
