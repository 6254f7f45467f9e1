"""An index of the few events that tell of a candidate over sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    told = sa.text("event_type IN ('question_selected', 'ability_estimated')")
    op.create_index("events_of_candidates", "events", ["session_id", "seq"], sqlite_where=told, postgresql_where=told)
