"""REST: the files of a session's workspace."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.convertors import PathConvertor, register_url_convertor

from app.core.stream_protocol import ENDLESS
from app.models.files import ChangedOut, Encoding, FileIn, FileOut, NewFileIn, TreeOut
from app.routers.dependencies import Host, ServicesDep, SessionCaller
from app.services.access import Action
from app.services.file_service import decoded
from app.services.file_stream import FileStream
from app.services.interview_service import actor_of
from protocol.values import ROLE_SIGHT, Actor

router = APIRouter(prefix="/interview/{session_id}", tags=["files"])


class AnyPath(PathConvertor):
    """A path in which every character may stand, a newline too."""

    regex = "(?s:.*)"


register_url_convertor("anypath", AnyPath())

FilePath = Annotated[str, Path(description="the path from the workspace's root, percent-encoded where needed")]


@router.get("/files")
async def tree(
    host: Host,
    services: ServicesDep,
    request: Request,
    response: Response,
    under: Annotated[str, Query(max_length=4096)] = "",
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
    cursor: Annotated[str | None, Query(max_length=8192)] = None,
) -> TreeOut:
    """The tree, depth first, a page at a time; `next` is also in the `Link` header (RFC 8288)."""
    page = await services.files.tree(host, under=under, limit=limit, cursor=cursor)
    if page.next is not None:
        target = request.url.include_query_params(cursor=page.next).remove_query_params("token")
        base = services.settings.base_url
        response.headers["Link"] = f'<{base}{target.path}?{target.query}>; rel="next"'
    return page


async def followed(
    host: Host,
    request: Request,
    caller: SessionCaller,
    after: Annotated[int | None, Query(ge=0)] = None,
    last_event_id: Annotated[int | None, Header(ge=0)] = None,
) -> FileStream:
    """Where the stream begins: after what the page has seen, or now."""
    setattr(request.state, ENDLESS, True)
    begin = last_event_id if last_event_id is not None else after
    start = host.view.head if begin is None or begin > host.view.head else begin
    return FileStream(host, after=start, sight=ROLE_SIGHT[caller.role])


@router.get("/files/watch", response_class=EventSourceResponse)
async def watch(stream: Annotated[FileStream, Depends(followed)]) -> AsyncIterator[ServerSentEvent]:
    """What people, programs and the AI do to the files, with who; `Last-Event-ID` goes on where it stopped."""
    yield ServerSentEvent(comment="watching", id=str(stream.after))
    async for seq, message in stream.messages():
        yield ServerSentEvent(data=message, id=str(seq))


@router.get("/files/{path:anypath}")
async def read(host: Host, path: FilePath, services: ServicesDep, encoding: Encoding = "utf-8") -> FileOut:
    """A file: text, or any bytes with `?encoding=base64`."""
    return await services.files.read(host, path, encoding=encoding)


@router.put("/files/{path:anypath}")
async def write(host: Host, path: FilePath, body: FileIn, caller: SessionCaller, services: ServicesDep) -> ChangedOut:
    """Create a file or replace its content; folders on the way are made."""
    caller.require(Action.CHANGE_FILES)
    content = decoded(body.content, body.encoding)
    actor = actor_of(caller.role, otherwise=Actor.CANDIDATE)
    return await services.files.write(host, path, content, role=caller.role, actor=actor)


@router.post("/files/{path:anypath}", status_code=201)
async def create(
    host: Host, path: FilePath, body: NewFileIn, caller: SessionCaller, services: ServicesDep
) -> ChangedOut:
    """A new file, a new `folder`, or with `move_to` another path for an old one; nothing is replaced."""
    caller.require(Action.CHANGE_FILES)
    actor = actor_of(caller.role, otherwise=Actor.CANDIDATE)
    if body.move_to is not None:
        return await services.files.move(host, path, body.move_to, actor=actor)
    if body.folder:
        return await services.files.make_folder(host, path, actor=actor)
    content = decoded(body.content or "", body.encoding)
    return await services.files.write(host, path, content, role=caller.role, actor=actor, create=True)


@router.delete("/files/{path:anypath}")
async def delete(host: Host, path: FilePath, caller: SessionCaller, services: ServicesDep) -> ChangedOut:
    """Remove a file, or a folder with all it holds."""
    caller.require(Action.CHANGE_FILES)
    return await services.files.delete(host, path, actor=actor_of(caller.role, otherwise=Actor.CANDIDATE))
