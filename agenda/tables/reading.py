"""Reading one row beside the object that it is about: which cells differ, what they say, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from agenda.tables.cells import CellError, checked, words_in
from agenda.tables.grid import is_same

if TYPE_CHECKING:
    from collections.abc import Callable

    from agenda.meeting import Meeting
    from agenda.noun import Noun
    from agenda.tables.grid import Cell, Cells
    from agenda.tables.names import Names


@dataclass
class RowReader:
    """The cells `given` by a row beside those of the object now (`present`, {} for one that is new)."""

    meeting: Meeting
    names: Names
    model: type[Noun]
    given: Cells
    present: Cells
    complaints: dict[str, str] = field(default_factory=dict)

    def differs(self, column: str) -> bool:
        """Whether the row has the column and says something else than is there."""
        return column in self.given and not is_same(self.given[column], self.present.get(column))

    def take(self, column: str, read: Callable[[Cell], Any]) -> Any:
        """What `read` makes of the cell, or of the present one where there is no such column; None if it complains."""
        try:
            return read(self.given.get(column, self.present.get(column)))
        except CellError as error:
            self.complaints.setdefault(column, str(error))
            return None

    def put(self, patch: dict[str, Any], column: str, read: Callable[[Cell], Any], *, field: str = "") -> None:
        """Puts into the patch what a cell that differs says, None clearing the field."""
        if self.differs(column):
            name = field or column

            def read_checked(cell: Cell) -> Any:
                value = read(cell)
                return value if value is None else checked(self.model, name, value)

            patch[name] = self.take(column, read_checked)

    def put_text(self, patch: dict[str, Any], name: str) -> None:
        """Puts the languages of a text that differ into the patch."""
        for language in self.meeting.languages:
            by_language: dict[str, Any] = {}
            self.put(by_language, f"{name} ({language})", partial(_read_text, language), field=name)
            if name in by_language:
                patch[name] = patch.get(name, {}) | (by_language[name] or {language: None})


def _read_text(language: str, cell: Cell) -> dict[str, str] | None:
    words = words_in(cell)
    return {language: words} if words else None
