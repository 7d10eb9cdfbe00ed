"""The command that forgets somebody's name."""

from __future__ import annotations

import click

from web.commands import AUTHOR, database_option, now, opened


@click.command("forget")
@click.argument("slug")
@click.argument("person")
@click.option("--instead", default="[name removed]", show_default=True, help="What stands in its place.")
@click.option("--also", multiple=True, metavar="TEXT", help="Another spelling that may stand in texts; again for more.")
@database_option
def forget_command(slug: str, person: str, instead: str, also: tuple[str, ...], database: str | None) -> None:
    """Take the name of PERSON (an id) out of the meeting SLUG: its draft, history, every revision, and all texts of it.

    What readers have is published again without it, so that every page, file and calendar is right within a second, and
    the database is written anew, so that its files no longer hold it. Ids stay, for they are addresses; so do backups,
    and what calendars have not fetched yet. It cannot be undone.

    Example: plenary forget cap-19 ana-silva --also "Dr Silva"
    """
    from agenda import service
    from agenda.store.compaction import compact
    from web.publisher import CalendarPublisher

    if not instead.strip() or not all(one.strip() for one in also):
        raise click.UsageError("--instead and --also need a text")
    with opened(database) as (store, settings):
        done = service.forget_person(
            store,
            slug,
            person,
            instead=instead,
            also=also,
            author=AUTHOR,
            now=now(),
            publisher=CalendarPublisher(settings.url),
        )
        told = f", published as revision {done.revision}" if done.revision else ""
        click.echo(f"{slug}: {len(done.names)} names of {person} forgotten in {done.rows} rows{told}")
        if any(word in person.split("-") for name in done.names for word in name.lower().split()):
            click.echo(f"the id “{person}” stays, and says part of the name: it is in addresses", err=True)
        if not compact(store):
            raise click.ClickException("readers still held the old bytes; run it again when the service is less busy")
