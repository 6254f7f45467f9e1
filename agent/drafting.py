"""Edits of documents that people see while they are being written.

The model's tool input is read as it streams. As soon as it is known what shall be replaced, what is written
goes to the document authority in small pieces; what others type meanwhile stays, because each piece is on
the version that the last one made, and the authority moves it over what came between.
"""

import asyncio
import logging
import uuid
from collections import deque
from collections.abc import Awaitable, Callable

from agent.llm.stream import Restart, ToolInputDelta
from agent.partial_json import PartialObject
from agent.ports import CallFailed, Link
from agent.toolbox import ToolFailed
from protocol.changes import Changes, length, replaced
from protocol.values import ToolFault

log = logging.getLogger(__name__)

PACE_S = 0.1
"""Between two pieces: fast enough to look like writing, few enough for the log."""

NEW_TEXT = {"edit_file": "new_text", "write_file": "content"}


class Draft:
    """One edit in the making. `change_id` begins the ids of all its changes."""

    def __init__(self, link: Link, *, turn_id: str, refuse: Callable[[str], ToolFailed | None]) -> None:
        """`refuse` says what is wrong with the new text so far."""
        self._link, self._refuse = link, refuse
        self.change_id = f"{turn_id}/{uuid.uuid4().hex[:12]}"
        self.path: str | None = None
        self.before = ""
        """The document's text before the edit."""
        self.version = 0
        """The version that the newest piece made."""
        self.problem: ToolFailed | None = None
        self._pieces = 0
        self._old = self._new = ""
        self._at = self._length = 0

    @property
    def begun(self) -> bool:
        """Whether it has a place in a document."""
        return self.path is not None

    @property
    def touched(self) -> bool:
        """Whether it may have changed the document."""
        return self._pieces > 0

    async def begin(self, path: str, old_text: str | None) -> None:
        """Find the place: `old_text`, or the whole document when None.

        Raises:
            ToolFailed: where that is not possible.
        """
        try:
            found = await self._link.call("doc.read", {"path": path})
        except CallFailed as error:
            raise ToolFailed(ToolFault.FAILED, error.reason) from error
        if found["readonly"]:
            raise ToolFailed(ToolFault.FAILED, f"{path} can be read but not changed")
        text = str(found["content"])
        old_text = text if old_text is None else old_text
        start = place_of(text, old_text, path) if old_text else 0
        self.before, self.version, self._old = text, int(found["version"]), old_text
        self._at, self._length = length(text[:start]), length(text)
        self.path = path

    async def write(self, text: str, *, last: bool = False) -> None:
        """Bring the new text so far into the document; with `last` it is whole.

        Raises:
            ToolFailed: when it is refused.
        """
        text = text.replace("\r", "")
        problem = self._refuse(text)
        if problem is not None:
            raise problem
        if not self._pieces:
            # What the old text begins with too is left as it is.
            same = _common(self._old, text)
            if not last and same == len(text):
                return
            removed, piece = length(self._old[same:]), text[same:]
            if removed or piece:
                await self._push(self._at + length(self._old[:same]), removed, piece)
        elif len(text) > len(self._new):
            await self._push(self._at, 0, text[len(self._new) :])
        self._new = text

    async def _push(self, at: int, removed: int, piece: str) -> None:
        self._pieces += 1
        changes: Changes = [step for step in (at, _step(removed, piece), self._length - at - removed) if step]
        args = {"path": self.path, "base_version": self.version, "changes": changes}
        try:
            done = await self._link.call("doc.edit", args | {"change_id": f"{self.change_id}/{self._pieces}"})
        except CallFailed as error:
            raise ToolFailed(ToolFault.FAILED, error.reason) from error
        self.version = int(done["version"])
        self._at, self._length = _after(done["changes"], at)

    async def take_back(self) -> None:
        """Undo what was written, where the document is still there."""
        if not self.touched:
            return
        try:
            await self._link.call("doc.take_back", {"path": self.path, "change_id": self.change_id})
        except CallFailed as error:
            log.warning("an edit was not taken back", extra={"why": error.reason})


def place_of(text: str, old_text: str, path: str) -> int:
    """Where `old_text` stands.

    Raises:
        ToolFailed: unless it occurs exactly once.
    """
    count = text.count(old_text)
    if count != 1:
        times = "does not occur" if not count else f"occurs {count} times"
        raise ToolFailed(
            ToolFault.INVALID_INPUT, f"old_text {times} in {path}: read the file again and give a unique piece of it"
        )
    return text.index(old_text)


def _step(removed: int, piece: str) -> list[int | str]:
    return [removed, *piece.split("\n")] if piece else [removed]


def _after(changes: Changes, at: int) -> tuple[int, int]:
    """Where our text ends after `changes`, and the length of the document; `at` when they insert nothing."""
    position, end = 0, at
    for step in changes:
        if isinstance(step, int):
            position += step
            continue
        text = replaced(step)[1]
        position += length(text)
        if text:
            end = position
    return end, position


def _common(old: str, new: str) -> int:
    """How many characters both begin with, never half of a line's surrogate pair: these are code points."""
    limit = min(len(old), len(new))
    return next((at for at in range(limit) if old[at] != new[at]), limit)


class Drafts:
    """The edits of one reply of the model, written while it comes."""

    def __init__(
        self,
        make: Callable[[str], Draft],
        *,
        streams: Callable[[str, str], bool],
        begun: Callable[[str, str, Draft], Awaitable[None]],
        undone: Callable[[str, str], Awaitable[None]],
    ) -> None:
        """`streams(name, path)`: may this edit be seen while it is written? It is told when one has `begun` to be
        seen (its call, its tool, itself), and when one was `undone` because the reply began again.
        """
        self._make, self._streams, self._begun, self._undone = make, streams, begun, undone
        self._heard: deque[ToolInputDelta | Restart] = deque()
        self._stir, self._closed = asyncio.Event(), asyncio.Event()
        self._inputs: dict[str, tuple[str, PartialObject]] = {}
        self.by_id: dict[str, Draft] = {}

    def hear(self, event: ToolInputDelta | Restart) -> None:
        """More of a call's input, or a fresh start."""
        if isinstance(event, Restart) or event.name in NEW_TEXT:
            self._heard.append(event)
            self._stir.set()

    def close(self) -> None:
        """No more comes."""
        self._closed.set()
        self._stir.set()

    async def run(self) -> None:
        """Write what was heard, until nothing more comes."""
        while True:
            await self._stir.wait()
            self._stir.clear()
            await self._take()
            if self._closed.is_set():
                return
            for tool_use_id, (name, partial) in list(self._inputs.items()):
                await self._advance(tool_use_id, name, partial)
            try:
                async with asyncio.timeout(PACE_S):
                    await self._closed.wait()
            except TimeoutError:
                continue

    async def _take(self) -> None:
        while self._heard:
            event = self._heard.popleft()
            if isinstance(event, Restart):
                await self._start_anew()
            else:
                _, partial = self._inputs.setdefault(event.tool_use_id, (event.name, PartialObject()))
                partial.feed(event.partial_json)

    async def _start_anew(self) -> None:
        for tool_use_id, draft in self.by_id.items():
            await draft.take_back()
            await self._undone(tool_use_id, self._inputs[tool_use_id][0])
        self._inputs.clear()
        self.by_id.clear()

    async def _advance(self, tool_use_id: str, name: str, partial: PartialObject) -> None:
        path, old_text = partial.whole("path"), partial.whole("old_text")
        if path is None or (name == "edit_file" and not old_text) or not self._streams(name, path):
            return
        draft = self.by_id.get(tool_use_id)
        if draft is None:
            draft = self.by_id[tool_use_id] = self._make(name)
        if draft.problem is not None:
            return
        try:
            if not draft.begun:
                await draft.begin(path, old_text if name == "edit_file" else None)
                await self._begun(tool_use_id, name, draft)
            await draft.write(partial.so_far(NEW_TEXT[name]) or "")
        except ToolFailed as problem:
            draft.problem = problem
