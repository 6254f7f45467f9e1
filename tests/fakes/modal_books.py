"""What Modal would keep: sandboxes, volumes, images, and the faults that a test has ordered."""

import asyncio
import base64
import json
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpclib.server
from grpclib import GRPCError, Status
from modal_proto import api_pb2

from tests.fakes.modal_container import Container

TOKEN = ("ak-stand-in", "as-stand-in")
DONE = api_pb2.GenericResult(status=api_pb2.GenericResult.GENERIC_STATUS_SUCCESS)

Stream = grpclib.server.Stream[Any, Any]
Fault = Callable[[Stream], Awaitable[None]]


def refuse(status: Status, message: str) -> Fault:
    """Answer with an error."""

    async def fault(_: Stream) -> None:
        raise GRPCError(status, message)

    return fault


def transport_of(stream: Stream) -> asyncio.Transport:
    """The connection that a call came by."""
    transport: asyncio.Transport = stream._stream._transport
    return transport


async def hang(_: Stream) -> None:
    """Never answer."""
    await asyncio.sleep(3600)


async def drop(stream: Stream) -> None:
    """Cut the connection in the middle of the call."""
    transport_of(stream).abort()
    raise GRPCError(Status.UNAVAILABLE, "dropped")


@dataclass
class Box:
    """A sandbox as the control plane knows it."""

    id: str
    task: str
    container: Container
    definition: api_pb2.Sandbox
    tags: dict[str, str]
    result: api_pb2.GenericResult | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Books:
    """What Modal would keep."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="modal-stand-in-"))
        self.folder.chmod(0o755)
        self.url = ""
        self.calls: Counter[str] = Counter()
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.boxes: dict[str, Box] = {}
        self.volumes: dict[str, str] = {}
        self.images: list[api_pb2.Image] = []
        self.build_failure = ""
        self.transports: set[asyncio.Transport] = set()
        self.uploads: dict[str, bytes] = {}
        self.mounted: dict[str, str] = {}

    def living(self) -> list[Box]:
        """The sandboxes that run."""
        return [box for box in self.boxes.values() if box.result is None]

    def box(self, sandbox_id: str) -> Box:
        """The sandbox of this id."""
        if sandbox_id not in self.boxes:
            raise GRPCError(Status.NOT_FOUND, f"no sandbox {sandbox_id}")
        return self.boxes[sandbox_id]

    def task(self, task_id: str) -> Box:
        """The running sandbox of this task."""
        for box in self.living():
            if box.task == task_id:
                return box
        raise GRPCError(Status.NOT_FOUND, f"no running task {task_id}")

    async def end(self, box: Box, status: "api_pb2.GenericResult.GenericStatus.ValueType") -> None:
        """End a sandbox with everything in it."""
        if box.result is None:
            box.result = api_pb2.GenericResult(status=status, exitcode=137)
            await box.container.end()
            box.over.set()


def jwt() -> str:
    """A token that nobody signed, good for an hour."""

    def part(fields: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(fields).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none'})}.{part({'exp': time.time() + 3600})}.x"
