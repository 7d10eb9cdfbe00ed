"""The commands about accounts, their one-time links and their tokens."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import click

from web.commands import database_option, now, opened

ROLES = ("admin", "owner", "editor", "viewer", "member")


@click.group("user")
def user_command() -> None:
    """Accounts of organisers. Each command takes --database URL.

    Example: plenary user add ana@example.org --role editor
    """


@user_command.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the account may do.")
@click.option("--meeting", "slug", metavar="SLUG", help="Only in this meeting; who has an account keeps it.")
@database_option
def add_user_command(email: str, role: str, slug: str | None, database: str | None) -> None:
    """Add an account. Its password is asked for, or is the first line of standard input where that is no terminal.

    With --meeting the role is given in that meeting alone; nothing is asked of somebody who has an account.

    Example: plenary user add ana@example.org --role editor --meeting cap-19 < password.txt
    """
    from agenda import service
    from agenda.service import access, accounts

    if slug is not None and role not in access.GIVEN:
        raise click.UsageError(f"{role} holds in every meeting; with --meeting write one of {', '.join(access.GIVEN)}")
    with opened(database, creates=True) as (store, _):
        if slug is not None:
            service.draft(store, slug)
        if slug is None or accounts.find_user(store, email) is None:
            general = role if slug is None else "member"
            email = accounts.add_user(store, email, role=general, password=read_password(), now=now()).email
        if slug is not None:
            email = access.give_role(store, slug, email, role=role).email
    click.echo(f"{email}: added as {role}{f' of {slug}' if slug else ''}")


def read_password() -> str:
    """A new password from the terminal, typed twice, or the first line of standard input; raises UsageError."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise click.UsageError("there is no password on standard input; write it there as a line")
    return line


@user_command.command("link")
@click.argument("email")
@database_option
def link_command(email: str, database: str | None) -> None:
    """Make a link that logs somebody in once within 24 hours; the last word printed is its address.

    Who comes by it may set a new password without the present one.

    Example: plenary user link ana@example.org
    """
    from agenda.service import log_ins

    with opened(database) as (store, settings):
        secret = log_ins.add_link(store, email, now=now())
    click.echo(f"{email}: logs in once within 24 hours at {settings.url}/login/once/{secret}")


@user_command.command("disable")
@click.argument("email")
@database_option
def disable_command(email: str, database: str | None) -> None:
    """Shut somebody out at once: log-ins end, tokens and links stop. What they did stays in the history.

    Example: plenary user disable ana@example.org
    """
    from agenda.service import accounts

    with opened(database) as (store, _):
        user = accounts.disable_user(store, email, now=now())
    click.echo(f"{user.email}: disabled")


@user_command.command("enable")
@click.argument("email")
@database_option
def enable_command(email: str, database: str | None) -> None:
    """Let somebody in again who was disabled.

    Example: plenary user enable ana@example.org
    """
    from agenda.service import accounts

    with opened(database) as (store, _):
        user = accounts.enable_user(store, email)
    click.echo(f"{user.email}: enabled")


@user_command.command("list")
@database_option
def list_command(database: str | None) -> None:
    """Write every account: address, role, and whether it is disabled.

    Example: plenary user list
    """
    from agenda.service import accounts

    with opened(database) as (store, _):
        found = accounts.all_accounts(store)
    for one in found:
        click.echo(f"{one.user.email}: {one.user.role}{', disabled' if one.disabled_at else ''}")


@click.group("token")
def token_command() -> None:
    """API tokens. Each command takes --database URL.

    Example: plenary token add ana@example.org
    """


@token_command.command("add")
@click.argument("email")
@click.option("--scope", default="", help="What it is limited to: read or write, then slugs of meetings.")
@click.option("--label", default="", help="What it is for, as its owner will see it.")
@click.option("--expires", metavar="WHEN", help="After so many days, such as 90d, or at the start of a date in UTC.")
@database_option
def add_token_command(email: str, scope: str, label: str, expires: str | None, database: str | None) -> None:
    """Make an API token of an account; the last word printed is the token, which is shown this once.

    Example: plenary token add ana@example.org --scope "read cap-19" --expires 90d
    """
    from agenda.service import accounts

    expires_at = read_expiry(expires, now()) if expires is not None else None
    with opened(database) as (store, _):
        token = accounts.add_token(store, email, now=now(), scope=scope, label=label, expires_at=expires_at)
    click.echo(f"{email}: token {token}")


def read_expiry(written: str, present: datetime) -> datetime:
    """ "90d" from now, or "2027-01-31"; raises UsageError."""
    try:
        if written.endswith("d"):
            return present + timedelta(days=int(written[:-1]))
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise click.UsageError(f"“{written}” is no time; write --expires 90d or --expires 2027-01-31") from None


@token_command.command("list")
@click.argument("email")
@database_option
def list_tokens_command(email: str, database: str | None) -> None:
    """Write the tokens of an account: number, scope, label, and until when.

    Example: plenary token list ana@example.org
    """
    from agenda.errors import NotFound
    from agenda.service import accounts

    with opened(database) as (store, _):
        user = accounts.find_user(store, email)
        if user is None:
            raise NotFound("user", email)
        found = accounts.tokens_of(store, user)
    for one in found:
        until = f" until {one.expires_at:%Y-%m-%d %H:%M} UTC" if one.expires_at else ""
        click.echo(f"{one.id}: {one.scope or 'write'}{f' “{one.label}”' if one.label else ''}{until}")


@token_command.command("revoke")
@click.argument("which", metavar="NUMBER|TOKEN")
@database_option
def revoke_token_command(which: str, database: str | None) -> None:
    """Take back an API token, known by its number in “token list” or by itself.

    Example: plenary token revoke 3
    """
    from agenda.service import accounts

    with opened(database) as (store, _):
        accounts.revoke_token(store, which)
    click.echo("revoked")
