"""A time on two named clocks, the venue's and the reader's, and what clocks do inside a phase."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from agenda.timespan import zone
from web.pages.context import ZoneGroup
from web.pages.dates import date_in_words, signed_days
from web.pages.parts import Clock, Hour, NamedZone, Times
from web.pages.words import words_for

if TYPE_CHECKING:
    import gettext
    from collections.abc import Iterable, Iterator

LONGEST_PHASE = timedelta(days=1_500)


def zone_name(moment: datetime) -> str:
    """The name of an aware datetime's zone at that instant: "CET", or "UTC+03:00" where it has no letters."""
    name = moment.tzname() or ""
    if name.isalpha():
        return name
    offset = moment.strftime("%z").replace("-", "−")
    return f"UTC{offset[:3]}:{offset[3:5]}"


def instant_iso(moment: datetime) -> str:
    """An aware datetime as scripts compare it: "2022-11-16T09:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def times(start: datetime, end: datetime | None, *, reader_zone: str, language: str) -> Times:
    """A span on the clock of its own zone and on the reader's; `end` None makes it a moment."""
    day = start.date()
    venue = _clock(start, end, day=day, language=language)
    there = zone(reader_zone)
    reader = _clock(start.astimezone(there), end and end.astimezone(there), day=day, language=language)
    return Times(venue, replace(reader, is_same=_face(venue) == _face(reader)))


def hours(start: datetime, *, day: date, usual: tuple[str, str], reader_zone: str, language: str) -> Times:
    """A step's hour on both clocks; a zone is named only where it is not the `usual` one, venue's and reader's."""
    venue = _hour(start, day, usual[0], language)
    reader = _hour(start.astimezone(zone(reader_zone)), day, usual[1], language)
    return Times(venue, replace(reader, is_same=_face(venue) == _face(reader)))


def _hour(moment: datetime, day: date, usual: str, language: str) -> Clock:
    name = zone_name(moment)
    hour = Hour(moment.isoformat(), f"{moment:%H:%M}", name if name != usual else "")
    shift = signed_days((moment.date() - day).days, language)
    return Clock(hour, None, name, day.isoformat(), shift)


def _clock(start: datetime, end: datetime | None, *, day: date, language: str) -> Clock:
    name, last_name = zone_name(start), zone_name(end or start)
    last_shift = (end.date() - start.date()).days if end else 0
    first = Hour(start.isoformat(), f"{start:%H:%M}", name if name != last_name else "")
    last = Hour(end.isoformat(), f"{end:%H:%M}", signed_days(last_shift, language)) if end else None
    shift = signed_days((start.date() - day).days, language)
    return Clock(first, last, last_name, day.isoformat(), shift)


def _face(clock: Clock) -> tuple[str, str, str, str]:
    return clock.start.text, clock.end.text if clock.end else "", clock.zone, clock.shift


def named_zone(
    name: str, start: date, end: date, *, translations: gettext.NullTranslations, language: str
) -> NamedZone:
    """A zone over a phase's dates: every name it has there, and what its clocks do in between."""
    _ = translations.gettext
    names, changes = [zone_name(_midnight(start, name))], []
    for day, before, after in clock_changes(start, end, name):
        sentence = (
            _("Clocks go forward on %(date)s: %(before)s until then, %(after)s after.")
            if after.utcoffset() > before.utcoffset()  # type: ignore[operator]
            else _("Clocks go back on %(date)s: %(before)s until then, %(after)s after.")
        )
        words = {"date": date_in_words(day, language), "before": zone_name(before), "after": zone_name(after)}
        changes.append(sentence % words)
        names.append(zone_name(after))
    return NamedZone(name, "/".join(dict.fromkeys(names)), tuple(changes))


def clock_changes(start: date, end: date, name: str) -> Iterator[tuple[date, datetime, datetime]]:
    """Each day in whose course a zone's offset changes, with the midnights before and after; both dates inclusive."""
    day, last = start, min(end, start + LONGEST_PHASE)
    while day <= last:
        before, after = _midnight(day, name), _midnight(day + timedelta(days=1), name)
        if before.utcoffset() != after.utcoffset():
            yield day, before, after
        day += timedelta(days=1)


def _midnight(day: date, name: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone(name))


@cache
def zone_groups(translations: gettext.NullTranslations) -> tuple[ZoneGroup, ...]:
    """The zones of the world's countries by region, as tzdata's zone.tab lists them, with UTC first."""
    words = words_for(translations).regions
    by_region: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(_zones_of_countries()):
        region, _, place = name.partition("/")
        by_region.setdefault(region, []).append((name, place.replace("_", " ").replace("/", " – ")))
    groups = [ZoneGroup(words.get(region, region), tuple(zones)) for region, zones in by_region.items()]
    return (ZoneGroup("UTC", (("UTC", "UTC"),)), *groups)


def _zones_of_countries() -> Iterable[str]:
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    return [line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")]
