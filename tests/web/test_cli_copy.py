"""`plenary copy`: everything from one database into another of either kind, on which work goes on."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from builders import meeting_file
from commands import run, said
from databases import database_url
from holdings import holdings
from postgres import shared_server
from served import a_database
from sites import ADDRESS
from sqlalchemy import text

from agenda import service
from agenda.errors import NotAllowed, StoreUnavailable
from agenda.service import accounts
from agenda.store import open_store
from agenda.store.migrations import migrate
from agenda.store.moving import copy
from web.publisher import CalendarPublisher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agenda.store import Store

pytestmark = pytest.mark.postgresql
NOW = datetime(2026, 11, 1, tzinfo=UTC)
WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite"), ("postgresql", "postgresql")]
FAILED = "INSERT INTO failed_log_ins (email, network, failed_at) VALUES (:email, '', 1)"


class Stores:
    """New databases by kind; what is filled has CAP-19, an account and its token."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[Store] = []

    def empty(self, kind: str) -> Store:
        return self._keep(open_store(self._address(kind)))

    def filled(self, kind: str) -> Store:
        return self._keep(a_database(self._address(kind), ADDRESS, meeting_file("cap-19"))[0])

    def _address(self, kind: str) -> str:
        name = f"db{len(self.opened)}"
        if kind == "sqlite":
            return f"sqlite:///{self.folder}/{name}.db"
        return database_url(self.folder, name, is_migrated=False)

    def _keep(self, store: Store) -> Store:
        self.opened.append(store)
        return store


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    made = Stores(tmp_path)
    yield made
    for store in made.opened:
        store.close()


def address(store: Store) -> str:
    return store.url.render_as_string(hide_password=False)


@pytest.mark.parametrize(("kind", "other"), WAYS)
def test_copy_holds_the_same_and_is_worked_on_further(stores: Stores, kind: str, other: str) -> None:
    source, target = stores.filled(kind), stores.empty(other)
    tallies = copy(source, target)
    held = holdings(source)
    assert holdings(target) == held
    assert {name: tally.rows for name, tally in tallies.items()} | {"alembic_version": 1} == {
        name: len(rows) for name, rows in held.items()
    }
    edit = {"edit": "set_meeting", "symbol": "X"}
    service.edit(target, "cap-19", edit, expected=1, author="o", now=NOW)
    publisher = CalendarPublisher(ADDRESS)
    assert service.publish(target, "cap-19", message="", author="o", now=NOW, publisher=publisher).revision.number == 2
    assert accounts.add_user(target, "ben@example.org", role="editor", now=NOW).id == 2


def test_command_says_what_each_table_holds(tmp_path: Path, stores: Stores) -> None:
    source, target = stores.filled("sqlite"), stores.empty("postgresql")
    table = said(tmp_path, "copy", "--from", address(source), "--to", address(target)).splitlines()
    assert ("users", "1") in [tuple(line.split()[:2]) for line in table]
    assert table[-1].endswith("rows copied and compared")
    done = run(tmp_path, "copy", "--from", address(source), "--to", address(target))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "it is not empty (" in done.stderr


@pytest.mark.parametrize("other", ["sqlite", "postgresql"])
def test_target_that_holds_something_is_left_alone_also_where_it_is_older(stores: Stores, other: str) -> None:
    source, target = stores.filled("sqlite"), stores.filled(other)
    with target.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    before = holdings(target)
    with pytest.raises(NotAllowed, match="it is not empty"):
        copy(source, target)
    assert holdings(target) == before


def test_source_that_is_not_there_is_refused(stores: Stores) -> None:
    source, target = stores.empty("sqlite"), stores.empty("postgresql")
    with pytest.raises(StoreUnavailable, match="it does not exist yet"):
        copy(source, target)
    assert (source.is_missing, holdings(target)) == (True, {})


def test_what_the_target_cannot_keep_leaves_nothing_in_it(stores: Stores) -> None:
    source, target = stores.filled("sqlite"), stores.empty("postgresql")
    with source.writing() as connection:
        connection.execute(text(FAILED), {"email": "e" * 300})
    with pytest.raises(StoreUnavailable, match="too long"):
        copy(source, target)
    assert {name for name, rows in holdings(target).items() if rows} == {"alembic_version"}


def test_nul_of_a_guessed_address_is_copied_as_what_cannot_be_shown(stores: Stores) -> None:
    source, target = stores.filled("sqlite"), stores.empty("postgresql")
    with source.writing() as connection:
        connection.execute(text(FAILED), {"email": "a\0@example.org"})
    copy(source, target)
    assert holdings(target)["failed_log_ins"][0]["email"] == "a\ufffd@example.org"


def test_long_history_is_copied_in_little_memory(stores: Stores) -> None:
    source, target = stores.filled("postgresql"), stores.empty("sqlite")
    with source.writing() as connection:
        query = """INSERT INTO edits (meeting_id, version, format, author, made_at, edits, changes)
            SELECT 1, 1000 + n, 1, 'o', 1, repeat('x', 20000), '[]' FROM generate_series(1, 2000) AS n"""
        connection.execute(text(query))
    tracemalloc.start()
    copy(source, target)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 25_000_000, "all of it is 40 MB"


def test_copy_while_the_source_is_edited_is_one_state(stores: Stores) -> None:
    source, target = stores.filled("postgresql"), stores.empty("postgresql")
    migrate(target)
    with ThreadPoolExecutor() as threads:
        with target.kind.open(target.url, busy_seconds=10).connect() as holder:
            holder.exec_driver_sql("BEGIN; LOCK TABLE meetings IN EXCLUSIVE MODE", None, {"no_parameters": True})
            done = threads.submit(copy, source, target)
            while shared_server().execute("SELECT 1 FROM pg_locks WHERE NOT granted") == []:
                assert not done.done()
            edit = {"edit": "set_meeting", "symbol": "later"}
            assert service.edit(source, "cap-19", edit, expected=1, author="o", now=NOW).version == 2
            holder.exec_driver_sql("ROLLBACK")
        assert done.result()["edits"].rows == 0
    assert service.draft(target, "cap-19").version == 1
