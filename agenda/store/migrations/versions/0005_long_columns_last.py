"""The long columns of revisions behind the short ones, where reading the short ones does not touch them."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ORDER = (
    "id",
    "meeting_id",
    "number",
    "version",
    "published_at",
    "author",
    "audiences",
    "zone_data",
    "message",
    "masthead",
    "withheld",
    "changes",
    "meeting",
)


def upgrade() -> None:
    """On SQLite, which keeps a row's columns in a chain of pages; others keep long values apart anyway."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("revisions", recreate="always", partial_reordering=[ORDER]):
            pass
