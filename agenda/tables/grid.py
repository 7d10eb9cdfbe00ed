"""The cells of a table as a file holds them, before anything is made of them, and the most that a file may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from agenda.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 5_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_EDITS = 1_000


@dataclass(frozen=True)
class Spoilt:
    """A cell that holds no value of its own; `reason` says what it holds and what to do."""

    reason: str


Cell = str | int | float | bool | date | time | timedelta | Spoilt | None
"""A value as a spreadsheet holds it (a datetime is a date too); None is an empty cell, and so is ""."""

Cells = Mapping[str, Cell]
"""A row: cells by the name of their column."""


@dataclass(frozen=True)
class Grid:
    """A file's cells: `rows` are those below the header that hold anything, with the number a spreadsheet shows.

    `read_as` says how the bytes were taken, such as "Windows-1252, separated by semicolons".
    """

    header: tuple[Cell, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    read_as: str


def shown(cell: Cell) -> str:
    """The cell as a CSV file writes it: 2022-11-16, 10:00, 2022-11-16 10:00, 90; lines end with a line feed."""
    if isinstance(cell, datetime):
        return f"{cell.date().isoformat()} {shown(cell.time())}"
    if isinstance(cell, time):
        return cell.isoformat(timespec="seconds" if cell.second else "minutes")
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None or isinstance(cell, Spoilt) else str(cell).replace("\r\n", "\n").replace("\r", "\n")


def is_same(one: Cell, other: Cell) -> bool:
    """Whether two cells say the same, whatever kind of cell a spreadsheet made of it."""
    return not isinstance(one, Spoilt) and not isinstance(other, Spoilt) and shown(one) == shown(other)


def is_empty(cell: Cell) -> bool:
    """Whether nothing is in it, or blanks alone."""
    return not isinstance(cell, Spoilt) and not shown(cell).strip()


def unreadable(message: str) -> InvalidInput:
    """The error for a file as a whole."""
    return InvalidInput([Problem("", message)])


def a_grid(records: Sequence[tuple[int, tuple[Cell, ...]]], *, read_as: str) -> Grid:
    """The grid of a file's records, the first that holds anything being the header; raises InvalidInput."""
    filled = [(number, cells) for number, cells in records if not all(map(is_empty, cells))]
    if not filled:
        raise unreadable("the file holds nothing; the first row has the names of the columns")
    (_, header), *rows = filled
    if len(rows) > MOST_ROWS:
        raise unreadable(f"the file has {len(rows):,} rows; at most {MOST_ROWS:,} are read, so divide it")
    if max(len(cells) for _, cells in filled) > MOST_COLUMNS:
        raise unreadable(f"the file has more than {MOST_COLUMNS} columns; remove those that are not of the template")
    return Grid(header, tuple(rows), read_as)
