"""The masthead of each revision, and an index by which a feed finds what a publication renewed."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IN_MEETING = ("people", "documents", "items")
IN_PHASES = ("items", "deadlines", "sessions", "outcomes")


def upgrade() -> None:
    """A column, filled from the meeting beside it, and an index."""
    op.add_column("revisions", sa.Column("masthead", sa.Text(), nullable=False, server_default=""))
    op.create_index("entries_since", "entries", ["meeting_id", "view", "since"])
    revisions = sa.table("revisions", sa.column("id"), sa.column("meeting"), sa.column("masthead"))
    connection = op.get_bind()
    for identity in connection.execute(sa.select(revisions.c.id)).scalars().all():
        written = connection.execute(sa.select(revisions.c.meeting).where(revisions.c.id == identity)).scalar_one()
        masthead = json.dumps(_masthead(json.loads(written)), ensure_ascii=False, separators=(",", ":"))
        connection.execute(sa.update(revisions).where(revisions.c.id == identity).values(masthead=masthead))


def _masthead(meeting: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in meeting.items() if key not in IN_MEETING}
    phases = [{key: value for key, value in phase.items() if key not in IN_PHASES} for phase in meeting["phases"]]
    return kept | {"phases": phases}
