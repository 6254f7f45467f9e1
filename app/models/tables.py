"""The tables, for both databases; migrations bring a database here."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    literal_column,
)

metadata = MetaData()

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("interview_type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("owner_epoch", Integer, nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("acked", BigInteger, nullable=False),
    Column("elapsed_ms", BigInteger, nullable=False),
    Index("sessions_by_status", "status", "id"),
    Index("sessions_by_user", "user_id", "id"),
)

# No foreign keys: the writer looks at the session's row in the transaction of each append, and a check
# per event would cost PostgreSQL a trigger each. Erasing names all three tables.
events = Table(
    "events",
    metadata,
    Column("session_id", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("sight", SmallInteger, nullable=False),
    Column("event_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("key", Text),
    PrimaryKeyConstraint("session_id", "seq"),
)
Index(
    "events_by_key",
    events.c.session_id,
    events.c.key,
    unique=True,
    sqlite_where=events.c.key.is_not(None),
    postgresql_where=events.c.key.is_not(None),
)

TOLD_OF_CANDIDATES = ("question_selected", "ability_estimated")
"""Events that are looked up over all sessions of a candidate."""
_TOLD = events.c.event_type.in_([literal_column(f"'{one}'") for one in TOLD_OF_CANDIDATES])
Index("events_of_candidates", events.c.session_id, events.c.seq, sqlite_where=_TOLD, postgresql_where=_TOLD)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("session_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("ended_at", Text),
    Index("tokens_by_session", "session_id"),
)

marks = Table("marks", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
