"""The log on both databases; PostgreSQL is started here, as an unprivileged user in a folder of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.models.database import Database
from app.models.event_log import EventLog
from app.models.records import Draft
from app.models.sessions import Sessions
from protocol.events import SessionCreated, TimeWarning
from protocol.values import AUDIENCE_SIGHT, Audience, InterviewType, Role, SessionStatus, Sight, new_session_id

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
NOBODY = 65534


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL of the tests' own; its address."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL's programs are not installed (apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    as_root = os.geteuid() == 0
    if as_root:
        os.chown(folder, NOBODY, NOBODY)
    drop = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if as_root else {}
    bin_ = PROGRAMS[-1]
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment, "cwd": "/"}
    subprocess.run(
        [bin_ / "initdb", "-D", folder / "db", "-U", "tests", "-A", "trust", "--no-sync"], check=True, **quiet, **drop
    )  # type: ignore[call-overload]
    command = [bin_ / "postgres", "-D", folder / "db", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
    program = subprocess.Popen(command, **quiet, **drop)  # type: ignore[call-overload]
    url = f"postgresql://tests@/postgres?host={folder}"
    deadline = time.monotonic() + 30
    while subprocess.run([bin_ / "pg_isready", "-h", folder, "-U", "tests"], **quiet, check=False).returncode:  # type: ignore[call-overload]
        if time.monotonic() > deadline:
            raise TimeoutError("PostgreSQL did not start")
        time.sleep(0.1)
    yield url
    program.send_signal(signal.SIGINT)  # end the connections that are left, too
    program.wait(20)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """Where the database is; None for SQLite."""
    if request.param == "sqlite":
        return None
    address: str = request.getfixturevalue("postgres")
    name = f"test_{time.monotonic_ns()}"
    host = address.partition("host=")[2]
    subprocess.run(
        [PROGRAMS[-1] / "createdb", "-h", host, "-U", "tests", name], check=True, env={"PATH": "/usr/bin"}, cwd="/"
    )
    return address.replace("/postgres?", f"/{name}?")


class Node:
    """One server's log."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.log, self.sessions = EventLog(database), Sessions(database)

    async def open(self) -> "Node":
        await self.database.open()
        await self.log.open()
        return self

    async def close(self) -> None:
        await self.log.close()
        await self.database.close()

    async def new(self) -> str:
        """A new session's id; its log has event 1."""
        session_id = new_session_id()
        first = SessionCreated(
            session_id=session_id, interview_type=InterviewType.TECHNICAL, user_id="u", duration_ms=60_000
        )
        await self.sessions.create(
            session_id,
            user_id="u",
            interview_type=InterviewType.TECHNICAL,
            token_hashes={Role.CANDIDATE: f"c{session_id}", Role.INTERVIEWER: f"i{session_id}"},
            first=first,
        )
        return session_id


@pytest.fixture
async def node(url: str | None, tmp_path: Path) -> AsyncIterator[Node]:
    """An open log."""
    made = await Node(Database(url=url, data_dir=tmp_path / "var", sync="normal")).open()
    yield made
    await made.close()


def draft(
    number: int = 0,
    *,
    audience: Audience = Audience.ALL,
    key: str | None = None,
    status: SessionStatus | None = None,
    elapsed_ms: int = 0,
    pad: int = 0,
) -> Draft:
    """An event that carries a number."""
    body = TimeWarning(minutes_left=number, audience=audience).to_json()
    if pad:
        body = body[:-1] + b',"pad":"' + b"x" * pad + b'"}'
    return Draft(
        event_type="time_warning",
        body=body,
        sight=AUDIENCE_SIGHT[audience],
        elapsed_ms=elapsed_ms,
        status=status,
        key=key,
    )


async def all_of(log: EventLog, session_id: str, *, sight: Sight = Sight.SYSTEM) -> list[int]:
    """The numbers of every event that `sight` may see."""
    return [stored.seq for stored in await log.read(session_id, after=0, limit=100_000, sight=sight)]
