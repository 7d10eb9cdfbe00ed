"""DTSTART and DTEND of an entry: a sitting in its zone, a phase in whole days, a deadline in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from agenda.timespan import MINUTE, Timespan, is_ambiguous
from calendars.lines import day, utc, wall_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.entries import Entry


def time_lines(entry: Entry) -> Iterator[str]:
    """DTSTART, and DTEND where it comes after the start (RFC 5545 §3.8.2.2 allows no other)."""
    span = local_span(entry) or _instants(entry)
    if span is None:
        yield f"DTSTART;VALUE=DATE:{day(entry.start)}"
        yield f"DTEND;VALUE=DATE:{day(entry.end + timedelta(days=1))}"
        return
    yield _moment_line("DTSTART", span.start)
    if span.length > timedelta(0):
        yield _moment_line("DTEND", span.end)


def local_span(entry: Entry) -> Timespan | None:
    """A sitting's times on the clocks of its zone; None where its component is to be written without TZID.

    That is where it starts or ends in an hour that clocks show twice: TZID means the first (RFC 5545 §3.3.5),
    but ical.js and libical take the second. And where an offset has seconds, as before 1972: ical.js drops
    them.
    """
    instants = _instants(entry) if entry.kind == "session" else None
    if instants is None:
        return None
    span = instants.in_zone(entry.zone)
    return span if _is_plain(span.start, entry.zone) and _is_plain(span.end, entry.zone) else None


def _instants(entry: Entry) -> Timespan | None:
    if not isinstance(entry.start, datetime) or not isinstance(entry.end, datetime):
        return None
    return Timespan(entry.start.astimezone(UTC), entry.end.astimezone(UTC))


def _is_plain(moment: datetime, zone_name: str) -> bool:
    offset = moment.utcoffset() or timedelta(0)
    return not offset % MINUTE and not is_ambiguous(moment.replace(tzinfo=None, fold=0), zone_name)


def _moment_line(name: str, moment: datetime) -> str:
    if moment.tzinfo is UTC:
        return f"{name}:{utc(moment)}"
    return f"{name};TZID={moment.tzinfo}:{wall_clock(moment)}"
