"""The command that looks whether the service could run well here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from web.commands import database_option, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.operations.doctor import Check


@click.command("doctor")
@database_option
def doctor_command(database: str | None) -> None:
    """Look at configuration, database, clock, zone data, fonts and limits; one line each, a fault with its remedy.

    Run it as the service's user, with its environment, beside it or before it. What newer zone data moves of what is
    published is listed too. Exits 0 without a fault, else 1.

    Example: plenary doctor --database sqlite:////var/lib/plenary/plenary.db
    """
    faults = 0
    for check in _checks(database):
        faults += check.fault
        click.echo(str(check))
    click.get_current_context().exit(1 if faults else 0)


def _checks(database: str | None) -> Iterator[Check]:
    from agenda.errors import AgendaError
    from agenda.store import open_store
    from web.operations import doctor
    from web.settings import read_settings

    try:
        settings = read_settings(database=database)
        yield from doctor.of_configuration(settings, os.environ)
    except AgendaError as error:
        yield doctor.Check("configuration", str(error), fault=True)
        return
    yield doctor.of_files(settings)
    yield from doctor.of_documents(settings)
    try:
        store = open_store(settings.database_url)
        yield from doctor.of_database(store)
        yield doctor.of_clock(store, now())
        yield from doctor.of_zones(store)
    except AgendaError as error:
        yield doctor.Check("database", str(error), fault=True)
