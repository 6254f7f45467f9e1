"""Our authority with CodeMirror's own collab editors, where Node and the packages are installed."""

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from protocol.events import CodeChanged
from protocol.frames import CodeData, CodeEdit
from tests.unit.app.desk import PATH, Desk, a_desk

HERE = Path(__file__).resolve().parent
PLACES = [Path(os.environ.get("CODEMIRROR_FOLDER", "/nowhere")), HERE.parents[2] / "web"]
FOLDER = next((place for place in PLACES if (place / "node_modules/@codemirror/collab").is_dir()), None)
NODE = shutil.which("node")
TEXT = "one\ntwo é\nthree 😀\n"
CLIENTS = ("a", "b", "c")

pytestmark = pytest.mark.skipif(
    FOLDER is None or NODE is None,
    reason="@codemirror/collab is in no web/node_modules (or CODEMIRROR_FOLDER), or there is no node",
)


class Editors:
    """The editors' program."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [str(NODE), str(HERE / "collab_clients.mjs"), str(FOLDER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, what: str, client: str, **more: Any) -> dict[str, Any]:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps({"do": what, "client": client, **more}) + "\n")
        self._program.stdin.flush()
        answer: dict[str, Any] = json.loads(self._program.stdout.readline())
        return answer

    def close(self) -> None:
        self._program.communicate()


@pytest.fixture
def editors() -> Iterator[Editors]:
    """Editors that are ended after the test."""
    program = Editors()
    yield program
    program.close()


class Play:
    """Three editors and what each has received and sent."""

    def __init__(self, desk: Desk, editors: Editors, chance: random.Random) -> None:
        self.desk, self.editors, self.chance = desk, editors, chance
        self.seen = dict.fromkeys(CLIENTS, 0)
        self.confirmed = dict.fromkeys(CLIENTS, 0)
        for client in CLIENTS:
            editors("open", client, text=TEXT)

    async def push(self, client: str) -> None:
        waiting = self.editors("push", client)
        if not waiting["updates"]:
            return
        first = self.confirmed[client]
        updates = [CodeEdit(changes=one, change_id=f"{first + n}") for n, one in enumerate(waiting["updates"])]
        await self.desk.send(CodeData(path=PATH, version=waiting["version"], updates=updates, client_id=client))

    async def receive(self, client: str, most: int) -> None:
        events = [event for event in await self.desk.events(CodeChanged) if isinstance(event, CodeChanged)]
        for event in events[self.seen[client] :][:most]:
            self.editors("receive", client, changes=event.changes, author=event.client_id or "")
            self.seen[client] += 1
            self.confirmed[client] += event.client_id == client

    async def step(self) -> None:
        client, chance = self.chance.choice(CLIENTS), self.chance
        match chance.randrange(6):
            case 0 | 1 | 2:
                gone = chance.choice((0, 0, 0, 1, 4))
                insert = chance.choice(("x", "é\n", "😀", "", "\n\n", "word"))
                self.editors("type", client, **{"from": chance.randrange(60), "to": gone, "insert": insert})
            case 3:
                await self.push(client)
            case 4:
                await self.receive(client, chance.randrange(1, 5))
            case _:
                words = {"path": PATH, "base_version": self.desk.version}
                words["changes"] = [[0, f"ai{chance.randrange(9)}"], len(self.desk.text.encode("utf-16-le")) // 2]
                await self.desk.host.agent_called("doc.edit", words)


@pytest.mark.parametrize("seed", range(8))
async def test_codemirrors_own_editors_converge_with_our_authority(editors: Editors, seed: int) -> None:
    async with a_desk(TEXT) as desk:
        play = Play(desk, editors, random.Random(seed))
        for _ in range(120):
            await play.step()
        for client in CLIENTS:
            await play.push(client)
        for client in CLIENTS:
            await play.receive(client, 10_000)
        shown = [editors("text", client) for client in CLIENTS]
        assert shown == [{"text": desk.text, "waiting": 0}] * 3
