"""What the timeline draws of each phase, and when: its window, sittings, deadlines and clock changes, as instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from agenda.schedule import due_of, zone_of
from agenda.timespan import instant, zone
from web.pages.clocks import clock_changes, named_zone
from web.pages.sittings import bounds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.phase import Deadline, Phase
    from agenda.session import Session
    from web.pages.reading import Reading

NEXT = timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """A sitting with its times; where its length is not known, `end` is its start."""

    session: Session
    start: datetime
    end: datetime


@dataclass(frozen=True)
class ClockChange:
    """The instant at which the clocks of a phase jump, and the sentence that says so."""

    moment: datetime
    is_forward: bool
    sentence: str


@dataclass(frozen=True)
class Course:
    """A phase over time: from the midnight that begins it to the one that ends it, aware and in its zone."""

    phase: Phase
    zone: str
    start: datetime
    end: datetime
    sittings: tuple[Held, ...]
    deadlines: tuple[tuple[Deadline, datetime], ...]
    changes: tuple[ClockChange, ...]

    @property
    def spans(self) -> Iterator[tuple[float, float]]:
        """Every stretch of whole days that it fills, in seconds of the epoch."""
        yield self.start.timestamp(), self.end.timestamp()
        days = {(held.start.date(), held.end.date()) for held in self.sittings}
        days |= {(moment.date(), moment.date()) for _, moment in self.deadlines}
        for first, last in days:
            yield midnight(first, self.zone).timestamp(), midnight(last + NEXT, self.zone).timestamp()


def courses_of(reading: Reading) -> tuple[Course, ...]:
    """Every phase of the view, in the order of the meeting file."""
    return tuple(_course(reading, phase) for phase in reading.view.meeting.phases)


def _course(reading: Reading, phase: Phase) -> Course:
    name = zone_of(reading.view.meeting, phase)
    last = max(phase.start, phase.end)
    dues = [(deadline, due_of(deadline, name)) for deadline in phase.deadlines]
    return Course(
        phase=phase,
        zone=name,
        start=midnight(phase.start, name),
        end=midnight(last + NEXT, name),
        sittings=tuple(sorted(_held(reading, phase), key=lambda held: held.start.timestamp())),
        deadlines=tuple(sorted(dues, key=lambda due: due[1].timestamp())),
        changes=tuple(_changes(reading, phase, name, last)),
    )


def _held(reading: Reading, phase: Phase) -> Iterator[Held]:
    for session in phase.sessions:
        start, end = bounds_of(reading, phase, session)
        if start is not None:
            yield Held(session, start, end if end and end.timestamp() > start.timestamp() else start)


def _changes(reading: Reading, phase: Phase, name: str, last: date) -> Iterator[ClockChange]:
    translations, language = reading.reader.translations, reading.interface
    said = named_zone(name, phase.start, last, translations=translations, language=language).changes
    for (_, before, after), sentence in zip(clock_changes(phase.start, last, name), said, strict=True):
        is_forward = (after.utcoffset() or timedelta()) > (before.utcoffset() or timedelta())
        yield ClockChange(_jump(before, after), is_forward, sentence)


def _jump(before: datetime, after: datetime) -> datetime:
    """The first minute between two midnights of a zone at which it has the latter's offset."""
    low, high = int(before.timestamp()) // 60, int(after.timestamp()) // 60
    while high - low > 1:
        middle = (low + high) // 2
        is_past = datetime.fromtimestamp(middle * 60, before.tzinfo).utcoffset() == after.utcoffset()
        low, high = (low, middle) if is_past else (middle, high)
    return datetime.fromtimestamp(high * 60, before.tzinfo)


def midnight(day: date, name: str) -> datetime:
    """The instant at which a day begins in a zone; where clocks skip midnight, the first one after."""
    return instant(datetime.combine(day, time()), name)


def zone_of_axis(reading: Reading, courses: tuple[Course, ...]) -> str:
    """The zone in which the axis is divided into days: the phases' own where they share one, else the meeting's."""
    names = {course.zone for course in courses}
    return names.pop() if len(names) == 1 else reading.view.meeting.time_zone


def spans_of(courses: tuple[Course, ...]) -> list[tuple[float, float]]:
    """Every stretch of time that the phases fill."""
    return list(chain.from_iterable(course.spans for course in courses))


def wall_of(moment: float, name: str) -> datetime:
    """The naive wall clock of a zone at a second of the epoch."""
    return datetime.fromtimestamp(moment, zone(name)).replace(tzinfo=None)
