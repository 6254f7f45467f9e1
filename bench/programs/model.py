"""The stand-in of the Messages API as a program of its own, so that what it costs is nobody else's.

python -m bench.programs.model

Prints its address, then the body of each request, one JSON text a line. What is asked with
`deltas=COUNT pace_ms=PACE` is answered by so many deltas of four characters, so far apart.
"""

import asyncio
import json
import re
import sys
from typing import Any

from tests.fakes.messages_api import MessagesApi, Turn, say

WANTED = re.compile(r"deltas=(\d+) pace_ms=([\d.]+)")
DELTA_CHARS = 4


def reply(body: dict[str, Any]) -> Turn:
    """What the newest message asks for."""
    whole = json.dumps(body)
    print(whole, flush=True)
    wanted = WANTED.findall(json.dumps(body["messages"][-1]))
    if not wanted:
        return say("Tell me more.")
    count, pace_ms = wanted[-1]
    return say("word" * int(count), chunk_chars=DELTA_CHARS, delay_s=float(pace_ms) / 1000)


async def main() -> None:
    """Serve until standard input ends."""
    async with MessagesApi(default=reply) as api:
        print(api.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
