"""The two tables: which objects they list, their columns, and how a row becomes edits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agenda.people import Person
from agenda.session import Session
from agenda.tables.cells import CellError, words_in
from agenda.tables.people import people_columns, person_cells, read_person
from agenda.tables.sittings import read_sitting, sitting_cells, sitting_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agenda.meeting import Meeting
    from agenda.noun import Noun
    from agenda.phase import Phase
    from agenda.tables.columns import Column
    from agenda.tables.grid import Cell
    from agenda.tables.reading import RowReader

EXAMPLE = "(example)"
"""The id of a template's row that shows what to write; reading passes such a row over."""


@dataclass(frozen=True)
class Listed:
    """An object of a table, with the object of the meeting in which it stands: a phase, or None."""

    value: Noun
    parent: Phase | None = None


@dataclass(frozen=True)
class Table:
    """A table of a meeting, under the name that addresses and sheets have; `noun` is what a row is about.

    `read` makes of a row the patch of the fields that it changes, given the object (None for one that is new) and
    the phase in which it is to stand.
    """

    name: str
    noun: str
    model: type[Noun]
    columns: Callable[[Meeting], tuple[Column, ...]]
    listed: Callable[[Meeting], Iterator[Listed]]
    cells: Callable[[Meeting, Listed], dict[str, Cell]]
    read: Callable[[RowReader, Any, Phase | None], dict[str, Any]]
    example: Callable[[Meeting], dict[str, Cell]]
    has_phase: bool = False


def _sittings(meeting: Meeting) -> Iterator[Listed]:
    return (Listed(session, phase) for phase in meeting.phases for session in phase.sessions)


def _sitting_cells(meeting: Meeting, listed: Listed) -> dict[str, Cell]:
    assert isinstance(listed.value, Session) and listed.parent  # noqa: S101, PT018 - listed so
    return sitting_cells(meeting, listed.parent, listed.value)


def _read_sitting(row: RowReader, session: Any, phase: Phase | None) -> dict[str, Any]:
    return read_sitting(row, session, phase) if phase else {}


def _person_cells(meeting: Meeting, listed: Listed) -> dict[str, Cell]:
    assert isinstance(listed.value, Person)  # noqa: S101 - listed so
    return person_cells(meeting, listed.value)


def _sitting_example(meeting: Meeting) -> dict[str, Cell]:
    start = meeting.phases[0].start.isoformat() if meeting.phases else "2022-11-16"
    titles: dict[str, Cell] = {f"title ({meeting.language})": "Opening session"}
    phase = meeting.phases[0].id if meeting.phases else ""
    return {"phase": phase, "date": start, "start": "10:00", "end": "13:00", "kind": "plenary"} | titles


def _person_example(meeting: Meeting) -> dict[str, Cell]:
    tag = meeting.language
    return {
        f"name ({tag})": "Ada Nkemelu",
        f"title ({tag})": "Director",
        "country": "KE",
        "time zone": "Africa/Nairobi",
    }


TABLES = {
    table.name: table
    for table in (
        Table(
            "sittings",
            "session",
            Session,
            sitting_columns,
            _sittings,
            _sitting_cells,
            _read_sitting,
            _sitting_example,
            has_phase=True,
        ),
        Table(
            "people",
            "person",
            Person,
            people_columns,
            lambda meeting: map(Listed, meeting.people),
            _person_cells,
            lambda row, person, phase: read_person(row),  # noqa: ARG005 - people stand in no phase
            _person_example,
        ),
    )
}
"""The tables by name."""


def rows_of(table: Table, meeting: Meeting) -> list[dict[str, Cell]]:
    """Every row of a table, in the order of the meeting."""
    return [table.cells(meeting, listed) for listed in table.listed(meeting)]


def example_rows(table: Table, meeting: Meeting) -> list[dict[str, Cell]]:
    """The rows of an empty template: one that shows what to write, and that reading passes over."""
    return [{"id": EXAMPLE} | table.example(meeting)]


def phase_named(row: RowReader) -> str | None:
    """The id of the phase that a row names; None, with a complaint, where it names none."""

    def read(cell: Cell) -> str:
        if not words_in(cell):
            raise CellError("a sitting needs its phase; write its id")
        return row.names.find("phase", words_in(cell))

    found: str | None = row.take("phase", read)
    return found
