"""The commands about personal feeds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from agenda.errors import InvalidInput
from web.commands import AUTHOR, database_option, now, opened

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., None]

ADDRESS = re.compile(r"(?:.*/my/)?(?P<token>[A-Za-z0-9][A-Za-z0-9_-]{20,})(?:[./?].*)?\Z")


@click.group("feed")
def feed_command() -> None:
    """Personal feeds: make one, grant it audiences, revoke it. Each command takes --database URL.

    Example: plenary feed add --meeting cap-19 --phase hybrid --audience members
    """


def picks_option(noun: str) -> Callable[[Command], Command]:
    """An option that picks objects of a noun by id, any number of times."""
    return click.option(f"--{noun}", f"{noun}s", multiple=True, metavar="ID", help=f"Only this {noun}; repeatable.")


@feed_command.command("add")
@click.option("--meeting", "slug", required=True, metavar="SLUG", help="The meeting; without more it is chosen whole.")
@picks_option("phase")
@picks_option("item")
@picks_option("person")
@picks_option("room")
@picks_option("session")
@click.option("--audience", "audiences", multiple=True, metavar="ID", help="What this audience may read; repeatable.")
@database_option
def add_command(
    slug: str,
    phases: tuple[str, ...],
    items: tuple[str, ...],
    persons: tuple[str, ...],
    rooms: tuple[str, ...],
    sessions: tuple[str, ...],
    audiences: tuple[str, ...],
    database: str | None,
) -> None:
    """Make a personal feed; the last word printed is its address, which is shown this once.

    Example: plenary feed add --meeting cap-19 --person chair --audience members
    """
    from agenda.service import choosing, personal

    picks = {"phases": phases, "items": items, "people": persons, "rooms": rooms, "sessions": sessions}
    with opened(database) as (store, settings):
        try:
            wanted = choosing.read_wanted([{"meeting": slug, **picks}])
            choice = choosing.choose(store, wanted, audiences=audiences)
        except InvalidInput as error:
            raise click.UsageError("; ".join(problem.message for problem in error.problems)) from None
        made = personal.create_feed(store, choice, now=now(), author=AUTHOR)
    address = f"{settings.url}/my/{made.token}"
    click.echo(f"to change it: {address}/edit/{made.secret}")
    click.echo(f"feed: {address}.ics")


@feed_command.command("grant")
@click.argument("address")
@click.option("--audience", "audiences", multiple=True, metavar="ID", help="What this audience may read; repeatable.")
@click.option("--none", "nobody", is_flag=True, help="No more than the public may read.")
@database_option
def grant_command(address: str, audiences: tuple[str, ...], nobody: bool, database: str | None) -> None:
    """Let a personal feed read as these audiences, in place of those that it had.

    Example: plenary feed grant https://agenda.example.org/my/TOKEN.ics --audience members
    """
    from agenda.service import personal

    if bool(audiences) == nobody:
        raise click.UsageError("name audiences with --audience, or take all of them away with --none")
    token = token_of(address)
    with opened(database) as (store, _):
        personal.grant(store, token, audiences, now=now())
    click.echo(f"granted: {', '.join(dict.fromkeys(audiences)) or 'what the public may read'}")


@feed_command.command("revoke")
@click.argument("address")
@database_option
def revoke_command(address: str, database: str | None) -> None:
    """Revoke a personal feed, by its address or that of its page: it answers 410 from then on.

    Example: plenary feed revoke https://agenda.example.org/my/TOKEN.ics
    """
    from agenda.service import personal

    token = token_of(address)
    with opened(database) as (store, _):
        personal.revoke_feed(store, token, now=now())
    click.echo("revoked")


def token_of(address: str) -> str:
    """The token in the address of a personal feed, its page or its form, or alone; raises UsageError."""
    found = ADDRESS.match(address)
    if found is None:
        raise click.UsageError("this is not the address of a personal feed; it ends in /my/TOKEN.ics")
    return found["token"]
