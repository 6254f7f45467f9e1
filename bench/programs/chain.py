"""The barest chain: from a FIFO through a commit of SQLite to a socket, in one thread, with nothing of ours between.

python -m bench.programs.chain FOLDER

Reads lines from `FOLDER/pipe` until every writer has closed it, stores what each read brought in one transaction (a
row a line, and the head of the log), and sends it on to the one client that it waits for. Prints its port. It checks
nothing, numbers and frames nothing, and nobody else can read meanwhile: what it takes, a log that is committed before
it is shown takes on this machine at least.
"""

import os
import socket
import sqlite3
import sys
from pathlib import Path

READ_BYTES = 256 * 1024


def opened(path: Path) -> sqlite3.Connection:
    """A log as ours is laid out, of one session."""
    log = sqlite3.connect(path, isolation_level=None)
    log.execute("PRAGMA journal_mode = WAL")
    log.execute("PRAGMA synchronous = NORMAL")
    log.execute("CREATE TABLE sessions (id TEXT PRIMARY KEY, head INTEGER) WITHOUT ROWID")
    log.execute("CREATE TABLE events (id TEXT, seq INTEGER, body BLOB, PRIMARY KEY (id, seq)) WITHOUT ROWID")
    log.execute("INSERT INTO sessions VALUES ('one', 0)")
    return log


def main(folder: Path) -> None:
    """Hand on until the pipe ends."""
    log = opened(folder / "log.db")
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    client, _ = listener.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    pipe = os.open(folder / "pipe", os.O_RDONLY)
    head, rest = 0, b""
    while chunk := os.read(pipe, READ_BYTES):
        *lines, rest = (rest + chunk).split(b"\n")
        log.execute("BEGIN IMMEDIATE")
        log.executemany("INSERT INTO events VALUES ('one', ?, ?)", enumerate(lines, head + 1))
        head += len(lines)
        log.execute("UPDATE sessions SET head = ? WHERE id = 'one'", (head,))
        log.execute("COMMIT")
        client.sendall(chunk)
    client.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
