"""What taking a table would do, as data: its rows, what each changes, and what is wrong where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Step = Literal["add", "change", "leave", "wrong"]


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with a cell: its row as spreadsheets count, its column's letters and name ("" for a whole row)."""

    row: int
    letters: str
    column: str
    message: str


@dataclass(frozen=True)
class CellChange:
    """What a row changes in one column, as the table writes it."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class PlannedRow:
    """What one row does; `edits` are those that do it, `problems` why it cannot."""

    number: int
    step: Step
    identity: str
    title: str
    changes: tuple[CellChange, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    edits: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a table does to a meeting; `absent` counts the objects that it does not name, which stay as they are."""

    rows: tuple[PlannedRow, ...]
    columns: tuple[str, ...]
    read_as: str
    absent: int
    problems: tuple[CellProblem, ...]

    @property
    def edits(self) -> list[dict[str, Any]]:
        """The edits of all rows, in order; meant only where nothing is wrong."""
        return [edit for row in self.rows for edit in row.edits]

    def doing(self, step: Step) -> tuple[PlannedRow, ...]:
        """The rows that do that."""
        return tuple(row for row in self.rows if row.step == step)


def letters_of(position: int) -> str:
    """The letters over a spreadsheet's column: A for 0, AA for 26."""
    before, last = divmod(position, 26)
    return (letters_of(before - 1) if before else "") + chr(ord("A") + last)
