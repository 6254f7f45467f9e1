"""Run inside a Modal sandbox: one call on the workspace's files, by the same rules as on this machine.

The order is JSON in the argument, content comes on stdin; the answer is one JSON line, then content.
"""

import json
import os
import sys
from typing import TypedDict

from sandbox import files
from sandbox.base import Limits
from sandbox.errors import FileTooLarge, PathRefused, SandboxError, WorkspaceFull
from sandbox.inside.room import held

_TRIAL = ".interview-trial"


class FileOrder(TypedDict):
    """One call; `size_bytes` of content follow it on stdin."""

    op: str
    workspace: str
    path: str
    limit: int
    most_files: int
    mode: int | None
    size_bytes: int


def main() -> None:
    """Do what was ordered, as the workspace's owner, and say what came of it."""
    order: FileOrder = json.loads(sys.argv[1])
    content = sys.stdin.buffer.read(order["size_bytes"])
    head: dict[str, object] = {"ok": True}
    found = b""
    try:
        if len(content) != order["size_bytes"]:
            raise SandboxError("the content came only in part")
        if order["op"] == "prepare":
            prepare(order["workspace"], order["limit"])
        else:
            found = perform(order, content)
    except SandboxError as failure:
        head = {"ok": False, "code": failure.code, "detail": failure.detail}
        if isinstance(failure, PathRefused):
            head["reason"] = failure.reason
        if isinstance(failure, FileTooLarge):
            head["found_bytes"] = failure.size_bytes
    out = sys.stdout.buffer
    out.write(json.dumps({**head, "size_bytes": len(found)}).encode() + b"\n" + found)
    out.flush()


def perform(order: FileOrder, content: bytes) -> bytes:
    """Read, write, delete or list."""
    root = os.open(order["workspace"], os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    owner = os.fstat(root)
    if os.geteuid() == 0 and owner.st_uid != 0:
        # The real user stays root: the programs of the workspace's owner cannot touch this process.
        os.setgroups([])
        os.setegid(owner.st_gid)
        os.seteuid(owner.st_uid)
    os.umask(0o022)
    path, limit = order["path"], order["limit"]
    match order["op"]:
        case "read":
            return files.read(root, path, limit_bytes=limit)
        case "write":
            size, count = held(order["workspace"], most_files=order["most_files"])
            if size + len(content) > limit or count + 1 > order["most_files"]:
                raise WorkspaceFull(f"no room is left in the workspace for {path!r}: delete some files")
            files.write(root, path, content, mode=order["mode"])
            return b""
        case "delete":
            files.delete(root, path)
            return b""
        case "list":
            entries = files.listed(root, path, limit=limit)
            return json.dumps([[e.path, e.kind, e.size_bytes, e.mode, e.changed_ns] for e in entries]).encode()
        case "pack" | "unpack":
            return archived(root, order, content)
    raise SandboxError(f"nobody knows how to {order['op']} a file")


def archived(root: int, order: FileOrder, content: bytes) -> bytes:
    """The workspace as an archive, or the workspace from one, if it is not more than `limit` bytes in `most_files`."""
    from sandbox import archive  # slow to load, and seldom needed

    limits = Limits(workspace_bytes=order["limit"], inodes=order["most_files"])
    if order["op"] == "pack":
        return archive.pack(root, limits)
    archive.unpack(root, content, limits)
    return b""


def prepare(workspace: str, uid: int) -> None:
    """Make an empty workspace that belongs to `uid`, where this user may give it away and the volume lets it.

    The owner of the workspace is the user of its programs: where it cannot be given away they stay what
    the sandbox starts them as.
    """
    root = os.open(workspace, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for name in os.listdir(root):
        files.delete(root, name)
    if os.geteuid() != 0 or uid == 0:
        return
    try:
        os.fchown(root, uid, uid)
        os.seteuid(uid)
        try:
            os.mkdir(_TRIAL, dir_fd=root)
            os.rmdir(_TRIAL, dir_fd=root)
        finally:
            os.seteuid(0)
    except OSError:
        os.fchown(root, 0, 0)
