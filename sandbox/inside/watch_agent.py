"""Run inside a Modal sandbox: looks at the workspace again and again, and tells what has changed.

Stdlib only, sent along with each call. Neither a volume nor every runtime tells of changes by itself. Batches go
to stdout, one JSON line each, the first one empty; it ends when its input does, or nobody is heard of for a while.
"""

import json
import os
import select
import sys
import time

from sandbox.tree import Node, Tree

REST_S, REST = 0.5, 4  # looking takes at most a fifth of the time


def main() -> None:
    """Look until somebody says that it is enough."""
    order = json.loads(sys.argv[1])
    root = os.open(order["workspace"], os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    owner = os.fstat(root)
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.setgroups([])
        os.setegid(owner.st_gid)
        os.seteuid(owner.st_uid)
    # The number of a folder's inode stands for a watch: it is one for as long as the folder lives.
    tree = Tree(lambda folder: os.fstat(folder).st_ino, limit=order["limit"])
    tree.look(root, everything(tree))
    tell([])
    heard = time.monotonic()
    took_s = 0.0
    while time.monotonic() - heard < order["silence_s"]:
        if select.select([0], [], [], max(REST_S, REST * took_s))[0]:
            if not os.read(0, 4096):
                return
            heard = time.monotonic()
        began = time.monotonic()
        found = tree.look(root, everything(tree))
        took_s = time.monotonic() - began
        if found:
            tell([[change.path, change.kind, change.moved_from] for change in found])


def everything(tree: Tree) -> dict[Node, set[str] | None]:
    """All folders, with all their names."""
    return {tree.root: None, **{node: None for node in tree.root.below() if node.children is not None}}


def tell(batch: list[list[str | None]]) -> None:
    """Write one batch, whole."""
    rest = memoryview(json.dumps(batch).encode() + b"\n")
    while rest:
        rest = rest[os.write(1, rest) :]
