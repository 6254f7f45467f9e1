"""The log alone: acknowledged appends by many producers, one at a time each."""

import asyncio
import json
import tempfile
import time
from pathlib import Path

import uvloop

from app.models.database import Database
from app.models.event_log import Draft, EventLog
from app.models.sessions import Sessions
from bench.plan import Run
from bench.table import Row, median, quantile
from protocol.events import SessionCreated
from protocol.values import InterviewMode, InterviewType, Sight, new_session_id

PRODUCERS = 50
BODY = json.dumps(
    {"event_type": "chat_message", "v": 1, "actor": "agent", "audience": "all", "message_id": "m", "text": "x" * 120},
    separators=(",", ":"),
).encode()


async def _produce(log: EventLog, session_id: str, count: int) -> list[float]:
    took = []
    for _ in range(count):
        began = time.perf_counter()
        await log.append(session_id, 1, [Draft("chat_message", BODY, Sight.ALL, 0)])
        took.append((time.perf_counter() - began) * 1000)
    return took


async def _measure(each: int) -> tuple[float, list[float], list[float]]:
    with tempfile.TemporaryDirectory(prefix="interviewlm-bench-") as folder:
        database = Database(url=None, data_dir=Path(folder), sync="normal")
        await database.open()
        log, sessions = EventLog(database), Sessions(database)
        await log.open()
        ids = [new_session_id() for _ in range(PRODUCERS)]
        for session_id in ids:
            first = SessionCreated(
                session_id=session_id,
                interview_type=InterviewType("technical"),
                user_id="bench",
                interview_mode=InterviewMode("friendly"),
                duration_ms=60_000,
            )
            await sessions.create(
                session_id, user_id="bench", interview_type=InterviewType("technical"), token_hashes={}, first=first
            )
        alone = await _produce(log, ids[0], 200)
        began = time.perf_counter()
        together = await asyncio.gather(*(_produce(log, session_id, each) for session_id in ids))
        rate = PRODUCERS * each / (time.perf_counter() - began)
        await log.close()
        await database.close()
        return rate, [one for taken in together for one in taken], alone


def log_alone(run: Run) -> list[Row]:
    """50 producers, each waiting for its acknowledgement before the next append."""
    rate, together, alone = uvloop.run(_measure(run.sizes.appends_each))
    return [
        Row("log: acknowledged appends, 50 producers", rate, "/s", better="higher"),
        Row(
            "log: acknowledgement with 50 producers, p50",
            median(together),
            "ms",
            note=f"p99 {quantile(together, 0.99):.2f}",
        ),
        Row("log: acknowledgement, one producer, p50", median(alone), "ms", note=f"p99 {quantile(alone, 0.99):.2f}"),
    ]
