"""The log alone: acknowledgements, bursts, fan-out. `python -m bench.log [postgresql://…]`."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import uvloop

from app.models.database import Database
from app.models.event_log import EventLog
from app.models.records import Draft
from app.models.sessions import Sessions
from protocol.events import SessionCreated
from protocol.values import InterviewType, Sight, new_session_id

BODY = b'{"event_type":"chat_message","v":1,"actor":"agent","audience":"all","message_id":"m","text":"%b"}' % (
    b"x" * 160
)
DRAFT = Draft("chat_message", BODY, Sight.ALL, 1000)

PRODUCERS, EACH = 50, 300
IDLE_ACKS = 300
BURST, BATCH = 10_000, 300
FOLLOWERS, SHOWN = 100, 2_000
REPLAYED = 50_000
BUSY_S = 0.002


@dataclass(frozen=True, slots=True)
class Row:
    """One figure."""

    what: str
    value: float
    unit: str


class Rig:
    """An open log with one session."""

    def __init__(self, database: Database) -> None:
        self.database, self.log, self.sessions = database, EventLog(database), Sessions(database)

    async def new(self) -> str:
        """A session whose head is 1."""
        session_id, kind = new_session_id(), InterviewType.TECHNICAL
        first = SessionCreated(session_id=session_id, interview_type=kind, user_id="bench", duration_ms=1)
        await self.sessions.create(session_id, user_id="bench", interview_type=kind, token_hashes={}, first=first)
        return session_id

    async def read_to(self, session_id: str, until: int, *, framed: bool = False) -> int:
        """Follow through `until`; how many bytes came."""
        size = 0
        async for batch in self.log.follow(session_id, 0, Sight.SYSTEM):
            size += len(batch.framed()) if framed else 0
            if batch.through >= until:
                return size
        return size


async def _acknowledged(rig: Rig, *, sessions: int) -> Row:
    ids = [await rig.new() for _ in range(sessions)]

    async def produce(session_id: str) -> None:
        for _ in range(EACH):
            await rig.log.append(session_id, 1, [DRAFT])

    started = time.perf_counter()
    await asyncio.gather(*(produce(ids[number % sessions]) for number in range(PRODUCERS)))
    rate = PRODUCERS * EACH / (time.perf_counter() - started)
    return Row(f"acknowledged, {PRODUCERS} producers, {sessions} sessions", rate, "events/s")


async def _idle(rig: Rig, *, busy: bool = False) -> list[Row]:
    session_id, samples = await rig.new(), []
    ending = asyncio.Event()

    async def spin() -> None:
        while not ending.is_set():
            until = time.perf_counter() + BUSY_S
            while time.perf_counter() < until:
                pass
            await asyncio.sleep(0)

    spinning = asyncio.create_task(spin()) if busy else None
    for _ in range(IDLE_ACKS):
        started = time.perf_counter()
        await rig.log.append(session_id, 1, [DRAFT])
        samples.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(0.0005)
    ending.set()
    if spinning is not None:
        await spinning
    samples.sort()
    when = f"event loop busy in slices of {BUSY_S * 1000:.0f} ms" if busy else "idle"
    return [
        Row(f"acknowledgement p50, {when}", samples[len(samples) // 2], "ms"),
        Row(f"acknowledgement p99, {when}", samples[len(samples) * 99 // 100], "ms"),
    ]


async def _burst(rig: Rig) -> Row:
    session_id = await rig.new()
    following = asyncio.create_task(rig.read_to(session_id, BURST + 1, framed=True))
    await asyncio.sleep(0.05)
    started = time.perf_counter()
    for sent in range(0, BURST, BATCH):
        await rig.log.append(session_id, 1, [DRAFT] * min(BATCH, BURST - sent))
    await following
    return Row(
        f"burst of {BURST} in batches of {BATCH}, followed and framed",
        BURST / (time.perf_counter() - started),
        "events/s",
    )


async def _fan_out(rig: Rig, *, batch: int) -> Row:
    session_id = await rig.new()
    following = [asyncio.create_task(rig.read_to(session_id, SHOWN + 1, framed=True)) for _ in range(FOLLOWERS)]
    await asyncio.sleep(0.05)
    started = time.perf_counter()
    for _ in range(0, SHOWN, batch):
        await rig.log.append(session_id, 1, [DRAFT] * batch)
    await asyncio.gather(*following)
    rate = SHOWN * FOLLOWERS / (time.perf_counter() - started)
    return Row(f"fan-out to {FOLLOWERS} followers, {batch} a commit", rate, "frames/s")


async def _replay(rig: Rig) -> Row:
    session_id = await rig.new()
    for _ in range(0, REPLAYED, 1000):
        await rig.log.append(session_id, 1, [DRAFT] * 1000)
    started = time.perf_counter()
    await rig.read_to(session_id, REPLAYED + 1, framed=True)
    return Row(f"replay of {REPLAYED} events from the database", (time.perf_counter() - started) * 1000, "ms")


async def measure(url: str | None = None) -> list[Row]:
    """Everything, on SQLite in a new folder or on the database at `url`."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(url=url, data_dir=Path(folder), sync="normal")
        await database.open()
        rig = Rig(database)
        await rig.log.open()
        try:
            return [
                await _acknowledged(rig, sessions=1),
                await _acknowledged(rig, sessions=PRODUCERS),
                *await _idle(rig),
                *await _idle(rig, busy=True),
                await _burst(rig),
                await _fan_out(rig, batch=1),
                await _fan_out(rig, batch=50),
                await _replay(rig),
            ]
        finally:
            await rig.log.close()
            await database.close()


def main(argv: Sequence[str]) -> None:
    """Print the figures."""
    for row in uvloop.run(measure(argv[0] if argv else None)):
        print(f"{row.what:<70} {row.value:>12,.2f} {row.unit}")


if __name__ == "__main__":
    main(sys.argv[1:])
