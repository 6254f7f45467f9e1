"""Rows about starts: warm, cold, and many at once."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from agent.first_words import READ_BYTES
from bench import raw
from bench.plan import Run
from bench.server import Api, serving
from bench.sockets import Counter
from bench.speaking import ROOT
from bench.table import Row, median, quantile
from protocol.pipes import Attach

FIRST = b'"event_type":"interview_initializing"'
READY = b'"event_type":"interview_initialized"'
STARTED = b'"event_type":"interview_started"'


def one_start(api: Api, *, by_socket: bool) -> tuple[float, float, float]:
    """Milliseconds from asking to the first event, to ready, to started, at a client that is connected already."""
    session_id = api.create()
    client = api.watch(session_id)
    began = time.perf_counter()
    if by_socket:
        client.send(b'{"type":"interview_start","session_id":"%b","data":{}}' % session_id.encode())
    else:
        api.send("POST", f"{session_id}/start")
    times = [client.wait_for(marker) - began for marker in (FIRST, READY, STARTED)]
    if not by_socket:
        api.answer()
    client.close()
    api.delete(session_id)
    first, ready, started = (seconds * 1000 for seconds in times)
    return first, ready, started


def warm_start(run: Run) -> list[Row]:
    """From the start to the first event and to `interview_started`, agents forked."""
    count = run.sizes.starts
    with serving() as api:
        one_start(api, by_socket=False)
        by_rest = [one_start(api, by_socket=False) for _ in range(count)]
        by_socket = [one_start(api, by_socket=True) for _ in range(count)]
    jupyter = median(run.jupyter().start_ms)
    rest, sockets = [one[0] for one in by_rest], [one[0] for one in by_socket]
    started = [one[2] for one in by_rest + by_socket]
    peer = "Jupyter kernel"
    return [
        Row("warm start by REST → first event, p50", median(rest), "ms", 10, peer_name=peer, peer=jupyter),
        Row("warm start by REST → first event, p99", quantile(rest, 0.99), "ms", 30, peer_name=peer, peer=jupyter),
        Row("warm start by WebSocket → first event, p50", median(sockets), "ms", 10, peer_name=peer, peer=jupyter),
        Row("warm start by WebSocket → first event, p99", quantile(sockets, 0.99), "ms", 30),
        Row(
            "warm start → interview_started, p50", median(started), "ms", 60,
            note=f"p99 {quantile(started, 0.99):.0f} ms, {2 * count} starts",
        ),
    ]  # fmt: skip


def cold_start(run: Run) -> list[Row]:
    """The same with `AGENT_SPAWN=exec`, and `main.py` between two FIFOs without any server."""
    count = run.sizes.cold_starts
    with serving({"AGENT_SPAWN": "exec"}) as api:
        one_start(api, by_socket=False)
        taken = [one_start(api, by_socket=False) for _ in range(count)]
    bare = raw.interpreter_ms(count * 2)
    by_hand = [first_words_ms() for _ in range(count)]
    name, limit = "python -c pass", median(bare)
    return [
        Row("cold start → first event, p50", median([one[0] for one in taken]), "ms", 15, raw_name=name, raw=limit),
        Row("cold start → ready, p50", median([one[1] for one in taken]), "ms", 1000, raw_name=name, raw=limit),
        Row("main.py by hand → first line, p50", median(by_hand), "ms", 15, raw_name=name, raw=limit),
    ]


def first_words_ms() -> float:
    """`main.py` between two FIFOs: from its spawn to its first event."""
    with tempfile.TemporaryDirectory() as folder:
        up_path, down_path = Path(folder) / "up", Path(folder) / "down"
        os.mkfifo(up_path)
        os.mkfifo(down_path)
        up, down = (os.open(path, os.O_RDWR) for path in (up_path, down_path))
        attach = Attach(epoch=1, acked=0, head=0, elapsed_ms=0, running=False)
        os.write(down, attach.to_json() + b"\n")
        command = [sys.executable, str(ROOT / "main.py"), "--session-id", "0" * 32]
        command += ["--up", str(up_path), "--down", str(down_path)]
        began = time.perf_counter()
        agent = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
        try:
            said = b""
            while FIRST not in said:
                said += os.read(up, READ_BYTES)
            return (time.perf_counter() - began) * 1000
        finally:
            agent.kill()
            agent.wait(10)
            os.close(up)
            os.close(down)


def starts_per_s(count: int) -> tuple[float, float]:
    """`count` sessions started at once: first events a second, and begun interviews a second."""
    with serving() as api:
        ids = [api.create() for _ in range(count)]
        clients = [api.watch(session_id) for session_id in ids]
        askers = [Api(api.server) for _ in range(4)]

        def ask(number: int) -> None:
            for session_id in ids[number :: len(askers)]:
                askers[number].start(session_id)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(askers))]
        counter = Counter(clients, FIRST, STARTED)
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        all_first, all_begun = counter.until(1, timeout_s=120)
        for thread in threads:
            thread.join()
        for client in clients:
            client.close()
    return count / (all_first - began), count / (all_begun - began)


def many_starts(run: Run) -> list[Row]:
    """Many sessions started at once: until the last has its first event, and until the last has begun."""
    count = run.sizes.burst_of_starts
    taken = [starts_per_s(count) for _ in range(3)]
    rate, begun = (median(figures) for figures in zip(*taken, strict=True))
    limit = raw.fork_rate(count)
    note = f"{count} at once, until the last has its first event; until the last has begun: {begun:.0f}/s"
    return [Row("sustained starts", rate, "/s", 150, "higher", raw_name="fork", raw=limit, note=note)]
