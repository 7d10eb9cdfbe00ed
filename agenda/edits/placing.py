"""Placing a sitting on the clocks anew: at another start, later, on another day. Each gives a patch of its fields.

In a patch None clears a field. A length that is kept is elapsed time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agenda.noun import write_time
from agenda.phase import Phase
from agenda.schedule import span_of, zone_of
from agenda.timespan import MINUTE, Timespan, instant, instant_after, is_ambiguous, later
from agenda.tree import find

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from agenda.meeting import Meeting
    from agenda.session import Session
    from agenda.tree import Place

TIMES = ("start", "end", "minutes", "fold")
"""The fields in which a sitting says when it is."""

NOTHING = 0 * MINUTE


def zone_at(meeting: Meeting, place: Place) -> str:
    """The IANA zone of the phase in which the sitting at `place` stands."""
    phase = find(meeting, *place.parent).value
    assert isinstance(phase, Phase)  # noqa: S101 - sessions stand in phases
    return zone_of(meeting, phase)


def start_of(session: Session, zone: str) -> datetime | None:
    """The instant at which a sitting starts, in that zone; None where it is not scheduled."""
    return instant(session.start, zone, fold=session.fold or 0) if session.start else None


def placed(session: Session, start: datetime, zone: str, *, fold: int | None) -> dict[str, Any]:
    """The sitting at the wall clock `start`, with its length; `fold` counts only where that wall clock comes twice."""
    fold = fold if is_ambiguous(start, zone) else None
    patch: dict[str, Any] = {"start": write_time(start), "fold": fold}
    span = span_of(session, zone)
    if session.minutes is not None or span is None:
        return patch
    return patch | _length(instant(start, zone, fold=fold or 0), span)


def _length(start: datetime, span: Timespan) -> dict[str, Any]:
    """An end as long after `start` as the span was, or minutes where no wall clock can say it."""
    end = later(start, span.length)
    wall = end.replace(tzinfo=None, fold=0)
    if span.minutes < 0 or instant_after(start, wall).timestamp() == end.timestamp():
        return {"end": write_time(wall)}
    return {"end": None, "minutes": span.minutes}


def shifted(session: Session, minutes: int, zone: str) -> dict[str, Any]:
    """A dated sitting so many elapsed minutes later, or earlier where negative; raises OverflowError."""
    assert session.start is not None  # noqa: S101 - it is dated
    start = later(instant(session.start, zone, fold=session.fold or 0), minutes * MINUTE)
    return placed(session, start.replace(tzinfo=None, fold=0), zone, fold=start.fold)


def on_another_day(session: Session, days: timedelta, zone: str) -> dict[str, Any]:
    """The sitting so many days later at the same wall clocks, whatever it lasts then; raises OverflowError.

    Where clocks of that day leave no time between its start and end, its length is kept instead of its end.
    """
    if session.start is None:
        return {}
    start = session.start + days
    fold = session.fold if is_ambiguous(start, zone) else None
    patch: dict[str, Any] = {"start": write_time(start), "fold": fold}
    if session.end is None:
        return patch
    patch["end"] = write_time(session.end + days)
    before, begins = span_of(session, zone), instant(start, zone, fold=fold or 0)
    after = Timespan(begins, instant_after(begins, session.end + days))
    if before and before.length > NOTHING >= after.length:
        return patch | _length(begins, before)
    return patch
