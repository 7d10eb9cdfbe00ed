"""Questions asked so often that their statement is compiled once, and their row read straight from the driver."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Dialect, Engine, Select


class Question:
    """A statement that finds at most one row, whose columns have the names they are read by."""

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement
        self._row: Any = namedtuple("Row", [column.name for column in statement.selected_columns])  # type: ignore[misc]
        self._worded: dict[str, Worded] = {}

    def put_to(self, engine: Engine, values: Mapping[str, Any]) -> Any:
        """The row with its values as the table's types read them, or None; raises what the driver raises.

        It is asked without a transaction: one statement sees one state.
        """
        words, order, readers = self._for(engine.dialect)
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(words, values if order is None else [values[name] for name in order])
            found = cursor.fetchone()
            cursor.close()
        except BaseException:
            connection.invalidate()
            raise
        finally:
            connection.close()
        if found is None:
            return None
        return self._row(*[read(value) if read else value for read, value in zip(readers, found, strict=True)])

    def _for(self, dialect: Dialect) -> Worded:
        known = self._worded.get(dialect.name)
        return known or self._worded.setdefault(dialect.name, _worded(self.statement, dialect))


class Worded(NamedTuple):
    """A statement for a driver: its words, the order of its values (by name where there is none), and their types."""

    words: str
    order: Sequence[str] | None
    readers: Sequence[Callable[[Any], Any] | None]


def _worded(statement: Select[Any], dialect: Dialect) -> Worded:
    compiled: Any = statement.compile(dialect=dialect)
    types = [column.type.dialect_impl(dialect) for column in statement.selected_columns]
    return Worded(str(compiled), compiled.positiontup, [kind.result_processor(dialect, None) for kind in types])
