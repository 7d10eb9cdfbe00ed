"""One VEVENT of somebody else's calendar, with its times read, and the times at which it comes again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from agenda.text import Prose, Text
from calendars.lines import day, one_line, utc
from calendars.recurrence import parts_of, starts
from calendars.written_times import read_duration, read_time, read_times, read_until

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from calendars.blocks import Block, Property
    from calendars.foreign_zones import ForeignZones
    from calendars.recurrence import Effort
    from calendars.written_times import Readers, WrittenTime

Status = Literal["confirmed", "tentative", "cancelled"]
STATUSES: Mapping[str, Status] = {
    "": "confirmed",
    "CONFIRMED": "confirmed",
    "TENTATIVE": "tentative",
    "CANCELLED": "cancelled",
    "CANCELED": "cancelled",
}
NEEDED = {"UID", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXRULE", "EXDATE", "STATUS"}
DAY = timedelta(days=1)
LONGEST = 366 * DAY
NUMBER = re.compile(r"\d{1,9}\Z", re.ASCII)


class UnreadableEvent(ValueError):
    """An event that cannot be read; the sentence says why and what to do."""


@dataclass(frozen=True)
class ForeignEvent:
    """An event; `length` is elapsed time, or whole days.

    `original` is the time of a repeating event that this one replaces. `notes` say what was read otherwise than it
    is written, `faults` what of it was not read.
    """

    block: Block
    uid: str
    title: str
    status: Status
    start: WrittenTime
    length: timedelta
    original: WrittenTime | None = None
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def version(self) -> tuple[int, str]:
        """What is greater in the later one of two versions (RFC 5546 §2.1.5)."""
        sequence = self.block.text("SEQUENCE").strip()
        changed = self.block.first("LAST-MODIFIED", "DTSTAMP")
        return int(sequence) if NUMBER.match(sequence) else 0, changed.value if changed else ""


@dataclass(frozen=True)
class Occurrence:
    """One time of an event; `key` is when it was first meant to begin, in UTC, or a day."""

    start: WrittenTime
    length: timedelta
    key: str


def title_of(block: Block) -> str:
    """SUMMARY on one line, as long as a title may be."""
    return one_line(block.text("SUMMARY"))[: Text.limit]


def key_of(time: WrittenTime, readers: Readers) -> str:
    """A time as it tells one occurrence from another: "20221116T090000Z", or "20221116" for a day."""
    return day(time.wall) if time.is_day else utc(readers.instant(time))


def read_event(block: Block, zones: ForeignZones, readers: Readers) -> ForeignEvent:
    """The event of a VEVENT; raises UnreadableEvent."""
    uid, start, original = one_line(block.text("UID")), block.first("DTSTART"), block.first("RECURRENCE-ID")
    if unread := NEEDED.intersection(block.unread):
        raise UnreadableEvent(f"its {min(unread)} is malformed or too long; correct it there and export it again")
    if not uid or len(uid) > Text.limit:
        raise UnreadableEvent("it has no UID to find it again by; export it from a calendar that gives it one")
    if start is None:
        raise UnreadableEvent("it has no DTSTART; give it a start")
    try:
        begins = read_time(start, zones)
        return ForeignEvent(
            block,
            uid,
            title_of(block),
            STATUSES.get(block.text("STATUS").strip().upper(), "confirmed"),
            begins,
            _length(block, begins, zones, readers),
            _beside(begins, read_time(original, zones), original.name) if original else None,
            tuple(_notes(block, begins)),
            tuple(_faults(original)),
        )
    except ValueError as error:
        raise UnreadableEvent(f"{error}; correct it there and export it again") from None


def _length(block: Block, start: WrittenTime, zones: ForeignZones, readers: Readers) -> timedelta:
    length = DAY if start.is_day else timedelta(0)
    if end := block.first("DTEND"):
        length = _until(_beside(start, read_time(end, zones), end.name), start, readers)
    elif duration := block.first("DURATION"):
        length = read_duration(duration.value, "DURATION")
    if length < timedelta(0):
        raise ValueError("it ends before it starts")
    if length > LONGEST:
        raise ValueError("it lasts longer than a year")
    return max(round(length / DAY), 1) * DAY if start.is_day else length


def _until(end: WrittenTime, start: WrittenTime, readers: Readers) -> timedelta:
    """Elapsed time from start to end; a day ends at midnight on the clocks of start."""
    clocks = end.clocks or readers.clocks_of(start)
    return end.wall.replace(tzinfo=clocks).astimezone(UTC) - readers.instant(start)


def _beside(start: WrittenTime, other: WrittenTime, name: str) -> WrittenTime:
    """Another time of an event, on the clocks of its start where it names none; raises ValueError on unknown ones."""
    if other.unknown and not start.unknown:
        raise ValueError(f"{name} names the time zone “{other.unknown[:80]}”, which is not known")
    return replace(other, clocks=start.clocks) if other.is_floating else other


def _notes(block: Block, start: WrittenTime) -> Iterator[str]:
    status, access = block.text("STATUS").strip().upper(), block.text("CLASS").strip().upper()
    if status not in STATUSES:
        yield f"its status “{status[:40]}” is none of an event; it was read as confirmed"
    if access not in {"", "PUBLIC"}:
        yield f"it is marked {access[:40]}; check what of it is to be published"
    if not start.is_day and block.first("DTEND", "DURATION") is None:
        yield "it has neither end nor length; it ends as it starts"
    if len(block.text("DESCRIPTION")) > Prose.limit:
        yield f"its description is longer than {Prose.limit:,} characters; the rest was left out"


def _faults(original: Property | None) -> Iterator[str]:
    if original is not None and "RANGE" in original.parameters:
        yield "it changes all later times too, of which only this one was changed; check the others"


def times_of(
    event: ForeignEvent,
    replaced: Iterable[WrittenTime],
    zones: ForeignZones,
    readers: Readers,
    *,
    between: tuple[date, date],
    effort: Effort,
) -> Iterator[Occurrence]:
    """The times of an event between two days, and some about them: its start, RRULE's and RDATE's, but not EXDATE's.

    Those `replaced` by events of their own are left out. Each comes once, not all in order. Raises UnreadableEvent,
    and TooMuchEffort.
    """
    try:
        earliest, latest = (datetime.combine(day, time()) for day in (between[0] - DAY, between[1] + 2 * DAY))
        taken = _Taken(event, zones, readers, effort, earliest, latest)
        for start in replaced:
            taken.exclude(start)
        for start, length in taken.candidates():
            effort.spend(1)
            if key := taken.free_key(start):
                yield Occurrence(start, length, key)
    except ValueError as error:
        raise UnreadableEvent(f"{error}; correct it there and export it again") from None


@dataclass
class _Taken:
    """The work of one `times_of`: what may come, and what has come or is excluded."""

    event: ForeignEvent
    zones: ForeignZones
    readers: Readers
    effort: Effort
    earliest: datetime
    latest: datetime
    keys: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)

    def __post_init__(self) -> None:
        for found in self.event.block.all("EXDATE"):
            for start, _ in read_times(found, self.zones):
                self.exclude(_beside(self.event.start, start, found.name))
        for found in self.event.block.all("EXRULE"):
            for start in self._ruled(found):
                self.exclude(start)

    def exclude(self, start: WrittenTime) -> None:
        """Leave out what starts then; an Exchange server says the day where it means the time on that day."""
        self.effort.spend(1)
        self.keys.add(key_of(start, self.readers))
        if start.is_day:
            self.days.add(start.wall.date())

    def candidates(self) -> Iterator[tuple[WrittenTime, timedelta]]:
        """Every time that comes in question, some of them twice."""
        event = self.event
        yield event.start, event.length
        for found in event.block.all("RRULE"):
            for start in self._ruled(found):
                yield start, event.length
        for found in event.block.all("RDATE"):
            for added, end in read_times(found, self.zones):
                start = _beside(event.start, added, found.name)
                if start.is_day != event.start.is_day:
                    raise ValueError("RDATE and DTSTART are not both days, or both times")
                yield start, self._period(start, end, found) if end else event.length

    def free_key(self, start: WrittenTime) -> str:
        """The key of a time that is neither excluded nor known already, which from now on it is; else ""."""
        key = key_of(start, self.readers)
        if key in self.keys or start.wall.date() in self.days:
            return ""
        self.keys.add(key)
        return key

    def _ruled(self, found: Property) -> Iterator[WrittenTime]:
        start, parts = self.event.start, parts_of(found.value)
        last = self.latest
        if "UNTIL" in parts:
            last = min(last, read_until(parts["UNTIL"], start, self.readers.clocks_of(start)))
        for wall in starts(parts, start.wall, last=last, effort=self.effort):
            if wall >= self.earliest:
                yield replace(start, wall=wall)

    def _period(self, start: WrittenTime, end: str, found: Property) -> timedelta:
        if end.startswith("P"):
            return read_duration(end, found.name)
        return _until(read_time(replace(found, value=end), self.zones), start, self.readers)
