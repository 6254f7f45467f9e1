"""Rows about a reply of the model on its way to the candidate: the first token, and what each delta costs."""

import json
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

import anthropic

from bench.machine import cpu_s
from bench.plan import Run
from bench.server import Api, serving
from bench.speaking import ROOT
from bench.table import Row, median, quantile

KEY = secrets.token_hex(20)
FIRST_DELTA = b'"kind":"text_delta"'
TURN_ENDED = b'"event_type":"assistant_turn_ended"'
SHORT, PACE_MS = 5, 4.0
"""A reply whose first token is waited for: its deltas, and the milliseconds between."""
REPLIES, SLOW_MS = 3, 5
LONG = 2000
"""Deltas of a reply that is stopped long before its end."""
REPLY_S = 60.0


class Model:
    """The stand-in, and a client of it that has nothing of ours."""

    def __init__(self, program: "subprocess.Popen[str]") -> None:
        self._program = program
        self._lines: SimpleQueue[str] = SimpleQueue()
        # Bodies are longer than what a pipe holds, and nobody looks at one while its reply is measured.
        threading.Thread(target=self._read, daemon=True).start()
        self.url = self._line()
        self._client = anthropic.Anthropic(api_key=KEY, base_url=self.url, max_retries=0)

    def _read(self) -> None:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            self._lines.put(line.strip())
        self._lines.put("")

    def _line(self) -> str:
        line = self._lines.get(timeout=REPLY_S)
        if not line:
            raise RuntimeError("the stand-in of the model ended")
        return line

    def asked(self) -> dict[str, Any]:
        """The body of the next request that it was sent and that was not looked at yet."""
        body: dict[str, Any] = json.loads(self._line())
        return body

    def first_token_ms(self, body: dict[str, Any]) -> float:
        """Send a request as it was sent before; until its first token is read."""
        began, first = time.perf_counter(), 0.0
        with self._client.messages.create(**body) as stream:
            for event in stream:
                if event.type == "content_block_delta" and not first:
                    first = time.perf_counter()
        self.asked()
        return (first - began) * 1000

    def cpu_us_a_delta(self, body: dict[str, Any]) -> float:
        """What the library alone uses of a core for each delta of a reply."""
        before, count = time.process_time(), 0
        with self._client.messages.create(**body) as stream:
            for event in stream:
                count += event.type == "content_block_delta"
        self.asked()
        return (time.process_time() - before) * 1e6 / count


@contextmanager
def standing_in() -> Iterator[Model]:
    """The stand-in of the Messages API in a program of its own."""
    command = [sys.executable, "-m", "bench.programs.model"]
    program = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Model(program)
    finally:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.close()
        program.wait(10)
        program.stdout.close()


class Talk:
    """A candidate who asks the assistant."""

    def __init__(self, api: Api, model: Model) -> None:
        self._model = model
        self.session_id = api.started()
        self.client = api.watch(self.session_id)
        self.client.wait_for(b'"moment":"introduce"')
        self.pids = [api.pid, api.agents()[self.session_id]]
        for _ in range(2):
            model.asked()  # the interviewer's welcome and introduction

    def ask(self, *, deltas: int, pace_ms: float) -> tuple[float, dict[str, Any]]:
        """Ask for a reply and read it to its end: milliseconds to the first token, and what the model was sent."""
        words = f"deltas={deltas} pace_ms={pace_ms}".encode()
        frame = b'{"type":"message","session_id":"%b","data":{"to":"assistant","text":"%b"}}'
        self._caught_up()
        began = time.perf_counter()
        self.client.send(frame % (self.session_id.encode(), words))
        first = self.client.wait_for(FIRST_DELTA, timeout_s=REPLY_S)
        self.client.wait_for(TURN_ENDED, timeout_s=REPLY_S)
        self._caught_up()
        return (first - began) * 1000, self._model.asked()

    def stop(self) -> float:
        """Ask for a long reply and stop it at its first words: milliseconds until the turn has ended."""
        words = f"deltas={LONG} pace_ms={SLOW_MS}".encode()
        frame = b'{"type":"message","session_id":"%b","data":{"to":"assistant","text":"%b"}}'
        self._caught_up()
        self.client.send(frame % (self.session_id.encode(), words))
        self.client.wait_for(FIRST_DELTA, timeout_s=REPLY_S)
        began = time.perf_counter()
        self.client.send(b'{"type":"assistant_stop","session_id":"%b","data":{}}' % self.session_id.encode())
        ended = self.client.wait_for(TURN_ENDED, timeout_s=REPLY_S)
        self._caught_up()
        self._model.asked()
        return (ended - began) * 1000

    def _caught_up(self) -> None:
        """What was read is done with, but for the server's pings."""
        self.client.answer_pings(self.client.seen)
        self.client.seen = b""


def replies(run: Run) -> list[Row]:
    """A real server and a real agent between a stand-in of the Messages API and the candidate's socket."""
    with standing_in() as model:
        env = {"BRAIN": "claude", "ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": model.url, "NUDGE_AFTER_S": "3600"}
        with serving(env | {"CLAUDE_BUDGET_CALLS": "10000", "CLAUDE_BUDGET_USD": "1000"}) as api:
            talk = Talk(api, model)
            return [_first_token(run, talk, model), *_deltas(run, talk, model), _stopped(run, talk)]


def _first_token(run: Run, talk: Talk, model: Model) -> Row:
    talk.ask(deltas=SHORT, pace_ms=PACE_MS)
    ours, bare = [], []
    for _ in range(run.sizes.replies):
        took_ms, body = talk.ask(deltas=SHORT, pace_ms=PACE_MS)
        ours.append(took_ms)
        bare.append(model.first_token_ms(body))
    over = [one - other for one, other in zip(ours, bare, strict=True)]
    return Row(
        "first token of the assistant: ours over the raw stream, p50", median(over), "ms", 10,
        note=f"ours {median(ours):.1f} ms, raw {median(bare):.1f}; {len(over)} pairs, p90 {quantile(over, 0.9):.1f}",
    )  # fmt: skip


def _stopped(run: Run, talk: Talk) -> Row:
    took = [talk.stop() for _ in range(run.sizes.replies)]
    return Row(
        "stop of the assistant → its turn has ended, p95", quantile(took, 0.95), "ms", 200,
        note=f"{len(took)} stops amid a reply; median {median(took):.1f} ms",
    )  # fmt: skip


def _deltas(run: Run, talk: Talk, model: Model) -> list[Row]:
    """As fast as the stand-in sends; and at a model's pace, where each program wakes up for each delta."""
    fast, slow = run.sizes.deltas, run.sizes.deltas // 10
    return [
        _delta("a delta of a reply, end to end", talk, model, count=fast, pace_ms=0, target=50),
        _delta(f"the same at one every {SLOW_MS} ms", talk, model, count=slow, pace_ms=SLOW_MS),
    ]


def _delta(what: str, talk: Talk, model: Model, *, count: int, pace_ms: float, target: float | None = None) -> Row:
    servers, agents, bare = [], [], []
    for _ in range(REPLIES):
        before = [cpu_s([pid]) for pid in talk.pids]
        body = talk.ask(deltas=count, pace_ms=pace_ms)[1]
        server, agent = ((cpu_s([pid]) - was) * 1e6 / count for pid, was in zip(talk.pids, before, strict=True))
        servers.append(server)
        agents.append(agent)
        bare.append(model.cpu_us_a_delta(body))
    return Row(
        what, median(servers) + median(agents), "µs of a core", target,
        raw_name="anthropic alone", raw=median(bare),
        note=f"server {median(servers):.0f}, agent {median(agents):.0f}; medians of {REPLIES} x {count:,} deltas",
    )  # fmt: skip
