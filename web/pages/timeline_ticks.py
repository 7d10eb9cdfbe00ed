"""How a timeline's axis is divided into hours, days, weeks, months or years of a zone, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING

from agenda.timespan import instant
from web.pages.dates import by_skeleton, locale_of
from web.pages.timeline_course import wall_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.pages.timeline_scale import Scale

STEPS = (
    *(("hour", hours, hours / 24) for hours in (1, 2, 3, 6, 12)),
    *(("day", days, days) for days in (1, 2)),
    *(("week", weeks, 7 * weeks) for weeks in (1, 2)),
    *(("month", months, 30.4 * months) for months in (1, 2, 3, 6)),
    *(("year", years, 365.2 * years) for years in (1, 2, 5, 10, 20, 50, 100)),
)
"""How an axis may be divided: unit, how many of them, and their length in days."""


@dataclass(frozen=True)
class Tick:
    """A place on the axis, in units, and what is said there."""

    x: float
    text: str


def ticks_of(scale: Scale, zone: str, language: str, *, apart: float) -> tuple[Tick, ...]:
    """Where a zone's days, or longer or shorter times, begin on a scale: the finest that are `apart` units or more.

    The year is said with the first and wherever it is another; an hour that is midnight is said as its date.
    """
    unit, size, _ = next((step for step in STEPS if step[2] * scale.day >= apart), STEPS[-1])
    year, last, ticks = 0, -apart, []
    for start, end in scale.pieces:
        for moment in _moments(start, end, unit, size, zone=zone, first_weekday=locale_of(language).first_week_day):
            wall, x = wall_of(moment, zone), scale.at(moment)
            if x - last >= apart or moment == start:
                ticks.append(Tick(x, _text(wall, unit, language, with_year=wall.year != year)))
                year, last = wall.year, x
    return tuple(ticks)


def _moments(start: float, end: float, unit: str, size: int, *, zone: str, first_weekday: int) -> Iterator[float]:
    """A stretch of time's start, where that is a midnight, and its divisions."""
    first = wall_of(start, zone)
    if first.time() == time():
        yield start
    for wall in _walls(first, unit, size, first_weekday):
        moment = instant(wall, zone).timestamp()
        if moment > end:
            return
        if moment > start:
            yield moment


def _walls(start: datetime, unit: str, size: int, first_weekday: int) -> Iterator[datetime]:
    """Wall clocks without end that divide time evenly, the first of them at or before `start`."""
    if unit == "hour":
        midnight = datetime.combine(start, time())
        yield from (midnight + timedelta(hours=hours) for hours in count(0, size))
    elif unit in {"day", "week"}:
        days, monday = (size, 0) if unit == "day" else (7 * size, 1)
        ordinal = start.toordinal()
        first = ordinal - (ordinal - monday - first_weekday) % days
        yield from (datetime.fromordinal(ordinal) for ordinal in count(first, days))
    else:
        months = size if unit == "month" else 12 * size
        number = start.year * 12 + start.month - 1
        january = datetime.combine(start.replace(month=1, day=1), time())
        for month in count(number - number % months, months):
            yield january.replace(year=month // 12, month=month % 12 + 1)


def _text(wall: datetime, unit: str, language: str, *, with_year: bool) -> str:
    if unit == "hour" and wall.time() != time():
        return f"{wall:%H:%M}"
    if unit in {"month", "year"} and wall.day == 1:
        skeleton = "y" if unit == "year" and wall.month == 1 else "yMMM" if with_year else "MMM"
    else:
        skeleton = "yMMMd" if with_year else "MMMd"
    return by_skeleton(wall.date(), skeleton, language)
