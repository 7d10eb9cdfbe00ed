"""Opening a database, its transactions, and its faults as StoreUnavailable; all that is SQLite's own is here."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from agenda.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

BUSY_SECONDS = 10.0
REMEDIES = {
    "locked": "another process is writing to it; try again, or end that process",
    "readonly": "it is read-only; give write permission to the file and its folder",
    "read-only": "it is read-only; give write permission to the file and its folder",
    "full": "the disk or the database is full; make room and try again",
    "unable to open": "it cannot be opened; check that the folder exists and may be written to",
    "not a database": "the file is not a database; name another with --database",
    "malformed": "the file is damaged; restore a backup",
    "disk i/o": "the disk failed to read or write; check it and try again",
    "no such table": "it has no tables of ours; run “plenary migrate”",
}


class Store:
    """A database; `reading` and `writing` each give a connection for one transaction."""

    def __init__(self, url: URL, engine: Engine) -> None:
        self.url, self.engine = url, engine

    @property
    def name(self) -> str:
        """The database's address without its password."""
        return self.url.render_as_string(hide_password=True)

    @property
    def is_missing(self) -> bool:
        """Whether it is a file that is not there; opening it would make an empty one."""
        path = self.url.database or ""
        is_file = self.url.get_backend_name() == "sqlite" and not path.startswith((":", "file:"))
        return bool(path) and is_file and not Path(path).exists()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state; raises StoreUnavailable."""
        with self._transaction(writes=False) as connection:
            yield connection

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """A connection for one question alone, which sees one state without a transaction; raises StoreUnavailable."""
        with self._transaction(writes=False, asks=True) as connection:
            yield connection

    @contextmanager
    def writing(self, *, waits: bool = True) -> Iterator[Connection]:
        """A transaction that may write: all of it is kept at the end, or nothing; raises StoreUnavailable.

        With `waits` off it is an error at once where another writer is at work.
        """
        with self._transaction(writes=True, waits=waits) as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A transaction that sees one state in all its questions on every database; raises StoreUnavailable."""
        with self.reading() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection

    @contextmanager
    def _transaction(self, *, writes: bool, waits: bool = True, asks: bool = False) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                connection.execution_options(writes=writes, waits=waits, asks=asks)
                with connection.begin():
                    yield connection
        except DBAPIError as error:
            raise self.unavailable(error) from error
        except PoolTimeout as error:
            raise StoreUnavailable(f"database {self.name}: too many requests wait for it; try again") from error

    def unavailable(self, error: DBAPIError) -> StoreUnavailable:
        """The driver's fault as a sentence: which database, what is wrong, what to do."""
        reason = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
        remedy = next((words for sign, words in REMEDIES.items() if sign in reason.lower()), reason)
        return StoreUnavailable(f"database {self.name}: {remedy}")

    def close(self) -> None:
        """Lets go of every connection."""
        self.engine.dispose()


def open_store(database: str, *, busy_seconds: float = BUSY_SECONDS) -> Store:
    """The store at a URL such as `sqlite:///plenary.db`; nothing is read yet; raises StoreUnavailable.

    `busy_seconds` is how long SQLite waits for another writer before that is an error.
    """
    try:
        url = make_url(database)
        engine = create_engine(url, connect_args=_connect_args(url, busy_seconds))
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise StoreUnavailable(
            f"“{_without_secrets(database)}” is not a database address; write one such as sqlite:///plenary.db"
        ) from None
    except ModuleNotFoundError as error:
        raise StoreUnavailable(
            f"database {_without_secrets(database)}: its driver {error.name} is not installed; install it with pip"
        ) from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", partial(_begin_sqlite, busy_seconds=busy_seconds))
    return Store(url, engine)


def _without_secrets(database: str) -> str:
    """The start of an address that cannot be taken apart: what follows may be a password."""
    scheme, slashes, _ = database.partition("//")
    return f"{scheme}//…" if slashes else database


def _connect_args(url: URL, busy_seconds: float) -> dict[str, Any]:
    return {"timeout": busy_seconds} if url.get_backend_name() == "sqlite" else {}


def _prepare_sqlite(connection: Any, record: Any) -> None:  # noqa: ARG001 - the signature is SQLAlchemy's
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_sqlite(connection: Connection, *, busy_seconds: float) -> None:
    """A writer takes its lock at once: two that upgrade from reading would lock each other out."""
    options = connection.get_execution_options()
    if options.get("asks"):
        return
    if not options.get("writes"):
        connection.exec_driver_sql("BEGIN")
        return
    milliseconds = int(busy_seconds * 1_000) if options.get("waits", True) else 0
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {milliseconds}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
