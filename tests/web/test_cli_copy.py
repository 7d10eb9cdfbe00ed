"""`plenary copy`: everything from one database into another of either kind, on which work goes on."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from commands import run, said
from databases import database_url
from postgres import shared_server
from sqlalchemy import text

from agenda import service
from agenda.errors import NotAllowed
from agenda.samples import __path__ as samples
from agenda.store import open_store
from agenda.store.migrations import migrate
from agenda.store.moving import copy

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.postgresql
SAMPLE = f"{next(iter(samples))}/cap-19.yaml"
FORMS = ("yaml", "json", "ics", "csv", "txt")
NOW = datetime(2026, 11, 1, tzinfo=UTC)


class Addresses:
    """Databases by kind: empty at each call."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    def of(self, kind: str) -> str:
        self.count += 1
        if kind == "sqlite":
            return f"sqlite:///{self.folder}/db{self.count}.db"
        return database_url(self.folder, f"db{self.count}", is_migrated=False)


@pytest.fixture
def addresses(tmp_path: Path) -> Addresses:
    return Addresses(tmp_path)


def fill(folder: Path, database: str) -> None:
    assert run(folder, "import", SAMPLE, "--publish", "--database", database).returncode == 0
    said(folder, "user", "add", "ana@example.org", "--role", "admin", "--database", database, stdin="correct horse\n")
    said(folder, "feed", "add", "--meeting", "cap-19", "--database", database)


def forms(folder: Path, database: str) -> list[str]:
    return [said(folder, "export", "cap-19", "--format", form, "--database", database) for form in FORMS]


WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite"), ("postgresql", "postgresql")]


@pytest.mark.parametrize(("kind", "other"), WAYS)
def test_copy_says_the_same_and_is_worked_on_further(
    tmp_path: Path, addresses: Addresses, kind: str, other: str
) -> None:
    source, target = addresses.of(kind), addresses.of(other)
    fill(tmp_path, source)
    table = said(tmp_path, "copy", "--from", source, "--to", target).splitlines()
    assert ("users", "1") in [tuple(line.split()[:2]) for line in table]
    assert table[-1].endswith("rows copied and compared")
    assert forms(tmp_path, target) == forms(tmp_path, source)
    store = open_store(target)
    version = service.draft(store, "cap-19").version
    service.edit(store, "cap-19", {"edit": "set_meeting", "symbol": "X"}, expected=version, author="o", now=NOW)
    store.close()
    assert run(tmp_path, "publish", "cap-19", "-m", "Further", "--database", target).returncode == 0
    said(tmp_path, "user", "add", "ben@example.org", "--role", "editor", "--database", target, stdin="correct horse\n")
    assert forms(tmp_path, target) != forms(tmp_path, source)


def test_target_that_holds_something_is_left_alone(tmp_path: Path, addresses: Addresses) -> None:
    source, target = addresses.of("sqlite"), addresses.of("postgresql")
    fill(tmp_path, source)
    fill(tmp_path, target)
    before = forms(tmp_path, target)
    done = run(tmp_path, "copy", "--from", source, "--to", target)
    assert (done.returncode, done.stdout, "it is not empty" in done.stderr) == (2, "", True)
    assert forms(tmp_path, target) == before


def test_copy_of_a_source_that_is_not_there_is_refused(tmp_path: Path, addresses: Addresses) -> None:
    done = run(tmp_path, "copy", "--from", addresses.of("sqlite"), "--to", addresses.of("postgresql"))
    assert (done.returncode, "it does not exist yet" in done.stderr) == (2, True)


def test_nul_of_a_guessed_address_is_copied_as_what_cannot_be_shown(tmp_path: Path, addresses: Addresses) -> None:
    source, target = addresses.of("sqlite"), addresses.of("postgresql")
    fill(tmp_path, source)
    store = open_store(source)
    with store.writing() as connection:
        row = {"email": "a\0@example.org"}
        query = "INSERT INTO failed_log_ins (email, network, failed_at) VALUES (:email, '', 1)"
        connection.execute(text(query), row)
    store.close()
    assert "rows copied" in said(tmp_path, "copy", "--from", source, "--to", target)


def test_long_history_is_copied_in_little_memory(tmp_path: Path, addresses: Addresses) -> None:
    source, target = (open_store(addresses.of(kind)) for kind in ("postgresql", "sqlite"))
    fill(tmp_path, source.url.render_as_string(hide_password=False))
    with source.writing() as connection:
        query = """INSERT INTO edits (meeting_id, version, format, author, made_at, edits, changes)
            SELECT 1, 1000 + n, 1, 'o', 1, repeat('x', 10000), '[]' FROM generate_series(1, 10000) AS n"""
        connection.execute(text(query))
    tracemalloc.start()
    copy(source, target)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000
    with pytest.raises(NotAllowed):
        copy(source, target)
    for store in (source, target):
        store.close()


def test_copy_while_the_source_is_edited_is_one_state(tmp_path: Path, addresses: Addresses) -> None:
    source, target = (open_store(addresses.of("postgresql")) for _ in range(2))
    fill(tmp_path, source.url.render_as_string(hide_password=False))
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
    for store in (source, target):
        store.close()
