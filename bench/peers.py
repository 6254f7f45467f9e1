"""The peers, in the same run: Jupyter Server for the life of a session, python-socketio for fan-out.

Both run on loopback as programs of their own, with their own defaults.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
from websockets.asyncio.client import connect

from bench.sockets import Counter, RawSocket

TOKEN = "bench"


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class JupyterFigures:
    """Milliseconds from POST to the first reply; a stream message's way; events of 10,000 that arrived."""

    start_ms: list[float]
    event_ms: list[float]
    burst_arrived: int
    kernel_pss_mib: float


@contextmanager
def jupyter() -> Iterator[str]:
    """A Jupyter Server; its base address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"JUPYTER_CONFIG_DIR": folder, "JUPYTER_RUNTIME_DIR": folder, "JUPYTER_DATA_DIR": folder}
        command = [sys.executable, "-m", "jupyter_server", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
        command += [
            "--ServerApp.open_browser=False",
            f"--ServerApp.root_dir={folder}",
            "--ip=127.0.0.1",
            "--allow-root",
        ]
        with (Path(folder) / "log").open("wb") as log:
            program = subprocess.Popen(command, env=env, stdout=log, stderr=log)
            try:
                base = f"http://127.0.0.1:{port}"
                _wait(lambda: httpx.get(f"{base}/api?token={TOKEN}", timeout=1).status_code == 200)
                yield base
            finally:
                program.terminate()
                program.wait(20)


def _wait(ready: Any, *, timeout_s: float = 40) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        try:
            if ready():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("a peer did not start")


@asynccontextmanager
async def _kernel(base: str, http: httpx.AsyncClient) -> AsyncIterator[tuple[str, Any]]:
    answer = await http.post(f"{base}/api/kernels", params={"token": TOKEN})
    kernel = answer.json()["id"]
    url = f"{base.replace('http', 'ws')}/api/kernels/{kernel}/channels?token={TOKEN}"
    try:
        async with connect(url, max_size=None, compression=None) as socket_:
            yield kernel, socket_
    finally:
        await http.delete(f"{base}/api/kernels/{kernel}", params={"token": TOKEN})


def _execute(code: str) -> str:
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": "execute_request",
        "username": "",
        "session": "s",
        "version": "5.3",
    }
    header["date"] = ""
    content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    return json.dumps(message | {"buffers": []})


async def measure_jupyter(*, starts: int = 5, events: int = 200) -> JupyterFigures:
    """Start kernels, send one event at a time, then a burst of 10,000."""
    start_ms: list[float] = []
    event_ms: list[float] = []
    arrived, pss = 0, 0.0
    with jupyter() as base:
        async with httpx.AsyncClient(timeout=60) as http:
            for number in range(starts):
                began = time.perf_counter()
                async with _kernel(base, http) as (_, kernel):
                    await kernel.send(_execute("print('ready')"))
                    await _until(kernel, "stream")
                    start_ms.append((time.perf_counter() - began) * 1000)
                    if number == starts - 1:
                        pss = _kernel_pss_mib()
                        event_ms = await _one_by_one(kernel, events)
                        arrived = await _burst(kernel)
    return JupyterFigures(start_ms, event_ms, arrived, pss)


async def _until(kernel: Any, kind: str) -> dict[str, Any]:
    while True:
        message: dict[str, Any] = json.loads(await asyncio.wait_for(kernel.recv(), 30))
        if message["msg_type"] == kind:
            return message


async def _one_by_one(kernel: Any, events: int) -> list[float]:
    code = (
        "import time\nfrom IPython.display import display\n"
        f"for _ in range({events}):\n    display({{'application/json': {{'t': time.time()}}}}, raw=True)\n"
        "    time.sleep(0.01)\n"
    )
    await kernel.send(_execute(code))
    delays: list[float] = []
    while len(delays) < events:
        message = await _until(kernel, "display_data")
        delays.append((time.time() - message["content"]["data"]["application/json"]["t"]) * 1000)
    return delays


async def _burst(kernel: Any, *, events: int = 10_000) -> int:
    code = (
        "from IPython.display import display\n"
        f"for i in range({events}):\n    display({{'application/json': {{'i': i}}}}, raw=True)\n"
    )
    await kernel.send(_execute(code))
    arrived = 0
    while arrived < events:
        try:
            message = json.loads(await asyncio.wait_for(kernel.recv(), 3))
        except TimeoutError:
            break
        arrived += message["msg_type"] == "display_data"
    return arrived


def _kernel_pss_mib() -> float:
    for program in psutil.process_iter(["cmdline"]):
        if "ipykernel_launcher" in " ".join(program.info["cmdline"] or []):
            return float(program.memory_full_info().pss) / 2**20
    return 0.0


SOCKETIO = """
import asyncio, socketio, sys, time, uvicorn
sio = socketio.AsyncServer(async_mode="asgi")
app = socketio.ASGIApp(sio)
FRAME = {"event_type": "test_result", "name": "x" * 120}

@sio.event
async def go(sid, frames):
    for _ in range(frames):
        await sio.emit("message", FRAME)

uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="critical", ws_per_message_deflate=False)
"""


def measure_socketio(*, clients: int = 100, frames: int = 300) -> float:
    """Frames a second that python-socketio fans out to `clients`, counted by the same cheap clients as ours."""
    port = free_port()
    program = subprocess.Popen([sys.executable, "-c", SOCKETIO, str(port)], stderr=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(lambda: httpx.get(f"{base}/socket.io/?EIO=4&transport=polling").status_code == 200)
        sockets = [RawSocket(port, "/socket.io/?EIO=4&transport=websocket") for _ in range(clients)]
        for one in sockets:
            one.wait_for(b'"sid"')
            one.send(b"40")
            one.wait_for(b"40{")
        counter = Counter(sockets, b'42["message"')
        began = time.perf_counter()
        sockets[0].send(f'42["go",{frames}]'.encode())
        (done,) = counter.until(frames, timeout_s=60)
        for one in sockets:
            one.close()
        return clients * frames / (done - began)
    finally:
        program.terminate()
        program.wait(20)
