"""Tables through the API: sittings and people as CSV or XLSX, out of the draft and back into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda import service
from agenda.errors import InvalidInput, NotFound, Problem
from agenda.service import tabling
from agenda.tables import MOST_BYTES, MOST_ROWS, TABLES, Table, rows_of
from agenda.tables.forms import read_table, write_csv, write_xlsx
from web.api.answers import PlannedCell, PlannedRow, TakenTable, findings_as_read
from web.api.calls import Answer, Call
from web.api.operations import Operation, Returns
from web.conditions import VersionUnknown, tag_of
from web.editor.table_words import headings_of, meanings_of
from web.reader import plain_reader

if TYPE_CHECKING:
    from agenda.meeting import Meeting
    from agenda.service.tabling import TablePreview
    from agenda.tables import CellProblem
    from agenda.tables import PlannedRow as Planned
    from web.finding_words import Told

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = ("csv", "xlsx")
MOST_TOLD = 200


def read_draft_table(call: Call) -> Answer:
    """A table of the draft."""
    table = _table_in_path(call)
    draft = service.draft(call.store, call.slug)
    headers = {"etag": tag_of(draft.version), "vary": "accept-language"}
    if call.choice("as", FORMS) == "xlsx":
        return Answer(_workbook(call, table, draft.meeting), headers=headers, media=XLSX)
    written = write_csv(table.columns(draft.meeting), rows_of(table, draft.meeting))
    return Answer(written, headers=headers, media=f"{CSV}; charset=utf-8")


def _workbook(call: Call, table: Table, meeting: Meeting) -> bytes:
    """A workbook, which explains its columns in the caller's language."""
    translations = plain_reader(call.request).translations
    meanings, headings = meanings_of(table.name, translations), headings_of(translations)
    return write_xlsx(table, meeting, rows_of(table, meeting), meanings=meanings, headings=headings)


def _table_in_path(call: Call) -> Table:
    name = str(call.request.path_params["table"])
    if name not in TABLES:
        raise NotFound("table", name[:80], place=f"“{call.slug}”; there are {', '.join(TABLES)}")
    return TABLES[name]


def take_draft_table(call: Call) -> Answer:
    """Takes a table into the draft, as one edit."""
    table, tries = _table_in_path(call), call.truth("preview")
    preview = tabling.preview_table(
        call.store, call.slug, read_table(call.raw, sheet=table.name), table=table, now=call.now
    )
    _require_version(call, preview)
    if preview.plan.problems:
        raise InvalidInput([_problem(one) for one in preview.plan.problems[:MOST_TOLD]])
    version = preview.draft.version
    if preview.plan.edits and not tries:
        taken = tabling.take_table(
            call.store, call.slug, preview.plan.edits, expected=version, author=call.author, now=call.now
        )
        version = taken.version
    return Answer(_taken(preview, version, call.told), headers={"etag": tag_of(version)})


def _require_version(call: Call, preview: TablePreview) -> None:
    if call.has_condition and call.expected not in {None, preview.draft.version}:
        raise VersionUnknown(f"the draft is at {preview.draft.version} by now; get the table again")


def _problem(one: CellProblem) -> Problem:
    """A problem of a cell, with the cell in the place of a pointer, as spreadsheets name it: C7."""
    return Problem(f"{one.letters}{one.row}", f"{one.column}: {one.message}" if one.column else one.message)


def _taken(preview: TablePreview, version: int, told: Told) -> TakenTable:
    plan = preview.plan
    return TakenTable(
        version=version,
        added=[_row(one) for one in plan.doing("add")],
        changed=[_row(one) for one in plan.doing("change")],
        unchanged=len(plan.doing("leave")),
        absent=plan.absent,
        findings=findings_as_read(preview.findings, told),
    )


def _row(one: Planned) -> PlannedRow:
    cells = [PlannedCell(column=cell.column, before=cell.before, after=cell.after) for cell in one.changes]
    return PlannedRow(row=one.number, id=one.identity, changes=cells)


OPERATIONS = (
    Operation(
        "GET",
        "/meetings/{slug}/tables/{table}",
        read_draft_table,
        "Read a table of the draft",
        "`sittings` or `people`, one row each, as CSV or (`?as=xlsx`) as a workbook.",
        {200: Returns("The table.", "Table", ("ETag",), (CSV, XLSX))},
        tag="Tables",
        parameters=("as",),
    ),
    Operation(
        "POST",
        "/meetings/{slug}/tables/{table}",
        take_draft_table,
        "Take a table into the draft",
        f"A table as it was read, edited elsewhere; at most {MOST_ROWS} rows. Rows are known by their id; rows without "
        "one are added, and what the table does not name stays. All rows are one edit, or, where one is wrong, none. "
        "With `?preview=1` nothing is kept. With `If-Match` it is refused where the draft has gone on since.",
        {200: Returns("What it did, row by row.", TakenTable, ("ETag",))},
        tag="Tables",
        needs="editor",
        takes="Table",
        media=(CSV, XLSX),
        most=MOST_BYTES,
        parameters=("preview", "If-Match, optional"),
        refuses={
            409: "Somebody changed the same things just now; send it again.",
            412: "The draft is at another version than `If-Match` names.",
            422: "The file cannot be read, or rows are wrong; `pointer` is the cell, such as C7.",
        },
    ),
)
