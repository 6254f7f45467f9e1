"""Any interleaving of three collab clients, a simple one, the assistant and a program ends in one text."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.documents import Document
from protocol.changes import Changes, length
from protocol.frames import CodeData
from protocol.values import Role
from tests.fakes.editors import CollabEditor, WholeEditor
from tests.unit.app.desk import PATH, Desk, a_desk

START = "one\ntwo é\nthree 😀\n\nfour\n"
FIRST_TOKEN = 0x4E00
"""Each insertion holds one character of its own, counted from here, so that a lost one is seen."""

Edit = tuple[int, int, int]
EDIT = st.tuples(st.integers(0, 200), st.integers(0, 4), st.integers(0, 5))
"""Where, how many characters go (on most draws none), and which words come."""
WORDS = ("{}", "{}\n", "\n{}", "x{}y", "😀{}", "")
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.integers(0, 2), EDIT),
        st.tuples(st.just("type"), st.integers(0, 2), EDIT),
        st.tuples(st.just("push"), st.integers(0, 2), st.integers(1, 4)),
        st.tuples(st.just("push"), st.integers(0, 2), st.just(256)),
        st.tuples(st.just("receive"), st.integers(0, 3), st.integers(1, 6)),
        st.tuples(st.just("whole"), st.just(0), EDIT),
        st.tuples(st.just("read"), st.just(0), st.just(0)),
        st.tuples(st.just("assist"), st.just(0), EDIT),
        st.tuples(st.just("program"), st.just(0), EDIT),
        st.tuples(st.just("save"), st.just(0), st.just(0)),
        st.tuples(st.just("restart"), st.just(0), st.just(0)),
    ),
    max_size=40,
)


class Room:
    """Everybody around one document."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.collab = [CollabEditor(PATH, f"c{number}", START) for number in range(3)]
        self.whole = WholeEditor(PATH, START)
        self.cursors = [0, 0, 0, 0]
        self.known: tuple[int, str] = (0, START)
        self.tokens: set[str] = set()
        self.deleted: set[str] = set()
        self.sent: set[asyncio.Task[Any]] = set()
        self.pushed = 0

    def edit(self, text: str, edit: Edit) -> tuple[Changes, str]:
        """An edit of `text`: the change, and the text after it."""
        at, gone, word = edit
        start = at % (len(text) + 1)
        end = min(len(text), start + max(0, gone - 2))
        token = chr(FIRST_TOKEN + len(self.tokens))
        insert = WORDS[word].format(token)
        if insert:
            self.tokens.add(token)
        self.deleted |= set(text[start:end])
        changes: Changes = [length(text[:start]), [length(text[start:end]), *insert.split("\n")], length(text[end:])]
        return changes, text[:start] + insert + text[end:]

    def send(self, frame: CodeData | None) -> None:
        """Send without waiting for the answer; a few run at the same time."""
        if frame is not None:
            self.pushed += 1
            role = Role.INTERVIEWER if frame.client_id == "c2" else Role.CANDIDATE
            self.sent.add(asyncio.create_task(self.desk.send(frame, role=role, key=f"frame {self.pushed}")))

    async def settle(self) -> None:
        sent, self.sent = self.sent, set()
        await asyncio.gather(*sent)

    async def receive(self, who: int, count: int) -> None:
        """The next events, one at a time."""
        for envelope in (await self.desk.envelopes(after=self.cursors[who]))[:count]:
            self.cursors[who] = envelope.seq
            (self.whole if who == 3 else self.collab[who]).receive(envelope.event)

    async def play(self, name: str, who: int, argument: Any) -> None:
        match name:
            case "type":
                self.collab[who].type(self.edit(self.collab[who].text, argument)[0])
            case "push":
                self.send(self.collab[who].push(argument))
            case "receive":
                await self.receive(who, argument)
            case "whole":
                self.send(self.whole.push(self.edit(self.whole.text, argument)[1]))
            case "read":
                found = await self.desk.host.calls["doc.read"]({"path": PATH})
                self.known = (found["version"], found["content"])
            case "assist":
                changes, _ = self.edit(self.known[1], argument)
                arguments = {"path": PATH, "base_version": self.known[0], "changes": changes}
                self.sent.add(asyncio.ensure_future(self.desk.host.calls["doc.edit"](arguments)))
            case "program":
                disk = self.desk.disk
                disk.files[PATH] = self.edit(disk.text(PATH), argument)[1].encode()
            case "save":
                await self.desk.workspaces.settle(self.desk.host)
            case "restart":
                await self.settle()
                await self.desk.load()

    async def end(self) -> None:
        """Everybody sends and receives all there is."""
        await self.settle()
        await self.desk.workspaces.settle(self.desk.host)
        for editor in self.collab:
            self.send(editor.push())
        await self.settle()
        for who in range(4):
            await self.receive(who, 10_000)
        await self.desk.workspaces.settle(self.desk.host)


async def play(moves: list[tuple[str, int, Any]]) -> None:
    async with a_desk(START) as desk:
        await desk.workspaces.flush(desk.host)
        room = Room(desk)
        for name, who, argument in moves:
            await room.play(name, who, argument)
        await room.end()
        text = desk.text
        assert [editor.unconfirmed for editor in room.collab] == [[], [], []]
        assert [editor.text for editor in room.collab] == [text] * 3
        assert room.whole.text == text
        assert desk.disk.text(PATH) == text
        replayed = await desk.replayed()
        assert replayed.documents[PATH].text == text
        assert _shape(replayed.documents[PATH]) == _shape(desk.host.view.documents[PATH])
        lost = {token for token in room.tokens - room.deleted if token not in text}
        assert not lost


def _shape(document: Document) -> tuple[str, int, int]:
    return document.text, document.version, len(document.recent)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=MOVES)
def test_any_interleaving_converges_and_loses_no_insertion(moves: list[tuple[str, int, Any]]) -> None:
    asyncio.run(play(moves))
