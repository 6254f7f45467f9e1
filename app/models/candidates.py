"""What the log tells of a candidate over sessions. Nothing is kept beside it, so that erasing a session erases all."""

import json
import time
from typing import Any

from sqlalchemy import select

from app.models.database import Database
from app.models.tables import TOLD_OF_CANDIDATES, events, sessions
from bank.candidate import Known

SELECTED, ESTIMATED = TOLD_OF_CANDIDATES
LATEST_OF_ONE = 500
"""So many showings and estimates of one candidate are looked at, the newest."""
LATEST_SHOWN = 500
"""So many showings of questions, the newest, say which questions are worn."""
COUNT_EVERY_S = 60.0


class Candidates:
    """Reads the events of `TOLD_OF_CANDIDATES`, which have an index of their own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shown: dict[str, int] = {}
        self._counted_at = -COUNT_EVERY_S

    async def known(self, user_id: str) -> Known:
        """The questions that this candidate was shown, the newest estimate of ability, and how worn questions are."""
        query = (
            select(events.c.event_type, events.c.body)
            .join(sessions, sessions.c.id == events.c.session_id)
            .where(sessions.c.user_id == user_id, events.c.event_type.in_(TOLD_OF_CANDIDATES))
            .order_by(events.c.session_id.desc(), events.c.seq.desc())
            .limit(LATEST_OF_ONE)
        )
        async with self._database.engine.connect() as connection:
            rows = [(row.event_type, _told(row.body)) for row in (await connection.execute(query)).all()]
        newest = next((told for event_type, told in rows if event_type == ESTIMATED), {})
        return Known(
            asked=list(dict.fromkeys(told["question_id"] for event_type, told in rows if event_type == SELECTED)),
            shown=await self._worn(),
            **{key: newest[key] for key in ("ability_milli", "error_milli") if key in newest},
        )

    async def _worn(self) -> dict[str, int]:
        """How often each question was shown lately, to anybody; counted again after a while."""
        if time.monotonic() - self._counted_at >= COUNT_EVERY_S:
            self._counted_at = time.monotonic()
            query = (
                select(events.c.body)
                .where(events.c.event_type.in_(TOLD_OF_CANDIDATES), events.c.event_type == SELECTED)
                .order_by(events.c.session_id.desc(), events.c.seq.desc())
                .limit(LATEST_SHOWN)
            )
            async with self._database.engine.connect() as connection:
                told = [_told(row.body) for row in (await connection.execute(query)).all()]
            self._shown = {}
            for one in told:
                self.count(one["question_id"])
        return self._shown

    def count(self, question_id: str) -> None:
        """One more showing of a question."""
        self._shown[question_id] = self._shown.get(question_id, 0) + 1


def _told(body: bytes) -> dict[str, Any]:
    """What an event says, from its frame."""
    told: dict[str, Any] = json.loads(body)["data"]
    return told
