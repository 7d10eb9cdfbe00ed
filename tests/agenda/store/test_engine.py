"""Opening a database and its transactions, on real SQLite files; every fault is one sentence."""

from __future__ import annotations

import sqlite3
import threading
import time
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from builders import a_meeting
from databases import database_url
from deadlines import at_once, join
from sqlalchemy import func, select

from agenda.errors import NotFound, StoreUnavailable
from agenda.store import Store, open_store
from agenda.store.meetings import create
from agenda.store.migrations import migrate
from agenda.store.schema import meetings

if TYPE_CHECKING:
    from pathlib import Path


def at(path: Path, *, busy_seconds: float = 10.0) -> Store:
    return open_store(f"sqlite:///{path}", busy_seconds=busy_seconds)


def a_store(folder: Path, *, busy_seconds: float = 10.0) -> Store:
    store = open_store(database_url(folder), busy_seconds=busy_seconds)
    migrate(store)
    return store


def rows(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(meetings)).scalar_one()


def insert(store: Store, slug: str = "m", *, title: str = "A meeting") -> None:
    with store.writing() as connection:
        create(connection, a_meeting(slug=slug, uid=str(uuid4()), title=title), now=datetime(2022, 9, 1, tzinfo=UTC))


def complaint(store: Store) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        insert(store)
    return str(caught.value)


def test_write_is_there_for_the_next_reader(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    insert(store)
    assert rows(store) == 1
    assert rows(open_store(database_url(tmp_path))) == 1


def test_exception_in_a_transaction_leaves_nothing(tmp_path: Path) -> None:
    store = a_store(tmp_path)

    def give_up() -> None:
        with store.writing() as connection:
            create(connection, a_meeting(), now=datetime(2022, 9, 1, tzinfo=UTC))
            raise NotFound("meeting", "m")

    with pytest.raises(NotFound):
        give_up()
    assert rows(store) == 0


def test_reader_sees_one_state_while_another_writes(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.reading() as connection:
        count = select(func.count()).select_from(meetings)
        before = connection.execute(count).scalar_one()
        insert(store)
        assert connection.execute(count).scalar_one() == before
    assert rows(store) == 1


def test_writer_waits_for_the_writer_before(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    order = []

    def second() -> None:
        with store.writing():
            order.append("second")

    with store.writing():
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    join(thread)
    assert order == ["first", "second"]


@pytest.mark.sqlite
def test_locked_database_is_one_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    store = a_store(tmp_path, busy_seconds=0.05)
    other = sqlite3.connect(tmp_path / "plenary.db")
    other.execute("BEGIN IMMEDIATE")
    assert complaint(store) == (
        f"database sqlite:///{tmp_path}/plenary.db: another process is writing to it; try again, or end that process"
    )
    assert rows(store) == 0
    other.rollback()
    other.close()
    insert(store)
    assert rows(store) == 1


@pytest.mark.sqlite
def test_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are notes.\n" * 100)
    assert complaint(at(path)).endswith("the file is not a database; name another with --database")
    assert path.read_text() == "These are notes.\n" * 100


@pytest.mark.sqlite
def test_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    found = complaint(at(tmp_path / "nowhere" / "plenary.db"))
    assert found.endswith("it cannot be opened; check that the folder exists and may be written to")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.sqlite
def test_folder_instead_of_a_file_is_one_sentence(tmp_path: Path) -> None:
    found = complaint(at(tmp_path))
    assert found.endswith("it cannot be opened; check that the folder exists and may be written to")


@pytest.mark.sqlite
def test_read_only_database_is_read_and_not_written(tmp_path: Path) -> None:
    insert(a_store(tmp_path))
    store = open_store(f"sqlite:///file:{tmp_path}/plenary.db?mode=ro&uri=true")
    assert rows(store) == 1
    assert complaint(store).endswith("it is read-only; give write permission to the file and its folder")


@pytest.mark.sqlite
def test_full_database_is_one_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    store = a_store(tmp_path)

    def fill() -> None:
        with store.writing() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
            for number in range(1_000):
                meeting = a_meeting(slug=f"m{number}", uid=str(uuid4()), title="x" * 1_000)
                create(connection, meeting, now=datetime(2022, 9, 1, tzinfo=UTC))

    with pytest.raises(StoreUnavailable, match="the disk or the database is full; make room and try again"):
        fill()
    assert rows(at(tmp_path / "plenary.db")) == 0


@pytest.mark.sqlite
def test_damaged_database_is_one_sentence(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    insert(store)
    with store.writing() as connection:
        connection.exec_driver_sql("SELECT 1")
    store.close()
    path = tmp_path / "plenary.db"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=r"the file is damaged; restore a backup$"):
        rows(at(path))


@pytest.mark.sqlite
def test_database_without_our_tables_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"it has no tables of ours; run “plenary migrate”$"):
        rows(at(tmp_path / "new.db"))


@pytest.mark.parametrize("address", ["", "plenary.db", "nonsense://x", "sqlite", "oracle+nothing://x"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(StoreUnavailable, match="is not a database address; write one such as sqlite:///plenary"):
        open_store(address)


@pytest.mark.parametrize(
    "address",
    ["nonsense://u:secret@host/x", "nonsense://u:secret", "mysql+pymysql://u:secr@t@h/x", "sqlite://u:secret"],
)
def test_password_is_not_in_the_refusal_of_an_address(address: str) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        open_store(address)
    assert "secr" not in str(caught.value)


@pytest.mark.parametrize("address", ["mysql+pymysql://u:secret@h/x", "postgresql+psycopg2://u:secret@h/x"])
def test_database_of_another_kind_or_driver_is_refused(address: str) -> None:
    with pytest.raises(StoreUnavailable, match="write one such as sqlite"):
        open_store(address)


def test_more_threads_than_connections_wait_their_turn(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    at_once(*(partial(insert, store, f"m{number}") for number in range(24)))
    assert rows(store) == 24
