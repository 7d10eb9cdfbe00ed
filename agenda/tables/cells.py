"""What one cell says: a text, a date, a time of day, a number, a choice, or names of other objects."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from agenda.noun import FIRST_YEAR, LAST_YEAR
from agenda.tables.grid import Cell, Spoilt, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.noun import Noun

YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\Z")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})\Z")
CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2})(?::(\d{2}))?|h)?\s*([ap])?\.?(?:m\.?)?\Z", re.IGNORECASE)
MIDNIGHT = time(0)


class CellError(ValueError):
    """A cell that does not say what its column is for; the message says what to write."""


def words_in(cell: Cell) -> str:
    """The cell as words, without blanks around them; "" where it is empty. Raises CellError."""
    if isinstance(cell, Spoilt):
        raise CellError(cell.reason)
    return shown(cell).strip()


def number_in(cell: Cell) -> int | None:
    """A whole number; None where the cell is empty. Raises CellError."""
    words = words_in(cell)
    if not words:
        return None
    if not re.fullmatch(r"\d{1,9}", words):
        raise CellError(f"“{words[:40]}” is not a whole number; write one such as 90")
    return int(words)


def date_in(cell: Cell) -> date | None:
    """A date: a date cell, 2022-11-16, or a date whose day cannot be its month; None where the cell is empty."""
    if isinstance(cell, datetime):
        if cell.time() != MIDNIGHT:
            raise CellError(f"“{shown(cell)}” has a time of day too; write the date alone")
        return _within_years(cell.date(), shown(cell))
    if isinstance(cell, date):
        return _within_years(cell, shown(cell))
    words = words_in(cell)
    return _read_date(words) if words else None


def _read_date(words: str) -> date:
    if found := YEAR_FIRST.match(words):
        year, month, day = map(int, found.groups())
    elif found := YEAR_LAST.match(words):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if day <= 12 and month <= 12 and day != month:
            raise CellError(
                f"“{words}” may be {_said(year, month, day)} or {_said(year, day, month)}; write the one that is meant"
            )
        day, month = (month, day) if month > 12 else (day, month)
    else:
        raise CellError(f"“{words[:40]}” is not a date; write it as 2022-11-16")
    try:
        return _within_years(date(year, month, day), words)
    except ValueError as error:
        raise error if isinstance(error, CellError) else CellError(f"“{words}” is in no calendar") from None


def _said(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}"


def _within_years(value: date, words: str) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise CellError(f"“{words}” is not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return value


def clock_in(cell: Cell) -> time | datetime | None:
    """A time of day, or a date and time; None where the cell is empty. Raises CellError.

    A time cell, 10:00, 10.00, 10h00, 3:00 pm, or 2022-11-16 10:00.
    """
    if isinstance(cell, datetime):
        return cell.replace(microsecond=0)
    if isinstance(cell, time):
        return cell.replace(microsecond=0)
    if isinstance(cell, timedelta) and timedelta() <= cell < timedelta(days=1):
        return (datetime(1900, 1, 1) + cell).time()  # noqa: DTZ001 - a time of day has no zone
    words = words_in(cell)
    if not words:
        return None
    day, blank, clock = words.replace("T", " ").partition(" ")
    if blank and re.match(r"\d+[-/.]\d+[-/.]\d+\Z", day):
        return datetime.combine(_read_date(day), _read_clock(clock.strip()))
    return _read_clock(words)


def _read_clock(words: str) -> time:
    found = CLOCK.match(words)
    if not found or (found[2] is None and found[4] is None and not re.fullmatch(r"\d{1,2}h?", words)):
        raise CellError(f"“{words[:40]}” is not a time of day; write it as 14:30")
    hour, half = int(found[1]), (found[4] or "").lower()
    if half and not 1 <= hour <= 12:
        raise CellError(f"“{words}” is not a time of day; write it as 14:30")
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    try:
        return time(hour, int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        raise CellError(f"“{words}” is on no clock; write a time from 00:00 to 23:59") from None


def choice_in(cell: Cell, choices: Sequence[str]) -> str | None:
    """One of the values of a column, capitals and blanks aside; None where the cell is empty. Raises CellError."""
    words = words_in(cell)
    plain = re.sub(r"[\s-]+", "_", words.casefold())
    if words and plain not in choices:
        raise CellError(f"“{words[:40]}” is none of {', '.join(choices)}")
    return plain or None


def parts_in(cell: Cell, separators: str = r"[;\n]") -> list[str]:
    """The parts of a list, in order, each once. Raises CellError."""
    return list(dict.fromkeys(part.strip() for part in re.split(separators, words_in(cell)) if part.strip()))


def checked(model: type[Noun], field: str, value: Any) -> Any:
    """`value`, which a field of the noun takes; raises CellError with the noun's own complaint."""
    try:
        _adapter(model, field).validate_python(value)
    except ValidationError as error:
        raise CellError(error.errors()[0]["msg"]) from None
    return value


@cache
def _adapter(model: type[Noun], field: str) -> TypeAdapter[Any]:
    return TypeAdapter(model.model_fields[field].rebuild_annotation())
