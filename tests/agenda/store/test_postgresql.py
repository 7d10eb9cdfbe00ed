"""PostgreSQL's own faults and remedies, on a real server that is stopped, started and filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from databases import database_url
from deadlines import at_once
from postgres import PASSWORD, Server, make_folder, shared_server
from sqlalchemy import text

from agenda.errors import StoreUnavailable
from agenda.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.postgresql


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of the test's own, with a database `kept`."""
    server = Server(make_folder(), max_connections="12", superuser_reserved_connections="3")
    server.create("kept")
    yield server
    server.remove()


def one(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(text("SELECT 1")).scalar_one()


def complaint(store: Store) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        one(store)
    return str(caught.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgres"])
def test_address_with_or_without_a_driver_is_psycopg(tmp_path: Path, scheme: str) -> None:
    store = open_store(database_url(tmp_path).replace("postgresql", scheme, 1))
    assert (one(store), store.engine.driver) == (1, "psycopg")
    store.close()


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_restarted_server_costs_no_error_afterwards(server: Server, how: str) -> None:
    store = open_store(server.url("kept"))
    with store.reading(), store.reading(), store.asking() as connection:
        connection.execute(text("SELECT 1"))
    server.stop(how)
    assert complaint(store).endswith("the server does not answer; start it, or check the host and port")
    server.start()
    for _ in range(3):
        with store.asking() as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
    with store.writing() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    store.close()


def test_restarted_server_between_two_questions_costs_no_error(server: Server) -> None:
    store = open_store(server.url("kept"))
    for how in ("fast", "immediate"):
        with store.reading(), store.reading(), store.asking() as connection:
            connection.execute(text("SELECT 1"))
        server.stop(how)
        server.start()
        with store.asking() as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
        with store.writing() as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
    store.close()


def test_wrong_password_is_one_sentence_without_it() -> None:
    store = open_store(shared_server().address("postgres", password="hunter2"))  # noqa: S106
    said = complaint(store)
    assert said.endswith("the role or its password is refused; check both, and pg_hba.conf")
    assert "hunter2" not in said


def test_password_in_the_options_of_an_address_is_not_shown() -> None:
    address = shared_server().address("postgres").replace(f":{PASSWORD.replace(' ', '%20')}", "")
    said = complaint(open_store(f"{address}?password=hunter2"))
    assert (said.endswith("check both, and pg_hba.conf"), "hunter2" in said) == (True, False)


def test_database_that_does_not_exist_is_one_sentence() -> None:
    assert complaint(open_store(shared_server().url("nosuch"))).endswith("it does not exist; make it with createdb")


def test_role_that_does_not_exist_is_one_sentence() -> None:
    said = complaint(open_store(shared_server().url("postgres", role="nosuch")))
    assert said.endswith("the role or its password is refused; check both, and pg_hba.conf")


def test_server_without_a_connection_left_is_one_sentence(server: Server) -> None:
    stores = [open_store(server.url("kept")) for _ in range(10)]
    for store in stores[:9]:
        one(store)
    assert "raise max_connections, or run fewer processes" in complaint(stores[9])
    for store in stores[:9]:
        store.close()


def test_writer_that_waits_too_long_is_one_sentence_and_one_that_does_not_wait_also(tmp_path: Path) -> None:
    holder, store = open_store(database_url(tmp_path)), open_store(database_url(tmp_path), busy_seconds=0.2)
    words = "another process is writing to it; try again, or end that process"
    with holder.writing():
        for waits in (True, False):
            with pytest.raises(StoreUnavailable, match=words), store.writing(waits=waits):
                pass
        assert one(store) == 1
    with store.writing(waits=False):
        pass
    for opened in (holder, store):
        opened.close()


def test_read_only_database_is_one_sentence(tmp_path: Path) -> None:
    store = open_store(database_url(tmp_path) + "&options=-c%20default_transaction_read_only%3Don")
    with pytest.raises(StoreUnavailable, match="it is read-only; name the primary"), store.writing() as connection:
        connection.execute(text("DELETE FROM presences"))
    store.close()


def cut_off(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE half (x int)"))
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        shared_server().execute(f"SELECT pg_terminate_backend({pid}, 5000)")
        connection.execute(text("SELECT 1"))


def test_session_ended_within_a_transaction_is_one_sentence_and_nothing_is_kept(tmp_path: Path) -> None:
    store = open_store(database_url(tmp_path))
    with pytest.raises(StoreUnavailable, match="the server is stopping or starting; try again"):
        cut_off(store)
    with store.reading() as connection:
        assert connection.execute(text("SELECT to_regclass('half')")).scalar_one() is None
    store.close()


def test_nul_is_kept_as_the_sign_for_what_cannot_be_shown_and_finds_nothing(tmp_path: Path) -> None:
    store = open_store(database_url(tmp_path))
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE words (word varchar(9))"))
        connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": "a\0é"})
        assert connection.execute(text("SELECT word FROM words")).scalar_one() == "a\ufffdé"
        assert connection.execute(text("SELECT count(*) FROM words WHERE word = :w"), {"w": "aé\0"}).scalar_one() == 0
    store.close()


def test_writers_lose_and_double_nothing_that_each_reads_first(tmp_path: Path) -> None:
    store = open_store(database_url(tmp_path))
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE tally (n int)"))
        connection.execute(text("INSERT INTO tally VALUES (0)"))

    def count() -> None:
        own = open_store(database_url(tmp_path))
        for _ in range(25):
            with own.writing() as connection:
                n = connection.execute(text("SELECT n FROM tally")).scalar_one()
                connection.execute(text("UPDATE tally SET n = :n"), {"n": n + 1})
        own.close()

    at_once(*[count] * 8)
    with store.reading() as connection:
        assert connection.execute(text("SELECT n FROM tally")).scalar_one() == 200
    store.close()
