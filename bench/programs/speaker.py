"""Takes the place of a session's agent: the agent's own link on the agent's own pipes, saying what it is told to.

python -m bench.programs.speaker SESSION UP DOWN ACKED

Each line on standard input is `COUNT PACE_MS LENGTH`: emit so many chat messages, so far apart, with a
text of that many characters that begins with the time. With a negative PACE_MS each waits for the one before to come
back down with the log. Answers `done CPU_MS` when all are acknowledged.
"""

import asyncio
import os
import sys
import time

from agent.link import PipeLink
from protocol.events import ChatMessage
from protocol.pipes import Attach
from protocol.values import Actor

SETTLE_S = 60.0


def message(number: int, length: int) -> ChatMessage:
    """A message whose text begins with the moment it was made (CLOCK_MONOTONIC is the same for every program)."""
    text = f"at={time.monotonic_ns()};".ljust(length, "x")
    return ChatMessage(actor=Actor.AGENT, message_id=f"m{number}", text=text)


async def listen(link: PipeLink, came_back: asyncio.Event) -> None:
    """Read the log as an agent does."""
    async for _ in link.incoming():
        came_back.set()


async def say(link: PipeLink, came_back: asyncio.Event, *, count: int, pace_s: float, length: int) -> None:
    """Emit `count` events."""
    due = time.monotonic()
    for number in range(count):
        came_back.clear()
        await link.emit(message(number, length))
        if pace_s < 0:
            await came_back.wait()
        elif pace_s:
            due += pace_s
            await asyncio.sleep(max(0.0, due - time.monotonic()))
    if not await link.settled(SETTLE_S):
        raise TimeoutError("not everything was acknowledged")


async def main(session_id: str, up_path: str, down_path: str, acked: int) -> None:
    """Speak until standard input ends."""
    flags = os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC
    up, down = os.open(up_path, flags), os.open(down_path, flags)
    attach = Attach(epoch=1, acked=acked, head=0, elapsed_ms=0, running=True)
    link = PipeLink(
        session_id=session_id,
        generation=1,
        up=up,
        down=down,
        orphan_after_s=60,
        read=attach.to_json() + b"\n",
    )
    link._said = acked
    link.begin()
    came_back = asyncio.Event()
    listening = asyncio.create_task(listen(link, came_back))
    print("ready", flush=True)
    while order := await asyncio.to_thread(sys.stdin.readline):
        count, pace_ms, length = order.split()
        before = time.process_time()
        await say(link, came_back, count=int(count), pace_s=float(pace_ms) / 1000, length=int(length))
        print(f"done {(time.process_time() - before) * 1000:.1f}", flush=True)
    listening.cancel()
    link.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
