"""DTSTART, DTEND, DURATION, RECURRENCE-ID, RDATE and EXDATE as somebody else wrote them (RFC 5545 §3.3.4-9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from icalendar.prop import vDDDTypes

from agenda.noun import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from calendars.blocks import Property
    from calendars.foreign_zones import ForeignZones

WITHOUT_SECONDS = re.compile(r"(\d{8}T\d{4})(Z?)\Z", re.ASCII)


@dataclass(frozen=True)
class WrittenTime:
    """A wall clock and whose it is.

    `clocks` is None where no zone is named, or where `unknown` is a TZID that nothing explains; a day is its
    midnight, on nobody's clocks.
    """

    wall: datetime
    clocks: tzinfo | None = None
    is_day: bool = False
    unknown: str = ""

    @property
    def is_floating(self) -> bool:
        """Whether it is a time of day without a zone (form 1 of RFC 5545 §3.3.5)."""
        return self.clocks is None and not self.is_day and not self.unknown


@dataclass(frozen=True)
class Readers:
    """Whose clocks show what names none: `here` are those of the sittings, `floating` those of floating times.

    Times that cannot be read are read as here too, to see whether they matter.
    """

    here: tzinfo
    floating: tzinfo | None = None

    def clocks_of(self, written: WrittenTime) -> tzinfo:
        """The clocks that a time is read on."""
        return written.clocks or (self.floating if self.floating and written.is_floating else self.here)

    def instant(self, written: WrittenTime) -> datetime:
        """A time as an instant in UTC."""
        return written.wall.replace(tzinfo=self.clocks_of(written)).astimezone(UTC)


def read_time(found: Property, zones: ForeignZones) -> WrittenTime:
    """The one date or date-time of a property; raises ValueError with a sentence."""
    return _written(*_value_and_tzid(found), zones, found.name)


def read_times(found: Property, zones: ForeignZones) -> Iterator[tuple[WrittenTime, str]]:
    """Each date or date-time of RDATE or EXDATE; of a PERIOD its start, and its end or duration as written."""
    values, tzid = _value_and_tzid(found)
    for value in filter(None, values.split(",")):
        start, _, end = value.partition("/")
        yield _written(start, tzid, zones, found.name), end


def read_duration(value: str, name: str) -> timedelta:
    """A DURATION; raises ValueError with a sentence."""
    length = _parsed(value, name)
    if not isinstance(length, timedelta):
        raise ValueError(f"{name} is “{value[:40]}”, which is no duration")
    return length


def _value_and_tzid(found: Property) -> tuple[str, str]:
    """The value, and the TZID even where its colon was not quoted, as in TZID=(UTC+01:00) Brussels:20221116T100000."""
    rest, colon, value = found.value.rpartition(":")
    tzid = found.parameters.get("TZID", "").strip()
    return value, f"{tzid}:{rest}" if colon and tzid else tzid


def _written(value: str, tzid: str, zones: ForeignZones, name: str) -> WrittenTime:
    parsed = _parsed(value, name)
    if not isinstance(parsed, date):
        raise ValueError(f"{name} is “{value[:40]}”, which is neither a date nor a date and time")
    if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
        raise ValueError(f"{name} is in the year {parsed.year}, not between {FIRST_YEAR} and {LAST_YEAR}")
    if not isinstance(parsed, datetime):
        return WrittenTime(datetime.combine(parsed, time()), is_day=True)
    if parsed.tzinfo is not None:
        return WrittenTime(parsed.replace(tzinfo=None), UTC)
    clocks = zones.find(tzid) if tzid else None
    return WrittenTime(parsed, clocks, unknown=tzid if tzid and clocks is None else "")


def _parsed(value: str, name: str) -> object:
    try:
        return vDDDTypes.from_ical(WITHOUT_SECONDS.sub(r"\g<1>00\2", value.strip().upper()))  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        raise ValueError(f"{name} is “{value[:40]}”, which cannot be read") from None


def read_until(value: str, start: WrittenTime, clocks: tzinfo) -> datetime:
    """The last wall clock that UNTIL allows an event with that start; raises ValueError with a sentence.

    RFC 5545 wants it to be of the form of DTSTART; a day after a time of day is its midnight, as to other clients.
    """
    parsed = _parsed(value, "UNTIL")
    if not isinstance(parsed, date):
        raise ValueError(f"UNTIL is “{value[:40]}”, which is neither a date nor a date and time")
    if start.is_day or not isinstance(parsed, datetime):
        return datetime.combine(parsed, time())
    if parsed.tzinfo is not None and FIRST_YEAR <= parsed.year <= LAST_YEAR:
        parsed = parsed.astimezone(clocks)
    return parsed.replace(tzinfo=None)
