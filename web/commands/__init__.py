"""The subcommands of `plenary`, by what they are about; here is what they share."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agenda.findings import Finding
    from agenda.store import Store
    from web.settings import Settings

AUTHOR = "command line"

database_option = click.option(
    "--database",
    metavar="URL",
    help="The database [default: $PLENARY_DATABASE_URL, or sqlite:///plenary.db].",
)


def now() -> datetime:
    """The present time in UTC: the one clock of the command line."""
    return datetime.now(UTC)


@contextmanager
def opened(database: str | None, *, creates: bool = False) -> Iterator[tuple[Store, Settings]]:
    """The database and settings in force; with `creates` it is brought to this release's schema first."""
    from agenda.store import open_store
    from agenda.store.migrations import migrate, require_schema
    from web.settings import read_settings

    settings = read_settings(database=database)
    store = open_store(settings.database_url)
    try:
        if creates:
            migrate(store)
        else:
            require_schema(store)
        yield store, settings
    finally:
        store.close()


def print_findings(findings: Iterable[Finding], *, err: bool = True) -> None:
    """One line a finding: severity, code, message, place."""
    for finding in findings:
        places = ", ".join(finding.subjects)
        click.echo(f"{finding.severity}: {finding.code}: {finding.message} ({places})", err=err)
