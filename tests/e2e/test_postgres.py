"""The same interview with its log on PostgreSQL."""

import signal

from demo.candidate import solution
from tests.contract.log.conftest import postgres
from tests.e2e.conftest import MakeServer

__all__ = ["postgres"]

QUESTION = "retry-budget"


async def test_an_interview_on_postgresql_survives_the_death_of_its_server(
    make_server: MakeServer, postgres: str
) -> None:
    server = make_server(DATABASE_URL=postgres)
    assert "postgresql" in server.get("/health")["checks"]["database"]["detail"]
    interview = await server.create(user_id="pg", question_ids=[QUESTION])
    await interview.connect()
    await interview.start()
    selected = await interview.event("question_selected")
    await interview.event("interview_started")
    server.end(signal.SIGKILL)
    await interview.closing()
    server.start()
    await interview.connect()
    await interview.write(selected["files"][0]["path"], solution(QUESTION, "reference"))
    await interview.send("submit")
    assert (await interview.event("submission_judged", timeout_s=60))["accepted"]
    await interview.event("interview_completed", timeout_s=60)
    seqs = [event["seq"] for event in interview.events]
    assert seqs == sorted(set(seqs))
    await interview.disconnect()
