"""Importing sittings from the calendar files of other programs: `plenary import FILE.ics --into SLUG --phase ID`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands import AUTHOR, now, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agenda.incoming import Incoming, Taking
    from agenda.meeting import Meeting
    from agenda.phase import Phase

SAID = {"add": "added", "change": "changed", "leave": "left alone"}
WOULD = {"add": "would be added", "change": "would be changed", "leave": "would be left alone"}


def import_calendar(
    name: str, *, into: str, phase: str, floating: str | None, preview: bool, database: str | None
) -> None:
    """Takes the sittings of a calendar file into a phase, or says what that would do."""
    from agenda import service

    read = _reader(name, floating)
    with opened(database) as (store, _):
        if preview:
            takings = service.preview_sittings(store, into, phase, read=read)
        else:
            takings = service.take_sittings(store, into, phase, read=read, author=AUTHOR, now=now())
    for taking in takings:
        click.echo(_line(taking, WOULD if preview else SAID))
    counts = {step: sum(taking.step == step for taking in takings) for step in SAID}
    summary = ", ".join(f"{counts[step]} {word}" for step, word in (WOULD if preview else SAID).items())
    click.echo(f"{into}: {summary}")


def _line(taking: Taking, words: dict[str, str]) -> str:
    fields = f" ({', '.join(taking.fields)})" if taking.fields else ""
    return f"{words[taking.step]}: {taking.session}: {taking.title}{fields}"


def _reader(name: str, floating: str | None) -> Callable[[Meeting, Phase], Sequence[Incoming]]:
    from agenda.incoming import Incoming
    from agenda.schedule import zone_of
    from calendars.reader import read_calendar

    source = "standard input" if name == "-" else name
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()

    def read(meeting: Meeting, phase: Phase) -> Sequence[Incoming]:
        calendar = read_calendar(
            data, source=source, zone=zone_of(meeting, phase), floating=floating, between=(phase.start, phase.end)
        )
        for remark in calendar.notes:
            click.echo(f"note: {source}, {remark}", err=True)
        if calendar.problems:
            _refuse(source, [str(problem) for problem in calendar.problems], calendar.floating, calendar.suggested_zone)
        for one in calendar.sittings:
            if one.all_day:
                click.echo(f"note: {source}, “{one.title}”: it lasts whole days, so it is no sitting", err=True)
        return [
            Incoming(
                uid=one.uid if one.recurrence is None else f"{one.uid}#{one.recurrence}",
                title=one.title,
                start=one.start,
                end=one.end,
                location=one.location,
                description=one.description,
                url=one.url,
                join=one.join,
                is_cancelled=one.status == "cancelled",
            )
            for one in calendar.sittings
            if not one.all_day
        ]

    return read


def _refuse(source: str, problems: Sequence[str], floating: int, suggested: str) -> None:
    """Ends with every problem, and with the question that floating times ask."""
    asks = f"; {floating} have no zone: say which with --floating {suggested or 'ZONE'}" if floating else ""
    raise click.ClickException(f"{source}: {'; '.join(problems[:20])}{asks}")
