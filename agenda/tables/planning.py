"""What taking a table into a meeting would do, row by row: added, changed, left as it is, or wrong and why."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agenda.changes import rebuilt
from agenda.edits.objects import merged
from agenda.ids import PATTERN
from agenda.tables.cells import MIDNIGHT, CellError, words_in
from agenda.tables.columns import match_columns
from agenda.tables.grid import MOST_EDITS, is_empty, is_same, shown
from agenda.tables.names import Names
from agenda.tables.plan import CellChange, CellProblem, Plan, PlannedRow, letters_of
from agenda.tables.reading import RowReader
from agenda.tables.tables import EXAMPLE, Listed, phase_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agenda.meeting import Meeting
    from agenda.noun import Noun
    from agenda.phase import Phase
    from agenda.tables.columns import Column
    from agenda.tables.grid import Cell, Cells, Grid
    from agenda.tables.tables import Table

LONGEST_STEM = 40


def plan_table(meeting: Meeting, grid: Grid, *, table: Table) -> Plan:
    """What the rows of a file do to the meeting; nothing is raised for what is wrong in a row or column.

    Rows are matched by id; a row without one is added under an id made of its title. What differs from the meeting
    in a column that the file has is changed, an empty cell clearing; columns and objects that it has not are left.
    """
    columns, wrong = match_columns(grid.header, table.columns(meeting))
    problems = [
        CellProblem(1, letters_of(at), shown(grid.header[at]).strip(), message) for at, message in wrong.items()
    ]
    if not problems and not columns:
        problems = [CellProblem(1, "", "", "the first row has the names of no columns; take those of the template")]
    if problems:
        return Plan((), (), grid.read_as, 0, tuple(problems))
    planner = _Planner(meeting, table, columns)
    rows = tuple(planner.planned(number, cells) for number, cells in grid.rows if not planner.is_example(cells))
    rows, problems = _within_limit(rows)
    names = tuple(column.key for column in columns.values())
    absent = len(planner.present.keys() - planner.seen.keys())
    every = [*problems, *(problem for row in rows for problem in row.problems)]
    return Plan(rows, names, grid.read_as, absent, tuple(every))


def _within_limit(rows: tuple[PlannedRow, ...]) -> tuple[tuple[PlannedRow, ...], list[CellProblem]]:
    edits = sum(len(row.edits) for row in rows)
    if edits <= MOST_EDITS:
        return rows, []
    message = f"the file makes {edits:,} edits; at most {MOST_EDITS:,} are made at once, so divide it"
    return rows, [CellProblem(1, "", "", message)]


class _Planner:
    """Plans the rows of one table one after another: an id may stand in one row only."""

    def __init__(self, meeting: Meeting, table: Table, columns: Mapping[int, Column]) -> None:
        self.meeting, self.table, self.columns = meeting, table, columns
        self.letters = {column.key: letters_of(at) for at, column in columns.items()}
        self.names = Names(meeting)
        self.phases = {phase.id: phase for phase in meeting.phases}
        self.present = {listed.value.identity: listed for listed in table.listed(meeting)}
        self.seen: dict[str, int] = {}

    def is_example(self, cells: tuple[Cell, ...]) -> bool:
        return shown(self._given(cells).get("id")).strip() == EXAMPLE

    def _given(self, cells: tuple[Cell, ...]) -> dict[str, Cell]:
        """The cells by column; a date cell of a spreadsheet is midnight of its day."""
        given = {column.key: cells[at] if at < len(cells) else None for at, column in self.columns.items()}
        day = given.get("date")
        is_day = isinstance(day, datetime) and day.time() == MIDNIGHT
        return given | ({"date": day.date()} if is_day and isinstance(day, datetime) else {})

    def planned(self, number: int, cells: tuple[Cell, ...]) -> PlannedRow:
        """The plan of the row of that number."""
        given = self._given(cells)
        extra = [at for at, cell in enumerate(cells) if at not in self.columns and not is_empty(cell)]
        row = RowReader(self.meeting, self.names, self.table.model, given, {})
        identity = row.take("id", lambda cell: self._identity(cell, number)) or ""
        listed = self.present.get(identity)
        if listed:
            row.present = self.table.cells(self.meeting, listed)
        done = self._done(row, listed, identity, number)
        complaints = [CellProblem(number, self.letters.get(key, ""), key, text) for key, text in row.complaints.items()]
        complaints += [CellProblem(number, letters_of(at), "", "this cell stands under no column name") for at in extra]
        if complaints:
            title = self._title(given) or self._title(row.present)
            return PlannedRow(number, "wrong", identity, title, problems=tuple(complaints))
        return done

    def _identity(self, cell: Cell, number: int) -> str:
        words = words_in(cell)
        if not words:
            return ""
        if not PATTERN.match(words):
            raise CellError(f"“{words[:80]}” is not an id: use a-z, 0-9 and hyphen, or leave it empty for a new one")
        if words in self.seen:
            raise CellError(f"row {self.seen[words]} has the id “{words}” too; keep one of them")
        self.seen[words] = number
        return words

    def _title(self, given: Cells) -> str:
        field = "name" if "name" in self.table.model.model_fields else "title"
        keys = [f"{field} ({language})" for language in self.meeting.languages]
        return next((shown(given.get(key)).strip() for key in keys if not is_empty(given.get(key))), "")

    def _done(self, row: RowReader, listed: Listed | None, identity: str, number: int) -> PlannedRow:
        phase = self._phase(row, listed) if self.table.has_phase and not row.complaints else None
        patch = self.table.read(row, listed.value if listed else None, phase)
        if row.complaints:
            return PlannedRow(number, "wrong", identity, "")
        if listed is None:
            return self._added(row, patch, phase, identity or self._minted(row.given, number), number)
        return self._changed(row, listed, patch, phase, number)

    def _phase(self, row: RowReader, listed: Listed | None) -> Phase | None:
        if listed and not row.differs("phase"):
            return listed.parent
        return self.phases.get(phase_named(row) or "")

    def _added(
        self, row: RowReader, patch: dict[str, Any], phase: Phase | None, identity: str, number: int
    ) -> PlannedRow:
        written = merged({}, {"id": identity} | patch)
        value = self._valid(row, lambda: self.table.model.model_validate(written))
        if value is None:
            return PlannedRow(number, "wrong", identity, "")
        edit = {"edit": f"add_{self.table.noun}", **({"phase": phase.id} if phase else {}), self.table.noun: written}
        changes = self._differing({}, Listed(value, phase))
        return PlannedRow(number, "add", identity, self._title(row.given), changes, edits=(edit,))

    def _changed(
        self, row: RowReader, listed: Listed, patch: dict[str, Any], phase: Phase | None, number: int
    ) -> PlannedRow:
        noun, identity = self.table.noun, listed.value.identity
        value = self._valid(row, lambda: rebuilt(listed.value, merged(listed.value.written(), patch), language="en"))
        if value is None:
            return PlannedRow(number, "wrong", identity, "")
        edits: list[dict[str, Any]] = []
        if phase is not listed.parent and phase is not None:
            edits.append({"edit": f"reorder_{noun}", noun: identity, "phase": phase.id})
        if value != listed.value:
            edits.append({"edit": f"set_{noun}", noun: identity, **patch})
        changes = self._differing(row.present, Listed(value, phase))
        title = self._title(row.present)
        return PlannedRow(number, "change" if edits else "leave", identity, title, changes, edits=tuple(edits))

    def _valid(self, row: RowReader, make: Any) -> Noun | None:
        """The object that the row comes to; None, with complaints, where it breaks a rule of its noun."""
        try:
            made: Noun = make()
        except ValidationError as error:
            for problem in error.errors():
                column = self._column_of(str(problem["loc"][0]) if problem["loc"] else "")
                message = "needed here; write it" if problem["type"] == "missing" else problem["msg"]
                row.complaints.setdefault(column, message)
            return None
        return made

    def _column_of(self, field: str) -> str:
        fits = [column.key for column in self.table.columns(self.meeting) if column.field == field]
        return fits[0] if fits else field

    def _differing(self, present: Cells, listed: Listed) -> tuple[CellChange, ...]:
        after = self.table.cells(self.meeting, listed)
        keys = [column.key for column in self.table.columns(self.meeting) if column.key != "id"]
        return tuple(
            CellChange(key, shown(present.get(key)), shown(after.get(key)))
            for key in keys
            if not is_same(present.get(key), after.get(key))
        )

    def _minted(self, given: Cells, number: int) -> str:
        """An id made of the title, the row and the meeting, the same whenever these are."""
        plain = unicodedata.normalize("NFKD", self._title(given)).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_STEM].strip("-") or self.table.noun
        said = "\0".join([str(self.meeting.uid), str(number), *map(shown, given.values())])
        digest = sha256(said.encode()).hexdigest()
        minted = next(one for one in self._candidates(stem, digest) if one not in self.present and one not in self.seen)
        self.seen[minted] = number
        return minted

    @staticmethod
    def _candidates(stem: str, digest: str) -> Iterator[str]:
        return (f"{stem}-{digest[:size]}" for size in range(6, 24))
