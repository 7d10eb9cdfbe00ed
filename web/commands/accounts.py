"""The commands about accounts and their tokens."""

from __future__ import annotations

import sys

import click

from web.commands import database_option, now, opened

ROLES = ("admin", "owner", "editor", "viewer")


@click.group("user")
def user_command() -> None:
    """Accounts of organisers. Each command takes --database URL.

    Example: plenary user add ana@example.org --role editor
    """


@user_command.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the account may do.")
@database_option
def add_user_command(email: str, role: str, database: str | None) -> None:
    """Add an account. Its password is asked for, or is the first line of standard input where that is no terminal.

    Example: plenary user add ana@example.org --role editor < password.txt
    """
    from agenda.service import accounts

    password = read_password()
    with opened(database, creates=True) as (store, _):
        user = accounts.add_user(store, email, role=role, password=password, now=now())
    click.echo(f"{user.email}: added as {user.role}")


def read_password() -> str:
    """A new password from the terminal, typed twice, or the first line of standard input; raises UsageError."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise click.UsageError("there is no password on standard input; write it there as a line")
    return line


@click.group("token")
def token_command() -> None:
    """API tokens. Each command takes --database URL.

    Example: plenary token add ana@example.org
    """


@token_command.command("add")
@click.argument("email")
@database_option
def add_token_command(email: str, database: str | None) -> None:
    """Make an API token of an account; the last word printed is the token, which is shown this once.

    Example: plenary token add ana@example.org
    """
    from agenda.service import accounts

    with opened(database) as (store, _):
        token = accounts.add_token(store, email, now=now())
    click.echo(f"{email}: token {token}")
