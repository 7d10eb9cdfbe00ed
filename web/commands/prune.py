"""The command that lets old revisions go."""

from __future__ import annotations

import click

from web.commands import database_option, now, opened


@click.command("prune")
@click.argument("slugs", nargs=-1, metavar="[SLUG]…")
@click.option(
    "--keep", type=click.IntRange(1, 1_000_000), default=100, show_default=True, help="The last so many stay."
)
@click.option("--days", type=click.IntRange(0, 36_525), default=730, show_default=True, help="And all younger ones.")
@database_option
def prune_command(slugs: tuple[str, ...], keep: int, days: int, database: str | None) -> None:
    """Let old revisions of meetings go, of all where none is named; also beside a running service.

    The last --keep and those of the last --days stay, and one before them, which the first is compared with. The
    present revision, calendars and the history of the draft are untouched. The address of a revision that went answers
    410. A file of SQLite becomes no smaller: the room is used again.

    Example: plenary prune cap-19 --keep 20 --days 365
    """
    from agenda import service

    with opened(database) as (store, _):
        for one in service.prune(store, slugs, keep=keep, days=days, now=now()):
            click.echo(f"{one.slug}: {one.gone} revisions went, those from {one.first} on are kept")
