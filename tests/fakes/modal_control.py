"""The answers of Modal's control plane."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]
from google.protobuf.message import Message  # type: ignore[import-untyped]
from grpclib import GRPCError, Status
from modal_proto import api_pb2

from tests.fakes.modal_books import DONE, Books, Box, jwt
from tests.fakes.modal_container import Container


async def auth_token_get(_: Books, __: api_pb2.AuthTokenGetRequest) -> Message:
    return api_pb2.AuthTokenGetResponse(token=jwt())


async def environment_get_or_create(_: Books, __: api_pb2.EnvironmentGetOrCreateRequest) -> Message:
    settings = api_pb2.EnvironmentSettings(image_builder_version="2025.06")
    metadata = api_pb2.EnvironmentMetadata(name="main", settings=settings)
    return api_pb2.EnvironmentGetOrCreateResponse(environment_id="en-1", metadata=metadata)


async def app_get_or_create(_: Books, __: api_pb2.AppGetOrCreateRequest) -> Message:
    return api_pb2.AppGetOrCreateResponse(app_id="ap-1")


async def image_get_or_create(books: Books, asked: api_pb2.ImageGetOrCreateRequest) -> Message:
    books.images.append(asked.image)
    if books.build_failure:
        failed = api_pb2.GenericResult(
            status=api_pb2.GenericResult.GENERIC_STATUS_FAILURE, exception=books.build_failure
        )
        return api_pb2.ImageGetOrCreateResponse(image_id="im-0", result=failed)
    return api_pb2.ImageGetOrCreateResponse(image_id=f"im-{len(books.images)}", result=DONE)


async def mount_check_existence(books: Books, asked: api_pb2.MountBatchedCheckExistenceRequest) -> Message:
    missing = [digest for digest in asked.sha256_hex_hashes if digest not in books.uploads]
    return api_pb2.MountBatchedCheckExistenceResponse(missing_sha256_hex_hashes=missing)


async def mount_put_file(books: Books, asked: api_pb2.MountPutFileRequest) -> Message:
    books.uploads[asked.sha256_hex] = asked.data
    return api_pb2.MountPutFileResponse(exists=True)


async def mount_get_or_create(books: Books, asked: api_pb2.MountGetOrCreateRequest) -> Message:
    books.mounted |= {file.filename: file.sha256_hex for file in asked.files}
    metadata = api_pb2.MountHandleMetadata(content_checksum_sha256_hex="0")
    return api_pb2.MountGetOrCreateResponse(mount_id="mo-1", handle_metadata=metadata)


async def volume_get_or_create(books: Books, asked: api_pb2.VolumeGetOrCreateRequest) -> Message:
    name = asked.deployment_name
    if name not in books.volumes:
        if asked.object_creation_type == api_pb2.OBJECT_CREATION_TYPE_UNSPECIFIED:
            raise GRPCError(Status.NOT_FOUND, f"no volume {name}")
        books.volumes[name] = f"vo-{len(list(books.folder.glob('vo-*')))}"
        (books.folder / books.volumes[name]).mkdir(mode=0o755)
    version = api_pb2.VOLUME_FS_VERSION_V1
    return api_pb2.VolumeGetOrCreateResponse(volume_id=books.volumes[name], version=version)


async def volume_delete(books: Books, asked: api_pb2.VolumeDeleteRequest) -> Message:
    for name, volume in list(books.volumes.items()):
        if volume == asked.volume_id:
            del books.volumes[name]
    return Empty()


async def sandbox_create(books: Books, asked: api_pb2.SandboxCreateV2Request) -> Message:
    definition = asked.definition
    if definition.name and any(box.definition.name == definition.name for box in books.living()):
        raise GRPCError(Status.ALREADY_EXISTS, f"a sandbox named {definition.name} is running")
    number = len(books.boxes)
    folder = books.folder / f"box-{number}"
    folder.mkdir(mode=0o755)
    mounts = {mount.mount_path: books.folder / mount.volume_id for mount in definition.volume_mounts}
    blocked = definition.network_access.network_access_type == api_pb2.NetworkAccess.NetworkAccessType.BLOCKED
    container = Container(folder, mounts.get("/workspace"), network=not blocked)
    tags = {tag.tag_name: tag.tag_value for tag in asked.tags}
    box = Box(f"sb-{number:020d}V", f"ta-{number:020d}V", container, definition, tags)
    books.boxes[box.id] = box
    await container.start(list(definition.entrypoint_args))
    return api_pb2.SandboxCreateV2Response(
        sandbox_id=box.id,
        task_id=box.task,
        metadata=api_pb2.SandboxHandleMetadata(app_id=asked.app_id),
        command_router_access=api_pb2.CommandRouterAccess(url=books.url, jwt=jwt()),
    )


async def sandbox_get_from_name(books: Books, asked: api_pb2.SandboxGetFromNameRequest) -> Message:
    for box in books.living():
        if box.definition.name == asked.sandbox_name:
            metadata = api_pb2.SandboxHandleMetadata(app_id="ap-1")
            return api_pb2.SandboxGetFromNameResponse(sandbox_id=box.id, metadata=metadata)
    raise GRPCError(Status.NOT_FOUND, f"no running sandbox is named {asked.sandbox_name}")


async def sandbox_of_the_old_kind(_: Books, asked: api_pb2.SandboxGetFromNameRequest) -> Message:
    raise GRPCError(Status.NOT_FOUND, f"no running sandbox of the old kind is named {asked.sandbox_name}")


async def sandbox_access(books: Books, asked: api_pb2.SandboxGetCommandRouterAccessRequest) -> Message:
    if books.box(asked.sandbox_id).result is not None:
        raise GRPCError(Status.NOT_FOUND, "the sandbox has finished")
    return api_pb2.SandboxGetCommandRouterAccessResponse(url=books.url, jwt=jwt())


async def sandbox_task(books: Books, asked: api_pb2.SandboxGetTaskIdRequest) -> Message:
    return api_pb2.SandboxGetTaskIdResponse(task_id=books.box(asked.sandbox_id).task)


async def sandbox_wait(books: Books, asked: api_pb2.SandboxWaitRequest) -> Message:
    box = books.box(asked.sandbox_id)
    try:
        await asyncio.wait_for(box.over.wait(), asked.timeout)
    except TimeoutError:
        return api_pb2.SandboxWaitResponse()
    return api_pb2.SandboxWaitResponse(result=box.result)


async def sandbox_terminate(books: Books, asked: api_pb2.SandboxTerminateRequest) -> Message:
    await books.end(books.box(asked.sandbox_id), api_pb2.GenericResult.GENERIC_STATUS_TERMINATED)
    return api_pb2.SandboxTerminateResponse()


async def sandbox_list(books: Books, asked: api_pb2.SandboxListRequest) -> Message:
    wanted = {(tag.tag_name, tag.tag_value) for tag in asked.tags}
    found = [] if asked.before_timestamp else [box for box in books.living() if wanted <= set(box.tags.items())]
    metadata = api_pb2.SandboxHandleMetadata(app_id="ap-1")
    infos = [api_pb2.SandboxInfo(id=box.id, created_at=1.0, metadata=metadata) for box in found]
    return api_pb2.SandboxListResponse(sandboxes=infos)


async def sandbox_tags_get(books: Books, asked: api_pb2.SandboxTagsGetRequest) -> Message:
    marks = books.box(asked.sandbox_id).tags
    tags = [api_pb2.SandboxTag(tag_name=name, tag_value=value) for name, value in marks.items()]
    return api_pb2.SandboxTagsGetResponse(tags=tags)


async def sandbox_tags_set(books: Books, asked: api_pb2.SandboxTagsSetRequest) -> Message:
    books.box(asked.sandbox_id).tags = {tag.tag_name: tag.tag_value for tag in asked.tags}
    return Empty()


ANSWERS: dict[str, Callable[[Books, Any], Awaitable[Message]]] = {
    "AuthTokenGet": auth_token_get,
    "EnvironmentGetOrCreate": environment_get_or_create,
    "AppGetOrCreate": app_get_or_create,
    "ImageGetOrCreate": image_get_or_create,
    "MountBatchedCheckExistence": mount_check_existence,
    "MountPutFile": mount_put_file,
    "MountGetOrCreate": mount_get_or_create,
    "VolumeGetOrCreate": volume_get_or_create,
    "VolumeDelete": volume_delete,
    "SandboxCreateV2": sandbox_create,
    "SandboxGetFromNameV2": sandbox_get_from_name,
    "SandboxGetFromName": sandbox_of_the_old_kind,
    "SandboxGetCommandRouterAccess": sandbox_access,
    "SandboxGetTaskIdV2": sandbox_task,
    "SandboxWaitV2": sandbox_wait,
    "SandboxTerminateV2": sandbox_terminate,
    "SandboxListV2": sandbox_list,
    "SandboxTagsGetV2": sandbox_tags_get,
    "SandboxTagsSetV2": sandbox_tags_set,
}
