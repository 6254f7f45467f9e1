"""What is known of a workspace's files, compared with what is there: the differences are the changes.

A tree of what was seen last. Only the names that are said to have changed are looked at again, so a flood of
changes costs as much as the files that it touches. No link is followed. The functions block.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sandbox import files
from sandbox.base import FileChange
from sandbox.syscalls import open_beneath

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW

Mark = tuple[int, int, int]
"""Inode, time of change in ns, size in bytes: the same file with the same content, in all likelihood."""


@dataclass(eq=False, slots=True)
class Node:
    """A file or a folder as it was seen last; `children` is None for what is no folder."""

    name: str
    above: "Node | None"
    mark: Mark
    children: "dict[str, Node] | None" = None
    watch: int | None = None

    def path(self) -> str:
        """Below the workspace, which itself has the empty path."""
        if self.above is None:
            return ""
        above = self.above.path()
        return f"{above}/{self.name}" if above else self.name

    def below(self) -> "Iterator[Node]":
        """Everything in it, parents first."""
        for child in list((self.children or {}).values()):
            yield child
            yield from child.below()


@dataclass(slots=True)
class _Found:
    gone: list[tuple[str, Node]] = field(default_factory=list)
    new: list[Node] = field(default_factory=list)
    written: list[Node] = field(default_factory=list)


class Tree:
    """Keeps what was seen; `watch` is called with the descriptor of each folder before it is looked at.

    It gives the number of the watch, one for as long as the folder lives, or None.
    """

    def __init__(self, watch: Callable[[int], int | None], *, limit: int) -> None:
        self._watch, self._limit = watch, limit
        self._count = 0
        self.root = Node("", None, (0, 0, 0), children={})
        self.by_watch: dict[int, Node] = {}

    def look(self, root: int, dirty: dict[Node, set[str] | None]) -> list[FileChange]:
        """What became of the names in the folders that changed; None stands for all names of a folder."""
        found = _Found()
        for folder, names in dirty.items():
            if folder.children is not None and self._attached(folder):
                self._look_into(root, folder, names, found)
        return self._changes(found)

    def _attached(self, node: Node) -> bool:
        while node.above is not None:
            if node.above.children is None or node.above.children.get(node.name) is not node:
                return False
            node = node.above
        return node is self.root

    def _look_into(self, root: int, folder: Node, names: set[str] | None, found: _Found) -> None:
        assert folder.children is not None
        path = folder.path()
        try:
            fd = open_beneath(root, path or ".", _FOLDER)
        except OSError:
            return  # gone, replaced or closed meanwhile: what became of it is seen in the folder above
        with _opened(fd):
            if folder is not self.root and os.fstat(fd).st_ino != folder.mark[0]:
                return  # another folder has its name by now: the folder above tells
            # The watch stands before we look: what changes after the look is told.
            self._attach_watch(folder, fd)
            if names is None:
                names = {*os.listdir(fd), *folder.children}
            for name in sorted(names):
                self._look_at(root, fd, folder, name, found)

    def _attach_watch(self, folder: Node, fd: int) -> None:
        watch = self._watch(fd)
        if watch is not None:
            folder.watch = watch
            self.by_watch[watch] = folder

    def _look_at(self, root: int, fd: int, folder: Node, name: str, found: _Found) -> None:
        assert folder.children is not None
        if files.is_ours(name):
            return
        before = folder.children.get(name)
        try:
            about = os.stat(name, dir_fd=fd, follow_symlinks=False)
        except OSError:
            about = None
        if about is not None and before is not None and _same_thing(before, about):
            if before.children is None and before.mark != _mark(about):
                before.mark = _mark(about)
                found.written.append(before)
            return
        if before is not None:
            found.gone.append((before.path(), before))
            del folder.children[name]
            self._count -= 1
        if about is None or self._count >= self._limit:
            return
        node = Node(name, folder, _mark(about), children={} if stat.S_ISDIR(about.st_mode) else None)
        folder.children[name] = node
        self._count += 1
        found.new.append(node)
        if node.children is not None and node.path().count("/") < files.MAX_DEPTH:
            self._look_into(root, node, None, found)

    def _changes(self, found: _Found) -> list[FileChange]:
        """Pair what went with what came into moves, and put all in an order in which it can be done again."""
        by_inode = {node.mark[0]: (path, node) for path, node in found.gone}
        moves: list[FileChange] = []
        creates: list[FileChange] = []
        writes = [FileChange(node.path(), "write") for node in found.written if self._attached(node)]
        paths_gone = dict(found.gone)
        moved_into: set[str] = set()
        for node in found.new:
            path = node.path()
            if any(path.startswith(f"{folder}/") for folder in moved_into):
                continue  # it came along with its folder
            source = by_inode.get(node.mark[0])
            if source is not None and source[0] != path and _same_content(source[1], node):
                moves.append(FileChange(path, "move", moved_from=source[0]))
                paths_gone.pop(source[0], None)
                del by_inode[node.mark[0]]
                if node.children is not None:
                    moved_into.add(path)
                replaced = paths_gone.get(path)
                if replaced is not None and replaced.children is None:
                    del paths_gone[path]
            elif path in paths_gone and node.children is None and paths_gone[path].children is None:
                del paths_gone[path]
                writes.append(FileChange(path, "write"))
            else:
                creates.append(FileChange(path, "create"))
        deletes = [
            FileChange(f"{path}{below}", "delete")
            for path, node in paths_gone.items()
            for below in ("", *_paths_below(node))
        ]
        for _, node in found.gone:
            for lost in (node, *node.below()):
                if lost.watch is not None and self.by_watch.get(lost.watch) is lost:
                    del self.by_watch[lost.watch]
            self._count -= sum(1 for _ in node.below())
        occupied = {change.path for change in creates} | {change.path for change in moves}
        first = [change for change in deletes if change.path in occupied]
        later = [change for change in deletes if change.path not in occupied]
        later.sort(key=lambda change: change.path.count("/"), reverse=True)
        return [*first, *creates, *_in_order(moves), *later, *writes]


def _in_order(moves: list[FileChange]) -> list[FileChange]:
    """A move onto a path comes after the move away from it; where they go round, any order."""
    ordered: list[FileChange] = []
    while moves:
        sources = {move.moved_from for move in moves}
        free = [move for move in moves if move.path not in sources] or moves[:1]
        ordered += free
        moves = [move for move in moves if move not in free]
    return ordered


def _paths_below(node: Node, prefix: str = "") -> Iterator[str]:
    for name, child in (node.children or {}).items():
        yield f"{prefix}/{name}"
        yield from _paths_below(child, f"{prefix}/{name}")


def _mark(about: os.stat_result) -> Mark:
    return about.st_ino, about.st_mtime_ns, about.st_size


def _same_thing(node: Node, about: os.stat_result) -> bool:
    return node.mark[0] == about.st_ino and (node.children is not None) == stat.S_ISDIR(about.st_mode)


def _same_content(before: Node, after: Node) -> bool:
    """Whether it is one file or folder under another name, and not a new one that got the inode of the old."""
    if before.children is not None or after.children is not None:
        return before.watch is not None and before.watch == after.watch
    return before.mark == after.mark


@contextmanager
def _opened(fd: int) -> Iterator[int]:
    try:
        yield fd
    finally:
        os.close(fd)
