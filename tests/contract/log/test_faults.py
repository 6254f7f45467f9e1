"""What one party may do wrong without harming another, on both databases."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from app.core.errors import UnknownSession
from app.models.database import Database
from app.models.event_log import EventLog
from app.models.records import AgentMark, Batch, LogUnavailable, Stored
from app.models.tail import TailLimits
from protocol.values import Role, SessionStatus, Sight, new_session_id
from tests.contract.log.conftest import Node, all_of, draft

MOUNT = shutil.which("mount") if os.geteuid() == 0 else None


async def test_drafts_of_one_call_that_share_a_key_are_all_stored_and_all_once(node: Node) -> None:
    session_id = await node.new()
    first = await node.log.append(session_id, 1, [draft(1, key="k"), draft(2, key="k"), draft(3)])
    again = await node.log.append(session_id, 1, [draft(1, key="k"), draft(2, key="k")])
    assert [stored.seq for stored in first] == [2, 3, 4]
    assert again == first[:2]


async def test_a_repeated_key_gives_the_first_result_even_when_its_move_is_no_longer_legal(node: Node) -> None:
    session_id = await node.new()
    first = await node.log.append(session_id, 1, [draft(status=SessionStatus.STARTING, key="start")])
    await node.log.append(session_id, 1, [draft(status=SessionStatus.FAILED)])
    assert await node.log.append(session_id, 1, [draft(status=SessionStatus.STARTING, key="start")]) == first


async def test_what_an_agent_sends_again_after_it_was_stored_is_not_stored_twice(node: Node) -> None:
    session_id = await node.new()
    await node.sessions.next_generation(session_id)
    mark = AgentMark(generation=1, acked=2)
    await node.log.append(session_id, 1, [draft(1), draft(2)], agent=mark)
    assert await node.log.append(session_id, 1, [draft(1), draft(2)], agent=mark) == []
    assert await all_of(node.log, session_id) == [1, 2, 3]


async def test_an_append_that_cannot_be_stored_takes_no_other_with_it(node: Node) -> None:
    session_id, other = await node.new(), await node.new()
    bad = draft()._replace(event_type="\ud800")  # no database has a text for half a surrogate pair
    results = await asyncio.gather(
        node.log.append(session_id, 1, [draft(), bad]),
        *(node.log.append(other, 1, [draft(n)]) for n in range(5)),
        return_exceptions=True,
    )
    assert isinstance(results[0], Exception)
    assert [result[0].seq for result in results[1:] if isinstance(result, list)] == [2, 3, 4, 5, 6]
    assert [stored.seq for stored in await node.log.append(session_id, 1, [draft()])] == [2]


async def test_a_row_that_cannot_be_written_harms_no_append_beside_it(node: Node) -> None:
    session_id = await node.new()
    taken = f"c{session_id}"  # the hash of a token can stand in the table once
    results = await asyncio.gather(
        node.log.append(session_id, 1, [draft()]),
        node.sessions.rotate_token(session_id, Role.INTERVIEWER, taken),
        node.log.append(session_id, 1, [draft()]),
        return_exceptions=True,
    )
    assert [type(result) is list for result in results] == [True, False, True]
    assert await all_of(node.log, session_id) == [1, 2, 3]
    assert await node.sessions.find_token(f"i{session_id}") is not None


async def test_a_follower_that_stands_still_delays_neither_writers_nor_others(node: Node) -> None:
    session_id = await node.new()
    still = node.log.follow(session_id, 0, Sight.SYSTEM)
    await anext(still)

    async def live() -> list[int]:
        seen: list[int] = []
        async for batch in node.log.follow(session_id, 0, Sight.SYSTEM):
            seen += [stored.seq for stored in batch.events]
            if batch.through >= 2001:
                return seen
        return seen

    following = asyncio.create_task(live())
    for _ in range(20):
        await node.log.append(session_id, 1, [draft()] * 100)
    assert await asyncio.wait_for(following, 20) == list(range(1, 2002))
    behind = [stored.seq for stored in (await anext(still)).events]
    assert behind[0] == 2


async def test_followers_at_one_place_share_one_batch_and_its_bytes(node: Node) -> None:
    session_id = await node.new()
    follows = [node.log.follow(session_id, 1, Sight.ALL) for _ in range(5)]
    waiting = [asyncio.create_task(_next(follow)) for follow in follows]
    await asyncio.sleep(0.05)
    [stored] = await node.log.append(session_id, 1, [draft()])
    batches = await asyncio.gather(*waiting)
    assert len({id(batch.framed()) for batch in batches}) == 1
    assert batches[0].framed().endswith(stored.frame)


async def _next(follow: AsyncIterator[Batch]) -> Batch:
    return await anext(follow)


async def test_a_small_tail_and_the_database_make_one_unbroken_log(url: str | None, tmp_path: Path) -> None:
    node = Node(Database(url=url, data_dir=tmp_path / "small", sync="normal"))
    node.log = EventLog(node.database, tail=TailLimits(events=7, size_bytes=4000), keep_tail_s=0)
    await node.open()
    session_id = await node.new()

    async def read(pause_s: float) -> list[int]:
        seen: list[int] = []
        async for batch in node.log.follow(session_id, 0, Sight.SYSTEM):
            seen += [stored.seq for stored in batch.events]
            if batch.through >= 601:
                return seen
            await asyncio.sleep(pause_s)
        return seen

    reading = [asyncio.create_task(read(pause_s)) for pause_s in (0, 0.001, 0.01)]
    for number in range(200):
        await node.log.append(session_id, 1, [draft(pad=number)] * 3)
    assert await asyncio.wait_for(asyncio.gather(*reading), 20) == [list(range(1, 602))] * 3
    await node.close()


async def test_following_what_does_not_exist_is_refused_and_closing_ends_followers_quietly(node: Node) -> None:
    with pytest.raises(UnknownSession):
        await anext(node.log.follow(new_session_id(), 0, Sight.SYSTEM))
    session_id = await node.new()

    async def follow() -> list[int]:
        return [batch.through async for batch in node.log.follow(session_id, 0, Sight.SYSTEM)]

    following = asyncio.create_task(follow())
    await asyncio.sleep(0.05)
    await node.log.close()
    assert await asyncio.wait_for(following, 5) == [1]


async def test_events_for_others_move_the_cursor_of_those_who_may_not_see_them(node: Node) -> None:
    session_id = await node.new()
    follow = node.log.follow(session_id, 1, Sight.ALL)
    waiting = asyncio.create_task(_next(follow))
    await asyncio.sleep(0.02)
    await node.log.append(session_id, 1, [draft()._replace(sight=Sight.INTERVIEWER)] * 4)
    batch = await asyncio.wait_for(waiting, 5)
    assert (list(batch.events), batch.through) == ([], 5)


async def _fill(node: Node, session_id: str, stored: list[Stored]) -> None:
    for _ in range(1000):
        stored += await node.log.append(session_id, 1, [draft(pad=20_000)])


@pytest.mark.skipif(MOUNT is None, reason="mounting a small file system needs root")
async def test_a_really_full_file_system_refuses_and_recovers_when_there_is_room(tmp_path: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", tmp_path], check=True)  # noqa: ASYNC221
    try:
        node = await Node(Database(url=None, data_dir=tmp_path / "var", sync="full")).open()
        session_id = await node.new()
        stored: list[Stored] = []
        with pytest.raises(LogUnavailable):
            await _fill(node, session_id, stored)
        assert await all_of(node.log, session_id) == [1, *(one.seq for one in stored)]
        subprocess.run(["mount", "-o", "remount,size=64m", tmp_path], check=True)  # noqa: ASYNC221
        [after] = await node.log.append(session_id, 1, [draft(pad=20_000)])
        assert after.seq == stored[-1].seq + 1
        await node.close()
    finally:
        subprocess.run(["umount", "-l", tmp_path], check=True)  # noqa: ASYNC221


async def test_when_postgresql_drops_the_connection_the_log_refuses_then_goes_on(postgres: str, tmp_path: Path) -> None:
    node = await Node(Database(url=postgres, data_dir=tmp_path, sync="normal")).open()
    session_id = await node.new()
    other = await asyncpg.connect(postgres)
    await other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    await other.close()
    seqs: list[int] = []
    for _ in range(20):
        try:
            seqs += [stored.seq for stored in await node.log.append(session_id, 1, [draft()])]
        except LogUnavailable:
            await asyncio.sleep(0.05)
    assert seqs == list(range(2, 2 + len(seqs)))
    assert len(seqs) >= 18
    assert await all_of(node.log, session_id) == [1, *seqs]
    await node.close()


class Cutter:
    """A way to PostgreSQL that lets a COMMIT through and then cuts the line before the answer."""

    def __init__(self, target: str, folder: Path) -> None:
        self._target, self._folder = target, folder
        self.armed = False
        self.cuts = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> str:
        """Start; the address to use."""
        self._folder.mkdir()
        self._server = await asyncio.start_unix_server(self._serve, self._folder / ".s.PGSQL.5432")
        return str(self._folder)

    async def close(self) -> None:
        """Stop."""
        self._server.close()
        for task in self._tasks:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_unix_connection(f"{self._target}/.s.PGSQL.5432")
        back = asyncio.create_task(self._copy(up_reader, writer))
        self._tasks.add(back)
        while chunk := await reader.read(65536):
            up_writer.write(chunk)
            if self.armed and b"COMMIT" in chunk:
                self.armed = False
                self.cuts += 1
                back.cancel()
                await asyncio.wait([back])
                await up_reader.read(1)  # the database has answered, so it is committed
                break
        writer.close()
        up_writer.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(65536):
            writer.write(chunk)
        writer.close()


async def test_a_commit_whose_answer_was_lost_is_found_shown_and_not_repeated(postgres: str, tmp_path: Path) -> None:
    socket = parse_qs(urlsplit(postgres).query)["host"][0]
    cutter = Cutter(socket, tmp_path / "line")
    address = await cutter.open()
    node = await Node(Database(url=postgres.replace(socket, address), data_dir=tmp_path, sync="normal")).open()
    session_id = await node.new()
    heard: list[int] = []
    node.log.listen(session_id, lambda stored, _: heard.append(stored.seq), frozenset())
    await node.log.append(session_id, 1, [draft()])
    cutter.armed = True
    [stored] = await asyncio.wait_for(node.log.append(session_id, 1, [draft()]), 10)
    [after] = await node.log.append(session_id, 1, [draft()])
    assert (cutter.cuts, stored.seq, after.seq) == (1, 3, 4)
    assert heard == [2, 3, 4]
    assert await all_of(node.log, session_id) == [1, 2, 3, 4]
    await node.close()
    await cutter.close()
