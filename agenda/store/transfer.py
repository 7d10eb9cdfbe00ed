"""All rows of a database out of one and into another, table by table, as plain JSON values: times are seconds."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, LargeBinary, MetaData, delete, func, insert, inspect, select, text

from agenda.store.schema import metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Column, Connection, Table

    Row = list[Any]

ROWS_AT_ONCE = 200
TABLES = tuple(metadata.sorted_tables)
"""Every table, those that others refer to first."""


def rows_of(connection: Connection, table: Table) -> Iterator[Row]:
    """The rows of a table by its primary key, each the values of its columns in order; bytes are base64."""
    raw = _raw(table)
    query = select(*raw.columns).order_by(*raw.primary_key.columns).execution_options(yield_per=ROWS_AT_ONCE)
    for row in connection.execute(query):
        yield [_plain(value) for value in row]


def _plain(value: Any) -> Any:
    return b64encode(value).decode("ascii") if isinstance(value, bytes | memoryview) else value


def put_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    """Adds rows that `rows_of` gave, to a table that has none of them; how many."""
    raw, names = _raw(table), [column.name for column in table.columns]
    binary = [is_binary(column) for column in table.columns]
    count, waiting = 0, []
    for row in rows:
        read = (
            b64decode(value) if known and value is not None else value for value, known in zip(row, binary, strict=True)
        )
        waiting.append(dict(zip(names, read, strict=True)))
        count += 1
        if len(waiting) == ROWS_AT_ONCE:
            connection.execute(insert(raw), waiting)
            waiting = []
    if waiting:
        connection.execute(insert(raw), waiting)
    return count


def is_binary(column: Column[Any]) -> bool:
    """Whether a column holds bytes."""
    return isinstance(column.type, LargeBinary)


def _raw(table: Table) -> Table:
    """The table without our own types, so that values pass as the database keeps them."""
    raw = table.to_metadata(MetaData(), referred_schema_fn=lambda *_: None)
    for column in raw.columns:
        column.type = getattr(column.type, "impl_instance", column.type)
    return raw


def filled_tables(connection: Connection) -> list[str]:
    """The names of the tables that have a row."""
    present = set(inspect(connection).get_table_names())
    known = [table for table in TABLES if table.name in present]
    return [table.name for table in known if connection.execute(select(func.count()).select_from(table)).scalar_one()]


def empty(connection: Connection) -> None:
    """Deletes every row of ours."""
    for table in reversed(TABLES):
        connection.execute(delete(table))


def go_on_counting(connection: Connection) -> None:
    """Has PostgreSQL count row ids on from those that were put; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        if "id" in table.columns and isinstance(table.c.id.type, Integer):
            last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, text("'id'"))
            connection.execute(select(func.setval(sequence, last, text("false"))))
