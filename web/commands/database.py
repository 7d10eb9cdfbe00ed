"""The commands about the database itself."""

from __future__ import annotations

from pathlib import Path

import click

from web.commands import database_option, now, opened


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


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@database_option
def backup_command(file: Path, database: str | None) -> None:
    """Write all that the database holds to FILE, also beside a running service; it may be of any database.

    The file is one consistent state, readable by its owner alone: it holds what is closed to the public.
    Exits 0, or 2 with nothing written.

    Example: plenary backup /var/backups/plenary-monday.gz
    """
    from agenda.store.backup import write_backup
    from web.site import RELEASE

    with opened(database) as (store, _):
        counts = write_backup(store, file, now=now(), release=RELEASE)
    click.echo(f"{file}: {sum(counts.values())} rows of {len(counts)} tables, {counts['meetings']} meetings")


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Delete what the database holds first.")
@database_option
def restore_command(file: Path, replace: bool, database: str | None) -> None:
    """Put a backup into an empty database, of the same kind or another; all of it or nothing.

    End the service first, start it afterwards. Exits 0, or 2 with nothing changed: where FILE is torn, altered or
    of another schema, or the database is not empty.

    Example: plenary restore plenary-monday.gz --database sqlite:///restored.db
    """
    from agenda.store.backup import restore_backup

    with opened(database, creates=True) as (store, _):
        counts = restore_backup(store, file, replaces=replace)
    click.echo(f"{store.name}: {sum(counts.values())} rows restored, {counts['meetings']} meetings")


@click.command("copy")
@click.option("--from", "source", metavar="URL", required=True, help="The database to read.")
@click.option("--to", "target", metavar="URL", required=True, help="The empty database to fill.")
def copy_command(source: str, target: str) -> None:
    """Copy all that one database holds into another that is empty, of the same kind or not; all of it or nothing.

    What is copied is one consistent state; what is edited later stays behind, so end the service first. Prints rows and
    digest of each table, as read back. Exits 0, or 2 with no row written.

    Example: plenary copy --from sqlite:///plenary.db --to postgresql://plenary@localhost/plenary
    """
    from agenda.store import open_store
    from agenda.store.moving import copy

    stores = open_store(source), open_store(target)
    try:
        tallies = copy(*stores)
    finally:
        for store in stores:
            store.close()
    width = max(map(len, tallies))
    for name, tally in tallies.items():
        click.echo(f"{name:{width}}  {tally.rows:>9}  {tally.digest[:16]}")
    click.echo(f"{stores[1].name}: {sum(tally.rows for tally in tallies.values())} rows copied and compared")
