"""Questions asked so often that their statement is compiled once, and their row read straight from the driver."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.pool import SingletonThreadPool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Dialect, Engine, Select


MOST_KEPT = 4
"""Connections of a process that are taken out of the pool."""


class Asking:
    """Connections of a database on which questions are put, each kept open for the next, until the driver finds fault.

    They are taken out of the pool for good: to be lent from it and given back takes longer than a question does. A
    database in memory is its one connection, which stays where it is.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        of_memory = isinstance(engine.pool, SingletonThreadPool)
        self._places: list[Any] = [] if of_memory else [None] * MOST_KEPT

    def ask(self, question: Question, values: Mapping[str, Any]) -> Any:
        """As `Question.put_to`; may be called by several threads: those that find no place are lent a connection."""
        try:
            connection = self._places.pop()
        except IndexError:
            return self._ask_lent(question, values)
        kept = None
        try:
            connection = connection or self._opened()
            found = question.put_to(connection, self.engine.dialect, values)
            kept = connection
        finally:
            if connection is not kept:
                connection.close()
            self._places.append(kept)
        return found

    def _ask_lent(self, question: Question, values: Mapping[str, Any]) -> Any:
        lent = self.engine.raw_connection()
        try:
            return question.put_to(lent, self.engine.dialect, values)
        except BaseException:
            lent.invalidate()
            raise
        finally:
            lent.close()

    def _opened(self) -> Any:
        lent = self.engine.raw_connection()
        connection = lent.driver_connection
        lent.detach()
        return connection

    def close(self) -> None:
        """Closes those that are idle."""
        for place, connection in enumerate(self._places):
            if connection is not None:
                self._places[place] = None
                connection.close()


class Question:
    """A statement that finds at most one row, whose columns have the names they are read by."""

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement
        self._row: Any = namedtuple("Row", [column.name for column in statement.selected_columns])  # type: ignore[misc]
        self._worded: dict[str, Worded] = {}

    def put_to(self, connection: Any, dialect: Dialect, values: Mapping[str, Any]) -> Any:
        """The row with its values as the table's types read them, or None; raises what the driver raises.

        It is asked of a driver's connection without a transaction: one statement sees one state.
        """
        words, order, readers = self._for(dialect)
        cursor = connection.cursor()
        try:
            cursor.execute(words, values if order is None else [values[name] for name in order])
            found = cursor.fetchone()
        finally:
            cursor.close()
        if found is None:
            return None
        read = list(found)
        for place, reader in readers:
            read[place] = reader(read[place])
        return self._row._make(read)

    def _for(self, dialect: Dialect) -> Worded:
        known = self._worded.get(dialect.name)
        return known or self._worded.setdefault(dialect.name, _worded(self.statement, dialect))


class Worded(NamedTuple):
    """A statement for a driver: its words, the order of its values (by name where there is none), and what reads those
    of a row that the driver does not read itself, by their places.
    """

    words: str
    order: Sequence[str] | None
    readers: Sequence[tuple[int, Callable[[Any], Any]]]


def _worded(statement: Select[Any], dialect: Dialect) -> Worded:
    compiled: Any = statement.compile(dialect=dialect)
    types = [column.type.dialect_impl(dialect) for column in statement.selected_columns]
    readers = [kind.result_processor(dialect, None) for kind in types]
    return Worded(str(compiled), compiled.positiontup, [(place, one) for place, one in enumerate(readers) if one])
