"""The answers of Modal's command router, which carries the programs of one sandbox."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from google.protobuf.message import Message  # type: ignore[import-untyped]
from grpclib import GRPCError, Status
from modal_proto import task_command_router_pb2 as router_pb2

from tests.fakes.modal_books import Books
from tests.fakes.modal_container import Program


def _program(books: Books, task_id: str, exec_id: str) -> Program:
    program = books.task(task_id).container.programs.get(exec_id)
    if program is None:
        raise GRPCError(Status.NOT_FOUND, f"no exec {exec_id}")
    return program


async def exec_start(books: Books, asked: router_pb2.TaskExecStartRequest) -> Message:
    box = books.task(asked.task_id)
    await box.container.exec(
        asked.exec_id,
        list(asked.command_args),
        workdir=asked.workdir or box.definition.workdir or "/",
        timeout_s=asked.timeout_secs,
    )
    return router_pb2.TaskExecStartResponse()


async def exec_stdio_read(books: Books, asked: router_pb2.TaskExecStdioReadRequest) -> AsyncIterator[Message]:
    program = _program(books, asked.task_id, asked.exec_id)
    number = 2 if asked.file_descriptor == router_pb2.TASK_EXEC_STDIO_FILE_DESCRIPTOR_STDERR else 1
    offset = asked.offset
    while chunk := await program.read(number, offset):
        offset += len(chunk)
        yield router_pb2.TaskExecStdioReadResponse(data=chunk)
    books.task(asked.task_id)  # a sandbox that has ended meanwhile is told as that, not as the end of the output


async def exec_stdin_write(books: Books, asked: router_pb2.TaskExecStdinWriteRequest) -> Message:
    program = _program(books, asked.task_id, asked.exec_id)
    await program.take(asked.data, offset=asked.offset, eof=asked.eof)
    return router_pb2.TaskExecStdinWriteResponse()


async def exec_wait(books: Books, asked: router_pb2.TaskExecWaitRequest) -> Message:
    code = await _program(books, asked.task_id, asked.exec_id).wait()
    return router_pb2.TaskExecWaitResponse(**({"signal": -code} if code < 0 else {"code": code}))


ANSWERS: dict[str, Callable[[Books, Any], Awaitable[Message] | AsyncIterator[Message]]] = {
    "TaskExecStart": exec_start,
    "TaskExecStdioRead": exec_stdio_read,
    "TaskExecStdinWrite": exec_stdin_write,
    "TaskExecWait": exec_wait,
}
