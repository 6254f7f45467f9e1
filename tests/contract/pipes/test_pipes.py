"""Both ends of the named pipes against each other, over real FIFOs."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from agent.link import HIGH_WATER, Orphaned, PipeLink
from agent.ports import CallFailed
from app.core.errors import Invalid
from app.models.records import Batch, Fenced, LogUnavailable, Stored
from app.services.pipe_service import AgentPipe, Names
from protocol.events import ErrorOccurred, TimeWarning
from protocol.facts import EventBody
from protocol.frames import Envelope, splice_event
from protocol.pipes import Attach, Hello, Ping
from protocol.signals import PhaseChanged
from protocol.values import Sight
from protocol.wire import MAX_LINE, LineTooLong

SESSION = "01a1fd49-f499-7244-96ce-362794ccc119"


class Server:
    """A listener that keeps what is committed, and can be made to fail."""

    def __init__(self) -> None:
        self.events: list[EventBody] = []
        self.bodies: list[bytes] = []
        self.acked = 0
        self.signals: list[dict[str, Any]] = []
        self.troubles: list[Exception | None] = []
        self.failures: list[Exception] = []
        self.log: list[Stored] = []
        self.grown = asyncio.Event()
        self.hello: Hello | None = None

    async def agent_said(self, events: Sequence[tuple[EventBody, bytes]], *, generation: int, acked: int) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.events += [event for event, _ in events]
        self.bodies += [body for _, body in events]
        self.acked = acked

    async def agent_called(self, name: str, args: dict[str, Any]) -> Any:
        if name == "refused":
            raise Invalid("not like this")
        if name == "ignored":
            await asyncio.Event().wait()
        return {"name": name, **args}

    def agent_signalled(self, signal: dict[str, Any]) -> None:
        self.signals.append(signal)

    def agent_attached(self, hello: Hello) -> None:
        self.hello = hello

    def storage_trouble(self, error: Exception | None) -> None:
        self.troubles.append(error)

    def write(self, event: EventBody) -> None:
        seq = len(self.log) + 1
        frame = splice_event(SESSION, seq, "2026-01-01T00:00:00.000Z", 0, event.to_json())
        self.log.append(Stored(seq, Sight.ALL, event.event_type, frame))
        self.grown.set()

    async def follow(self, after: int) -> AsyncIterator[Batch]:
        while True:
            if after < len(self.log):
                yield Batch(self.log[after:], len(self.log))
                after = len(self.log)
            self.grown.clear()
            await self.grown.wait()


@pytest.fixture
def names(tmp_path: Path) -> Names:
    made = Names.of(tmp_path / "pipes", SESSION, 1)
    made.make()
    return made


def link_to(names: Names, *, orphan_after_s: float = 60) -> PipeLink:
    flags = os.O_RDWR | os.O_NONBLOCK
    link = PipeLink(
        session_id=SESSION,
        generation=1,
        up=os.open(names.up, flags),
        down=os.open(names.down, flags),
        orphan_after_s=orphan_after_s,
    )
    link.begin()
    return link


def server_on(names: Names, server: Server, *, epoch: int = 1) -> AgentPipe:
    pipe = AgentPipe(names, generation=1, acked=server.acked, epoch=epoch, listener=server)
    pipe.attach(head=len(server.log), elapsed_ms=0, running=True)
    return pipe


async def until(true: Callable[[], object], *, timeout_s: float = 10) -> None:
    async with asyncio.timeout(timeout_s):
        while not true():  # noqa: ASYNC110 - several things are waited for
            await asyncio.sleep(0.005)


def numbers(server: Server) -> list[int]:
    return [event.minutes_left for event in server.events if isinstance(event, TimeWarning)]


async def test_the_pipes_are_for_their_owner_alone(names: Names) -> None:
    assert names.up.stat().st_mode & 0o777 == 0o600
    assert names.up.parent.stat().st_mode & 0o777 == 0o700


async def test_what_an_agent_says_is_committed_in_order_and_acknowledged(names: Names) -> None:
    server = Server()
    pipe, link = server_on(names, server), link_to(names)
    for number in range(2000):
        await link.emit(TimeWarning(minutes_left=number))
    assert await link.settled(10)
    assert numbers(server) == list(range(2000))
    assert server.bodies[7] == TimeWarning(minutes_left=7).to_json()
    await pipe.close()
    link.close()


async def test_a_new_server_gets_what_the_old_one_did_not_acknowledge_exactly_once(names: Names) -> None:
    server, link = Server(), link_to(names)
    pipe = server_on(names, server)
    await link.emit(TimeWarning(minutes_left=0))
    assert await link.settled(5)
    await pipe.close()
    for number in (1, 2, 3):
        await link.emit(TimeWarning(minutes_left=number))
    second = server_on(names, server, epoch=77)
    await link.emit(TimeWarning(minutes_left=4))
    assert await link.settled(5)
    assert numbers(server) == [0, 1, 2, 3, 4]
    assert server.hello is not None
    assert server.hello.epoch == 77
    await second.close()
    link.close()


async def test_a_line_that_a_dying_server_left_torn_is_not_parsed(names: Names) -> None:
    server, link = Server(), link_to(names)
    down = os.open(names.down, os.O_RDWR | os.O_NONBLOCK)
    os.write(down, b'{"t":"event","seq":1,"event":{"type":"mess')
    pipe = server_on(names, server, epoch=5)
    await link.emit(TimeWarning(minutes_left=1))
    assert await link.settled(5)
    assert numbers(server) == [1]
    await pipe.close()
    link.close()
    os.close(down)


async def test_garbage_from_an_agent_harms_nothing_that_follows(names: Names) -> None:
    server, link = Server(), link_to(names)
    pipe = server_on(names, server)
    await link.emit(TimeWarning(minutes_left=1))
    await until(lambda: server.events)
    up = os.open(names.up, os.O_RDWR | os.O_NONBLOCK)
    for line in (b"not json", b"{}", b'{"t":"event","n":2,"event":{"event_type":"submit_requested"}}', b"\xff\xfe"):
        os.write(up, line + b"\n")
    await link.emit(TimeWarning(minutes_left=2))
    assert await link.settled(5)
    assert numbers(server) == [1, 2]
    assert pipe.dropped == 4
    await pipe.close()
    link.close()
    os.close(up)


async def test_an_agent_cannot_speak_as_the_candidate(names: Names) -> None:
    server, link = Server(), link_to(names)
    pipe = server_on(names, server)
    await link.emit(ErrorOccurred(actor="candidate", message="m", code="c"))  # type: ignore[arg-type]
    await until(lambda: server.events)
    assert server.events[0].actor == "agent"
    assert b'"actor":"agent"' in server.bodies[0]
    await pipe.close()
    link.close()


async def test_a_line_over_the_limit_is_refused_at_the_sender_and_the_rest_goes_on(names: Names) -> None:
    server, link = Server(), link_to(names)
    pipe = server_on(names, server)
    with pytest.raises(LineTooLong):
        await link.emit(ErrorOccurred(message="x" * MAX_LINE, code="c"))
    await link.emit(ErrorOccurred(message="y" * (MAX_LINE - 1000), code="c"))
    assert await link.settled(20)
    assert len(server.events) == 1
    await pipe.close()
    link.close()


async def test_a_full_pipe_slows_the_agent_and_loses_nothing(names: Names) -> None:
    server, link = Server(), link_to(names)
    pipe = server_on(names, server)
    await link.emit(TimeWarning(minutes_left=0))
    assert await link.settled(5)
    server.failures = [LogUnavailable("disk full")] * 3

    async def talk() -> None:
        for number in range(1, 2 * HIGH_WATER):
            await link.emit(TimeWarning(minutes_left=number))

    talking = asyncio.create_task(talk())
    await until(lambda: server.troubles)
    assert not talking.done()
    await talking
    assert await link.settled(10)
    assert numbers(server) == list(range(2 * HIGH_WATER))
    assert server.troubles[-1] is None
    await pipe.close()
    link.close()


async def test_a_fenced_run_is_read_no_more(names: Names) -> None:
    server, link = Server(), link_to(names)
    pipe = server_on(names, server)
    server.failures = [Fenced()]
    await link.emit(TimeWarning(minutes_left=1))
    await link.emit(TimeWarning(minutes_left=2))
    assert not await link.settled(0.3)
    assert server.events == []
    await pipe.close()
    link.close()


async def test_the_log_comes_down_from_where_the_agent_has_read_to(names: Names) -> None:
    server, link = Server(), link_to(names)
    for number in range(3):
        server.write(TimeWarning(minutes_left=number))
    pipe = server_on(names, server)
    seen: list[int] = []

    async def read() -> None:
        async for message in link.incoming():
            if isinstance(message, Envelope):
                seen.append(message.seq)
            elif isinstance(message, Attach):
                assert message.head == 3

    reading = asyncio.create_task(read())
    await until(lambda: len(seen) == 3)
    await pipe.close()
    second = server_on(names, server, epoch=9)
    server.write(TimeWarning(minutes_left=3))
    await until(lambda: len(seen) == 4)
    assert seen == [1, 2, 3, 4]
    reading.cancel()
    await second.close()
    link.close()


async def test_a_call_is_answered_or_refused_with_the_reason(names: Names) -> None:
    server, link = Server(), link_to(names)
    pipe = server_on(names, server)
    assert await link.call("workspace.flush", {"a": 1}) == {"name": "workspace.flush", "a": 1}
    with pytest.raises(CallFailed, match="not like this") as refused:
        await link.call("refused")
    assert (refused.value.name, refused.value.code) == ("refused", "invalid")
    await pipe.close()
    link.close()


async def test_a_call_ends_when_a_server_that_is_there_does_not_answer_it(names: Names) -> None:
    server, link = Server(), link_to(names)
    pipe = server_on(names, server)
    asked = asyncio.create_task(link.call("ignored", timeout_s=0.2))
    while not asked.done():
        pipe.ping(elapsed_ms=0, running=True)
        await asyncio.sleep(0.05)
    with pytest.raises(CallFailed, match="no answer"):
        await asked
    await pipe.close()
    link.close()


async def test_a_call_waits_for_a_server_longer_than_for_its_answer(names: Names) -> None:
    server, link = Server(), link_to(names)
    asked = asyncio.create_task(link.call("workspace.flush", timeout_s=0.1))
    await asyncio.wait({asked}, timeout=0.5)
    assert not asked.done()
    pipe = server_on(names, server)
    assert await asked == {"name": "workspace.flush"}
    await pipe.close()
    link.close()


async def test_a_ping_is_answered_and_carries_the_clock(names: Names) -> None:
    server, link = Server(), link_to(names)
    pipe = server_on(names, server)
    await link.emit(TimeWarning(minutes_left=1))
    await until(lambda: server.hello)
    pipe.heard_at -= 100
    pipe.ping(elapsed_ms=1234, running=True)
    await until(lambda: pipe.silent_s() < 50)
    pings = [message async for message in _first(link, 2) if isinstance(message, Ping)]
    assert [ping.elapsed_ms for ping in pings] == [1234]
    await pipe.close()
    link.close()


async def _first(link: PipeLink, count: int) -> AsyncIterator[object]:
    async for message in link.incoming():
        yield message
        count -= 1
        if not count:
            return


async def test_signals_are_dropped_where_nobody_listens(names: Names) -> None:
    link = link_to(names)
    link.signal(PhaseChanged(what="thinking"))
    server = Server()
    pipe = server_on(names, server)
    await link.emit(TimeWarning(minutes_left=1))
    assert await link.settled(5)
    link.signal(PhaseChanged(what="idle"))
    await until(lambda: server.signals)
    assert [signal["what"] for signal in server.signals] == ["idle"]
    await pipe.close()
    link.close()


async def test_an_agent_that_hears_no_server_says_so(names: Names) -> None:
    link = link_to(names, orphan_after_s=0.2)
    with pytest.raises(Orphaned):
        async for _ in link.incoming():
            pass
    link.close()


async def test_what_a_dead_agent_left_in_its_pipe_is_committed(names: Names) -> None:
    server, link = Server(), link_to(names)
    pipe = server_on(names, server)
    await until(lambda: server.hello)
    await link.emit(TimeWarning(minutes_left=1))
    link.close()
    await pipe.drain()
    assert numbers(server) == [1]
    await pipe.close()
