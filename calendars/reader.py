"""Sittings from an iCalendar file (.ics) that came from Outlook, Google, Indico, Thunderbird or the like.

Of what repeats, each time within the days asked for becomes a sitting of its own. What cannot be read is never
guessed: it is among the problems, which say what to do.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from agenda.errors import InvalidInput, Problem
from agenda.noun import URL
from agenda.text import Prose, Text
from agenda.timespan import UnknownZone
from agenda.timespan import zone as zone_of_name
from calendars.blocks import Block, read_blocks
from calendars.foreign_events import Occurrence, UnreadableEvent, key_of, read_event, times_of, title_of
from calendars.foreign_zones import ForeignZones, named_zone
from calendars.lines import one_line, printable
from calendars.recurrence import Effort, TooMuchEffort
from calendars.written_times import Readers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from calendars.foreign_events import ForeignEvent, Status

MOST_TIMES = 1_000  # of one event, within the days asked for
MOST_EFFORT = 1_000_000  # of all events of a file
LONGEST_ADDRESS = 2_000

METHODS = {"", "PUBLISH", "REQUEST", "ADD", "CANCEL"}
ADDRESSES_TO_JOIN = (
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    "CONFERENCE",
)
OBSERVANCE = {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"}
WANTED = {
    "VCALENDAR": {"VERSION", "METHOD", "X-WR-TIMEZONE"},
    "VTIMEZONE": {"TZID", "X-LIC-LOCATION"},
    "STANDARD": OBSERVANCE,
    "DAYLIGHT": OBSERVANCE,
    "VEVENT": {
        "UID", "RECURRENCE-ID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "DURATION", "RRULE",
        "RDATE", "EXRULE", "EXDATE", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "STATUS", "CLASS",
        *ADDRESSES_TO_JOIN,
    },
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ReadSitting:
    """An event, or one time of an event that repeats.

    `uid` and `recurrence` tell it from all others and stay when it is moved: `recurrence` is None for an event that
    does not repeat, else when it was first meant to begin, such as "20221116T090000Z", or "20221116" for a day.
    `start` and `end` are on the clocks of the zone asked for; of an `all_day` event they are midnights. Texts are ""
    where there is none; `url`, and `join` where to take part, are addresses that a meeting file may hold.
    """

    uid: str
    recurrence: str | None
    title: str
    start: datetime
    end: datetime
    location: str
    description: str
    url: str
    join: str
    status: Status
    all_day: bool


@dataclass(frozen=True)
class Remark:
    """What was not taken as it is written: the line where it begins, its title or "", and a sentence."""

    line: int
    subject: str
    message: str

    def __str__(self) -> str:
        subject = f", “{self.subject}”" if self.subject else ""
        return f"line {self.line}{subject}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class ReadCalendar:
    """What a file holds for the days asked for.

    `problems` are what was not read, or not wholly, and say what to do; `notes` are what was left out or read
    otherwise on purpose. `floating` counts the problems that naming a zone for floating times would solve, and
    `suggested_zone` is the IANA zone, or "", that the file says it is shown in.
    """

    sittings: tuple[ReadSitting, ...] = ()
    problems: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    floating: int = 0
    suggested_zone: str = ""


def read_calendar(
    data: bytes, *, source: str, zone: str, floating: str | None = None, between: tuple[date, date]
) -> ReadCalendar:
    """The sittings of an iCalendar file that start between two days, both inclusive, in the IANA `zone`.

    `source` names the file in errors. Times without a zone are problems unless `floating` names the zone to read
    them in. Raises InvalidInput where the file as a whole cannot be read or goes past a limit.
    """
    here = _zone(zone, source)
    readers = Readers(here, _zone(floating, source) if floating else None)
    blocks = read_blocks(data, source=source, wanted=WANTED)
    reading = _Reading(readers, here, between)
    try:
        for calendar in blocks.calendars:
            reading.read(calendar)
    except TooMuchEffort:
        message = "its events repeat too often to be followed; export only the days of the phase"
        raise InvalidInput([Problem("", message)], source=source) from None
    return reading.result(blocks.unread)


def _zone(name: str, source: str) -> ZoneInfo:
    try:
        return zone_of_name(name)
    except UnknownZone:
        message = f"“{name[:80]}” is not an IANA time zone; write one such as Europe/Brussels"
        raise InvalidInput([Problem("", message)], source=source) from None


class _Reading:
    """The work of one `read_calendar`."""

    def __init__(self, readers: Readers, here: ZoneInfo, between: tuple[date, date]) -> None:
        self.readers, self.here = readers, here
        self.first, self.last = between
        self.effort = Effort(MOST_EFFORT)
        self.sittings: list[ReadSitting] = []
        self.problems: list[Remark] = []
        self.notes: list[Remark] = []
        self.floating = 0
        self.outside = 0
        self.suggested_zone = ""

    def result(self, unread: Sequence[int]) -> ReadCalendar:
        """What was read, in order of time; `unread` are lines that are no properties."""
        if unread:
            message = f"left out what is no property or too long: {len(unread)} lines, of which this is the first"
            self.notes.append(Remark(unread[0], "", message))
        if self.outside:
            message = f"left out what does not start from {self.first} to {self.last}: {self.outside} events"
            self.notes.append(Remark(1, "", message))
        return ReadCalendar(
            sittings=tuple(sorted(self.sittings, key=_order)),
            problems=tuple(sorted(self.problems, key=lambda remark: remark.line)),
            notes=tuple(sorted(self.notes, key=lambda remark: remark.line)),
            floating=self.floating,
            suggested_zone=self.suggested_zone,
        )

    def read(self, calendar: Block) -> None:
        """Take in one VCALENDAR."""
        method = calendar.text("METHOD").strip().upper()
        if method not in METHODS:
            self._problem(calendar, f"this is a {method[:40]}, which plans nothing; export the calendar itself")
            return
        if calendar.text("VERSION").strip() == "1.0":
            self._problem(calendar, "this is vCalendar 1.0; export it as iCalendar 2.0 (.ics)")
            return
        self.suggested_zone = self.suggested_zone or _zone_name(calendar.text("X-WR-TIMEZONE"))
        self._note_other_components(calendar)
        zones = ForeignZones([block for block in calendar.inside if block.name == "VTIMEZONE"], self.effort)
        for events in self._events(calendar, zones).values():
            replaced = [event.original for event in events if event.original]
            for event in events:
                seen = replace(event, status="cancelled") if method == "CANCEL" else event
                times = self._own_time(seen) if seen.original else times_of(
                    seen, replaced, zones, self.readers, between=(self.first, self.last), effort=self.effort
                )  # fmt: skip
                self._add(seen, times)

    def _note_other_components(self, calendar: Block) -> None:
        others = [block for block in calendar.inside if block.name not in {"VEVENT", "VTIMEZONE"}]
        for name in dict.fromkeys(block.name for block in others):
            alike = [block for block in others if block.name == name]
            self._note(alike[0], f"left out what is no event: {len(alike)} {name}")

    def _events(self, calendar: Block, zones: ForeignZones) -> dict[str, list[ForeignEvent]]:
        """The events by UID; of several versions of one only the latest."""
        found: dict[str, dict[str, ForeignEvent]] = defaultdict(dict)
        for block in calendar.inside:
            if block.name != "VEVENT":
                continue
            try:
                event = read_event(block, zones, self.readers)
            except UnreadableEvent as error:
                self._problem(block, str(error))
                continue
            key = key_of(event.original, self.readers) if event.original else ""
            other = found[event.uid].get(key, event)
            older, latest = (event, other) if event.version < other.version else (other, event)
            if older is not latest:
                self._note(older.block, "left out, since the file holds a later version of it")
            found[event.uid][key] = latest
        return {uid: list(events.values()) for uid, events in found.items()}

    def _own_time(self, event: ForeignEvent) -> Iterator[Occurrence]:
        """The time of an event that replaces one of another's."""
        if event.original:
            yield Occurrence(event.start, event.length, key_of(event.original, self.readers))

    def _add(self, event: ForeignEvent, times: Iterable[Occurrence]) -> None:
        """Keep the sittings of an event that start on the days asked for, if its clocks are known."""
        inside = (sitting for sitting in (self._sitting(event, time) for time in times) if self._is_inside(sitting))
        try:
            found = list(islice(inside, MOST_TIMES + 1))
        except UnreadableEvent as error:
            self._problem(event.block, str(error))
            return
        if not found:
            self.outside += 1
        elif event.start.unknown:
            message = f"its time zone “{event.start.unknown[:80]}” is not known; export it with an IANA zone"
            self._problem(event.block, message)
        elif event.start.is_floating and self.readers.floating is None:
            self.floating += 1
            self._problem(event.block, "its times name no time zone; say in which zone they are meant")
        else:
            self._keep(event, found)

    def _keep(self, event: ForeignEvent, found: Sequence[ReadSitting]) -> None:
        self.sittings += found[:MOST_TIMES]
        if len(found) > MOST_TIMES:
            self._problem(event.block, f"it repeats more than {MOST_TIMES:,} times; check those that were not read")
        for fault in event.faults:
            self._problem(event.block, fault)
        for note in event.notes:
            self._note(event.block, note)

    def _is_inside(self, sitting: ReadSitting) -> bool:
        return self.first <= sitting.start.date() <= self.last

    def _sitting(self, event: ForeignEvent, time: Occurrence) -> ReadSitting:
        block, is_day = event.block, event.start.is_day
        repeats = event.original is not None or bool(block.all("RRULE", "RDATE"))
        if is_day:
            start = time.start.wall.replace(tzinfo=self.here)
            end = (time.start.wall + time.length).replace(tzinfo=self.here)
        else:
            instant = self.readers.instant(time.start)
            start, end = instant.astimezone(self.here), (instant + time.length).astimezone(self.here)
        return ReadSitting(
            uid=event.uid,
            recurrence=time.key if repeats else None,
            title=event.title,
            start=start,
            end=end,
            location=one_line(block.text("LOCATION"))[: Text.limit],
            description=printable(block.text("DESCRIPTION")).strip()[: Prose.limit],
            url=_address(block, "URL"),
            join=_address(block, *ADDRESSES_TO_JOIN),
            status=event.status,
            all_day=is_day,
        )

    def _problem(self, block: Block, message: str) -> None:
        self.problems.append(Remark(block.line, title_of(block), message))

    def _note(self, block: Block, message: str) -> None:
        self.notes.append(Remark(block.line, title_of(block), message))


def _order(sitting: ReadSitting) -> tuple[float, str, str]:
    return sitting.start.timestamp(), sitting.uid, sitting.recurrence or ""


def _zone_name(written: str) -> str:
    """The IANA name of a zone that is named by any name; "" where it has none."""
    return str(getattr(named_zone(written), "key", ""))


def _address(block: Block, *names: str) -> str:
    """The first value of these properties that a meeting file takes as an address; "" where there is none."""
    values = (found.text.strip() for found in block.all(*names))
    return next((value for value in values if len(value) <= LONGEST_ADDRESS and URL.match(value)), "")
