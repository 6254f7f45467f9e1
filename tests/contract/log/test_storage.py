"""What happens to the log when disks fill and programs die."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from app.models.database import Database
from app.models.records import LogUnavailable
from app.models.tables import metadata
from protocol.values import Sight
from tests.contract.log.conftest import Node, all_of, draft

ROOT = Path(__file__).resolve().parents[3]


async def test_the_migrated_schema_is_the_declared_one(node: Node) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with node.database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_full_disk_shows_nothing_that_was_not_stored_and_it_recovers(tmp_path: Path) -> None:
    node = await Node(Database(url=None, data_dir=tmp_path, sync="normal")).open()
    session_id = await node.new()
    seen: list[int] = []

    async def follow() -> None:
        async for batch in node.log.follow(session_id, 0, Sight.SYSTEM):
            seen.extend(stored.seq for stored in batch.events)

    following = asyncio.create_task(follow())
    limit = sqlite3.connect(tmp_path / "interviews.db").execute("PRAGMA page_count").fetchone()[0]
    writer: sqlite3.Connection = node.database.store._writing  # type: ignore[attr-defined]
    writer.execute(f"PRAGMA max_page_count = {limit + 20}")
    refused = 0
    for _ in range(40):
        try:
            await node.log.append(session_id, 1, [draft(pad=8000)])
        except LogUnavailable:
            refused += 1
    assert refused
    stored = await all_of(node.log, session_id)
    writer.execute("PRAGMA max_page_count = 1000000")
    [after] = await node.log.append(session_id, 1, [draft()])
    assert after.seq == stored[-1] + 1
    await asyncio.sleep(0.05)
    assert seen == await all_of(node.log, session_id) == list(range(1, after.seq + 1))
    following.cancel()
    await node.close()


WRITER = """
import asyncio, sys
from pathlib import Path
from tests.contract.log.conftest import Database, Node, draft

async def main():
    node = await Node(Database(url=None, data_dir=Path(sys.argv[1]), sync="normal")).open()
    session_id = await node.new()
    print(session_id, flush=True)
    while True:
        stored = await node.log.append(session_id, 1, [draft(pad=500)] * 5)
        print(stored[-1].seq, flush=True)

asyncio.run(main())
"""


async def test_killing_the_writer_loses_no_acknowledged_event_and_keeps_the_epoch(tmp_path: Path) -> None:
    before = await Node(Database(url=None, data_dir=tmp_path, sync="normal")).open()
    epoch = before.log.epoch
    await before.close()
    program = subprocess.Popen(  # noqa: ASYNC220 - returns at once; its lines are what is waited for
        [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert program.stdout is not None
    session_id = program.stdout.readline().strip()
    acknowledged = 0
    while acknowledged < 500:
        acknowledged = int(program.stdout.readline())
    program.send_signal(signal.SIGKILL)
    rest = program.stdout.read().split()
    acknowledged = int(rest[-1]) if rest else acknowledged
    program.wait()
    after = await Node(Database(url=None, data_dir=tmp_path, sync="normal")).open()
    stored = await all_of(after.log, session_id)
    assert stored == list(range(1, len(stored) + 1))
    assert len(stored) >= acknowledged
    assert after.log.epoch == epoch
    await after.close()
