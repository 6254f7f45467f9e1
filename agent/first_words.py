"""The first thing an agent says, with nothing imported but what the interpreter has already.

A cold agent needs most of a second for its imports. The server has written `attach` before it
spawned us, so the interview's first event can be on its way in milliseconds; `agent.link` says both
lines again when it takes over, and the server knows a repeated number when it sees one.
"""

import os

READ_BYTES = 256 * 1024


def initializing(generation: int) -> bytes:
    """The body of `interview_initializing`, as its model writes it."""
    return (
        b'{"event_type":"interview_initializing","v":1,"actor":"agent","audience":"all","generation":%d}' % generation
    )


def say_first_words(session_id: str, generation: int, up: int, down: int) -> bytes:
    """Answer a waiting `attach` with `hello`, and in a first generation with event number 1.

    Returns what was read from `down`: it belongs to the link.
    """
    try:
        read = os.read(down, READ_BYTES)
    except BlockingIOError:
        return b""
    first = read.split(b"\n", 1)[0]
    epoch = first.partition(b'"epoch":')[2].split(b",")[0].strip(b" }")
    if not epoch.isdigit() or b'"attach"' not in first:
        return read
    lines = b'\n{"t":"hello","protocol":1,"pid":%d,"session_id":"%b","generation":%d,"epoch":%b,"seen":0}\n' % (
        os.getpid(),
        session_id.encode(),
        generation,
        epoch,
    )
    if generation == 1:
        lines += b'{"t":"event","n":1,"event":%b}\n' % initializing(generation)
    os.write(up, lines)
    return read
