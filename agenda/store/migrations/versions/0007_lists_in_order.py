"""The list of meetings in its order, and withdrawn ones, each found without reading through all meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two indexes."""
    op.create_index("meetings_listed", "meetings", [sa.text("ends DESC"), "slug"])
    is_withdrawn = sa.text("withdrawn_at IS NOT NULL")
    op.create_index(
        "meetings_withdrawn",
        "meetings",
        ["withdrawn_at"],
        sqlite_where=is_withdrawn,
        postgresql_where=is_withdrawn,
    )
