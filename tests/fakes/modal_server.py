"""A stand-in for Modal on loopback: it speaks the real protocol, so that the real client is under test.

Control plane and command router answer on one port. Sandboxes are `tests.fakes.modal_container`s; images are
never built, only recorded as they were asked for. What shall go wrong is told to `books.faults`.
"""

import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import grpclib.const
import grpclib.server
from grpclib import GRPCError, Status
from modal_proto import api_grpc, api_pb2, task_command_router_grpc

from tests.fakes import modal_control, modal_router
from tests.fakes.modal_books import TOKEN, Books, Stream, transport_of


class Service:
    """One of Modal's services: counts each call, checks the caller, lets an ordered fault go first, answers."""

    def __init__(
        self, base: type, answers: Mapping[str, Callable[[Books, Any], Any]], books: Books, *, by_token: bool
    ) -> None:
        self._base, self._answers, self._books, self._by_token = base, answers, books, by_token

    def __mapping__(self) -> dict[str, grpclib.const.Handler]:
        """The handlers by path, as grpclib wants them; message types come from the generated service."""
        names: frozenset[str] = self._base.__abstractmethods__  # type: ignore[attr-defined]
        generated: Any = type("Generated", (self._base,), dict.fromkeys(names))
        handlers: dict[str, grpclib.const.Handler] = generated().__mapping__()
        return {path: handler._replace(func=self._handler(path)) for path, handler in handlers.items()}

    def _handler(self, path: str) -> Callable[[Stream], Any]:
        name = path.rpartition("/")[2]

        async def answered(stream: Stream) -> None:
            self._books.calls[name] += 1
            self._books.transports.add(transport_of(stream))
            self._check(stream)
            if self._books.faults[name]:
                await self._books.faults[name].popleft()(stream)
            asked = await stream.recv_message()
            answer = self._answers.get(name)
            if answer is None:
                raise GRPCError(Status.UNIMPLEMENTED, f"the stand-in does not know {name}")
            given = answer(self._books, asked)
            if isinstance(given, AsyncIterator):
                async for message in given:
                    await stream.send_message(message)
            else:
                await stream.send_message(await given)

        return answered

    def _check(self, stream: Stream) -> None:
        assert stream.metadata is not None
        if not self._by_token:
            known = str(stream.metadata.get("authorization", "")).startswith("Bearer ")
        else:
            known = (stream.metadata.get("x-modal-token-id"), stream.metadata.get("x-modal-token-secret")) == TOKEN
        if not known:
            raise GRPCError(Status.UNAUTHENTICATED, "Token validation failed")


class ModalStandIn:
    """The server. `url` is for MODAL_SERVER_URL."""

    def __init__(self) -> None:
        self.books = Books()
        self._server = grpclib.server.Server(
            [
                Service(api_grpc.ModalClientBase, modal_control.ANSWERS, self.books, by_token=True),
                Service(
                    task_command_router_grpc.TaskCommandRouterBase, modal_router.ANSWERS, self.books, by_token=False
                ),
            ]
        )

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.books.url

    async def start(self) -> None:
        """Listen on a free port."""
        await self._server.start("127.0.0.1", 0)
        listening: Any = self._server._server
        self.books.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"

    def cut_connections(self) -> None:
        """Break every connection there is; clients may come again."""
        for transport in self.books.transports:
            transport.abort()
        self.books.transports.clear()

    async def stop(self) -> None:
        """End every sandbox and close."""
        for box in self.books.living():
            await self.books.end(box, api_pb2.GenericResult.GENERIC_STATUS_TERMINATED)
        self._server.close()
        self.cut_connections()  # a client that was not closed must not hold up the end
        await self._server.wait_closed()
        shutil.rmtree(self.books.folder, ignore_errors=True)
