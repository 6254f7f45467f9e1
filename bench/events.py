"""Rows about events: one at a time, a burst, a fan-out."""

import re
import select
import time
from collections.abc import Sequence

from bench import raw
from bench.machine import cpu_s
from bench.peers import measure_socketio
from bench.plan import Run
from bench.server import Api, serving
from bench.sockets import Counter, RawSocket
from bench.speaking import Speaker, speaking
from bench.table import Row, median, quantile

SAID = b'"message_id":"m'
MADE_AT = re.compile(rb'"text":"at=(\d+);')
TIMEOUT_S = 60


def delays_ms(client: RawSocket, speaker: Speaker, *, count: int, pace_ms: float) -> list[float]:
    """From the moment an event is made in the agent's process until its frame was read here."""
    speaker.say(count=count, pace_ms=pace_ms)
    delays: list[float] = []
    while len(delays) < count:
        chunk = client.read()
        now = time.monotonic_ns()
        delays += [(now - int(at)) / 1e6 for at in MADE_AT.findall(chunk)]
    speaker.done()
    return delays


def one_event(run: Run) -> list[Row]:
    """One event every 5 ms; and without that rest, in which caches grow cold: the next when the last came back."""
    count = run.sizes.paced_events
    with serving() as api, speaking(api) as (session_id, speaker):
        client = api.watch(session_id)
        delays_ms(client, speaker, count=50, pace_ms=5)
        delays = delays_ms(client, speaker, count=count, pace_ms=5)
        chased = delays_ms(client, speaker, count=count, pace_ms=-1)
        client.close()
    jupyter, fifo, chain = run.jupyter().event_ms, raw.fifo_ms(count), raw.chain_ms(count)
    peers = {"peer_name": "Jupyter", "raw_name": "bare chain"}
    return [
        Row(
            "one event, agent → socket, committed first, p50", median(delays), "ms", 0.3, **peers,
            peer=median(jupyter), raw=median(chain), note=f"{count} events, one every 5 ms; a FIFO {median(fifo):.3f}",
        ),
        Row(
            "one event, agent → socket, committed first, p99", quantile(delays, 0.99), "ms", 1, **peers,
            peer=quantile(jupyter, 0.99), raw=quantile(chain, 0.99), note=f"a FIFO {quantile(fifo, 0.99):.3f}",
        ),
        Row(
            "one event without a rest before it, p50", median(chased), "ms",
            note=f"the next when the last came back to the agent; p99 {quantile(chased, 0.99):.2f}",
        ),
    ]  # fmt: skip


def burst(run: Run) -> list[Row]:
    """Events as fast as the agent can say them, each committed before it is sent."""
    count = run.sizes.burst_events
    rates, server_us, agent_us = [], [], []
    with serving() as api, speaking(api) as (session_id, speaker):
        client = api.watch(session_id)
        for _ in range(run.sizes.bursts + 1):
            counter, cpu = Counter([client], SAID), cpu_s([api.pid])
            began = time.perf_counter()
            speaker.say(count=count)
            (done,) = counter.until(count, timeout_s=TIMEOUT_S)
            rates.append(count / (done - began))
            agent_us.append(speaker.done() * 1000 / count)
            server_us.append((cpu_s([api.pid]) - cpu) * 1e6 / count)
        client.close()
        replay = catch_up(api, session_id, count=count * len(rates))
        assert_whole(api, session_id)
    arrived = run.jupyter().burst_arrived
    limit = median([raw.chain_rate(count) for _ in range(run.sizes.bursts)])
    note = f"server {median(server_us[1:]):.0f} µs and agent {median(agent_us[1:]):.0f} µs of a core an event"
    return [
        Row(
            "burst of 10,000 events to one client",
            median(rates[1:]),
            "/s",
            100_000,
            "higher",
            raw_name="bare chain",
            raw=limit,
            note=note,
        ),
        Row("of 10,000 events in a burst arrive", count, "", 10_000, "higher", peer_name="Jupyter", peer=arrived),
        Row(
            "catching up on stored events by after=",
            replay,
            "/s",
            better="higher",
            note="from 0; all but the newest from the database",
        ),
    ]


def catch_up(api: Api, session_id: str, *, count: int) -> float:
    """Events a second that a client gets who connects with `after=0`."""
    began = time.perf_counter()
    client = api.watch(session_id, whole=True)
    counter = Counter([client], SAID)
    counter.counts[0][0] = client.seen.count(SAID)
    (done,) = counter.until(count, timeout_s=TIMEOUT_S)
    client.close()
    return count / (done - began)


def assert_whole(api: Api, session_id: str) -> None:
    """The log has every number once, and every event of the speaker in its order.

    Raises:
        AssertionError: something is missing, double or out of order.
    """
    client = api.watch(session_id, whole=True)
    last = 0
    stream = client.seen
    while select.select([client.socket], [], [], 1.0)[0]:
        stream += client.read()
    client.close()
    for seq in re.findall(rb'"seq":(\d+)', stream):
        assert int(seq) == last + 1, f"{int(seq)} follows {last}"
        last = int(seq)


def quiet(clients: Sequence[RawSocket]) -> None:
    """Read away what came before."""
    for client in clients:
        while select.select([client.socket], [], [], 0.05)[0]:
            client.read()


def fan_out_rate(run: Run, *, plain: bool) -> tuple[float, float]:
    """Frames a second to all clients together, and microseconds of the server's core for each."""
    clients_count, count = run.sizes.fan_clients, run.sizes.fan_events
    rates, costs = [], []
    with serving(plain=plain) as api, speaking(api) as (session_id, speaker):
        clients = [api.watch(session_id, whole=True) for _ in range(clients_count)]
        for _ in range(3):
            quiet(clients)
            counter, cpu = Counter(clients, SAID), cpu_s([api.pid])
            began = time.perf_counter()
            speaker.say(count=count)
            (done,) = counter.until(count, timeout_s=TIMEOUT_S)
            speaker.done()
            rates.append(clients_count * count / (done - began))
            costs.append((cpu_s([api.pid]) - cpu) * 1e6 / (clients_count * count))
        for client in clients:
            client.close()
    return median(rates), median(costs)


def fan_out(run: Run) -> list[Row]:
    """Every event to 100 clients of one session."""
    plain, plain_us = fan_out_rate(run, plain=True)
    framed, framed_us = fan_out_rate(run, plain=False)
    frames = max(300, run.sizes.fan_events // 5)
    peer = median([measure_socketio(clients=run.sizes.fan_clients, frames=frames) for _ in range(3)])
    name = "python-socketio"
    return [
        Row(
            "fan-out to 100 clients, plain path", plain, "/s", 100_000, "higher", peer_name=name, peer=peer,
            note=f"{plain_us:.2f} µs of a core a frame",
        ),
        Row(
            "fan-out to 100 clients, pre-framed", framed, "/s", 800_000, "higher", peer_name=name, peer=peer,
            note=f"{framed_us:.2f} µs of a core a frame",
        ),
    ]  # fmt: skip
