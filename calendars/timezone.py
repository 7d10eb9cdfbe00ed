"""VTIMEZONE for any IANA zone over a span of years, from the pinned zone data (RFC 5545 §3.6.5).

Where the zone follows one yearly rule over all those years, the block is one STANDARD and one DAYLIGHT with
an RRULE, which is all that Outlook reads; else it holds one observance per onset. RDATE is never used.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from dateutil.rrule import rrulestr

from agenda.timespan import zone
from calendars.lines import serialised, text, wall_clock
from calendars.wording import signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

STEP = timedelta(days=4)  # no zone since 1900 has changed its clocks twice within six days
SECONDS_IN_STEP = range(STEP // timedelta(seconds=1) + 1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Clock:
    """What the clocks of a zone are set to: distance from UTC, abbreviation, distance from standard time."""

    offset: timedelta
    name: str
    saving: timedelta = field(compare=False)


@dataclass(frozen=True)
class Onset:
    """A change of clocks; `wall` is what they showed at that instant before it."""

    wall: datetime
    before: Clock
    after: Clock


@dataclass(frozen=True)
class Observance:
    """An onset with the rule by which it comes again each year, if it does."""

    onset: Onset
    rule: str = ""


@lru_cache(maxsize=4096)
def timezone_block(name: str, first_year: int, last_year: int) -> bytes:
    """The VTIMEZONE of an IANA zone, right for every local time of these years, both inclusive.

    Raises UnknownZone.
    """
    years = range(first_year, last_year + 1)
    initial, onsets = _clocks(zone(name), years)
    observances = _yearly(onsets, years) or [_standing(initial, first_year), *map(Observance, onsets)]
    daylight = _daylight([observance.onset.after for observance in observances])
    return serialised(
        [
            "BEGIN:VTIMEZONE",
            f"TZID:{text(name)}",
            *(line for observance in observances for line in _observance_lines(observance, daylight)),
            "END:VTIMEZONE",
        ]
    )


def _clocks(of: ZoneInfo, years: range) -> tuple[Clock, list[Onset]]:
    """What clocks show as these years begin, and every onset within them, a day of margin on both sides."""
    here, end = datetime(years[0] - 1, 12, 31, tzinfo=UTC), datetime(years[-1] + 1, 1, 2, tzinfo=UTC)
    initial = _clock(of, here)
    return initial, list(_onsets(of, here, end))


def _onsets(of: ZoneInfo, here: datetime, end: datetime) -> Iterator[Onset]:
    before = _clock(of, here)
    while here < end:
        if _clock(of, here + STEP) != before:
            moment = here + timedelta(seconds=_seconds_to_change(of, here, before))
            after = _clock(of, moment)
            yield Onset((moment + before.offset).replace(tzinfo=None), before, after)
            before = after
        here += STEP


def _seconds_to_change(of: ZoneInfo, here: datetime, before: Clock) -> int:
    return bisect_left(
        SECONDS_IN_STEP,
        x=True,
        key=lambda second: _clock(of, here + timedelta(seconds=second)) != before,
    )


def _clock(of: ZoneInfo, moment: datetime) -> Clock:
    local = moment.astimezone(of)
    return Clock(local.utcoffset() or timedelta(), local.tzname() or "", local.dst() or timedelta())


def _standing(clock: Clock, first_year: int) -> Observance:
    """The clocks in force when the years begin, as an observance that starts a year earlier."""
    return Observance(Onset(datetime(first_year - 1, 1, 1), clock, clock))  # noqa: DTZ001 - a wall clock


def _yearly(onsets: Sequence[Onset], years: range) -> list[Observance]:
    """Two observances that say it all by rule; none unless clocks change there and back in each of the years.

    Both start the year before, so that the later one holds until the first onset of these years.
    """
    if len(onsets) != 2 * len(years):
        return []
    observances = []
    for alike in (onsets[::2], onsets[1::2]):
        if len({(onset.before, onset.after, onset.wall.time()) for onset in alike}) > 1:
            return []
        if (observance := _ruled(alike, years)) is None:
            return []
        observances.append(observance)
    there, back = (observance.onset for observance in observances)
    return observances if there.before == back.after else []


def _ruled(onsets: Sequence[Onset], years: range) -> Observance | None:
    """The first rule that gives exactly these onsets, one a year, started in the year before."""
    walls = [onset.wall for onset in onsets]
    eve = datetime.combine(datetime(years[0] - 1, 1, 1), walls[0].time())  # noqa: DTZ001
    end = datetime(years[-1] + 1, 1, 1)  # noqa: DTZ001
    for rule in _candidates(walls):
        first, *others = rrulestr(rule, dtstart=eve).between(eve, end, inc=True)
        if others == walls and first.year == eve.year:
            return Observance(Onset(first, onsets[0].before, onsets[0].after), rule)
    return None


def _candidates(walls: Sequence[datetime]) -> Iterator[str]:
    """Rules that the first wall clock fits: last or nth weekday, date, weekday on or after a date."""
    month, days = walls[0].month, [wall.day for wall in walls]
    weekday, length = WEEKDAYS[walls[0].weekday()], monthrange(2001, walls[0].month)[1]
    yearly = f"FREQ=YEARLY;BYMONTH={month}"
    yield f"{yearly};BYDAY=-1{weekday}"
    yield f"{yearly};BYDAY={(days[0] + 6) // 7}{weekday}"
    yield f"{yearly};BYMONTHDAY={days[0]}"
    earliest = min([*days, length - 6])
    week = ",".join(str(earliest + after) for after in range(7))
    yield f"{yearly};BYDAY={weekday};BYMONTHDAY={week}"


def _daylight(clocks: Sequence[Clock]) -> set[Clock]:
    """Which clocks to call DAYLIGHT: those ahead of standard; the others where winter is behind it (Dublin).

    There is always a STANDARD: clients look for one before the first onset.
    """
    behind = {clock for clock in clocks if clock.saving < timedelta()}
    ahead = set(clocks) - behind if behind else {clock for clock in clocks if clock.saving}
    return ahead if ahead != set(clocks) else set()


def _observance_lines(observance: Observance, daylight: set[Clock]) -> Iterator[str]:
    onset = observance.onset
    kind = "DAYLIGHT" if onset.after in daylight else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{wall_clock(onset.wall)}"
    yield f"TZOFFSETFROM:{signed(onset.before.offset)}"
    yield f"TZOFFSETTO:{signed(onset.after.offset)}"
    yield f"TZNAME:{text(onset.after.name)}"
    if observance.rule:
        yield f"RRULE:{observance.rule}"
    yield f"END:{kind}"
