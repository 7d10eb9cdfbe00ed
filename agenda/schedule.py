"""When things of a meeting take place: the zone of a phase, and the aware times of its sittings and deadlines."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from agenda.timespan import MINUTE, Timespan, instant, instant_after, later

if TYPE_CHECKING:
    from agenda.meeting import Meeting
    from agenda.phase import Deadline, Phase
    from agenda.session import Session

END_OF_DAY = time(23, 59)


def zone_of(meeting: Meeting, phase: Phase) -> str:
    """The IANA zone of a phase's wall clocks: its own, else its venue's, else the meeting's."""
    if phase.time_zone:
        return phase.time_zone
    venue = next((venue for venue in meeting.venues if venue.id == phase.venue), None)
    return (venue.time_zone if venue else None) or meeting.time_zone


def span_of(session: Session, zone: str) -> Timespan | None:
    """The aware times of a sitting in its phase's zone; None while start or length is not given.

    `fold` applies to the start; an end is the first instant of its wall time after the start; minutes are elapsed.
    """
    if session.start is None:
        return None
    start = instant(session.start, zone, fold=session.fold or 0)
    if session.end is not None:
        return Timespan(start, instant_after(start, session.end))
    if session.minutes is not None:
        return Timespan(start, later(start, session.minutes * MINUTE))
    return None


def due_wall_clock(deadline: Deadline) -> datetime:
    """The wall clock at which a deadline falls: 23:59 of its day where only a date is given."""
    if isinstance(deadline.due, datetime):
        return deadline.due
    return datetime.combine(deadline.due, END_OF_DAY)


def due_of(deadline: Deadline, zone: str) -> datetime:
    """The aware time of a deadline in its phase's zone, the first of two where the wall clock is shown twice."""
    return instant(due_wall_clock(deadline), zone)
