"""The command `plenary`: its subcommands by name, each imported only when it runs, and errors as one line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "backup": ("web.commands.database", "Write all that the database holds to a file."),
    "check": ("web.commands.check", "What is wrong with a meeting, or may be."),
    "copy": ("web.commands.database", "Move everything from one database to another."),
    "demo": ("web.commands.serve", "Load the CAP-19 meeting, publish it and serve it."),
    "doctor": ("web.commands.doctor", "What keeps the service from running well here."),
    "export": ("web.commands.files", "Write a meeting as a file."),
    "feed": ("web.commands.feed", "Personal feeds: make one, grant it audiences, revoke it."),
    "forget": ("web.commands.forget", "Take a person's name out of a meeting, its history and revisions."),
    "import": ("web.commands.files", "Create or update meetings from meeting files."),
    "migrate": ("web.commands.database", "Bring the database to this release's schema."),
    "prune": ("web.commands.prune", "Let old revisions go."),
    "publish": ("web.commands.publish", "Publish a meeting's draft."),
    "restore": ("web.commands.database", "Put a backup into an empty database."),
    "schema": ("web.commands.files", "Write the JSON Schema of the meeting file."),
    "serve": ("web.commands.serve", "Run the service."),
    "token": ("web.commands.accounts", "API tokens."),
    "user": ("web.commands.accounts", "Accounts of organisers."),
    "withdraw": ("web.commands.publish", "Take a meeting back."),
}


class LazyGroup(click.Group):
    """Knows its commands by name and summary, so that `--help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """All names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of `plenary --help`."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="plenary-agenda", message="%(version)s")
def plenary() -> None:
    """Meetings that run in phases: agenda pages and calendar feeds that stay right.

    Example: plenary import meeting.yaml --publish
    """


def main() -> None:
    """Runs a command; any error of ours is one line on stderr and exit code 2, broken rules exit code 1."""
    try:
        sys.exit(plenary(standalone_mode=False, prog_name="plenary") or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
    except click.ClickException as error:
        _end(error.format_message(), 2)
    except click.Abort:
        _end("stopped", 130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:
        _end_for(error)


def _end_for(error: Exception) -> None:
    from agenda.errors import AgendaError, RuleViolation

    if isinstance(error, RuleViolation):
        _end(f"not published: {error}", 1)
    if isinstance(error, OSError):
        _drop_output()
    if isinstance(error, (AgendaError, OSError)):
        _end(str(error) if isinstance(error, AgendaError) else _file_fault(error), 2)
    raise error


def _file_fault(error: Any) -> str:
    return f"{error.filename or 'standard output'}: {(error.strerror or str(error)).lower()}"


def _drop_output() -> None:
    """Lets what could not be written to standard output go, else Python tries again as it ends, and complains."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _end(message: str, code: int) -> None:
    click.echo(f"plenary: {' '.join(message.split())}", err=True)
    sys.exit(code)
