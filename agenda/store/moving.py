"""Everything of one database into another, of the same kind or not: in one transaction, compared before it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from agenda.errors import NotAllowed, StoreUnavailable
from agenda.store import transfer
from agenda.store.migrations import migrate, require_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from agenda.store.engine import Store
    from agenda.store.transfer import Row

BITS = 256


@dataclass
class Tally:
    """How many rows passed, and the sum of their SHA-256s, which is the same in whatever order they come."""

    rows: int = 0
    total: int = 0

    def counting(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, counted as they pass."""
        for row in rows:
            self.rows += 1
            self.total += int.from_bytes(sha256(repr(row).encode()).digest(), "big")
            self.total %= 1 << BITS
            yield row

    @property
    def digest(self) -> str:
        """The sum in hexadecimal."""
        return f"{self.total:064x}"


def copy(source: Store, target: Store) -> dict[str, Tally]:
    """Brings the target to this release's schema and puts one state of the source into it; what it holds, by table.

    Rows pass a few hundred at a time. Raises NotAllowed for a target that is not empty, StoreUnavailable for a source
    of another schema and where the target does not hold then what the source held; then it is as it was.
    """
    require_schema(source)
    if not target.is_missing:
        with target.reading() as goal:
            _require_empty(goal, target)
    migrate(target)
    sent, kept = {}, {}
    with source.reading() as origin, target.writing() as goal:
        _require_empty(goal, target)
        for table in transfer.TABLES:
            tally = sent[table.name] = Tally()
            rows = map(_without_nul, transfer.rows_of(origin, table))
            transfer.put_rows(goal, table, tally.counting(rows))
        for table in transfer.TABLES:
            tally = kept[table.name] = Tally()
            for _ in tally.counting(transfer.rows_of(goal, table)):
                pass
        if wrong := [name for name, tally in kept.items() if tally != sent[name]]:
            raise StoreUnavailable(
                f"database {target.name}: {', '.join(wrong)} are not as in the source; nothing is kept"
            )
        transfer.go_on_counting(goal)
    return kept


def _require_empty(connection: Connection, target: Store) -> None:
    if filled := transfer.filled_tables(connection):
        raise NotAllowed(f"database {target.name}: it is not empty ({', '.join(filled[:3])}); name another")


def _without_nul(row: Row) -> Row:
    """The row as every kind of database can keep it."""
    return [value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in row]
