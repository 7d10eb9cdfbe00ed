"""What was deleted or overwritten leaves the database's files too, as far as the database itself can see to that."""

from __future__ import annotations

from time import monotonic, sleep
from typing import TYPE_CHECKING

from agenda.errors import StoreUnavailable
from agenda.store.schema import metadata

if TYPE_CHECKING:
    from agenda.store.engine import Store

SECONDS = 15.0


def compact(store: Store) -> bool:
    """Writes the database anew without what was deleted; False where readers kept the old bytes in use meanwhile.

    SQLite: VACUUM, then the write-ahead log is emptied. PostgreSQL: VACUUM FULL of each table. Raises StoreUnavailable.
    """
    if store.url.get_backend_name() != "sqlite":
        for table in metadata.sorted_tables:
            with store.asking() as connection:
                connection.exec_driver_sql(f'VACUUM FULL "{table.name}"')
        return True
    with store.asking() as connection:
        connection.exec_driver_sql("VACUUM")
    return _emptied_log(store)


def _emptied_log(store: Store) -> bool:
    """Readers of a moment ago hold the log; it is tried again until they are done."""
    end = monotonic() + SECONDS
    while True:
        try:
            with store.asking() as connection:
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        except StoreUnavailable:
            busy = 1
        if not busy or monotonic() > end:
            return not busy
        sleep(0.2)
