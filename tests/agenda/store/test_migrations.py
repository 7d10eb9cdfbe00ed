"""Bringing a database to the present schema, by several processes at once too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from databases import database_url
from old_schema import migrate_in_processes
from sqlalchemy import inspect

from agenda.errors import StoreUnavailable
from agenda.store import Store, open_store
from agenda.store.migrations import HEAD, KNOWN, migrate, present_schema, require_schema
from agenda.store.schema import metadata

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def a_store(folder: Path) -> Store:
    return open_store(database_url(folder, is_migrated=False))


def columns(connection: Connection, table: str) -> dict[str, tuple[str, bool]]:
    found = inspect(connection).get_columns(table)
    return {column["name"]: (str(column["type"]), column["nullable"]) for column in found}


def named(found: Any) -> Any:
    """Constraints in the order of their names, for databases list them as they were made; conditions as their text."""
    if not isinstance(found, list):
        return found
    return [one | {"dialect_options": _in_words(one)} for one in sorted(found, key=lambda one: one["name"])]


def _in_words(constraint: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in constraint.get("dialect_options", {}).items()}


def test_first_migration_makes_the_tables_and_a_second_nothing(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    assert (migrate(store), migrate(store)) == (True, False)
    with store.reading() as connection:
        assert present_schema(connection) == HEAD == KNOWN[-1]
    require_schema(store)


def test_migrations_make_what_the_schema_says(tmp_path: Path) -> None:
    migrated, declared = a_store(tmp_path), open_store(database_url(tmp_path, "declared", is_migrated=False))
    migrate(migrated)
    with declared.writing() as connection:
        metadata.create_all(connection)
    with migrated.reading() as one, declared.reading() as other:
        tables = set(inspect(one).get_table_names()) - {"alembic_version"}
        assert tables == set(inspect(other).get_table_names())
        for table in tables:
            assert columns(one, table) == columns(other, table)
            for of in ("get_pk_constraint", "get_unique_constraints", "get_foreign_keys", "get_indexes"):
                assert named(getattr(inspect(one), of)(table)) == named(getattr(inspect(other), of)(table))


def test_several_processes_may_migrate_at_once(tmp_path: Path) -> None:
    assert migrate_in_processes(a_store(tmp_path), 8) == ["False"] * 7 + ["True"]


def test_newer_schema_is_refused(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    migrate(store)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for use in (migrate, require_schema):
        with pytest.raises(StoreUnavailable, match=r"its schema \(9999\) is newer than this release knows; install"):
            use(store)


@pytest.mark.sqlite
def test_file_without_tables_is_refused_by_what_does_not_migrate(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with pytest.raises(StoreUnavailable, match="it does not exist yet"):
        require_schema(store)
    (tmp_path / "plenary.db").touch()
    with pytest.raises(StoreUnavailable, match="run “plenary migrate”"):
        require_schema(store)


def test_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE revisions (other TEXT)")
    with pytest.raises(StoreUnavailable, match="revisions"):
        migrate(store)
    with store.reading() as connection:
        assert set(inspect(connection).get_table_names()) == {"revisions"}
