"""SQLite: a file that one process writes at a time."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.exc import DBAPIError

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


class SQLite:
    """Kept in a file; a writer takes the lock of the whole file at once."""

    name = "sqlite"
    has_one_writer = True

    def accepts(self, url: URL) -> bool:
        """`sqlite:///plenary.db`."""
        return url.get_backend_name() == "sqlite"

    def open(self, url: URL, *, busy_seconds: float) -> Engine:
        """An engine whose connections keep a write-ahead log and check foreign keys."""
        engine = create_engine(url, connect_args={"timeout": busy_seconds})
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", partial(_begin, busy_seconds=busy_seconds))
        return engine

    def shown(self, url: URL) -> str:
        """The address."""
        return url.render_as_string(hide_password=True)

    def is_missing(self, url: URL) -> bool:
        """Whether the file is not there; opening it would make an empty one."""
        path = url.database or ""
        return bool(path) and not path.startswith((":", "file:")) and not Path(path).exists()

    def listener(self, engine: Engine) -> None:
        """None: a file tells nobody."""

    def remedy(self, error: DBAPIError) -> str:
        """By the words of SQLite's message."""
        reason = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
        return next((words for sign, words in REMEDIES.items() if sign in reason.lower()), reason)


def _prepare(connection: Any, record: Any) -> None:  # noqa: ARG001 - the signature is SQLAlchemy's
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin(connection: Connection, *, busy_seconds: float) -> None:
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
