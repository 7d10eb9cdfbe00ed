"""Wall clocks and instants in IANA zones: gaps, folds, ends and overlap.

Zones come from the `tzdata` package that is installed with us, never from the machine, so that two hosts agree.
Arithmetic runs in UTC: Python compares and subtracts two datetimes of one zone by their wall clocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


class UnknownZone(ValueError):
    """A name that is no IANA time zone."""


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone and link name of the pinned `tzdata` package."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("ascii").split())


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name, from the pinned data; raises UnknownZone."""
    if name not in zone_names():
        raise UnknownZone(name)
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


@cache
def zone_data_version() -> str:
    """The IANA release of the pinned data, such as "2026b"."""
    import tzdata

    return str(tzdata.IANA_VERSION)


def exists(wall: datetime, name: str) -> bool:
    """Whether clocks of that zone ever show the naive `wall`: False inside the hour skipped in spring."""
    aware = wall.replace(tzinfo=zone(name))
    return aware.astimezone(UTC).astimezone(zone(name)).replace(tzinfo=None) == wall


def is_ambiguous(wall: datetime, name: str) -> bool:
    """Whether clocks of that zone show the naive `wall` twice: True inside the hour repeated in autumn."""
    first, second = (wall.replace(tzinfo=zone(name), fold=fold) for fold in (0, 1))
    return exists(wall, name) and first.utcoffset() != second.utcoffset()


@lru_cache(maxsize=8_192)
def instant(wall: datetime, name: str, *, fold: int = 0) -> datetime:
    """The aware datetime, in that zone, at which its clocks show `wall`; `fold` picks between two.

    A wall time that does not exist gives the instant that the offset before the gap makes of it (PEP 495).
    """
    if not is_ambiguous(wall, name):
        fold = 0
    aware = wall.replace(tzinfo=zone(name), fold=fold)
    return aware.astimezone(UTC).astimezone(zone(name))


def instant_after(start: datetime, wall: datetime) -> datetime:
    """The first instant after `start` at which the clocks of start's zone show `wall`; the later one if neither is."""
    name = str(start.tzinfo)
    candidates = [instant(wall, name, fold=fold) for fold in (0, 1)]
    return next((end for end in candidates if end.timestamp() > start.timestamp()), candidates[-1])


def later(start: datetime, elapsed: timedelta) -> datetime:
    """The instant `elapsed` after the aware `start`, in the same zone."""
    return (start.astimezone(UTC) + elapsed).astimezone(start.tzinfo)


@dataclass(frozen=True)
class Timespan:
    """A half-open stretch of time [start, end) between two aware datetimes of one zone."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """Elapsed time, whatever the clocks did meanwhile; negative where the end comes first."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)

    @property
    def minutes(self) -> int:
        """`length` in whole minutes, rounded down."""
        return self.length // MINUTE

    def overlaps(self, other: Timespan) -> bool:
        """Whether the two share an instant; spans that only touch do not."""
        return self.start.timestamp() < other.end.timestamp() and other.start.timestamp() < self.end.timestamp()

    def in_zone(self, name: str) -> Timespan:
        """The same instants on the clocks of another zone."""
        return Timespan(self.start.astimezone(zone(name)), self.end.astimezone(zone(name)))

    @property
    def needs_fold(self) -> bool:
        """Whether a zone name and a wall clock cannot say it: start or end is the second of two equal wall times."""
        return bool(self.start.fold or self.end.fold)
