"""Opening a database, its transactions, and its faults as StoreUnavailable; each kind's own ways are in `engines`."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from agenda.errors import StoreUnavailable
from agenda.store.engines import kind_of
from agenda.store.questions import Asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine

    from agenda.store.engines import Kind
    from agenda.store.engines.listener import Listener
    from agenda.store.questions import Question

BUSY_SECONDS = 10.0
EXAMPLES = "sqlite:///plenary.db or postgresql://plenary@localhost/plenary"


class Store:
    """A database; `reading` and `writing` each give a connection for one transaction."""

    def __init__(self, url: URL, kind: Kind, engine: Engine, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.url, self.kind, self.engine, self.busy_seconds = url, kind, engine, busy_seconds
        self._turn, self._asking = Lock(), Asking(engine)

    @property
    def name(self) -> str:
        """The database's address without its password."""
        return self.kind.shown(self.url)

    @property
    def is_missing(self) -> bool:
        """Whether it is a file that is not there; opening it would make an empty one."""
        return self.kind.is_missing(self.url)

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

    def ask(self, question: Question, **values: Any) -> Any:
        """The row that a question finds, or None; raises StoreUnavailable.

        Where the driver finds fault it is asked again in the ordinary way, which knows a lost connection by it.
        """
        try:
            return self._asking.ask(question, values)
        except self.engine.dialect.loaded_dbapi.Error:
            with self.asking() as connection:
                return connection.execute(question.statement, values).one_or_none()
        except (DBAPIError, PoolTimeout):
            with self._faults_said():
                raise

    @contextmanager
    def writing(self, *, waits: bool = True) -> Iterator[Connection]:
        """A transaction that may write: all of it is kept at the end, or nothing; raises StoreUnavailable.

        With `waits` off it is an error at once where another writer is at work.
        """
        with self._transaction(writes=True, waits=waits) as connection:
            yield connection

    @contextmanager
    def _transaction(self, *, writes: bool, waits: bool = True, asks: bool = False) -> Iterator[Connection]:
        with (
            self._faults_said(),
            self._in_turn(writes=writes, waits=waits) as may_wait,
            self.engine.connect() as connection,
        ):
            connection.execution_options(writes=writes, waits=may_wait, asks=asks)
            with connection.begin():
                yield connection

    @contextmanager
    def _in_turn(self, *, writes: bool, waits: bool) -> Iterator[bool]:
        """Whether a transaction may wait for another process's; where one writes at a time, this process's take turns.

        Left to themselves each would ask again at moments of its own, and some never find the database free.
        """
        if not (writes and self.kind.has_one_writer):
            yield waits
            return
        is_ours = self._turn.acquire(timeout=self.busy_seconds if waits else 0)
        try:
            yield waits and is_ours
        finally:
            if is_ours:
                self._turn.release()

    @contextmanager
    def _faults_said(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self.unavailable(error) from error
        except PoolTimeout as error:
            raise StoreUnavailable(f"database {self.name}: too many requests wait for it; try again") from error

    def listener(self) -> Listener | None:
        """What tells of each write by any process; None where that has to be looked for."""
        return self.kind.listener(self.engine)

    def unavailable(self, error: DBAPIError) -> StoreUnavailable:
        """The driver's fault as a sentence: which database, what is wrong, what to do."""
        return StoreUnavailable(f"database {self.name}: {self.kind.remedy(error)}")

    def close(self) -> None:
        """Lets go of every connection."""
        self._asking.close()
        self.engine.dispose()


def open_store(database: str, *, busy_seconds: float = BUSY_SECONDS) -> Store:
    """The store at a URL such as `sqlite:///plenary.db`; nothing is read yet; raises StoreUnavailable.

    `busy_seconds` is how long one waits for another writer before that is an error.
    """
    try:
        url = make_url(database)
        kind = kind_of(url)
        engine = kind.open(url, busy_seconds=busy_seconds) if kind else None
    except (ArgumentError, NoSuchModuleError, ValueError):
        kind = engine = None
    if kind is None or engine is None:
        shown = _without_secrets(database)
        raise StoreUnavailable(f"“{shown}” is not a database address; write one such as {EXAMPLES}")
    return Store(url, kind, engine, busy_seconds=busy_seconds)


def _without_secrets(database: str) -> str:
    """The start of an address that cannot be taken apart: what follows may be a password."""
    scheme, slashes, _ = database.partition("//")
    return f"{scheme}//…" if slashes else database
