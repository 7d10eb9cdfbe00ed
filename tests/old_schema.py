"""Databases of an older schema, on either kind of database, and processes that migrate one all at once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from subprocess import PIPE
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from databases import chosen_kind, database_url
from sqlalchemy import Boolean, Integer, MetaData, insert, text

from agenda.store import open_store

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

    from agenda.store import Store

SCHEMA = "0002"
WRITTEN = Path(__file__).parent / "data" / f"schema-{SCHEMA}.sql"

MIGRATE = """
import sys
from agenda.store import open_store
from agenda.store.migrations import migrate, require_schema
store = open_store(sys.argv[1])
print(migrate(store))
require_schema(store)
"""


def old_database(folder: Path) -> str:
    """Makes one of the second schema, with a meeting, its publication, a feed and an account; its address."""
    url = database_url(folder, is_migrated=False)
    file = folder / ("plenary.db" if chosen_kind() == "sqlite" else "old.db")
    with closing(sqlite3.connect(file)) as old:
        old.executescript(WRITTEN.read_text("utf-8"))
        if chosen_kind() == "postgresql":
            _bring_over(old, url)
    return url


def migrate_in_processes(store: Store, number: int) -> list[str]:
    """Has so many processes migrate a database at once; whether each had anything to do, "False" first."""
    command = [sys.executable, "-c", MIGRATE, store.url.render_as_string(hide_password=False)]
    processes = [subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True) for _ in range(number)]
    said = [process.communicate(timeout=60) for process in processes]
    assert [errors for _, errors in said] == [""] * number
    return sorted(output.strip() for output, _ in said)


def _bring_over(old: sqlite3.Connection, url: str) -> None:
    """Makes the tables by the migrations that made them then, and fills them."""
    store, config, tables = open_store(url), Config(), MetaData()
    config.set_main_option("script_location", "agenda.store:migrations")
    with store.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, SCHEMA)
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                _fill(connection, table, old)
    store.close()


def _fill(connection: Connection, table: Table, old: sqlite3.Connection) -> None:
    names = ", ".join(column.name for column in table.columns)
    for row in old.execute(f"SELECT {names} FROM {table.name}"):  # noqa: S608
        values = zip(table.columns, row, strict=True)
        connection.execute(
            insert(table).values({one.name: bool(v) if isinstance(one.type, Boolean) else v for one, v in values})
        )
    if "id" in table.columns and isinstance(table.columns["id"].type, Integer):
        following = f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name})"  # noqa: S608
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {following}, false)"))
