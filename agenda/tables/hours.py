"""The hours of a sitting as four cells of a row: date, start, end, minutes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from agenda.noun import write_time
from agenda.tables.cells import CellError, clock_in, date_in, number_in
from agenda.tables.grid import shown
from agenda.timespan import is_ambiguous

if TYPE_CHECKING:
    from agenda.session import Session
    from agenda.tables.grid import Cell
    from agenda.tables.reading import RowReader

HOURS = ("date", "start", "end", "minutes")
LONGEST_INTO_NEXT_DAY = timedelta(hours=12)


def hour_cells(session: Session) -> dict[str, Cell]:
    """The cells of a sitting's hours; an end on another day, or before the start, is written with its date."""
    start, end = session.start, session.end
    is_plain = start is not None and end is not None and end.date() == start.date() and end >= start
    return {
        "date": start.date() if start else None,
        "start": start.time() if start else None,
        "end": end.time() if is_plain and end else end,
        "minutes": session.minutes,
    }


def read_hours(row: RowReader, session: Session | None, *, zone: str) -> dict[str, Any]:
    """The fields of a sitting's hours that a row changes; {} where it says what is there."""
    if not any(row.differs(key) for key in HOURS):
        return {}
    was = session.start if session else None
    day = row.take("date", date_in)
    if "date" in row.complaints:
        return {}
    start = row.take("start", lambda cell: _start(clock_in(cell), day))
    if "start" in row.complaints:
        return {}
    is_kept = not row.differs("end")
    end = row.take("end", lambda cell: _end(clock_in(cell), start, moved_from=was if is_kept else None))
    minutes = row.take("minutes", lambda cell: _minutes(number_in(cell), end))
    wanted = {"start": start and write_time(start), "end": end and write_time(end), "minutes": minutes}
    return _changed(wanted, start, session, zone)


def _changed(wanted: dict[str, Any], start: datetime | None, session: Session | None, zone: str) -> dict[str, Any]:
    written = session.written() if session else {}
    changed = {key: value for key, value in wanted.items() if value != written.get(key)}
    if "start" in changed and written.get("fold") is not None and not (start and is_ambiguous(start, zone)):
        changed["fold"] = None
    return changed


def _start(clock: time | datetime | None, day: date | None) -> datetime | None:
    if clock is None and day is not None:
        raise CellError("a date needs a start, such as 10:00; or empty the date too")
    if isinstance(clock, datetime) and day is not None and clock.date() != day:
        raise CellError(f"{shown(clock)} is not on the day of the column “date”; write the time alone")
    if isinstance(clock, time):
        if day is None:
            raise CellError("a start needs its day, such as 2022-11-16, in the column “date”")
        return datetime.combine(day, clock)
    return clock


def _end(clock: time | datetime | None, start: datetime | None, *, moved_from: datetime | None) -> datetime | None:
    """The end: on the day of the start, or the next where that is no longer than half a day.

    An end with a date that was left as it was goes with a start that is `moved_from` another day.
    """
    if isinstance(clock, datetime):
        return clock + (start.date() - moved_from.date()) if start and moved_from else clock
    if clock is None:
        return None
    if start is None:
        raise CellError("an end needs a start; write one, or empty the end too")
    end = datetime.combine(start.date(), clock)
    if end >= start:
        return end
    if end + timedelta(days=1) - start <= LONGEST_INTO_NEXT_DAY:
        return end + timedelta(days=1)
    raise CellError(f"{shown(clock)} is before the start; if it is meant for another day, write the day before it")


def _minutes(number: int | None, end: datetime | None) -> int | None:
    if number is not None and end is not None:
        raise CellError("there is an end and a number of minutes; empty one of them")
    return number
