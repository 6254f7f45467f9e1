"""Rows about sessions that are alive while nothing happens: memory, and a thousand at once."""

import asyncio
import secrets
import selectors
import time
from collections.abc import Sequence

from bench import raw
from bench.machine import cpu_s, private_mib, pss_mib
from bench.plan import Run
from bench.server import Api, serving
from bench.sockets import RawSocket
from bench.table import Point, Row, median
from tests.fakes.messages_api import MessagesApi, say

QUIET = {"NUDGE_AFTER_S": "3600"}
SETTLE_S = 3.0
HEARTBEAT_S = 30.0


def memory(run: Run) -> list[Row]:
    """What an agent adds to the machine's memory when its candidate is thinking."""
    with serving(QUIET) as api:
        ids = [api.started() for _ in range(run.sizes.idle_agents)]
        time.sleep(SETTLE_S)
        pids = [api.agents()[session_id] for session_id in ids]
        scripted, own = [pss_mib(pid) for pid in pids], [private_mib(pid) for pid in pids]
    claude = asyncio.run(claude_memory(run.sizes.claude_agents))
    kernel = run.jupyter().kernel_pss_mib
    peers = {"peer_name": "Jupyter kernel", "raw_name": "import anthropic"}
    bare = raw.import_mib()
    return [
        Row(
            "memory of an idle agent, PSS", median(scripted), "MiB", 4.5, peer_name="Jupyter kernel", peer=kernel,
            note=f"with {len(ids)} agents; {median(own):.1f} MiB of it private",
        ),
        Row("memory of an agent after Claude traffic, PSS", median(claude), "MiB", 15, **peers, peer=kernel, raw=bare),
    ]  # fmt: skip


async def claude_memory(count: int) -> list[float]:
    """PSS of agents that have spoken through the model's client, against a stand-in of its API."""
    async with MessagesApi() as model:
        model.play(*[say("Let us begin. What would you try first?")] * count * 20)
        env = {"BRAIN": "claude", "ANTHROPIC_API_KEY": secrets.token_hex(20), "ANTHROPIC_BASE_URL": model.url}
        pss = await asyncio.to_thread(_claude_sessions, count, QUIET | env)
        if len(model.seen) < count:
            raise RuntimeError(f"{count} agents asked the model {len(model.seen)} times")
        return pss


def _claude_sessions(count: int, env: dict[str, str]) -> list[float]:
    with serving(env) as api:
        ids = [api.started() for _ in range(count)]
        for session_id in ids:
            client = api.watch(session_id)
            client.wait_for(b'"moment":"introduce"')
            client.send(
                b'{"type":"message","session_id":"%b","data":{"text":"May I sort it first?"}}' % session_id.encode()
            )
            client.wait_for(b'"moment":"answer"')
            client.close()
        time.sleep(SETTLE_S)
        agents = api.agents()
        return [pss_mib(agents[session_id]) for session_id in ids]


class Candidates:
    """Connected clients that send a heartbeat every 30 s and answer pings."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._due: list[tuple[float, bytes, RawSocket]] = []

    def add(self, client: RawSocket, session_id: str) -> None:
        """One more; their heartbeats are spread over the interval."""
        self._selector.register(client.socket, selectors.EVENT_READ, client)
        beat = b'{"type":"heartbeat","session_id":"%b","data":{}}' % session_id.encode()
        place = (len(self._due) * 0.618) % 1 * HEARTBEAT_S
        self._due.append((time.monotonic() + place, beat, client))

    def live(self, seconds: float) -> None:
        """Be there for a while, at least long enough to answer what has come."""
        end = time.monotonic() + seconds
        while True:
            now = time.monotonic()
            for place, (due, beat, client) in enumerate(self._due):
                if due <= now:
                    client.send(beat)
                    self._due[place] = (due + HEARTBEAT_S, beat, client)
            for key, _ in self._selector.select(min(0.2, max(0.0, end - now))):
                key.data.answer_pings(key.data.read())
            if now >= end:
                return

    def close(self) -> None:
        """Everybody hangs up."""
        for _, _, client in self._due:
            client.close()
        self._selector.close()


def grow(api: Api, candidates: Candidates, ids: list[str], upto: int) -> float:
    """Start sessions until there are `upto`; starts a second, one after the other."""
    began, before = time.monotonic(), len(ids)
    while len(ids) < upto:
        session_id = api.create()
        client = api.watch(session_id)
        api.start(session_id)
        client.wait_for(b'"event_type":"interview_started"', timeout_s=60)
        client.frames.feed(client.seen)
        candidates.add(client, session_id)
        ids.append(session_id)
        if len(ids) % 50 == 0:
            candidates.live(0.0)
    return (len(ids) - before) / (time.monotonic() - began)


def at_rest(api: Api, candidates: Candidates, ids: Sequence[str], *, window_s: float, starts_per_s: float) -> Point:
    """Memory and CPU of the whole: server, fork server and agents."""
    candidates.live(SETTLE_S)
    pids = [api.pid, api.fork_server, *api.agents().values()]
    began, cpu = time.monotonic(), cpu_s(pids)
    candidates.live(window_s)
    share = (cpu_s(pids) - cpu) / (time.monotonic() - began)
    alive = len(api.agents())
    if alive != len(ids):
        raise RuntimeError(f"{alive} of {len(ids)} agents live")
    return Point(len(ids), sum(pss_mib(pid) for pid in pids), share * 100, starts_per_s)


def a_thousand(run: Run) -> list[Row]:
    """Living sessions with a connected candidate each, at several sizes."""
    candidates, ids = Candidates(), list[str]()
    with serving(QUIET) as api:
        try:
            for size in run.sizes.curve:
                rate = grow(api, candidates, ids, size)
                run.curve.append(at_rest(api, candidates, ids, window_s=run.sizes.idle_window_s, starts_per_s=rate))
        finally:
            candidates.close()
    most = run.curve[-1]
    beside = f"agents' pings every 10 s, candidates' heartbeats every {HEARTBEAT_S:.0f} s"
    name = f"{most.sessions:,} living sessions"
    curve = ", ".join(f"{point.sessions}: {point.cpu_percent:.1f} %" for point in run.curve)
    sizes = ", ".join(f"{point.sessions}: {point.memory_mib:.0f}" for point in run.curve)
    return [
        Row("sessions alive at once", len(ids), "", 1000, "higher", note=beside),
        Row(f"{name}: CPU while idle", most.cpu_percent, "% of a core", 20, note=curve),
        Row(f"{name}: memory of everything", most.memory_mib, "MiB", 5 * 1024, note=sizes),
    ]
