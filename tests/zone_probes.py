"""Instants at which time zone blocks are put to the proof: around every change that the zone files list."""

from __future__ import annotations

import struct
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources

from agenda.timespan import zone, zone_names

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AROUND = [
    -DAY,
    -HOUR,
    timedelta(seconds=-1),
    timedelta(0),
    timedelta(seconds=1),
    HOUR,
    3 * HOUR,
    DAY,
    40 * DAY,
]


@cache
def zone_file(name: str) -> bytes:
    """The compiled zone (RFC 8536) in the pinned data."""
    return resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()


@cache
def different_zones() -> dict[str, list[str]]:
    """One zone for each different zone file, with all names that share it."""
    names = defaultdict(list)
    for name in sorted(zone_names()):
        names[zone_file(name)].append(name)
    return {alike[0]: alike for alike in names.values()}


@cache
def recorded_changes(name: str) -> tuple[datetime, ...]:
    """Every transition that the zone file lists, in UTC, from 1900 on; neither our code nor zoneinfo is asked."""
    data = zone_file(name)
    second = data[_block_length(data, 4) :]
    (count,) = struct.unpack(">l", second[32:36])
    moments = struct.unpack(f">{count}q", second[44 : 44 + 8 * count])
    return tuple(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=s) for s in moments if s > -2_208_988_800)


def _block_length(data: bytes, size: int) -> int:
    utc, standard, leaps, times, types, characters = struct.unpack(">6l", data[20:44])
    return 44 + times * (size + 1) + types * 6 + characters + leaps * (size + 4) + standard + utc


def changes(name: str, first_year: int, last_year: int) -> list[datetime]:
    """Transitions within these years: the listed ones, and after those the hours at which the offset differs."""
    recorded = recorded_changes(name)
    start, end = datetime(first_year, 1, 1, tzinfo=UTC) - DAY, datetime(last_year + 1, 1, 1, tzinfo=UTC) + DAY
    found = [moment for moment in recorded if start <= moment < end]
    here = max(start, recorded[-1] + DAY) if recorded else start
    while here < end:
        if _offset(name, here) != _offset(name, here + DAY):
            found.append(_last_hour_before_change(name, here) + HOUR)
        here += DAY
    return found


def _last_hour_before_change(name: str, day: datetime) -> datetime:
    hours = (day + hour * HOUR for hour in range(24))
    return next(hour for hour in hours if _offset(name, hour) != _offset(name, hour + HOUR))


def _offset(name: str, moment: datetime) -> timedelta:
    return moment.astimezone(zone(name)).utcoffset() or timedelta()


def probes(name: str, first_year: int, last_year: int) -> list[tuple[datetime, int]]:
    """Naive local times of these years with the seconds east of UTC that zoneinfo gives for them.

    Of two equal local times it is the first (RFC 5545 §3.3.5); skipped ones are not among them.
    """
    year_ends = [datetime(year, 1, 1, tzinfo=UTC) for year in range(first_year, last_year + 2)]
    moments = [change + distance for change in changes(name, first_year, last_year) for distance in AROUND]
    moments += [end + distance for end in year_ends for distance in (-13 * HOUR, timedelta(0), 200 * DAY)]
    found = {}
    for moment in moments:
        local = moment.astimezone(zone(name))
        if local.fold == 0 and first_year <= local.year <= last_year:
            found[local.replace(tzinfo=None)] = round((local.utcoffset() or timedelta()).total_seconds())
    return sorted(found.items())
