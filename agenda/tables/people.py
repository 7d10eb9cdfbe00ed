"""A row of the table of people: what its cells say of a person, and the fields that they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agenda.tables.cells import words_in
from agenda.tables.columns import Column, text_columns

if TYPE_CHECKING:
    from agenda.meeting import Meeting
    from agenda.people import Person
    from agenda.tables.grid import Cell
    from agenda.tables.reading import RowReader

TEXTS = ("name", "title", "affiliation")


def people_columns(meeting: Meeting) -> tuple[Column, ...]:
    """The columns of the table of people, texts in each language of the meeting."""
    texts = [column for field in TEXTS for column in text_columns(field, meeting.languages)]
    return (Column("id", "id", "id"), *texts, Column("country", "country"), Column("time zone", "time_zone"))


def person_cells(meeting: Meeting, person: Person) -> dict[str, Cell]:
    """The cells of a person, by column."""
    texts = {field: getattr(person, field) or {} for field in TEXTS}
    return {
        "id": person.id,
        **{f"{field} ({tag})": text.get(tag) for field, text in texts.items() for tag in meeting.languages},
        "country": person.country,
        "time zone": person.time_zone,
    }


def read_person(row: RowReader) -> dict[str, Any]:
    """The fields that a row changes, as a merge patch; complaints stay with the row."""
    patch: dict[str, Any] = {}
    for field in TEXTS:
        row.put_text(patch, field)
    row.put(patch, "country", lambda cell: words_in(cell).upper() or None)
    row.put(patch, "time zone", lambda cell: words_in(cell) or None, field="time_zone")
    return patch
