"""Log-ins, roles in meetings, withdrawn meetings, scheduled publications, and who is editing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns with a default and new tables; nothing that is there changes."""
    op.add_column("meetings", sa.Column("withdrawn_at", sa.BigInteger(), nullable=True))
    op.create_index("meetings_latest", "meetings", ["slug", "revision", "languages", "withdrawn_at"])
    op.add_column("users", sa.Column("name", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("users", sa.Column("disabled_at", sa.BigInteger(), nullable=True))
    op.add_column("api_tokens", sa.Column("label", sa.String(length=100), nullable=False, server_default=""))
    _who()
    _what()


def _who() -> None:
    op.create_table(
        "meeting_roles",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("meeting_roles_meeting_id_fk")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("meeting_roles_user_id_fk")),
        sa.PrimaryKeyConstraint("meeting_id", "user_id", name=op.f("meeting_roles_pk")),
    )
    op.create_index(op.f("meeting_roles_user_id_ix"), "meeting_roles", ["user_id"])
    op.create_table(
        "log_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("log_ins_user_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("log_ins_pk")),
        sa.UniqueConstraint("digest", name=op.f("log_ins_digest_uq")),
    )
    op.create_index(op.f("log_ins_user_id_ix"), "log_ins", ["user_id"])
    op.create_table(
        "one_time_links",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("one_time_links_user_id_fk")),
        sa.PrimaryKeyConstraint("digest", name=op.f("one_time_links_pk")),
    )
    op.create_index(op.f("one_time_links_user_id_ix"), "one_time_links", ["user_id"])
    op.create_table(
        "failed_log_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("failed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("failed_log_ins_pk")),
    )
    op.create_index("failed_log_ins_email", "failed_log_ins", ["email", "failed_at"])
    op.create_index("failed_log_ins_network", "failed_log_ins", ["network", "failed_at"])
    op.create_table(
        "external_identities",
        sa.Column("issuer", sa.String(length=400), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("external_identities_user_id_fk")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("external_identities_pk")),
    )
    op.create_index(op.f("external_identities_user_id_ix"), "external_identities", ["user_id"])


def _what() -> None:
    op.create_table(
        "scheduled_publications",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("scheduled_publications_meeting_id_fk")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("scheduled_publications_pk")),
    )
    op.create_index(op.f("scheduled_publications_at_ix"), "scheduled_publications", ["at"])
    op.create_table(
        "presences",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("presences_meeting_id_fk")),
        sa.PrimaryKeyConstraint("meeting_id", "page", name=op.f("presences_pk")),
    )
