"""A run as its requester sees it: a part of the log, in the stream's words."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from app.models.interview import RunResult
from app.services.session_host import SessionHost
from protocol.events import RunRequested, TestResult, TestsFinished, TestsStarted
from protocol.frames import Envelope
from protocol.values import Sight

RUN_S = 180.0
CODES = {"broken": "run_failed", "cancelled": "cancelled", "superseded": "superseded"}


class RunStream:
    """Follows one run from its request to its end."""

    def __init__(self, host: SessionHost, *, run_id: str, after: int, sight: Sight) -> None:
        self._host, self._run_id, self._after, self._sight = host, run_id, after, sight

    async def messages(self) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """`start {runId, totalTests}`, `test_result …`, then `done {…}` or `error {code, message}`."""
        try:
            async with asyncio.timeout(RUN_S):
                async for batch in self._host.follow(self._after, self._sight):
                    for stored in batch.events:
                        message = self._message(Envelope.read(stored.frame).event)
                        if message is not None:
                            yield message
                            if message[0] in {"done", "error"}:
                                return
        except TimeoutError:
            yield "error", {"code": "run_timed_out", "message": f"the run gave no result in {RUN_S:.0f} s; run again"}

    def _message(self, event: object) -> tuple[str, dict[str, Any]] | None:
        match event:
            case TestsStarted(run_id=self._run_id, total=total):
                return "start", {"runId": self._run_id, "totalTests": total}
            case TestResult(run_id=self._run_id, case=case):
                return "test_result", RunResult.of(case).model_dump()
            case TestsFinished(run_id=self._run_id):
                if event.end != "done":
                    return "error", {"code": CODES[event.end], "message": event.error or "the run was not done"}
                counts = {"passed": event.passed, "failed": event.failed, "total": event.total}
                return "done", {"runId": self._run_id, **counts, "duration": event.duration_ms, "error": event.error}
            case RunRequested():
                return "error", {"code": "superseded", "message": "a later run took this one's place"}
        return None
