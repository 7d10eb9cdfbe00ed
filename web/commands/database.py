"""The command about the database itself."""

from __future__ import annotations

import click

from web.commands import database_option


@click.command("migrate")
@database_option
def migrate_command(database: str | None) -> None:
    """Bring the database to this release's schema; does nothing where it is there already.

    Example: plenary migrate --database sqlite:////var/lib/plenary/plenary.db
    """
    from agenda.store import open_store
    from agenda.store.migrations import HEAD, migrate
    from web.settings import read_settings

    store = open_store(read_settings(database=database).database_url)
    try:
        done = migrate(store)
    finally:
        store.close()
    click.echo(f"{store.name}: {'brought to' if done else 'is at'} schema {HEAD}")
