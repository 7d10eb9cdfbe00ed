"""Which clocks a TZID of somebody else's calendar means: IANA and Windows names, vendors' prefixes, else its block.

RFC 5545 §3.8.3.1 leaves TZID to the sender; the VTIMEZONE it sends along says what is meant where no name does.
"""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import TYPE_CHECKING

from dateutil.tz import tzical

from agenda.timespan import zone, zone_names
from calendars.lines import wall_clock
from calendars.recurrence import UnreadableRule, parts_of, starts
from calendars.windows_zones import WINDOWS_ZONES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from calendars.blocks import Block
    from calendars.recurrence import Effort

UTC_NAMES = {"z", "utc", "gmt", "coordinated universal time", "tzone://microsoft/utc"}
OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?\Z", re.ASCII)
DISPLAY_NAME = re.compile(r"\((?:UTC|GMT)(?:([+-])(\d{1,2})[:.]([0-5]\d))?\)\s*(.+)", re.ASCII)
AMERICAN = re.compile(r"(.+) Time \((?:US & Canada|Canada)\)")
WALL_CLOCK = re.compile(r"(\d{8}T\d{6})Z?\Z", re.ASCII)
UTC_OFFSET = re.compile(r"([+-])(\d{2})([0-5]\d)([0-5]\d)?\Z", re.ASCII)
WIDEST_OFFSET = timedelta(hours=18)
EARLIEST_YEAR = 1904  # blocks begin in 1601; no meeting does, and it is a leap year as 1600 was
LAST_DAY = datetime(2200, 12, 31)  # noqa: DTZ001 - a wall clock
MOST_OBSERVANCES = 64
MOST_ONSETS = 200  # that RDATEs of one block list
YEARLY_PARTS = {"FREQ", "INTERVAL", "BYMONTH", "BYDAY", "BYMONTHDAY", "UNTIL", "WKST"}
OBSERVANCES = ("STANDARD", "DAYLIGHT")


class ForeignZones:
    """The clocks that the TZIDs of one calendar mean; `blocks` are its VTIMEZONEs."""

    def __init__(self, blocks: Iterable[Block], effort: Effort) -> None:
        self.blocks = {block.text("TZID").strip(): block for block in blocks}
        self.effort = effort
        self.known: dict[str, tzinfo | None] = {}

    def find(self, tzid: str) -> tzinfo | None:
        """The clocks of a TZID: by its name, by its block, by the cities in its name; None where nothing tells."""
        if tzid not in self.known:
            self.known[tzid] = named_zone(tzid) or self._by_block(tzid) or _by_cities(tzid)
        return self.known[tzid]

    def _by_block(self, tzid: str) -> tzinfo | None:
        block = self.blocks.get(tzid.strip())
        if block is None:
            return None
        return named_zone(block.text("X-LIC-LOCATION")) or _clocks_of(block, self.effort)


def named_zone(name: str) -> tzinfo | None:
    """The clocks of an IANA or Windows name, with a vendor's prefix or not, or of an offset such as UTC+02:00."""
    name = name.strip().strip('"')
    if name.casefold().removeprefix("(utc) ") in UTC_NAMES:
        return zone("UTC")
    iana = _iana_name(name)
    return zone(iana) if iana else _by_offset(name)


def _iana_name(name: str) -> str | None:
    names = _names()
    parts = name.casefold().replace(" ", "_").strip("/").split("/")
    tails = ("/".join(parts[-length:]) for length in range(min(len(parts), 3), 0, -1))
    whole = re.sub(r"(_\d+)?\Z", "", parts[-1]) if len(parts) == 1 else ""  # "W. Europe Standard Time 1"
    return next((names[tail] for tail in (*tails, whole) if tail in names), None)


@cache
def _names() -> Mapping[str, str]:
    """IANA names by themselves, and by Windows names; all without capitals and with underscores."""
    windows = {name.casefold().replace(" ", "_"): iana for name, iana in WINDOWS_ZONES.items()}
    return {name.casefold(): name for name in sorted(zone_names())} | windows


def _by_offset(name: str) -> tzinfo | None:
    found = OFFSET.match(name)
    return _fixed(found[1], found[2], found[3] or "00") if found else None


def _fixed(sign: str, hours: str, minutes: str) -> tzinfo | None:
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    return timezone(offset) if abs(offset) <= WIDEST_OFFSET else None


def _by_cities(name: str) -> tzinfo | None:
    """The zone of a Windows display name such as "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"."""
    found = DISPLAY_NAME.match(name)
    if not found:
        return None
    if american := AMERICAN.match(found[4]):
        return named_zone(f"{american[1]} Standard Time")
    offset = _fixed(found[1] or "+", found[2] or "0", found[3] or "00")
    cities = (city.strip().casefold().replace(" ", "_") for city in re.split("[,;/]", found[4]))
    zones = (zone(_cities()[city]) for city in cities if city in _cities())
    january = datetime(2020, 1, 1)  # noqa: DTZ001 - a wall clock
    return next((of for of in zones if offset and _standard_offset(of) == offset.utcoffset(january)), None)


@cache
def _cities() -> Mapping[str, str]:
    return {name.rpartition("/")[2].casefold(): name for name in sorted(zone_names()) if "/" in name}


def _standard_offset(of: tzinfo) -> timedelta:
    moments = [datetime(2020, month, 1, tzinfo=of) for month in (1, 7)]
    return min(moment.utcoffset() or timedelta() for moment in moments)


def _clocks_of(block: Block, effort: Effort) -> tzinfo | None:
    """The clocks of a VTIMEZONE, read by dateutil from what is safe of it; None where that is not enough."""
    observances = [each for each in block.inside if each.name in OBSERVANCES]
    onsets = sum(found.value.count(",") + 1 for each in observances for found in each.all("RDATE"))
    if len(observances) > MOST_OBSERVANCES or onsets > MOST_ONSETS:
        return None
    # dateutil wants a STANDARD, for what is before the first onset.
    is_odd = all(each.name == "DAYLIGHT" for each in observances)
    lines = ["BEGIN:VTIMEZONE", "TZID:foreign"]
    try:
        for each in observances:
            kind = "STANDARD" if is_odd else each.name
            lines += [f"BEGIN:{kind}", *_observance_lines(each, effort), f"END:{kind}"]
        clocks: tzinfo | None = tzical(io.StringIO("\n".join([*lines, "END:VTIMEZONE"]))).get()
    except (ValueError, OverflowError):
        return None
    return clocks


def _observance_lines(observance: Block, effort: Effort) -> Iterator[str]:
    """The lines of a STANDARD or DAYLIGHT that dateutil is to read; raises ValueError where one is bad."""
    before = _offset(observance.text("TZOFFSETFROM"))
    _offset(observance.text("TZOFFSETTO"))
    start = _wall_clock(observance.text("DTSTART"))
    if start.year < EARLIEST_YEAR:
        start = start.replace(year=EARLIEST_YEAR)
    yield f"DTSTART:{wall_clock(start)}"
    for name in ("TZOFFSETFROM", "TZOFFSETTO"):
        yield f"{name}:{observance.text(name).strip()}"
    for found in observance.all("RDATE"):
        for onset in found.value.split(","):
            yield f"RDATE:{wall_clock(_wall_clock(onset))}"
    if rule := observance.text("RRULE"):
        yield f"RRULE:{_yearly_rule(rule, start, before, effort)}"


def _yearly_rule(rule: str, start: datetime, before: timedelta, effort: Effort) -> str:
    """The rule with a local UNTIL, as dateutil takes it; raises ValueError unless it comes again every year."""
    parts = parts_of(rule)
    if parts.get("FREQ") != "YEARLY" or parts.get("INTERVAL", "1") != "1" or set(parts) - YEARLY_PARTS:
        raise UnreadableRule(f"clocks do not change by {rule[:80]}")
    decade = start + timedelta(days=3660)
    if next(starts(parts, start, last=decade, effort=effort), None) is None:
        raise UnreadableRule(f"clocks never change by {rule[:80]}")
    effort.spend((LAST_DAY.year - start.year) // 2)
    until = parts.get("UNTIL", "")
    if until.endswith("Z"):
        parts["UNTIL"] = wall_clock(_wall_clock(until) + before)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _wall_clock(written: str) -> datetime:
    found = WALL_CLOCK.match(written.strip())
    if not found:
        raise ValueError(f"“{written[:40]}” is no local time")
    return datetime.strptime(found[1], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall clock


def _offset(written: str) -> timedelta:
    found = UTC_OFFSET.match(written.strip())
    if not found or int(found[2]) * 3600 > WIDEST_OFFSET.total_seconds():
        raise ValueError(f"“{written[:40]}” is no offset from UTC")
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -offset if found[1] == "-" else offset
