"""The database's history: each step keeps what is there, and all of them lead to the schema that the code reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from databases import database_url
from old_schema import migrate_in_processes, old_database

from agenda import service
from agenda.service import access, log_ins
from agenda.store import open_store
from agenda.store.migrations import HEAD, KNOWN, migrate, present_schema
from agenda.store.schema import metadata
from web.publisher import CalendarPublisher

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (b"En salle", b"Ouverture")
NOW = datetime(2022, 10, 1, tzinfo=UTC)
PUBLISHER = CalendarPublisher("https://agenda.example.org")


def test_database_of_the_second_schema_keeps_its_feeds_drafts_and_accounts(tmp_path: Path) -> None:
    store = open_store(old_database(tmp_path))
    assert migrate_in_processes(store, 8) == ["False"] * 7 + ["True"]
    feed = service.feed(store, service.latest(store, "small"), language="fr", publisher=PUBLISHER)
    assert [b"SUMMARY:" + name in entry.component for entry, name in zip(feed.entries, NAMES, strict=True)] == [
        True
    ] * 2
    draft = service.draft(store, "small")
    assert (draft.version, draft.meeting.phases[0].sessions[0].start) == (2, datetime(2022, 11, 16, 12))  # noqa: DTZ001
    user = log_ins.user_with_password(store, "ana@example.org", "correct horse", network="", now=NOW)
    assert user is not None
    assert (user.role, access.role_in(store, user, "small")) == ("editor", "editor")
    assert [(one.slug, one.meeting.phases[0].sessions) for one in service.listing(store)] == [("small", ())]
    assert service.undo(store, "small", author="o", now=NOW).version == 3
    store.close()


def test_migrations_lead_to_the_tables_of_the_schema_and_no_further(tmp_path: Path) -> None:
    store = open_store(database_url(tmp_path, is_migrated=False))
    migrate(store)
    assert migrate(store) is False
    with store.reading() as connection:
        assert present_schema(connection) == HEAD == KNOWN[-1]
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.close()
