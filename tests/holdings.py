"""All that a database holds, read by plain SQL, so that two of them can be compared whatever their kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, text

from agenda.store import open_store

if TYPE_CHECKING:
    from agenda.store import Store


def holdings(of: Store | str) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table in an order of their own, of a store or of the database at an address."""
    store = open_store(of) if isinstance(of, str) else of
    try:
        with store.reading() as connection:
            names = sorted(inspect(connection).get_table_names())
            rows = {name: connection.execute(text(f"SELECT * FROM {name}")).mappings().all() for name in names}  # noqa: S608
    finally:
        if store is not of:
            store.close()
    return {name: sorted((dict(row) for row in rows[name]), key=_order) for name in names}


def _order(row: dict[str, Any]) -> str:
    return repr([(name, value if not isinstance(value, bool) else int(value)) for name, value in sorted(row.items())])
