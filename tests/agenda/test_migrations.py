"""The database's history: each step keeps what is there, and all of them lead to the schema that the code reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from builders import meeting_file

from agenda import service
from agenda.files import read_meeting, write_yaml
from agenda.service import personal
from agenda.store import open_store
from agenda.store.migrations import HEAD, KNOWN, migrate, present_schema
from agenda.store.schema import metadata
from web.publisher import CalendarPublisher

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.store import Store

NOW = datetime(2022, 10, 1, tzinfo=UTC)
PUBLISHER = CalendarPublisher("https://agenda.example.org")


def migrate_to(store: Store, revision: str) -> None:
    """Brings an empty database to an older schema."""
    config = Config()
    config.set_main_option("script_location", "agenda.store:migrations")
    with store.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def publish_sample(store: Store) -> None:
    meeting = meeting_file("cap-19")
    file = read_meeting(write_yaml(meeting), source=meeting.slug)
    service.import_meetings(store, [file], author="o", now=NOW, publisher=PUBLISHER)


def entries_of(store: Store) -> tuple:
    return service.feed(store, service.latest(store, "cap-19"), language="en", publisher=PUBLISHER).entries


def test_second_schema_keeps_a_published_meeting_and_takes_choices_of_it(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'plenary.db'}")
    migrate_to(store, "0001")
    publish_sample(store)
    before = entries_of(store)
    assert migrate(store) is True
    assert entries_of(store) == before
    choice = personal.choose(store, personal.read_wanted([{"meeting": "cap-19"}]))
    made = personal.create_feed(store, choice, now=NOW)
    assert [of.slug for _, of in personal.open_feed(store, made.token).meetings] == ["cap-19"]
    store.close()


def test_migrations_lead_to_the_tables_of_the_schema_and_no_further(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'plenary.db'}")
    migrate(store)
    assert migrate(store) is False
    with store.reading() as connection:
        assert present_schema(connection) == HEAD == KNOWN[-1]
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.close()
