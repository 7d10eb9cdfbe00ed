"""The database's history: Alembic migrations, and bringing a database to the present schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String, inspect, select
from sqlalchemy import table as table_of
from sqlalchemy.sql import column

from agenda.errors import StoreUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from agenda.store.engine import Store

HEAD = "0007"
"""The migration that this release writes and reads."""

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")


def present_schema(connection: Connection) -> str | None:
    """The migration that the database is at; None where it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version = select(column("version_num", String)).select_from(table_of("alembic_version"))
    found = connection.execute(version).scalar_one_or_none()
    return None if found is None else str(found)


def schema_of(store: Store) -> str | None:
    """The migration that a database is at, None where it has none; raises StoreUnavailable, also without a database."""
    if store.is_missing:
        raise StoreUnavailable(f"database {store.name}: it does not exist yet; import a meeting, or name another")
    with store.reading() as connection:
        return present_schema(connection)


def require_schema(store: Store) -> None:
    """Raises StoreUnavailable unless the database is at the schema of this release."""
    present = schema_of(store)
    _refuse_newer(store, present)
    if present is None:
        raise StoreUnavailable(f"database {store.name}: it has no tables of ours; run “plenary migrate”")
    if present != HEAD:
        raise StoreUnavailable(f"database {store.name}: its schema is older than this release; run “plenary migrate”")


def migrate(store: Store) -> bool:
    """Brings the database to the schema of this release; whether anything was to do. Raises StoreUnavailable.

    The whole of it is one transaction that locks writers out, so that several processes can start at once.
    """
    with store.reading() as connection:
        present = present_schema(connection)
    _refuse_newer(store, present)
    if present == HEAD:
        return False
    with store.writing() as connection:
        present = present_schema(connection)
        _refuse_newer(store, present)
        if present == HEAD:
            return False
        _upgrade(connection)
    return True


def _refuse_newer(store: Store, present: str | None) -> None:
    if present is not None and present not in KNOWN:
        raise StoreUnavailable(
            f"database {store.name}: its schema ({present}) is newer than this release knows; "
            "install the release that wrote it"
        )


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "agenda.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
