"""Sittings and people as CSV and XLSX: downloads, templates, and files brought in after a preview."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from anyio import CapacityLimiter, fail_after, to_thread
from starlette.responses import Response
from starlette.routing import Route

from agenda.errors import EditConflict, InvalidInput, NotFound, Problem
from agenda.service import tabling
from agenda.tables import MOST_BYTES, MOST_ROWS, TABLES, example_rows, rows_of
from agenda.tables.forms import read_table, write_csv, write_xlsx
from web.bodies import parse_json
from web.editor import beside
from web.editor.room import PRIVATE, Room, enter, frame_in, go, page_response, room_of
from web.editor.table_words import headings_of, meanings_of, name_of_table
from web.editor.words import ToldFinding, severities, told_to, whole_reading
from web.site import site_of
from web.uploads import read_upload

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request

    from agenda.service.tabling import TablePreview
    from agenda.tables import CellProblem, PlannedRow, Table
    from web.editor.room import Entered
    from web.pages.context import Frame
    from web.uploads import Upload

T = TypeVar("T")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
AROUND_A_FILE = 100_000
MOST_LISTED = 200
LONGEST_SECONDS = 30
WORKERS = CapacityLimiter(2)
"""How many tables are worked on at a time, so that large files leave the rest of the service its processors."""


@dataclass(frozen=True)
class OfferedTable:
    """A table as the page offers it: `downloads` and `templates` are (words, address), `columns` (name, meaning)."""

    key: str
    name: str
    count: int
    downloads: tuple[tuple[str, str], ...]
    templates: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RowList:
    """Rows that a file adds or changes: those listed, and how many more there are."""

    rows: tuple[PlannedRow, ...]
    more: int

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.rows) + self.more


@dataclass(frozen=True)
class Outlook:
    """What a file would do; `edits` is JSON that the form sends back, made on the draft's `version`."""

    file: str
    table: str
    table_name: str
    read_as: str
    added: RowList
    changed: RowList
    unchanged: int
    absent: int
    problems: tuple[CellProblem, ...]
    more_problems: int
    findings: tuple[ToldFinding, ...]
    edits: str
    version: int


@dataclass(frozen=True)
class TablesPage:
    """The page of tables: what can be had, the form for a file, what is wrong with one or what it would do."""

    frame: Frame
    room: Room
    tables: tuple[OfferedTable, ...]
    chosen: str
    problems: tuple[str, ...]
    outlook: Outlook | None
    most_rows: int


def show(request: Request) -> Response:
    """`/organise/{slug}/tables`: downloads and the form."""
    return _answer(enter(request))


async def download(request: Request) -> Response:
    """`/organise/{slug}/tables/{name}.csv` or `.xlsx`: a table of the draft; `template-{name}` is an empty one."""
    entered = await beside.run(partial(enter, request))
    name, form = request.path_params["name"], request.path_params["form"]
    table = TABLES.get(name.removeprefix("template-"))
    if table is None or form not in MEDIA_TYPES:
        raise NotFound("table", f"{name}.{form}")
    is_template = name.startswith("template-")
    data = await _in_a_thread(partial(_written, entered, table, form, is_template=is_template))
    disposition = f'attachment; filename="{entered.slug}-{name}.{form}"'
    return Response(data, headers={**PRIVATE, "content-disposition": disposition}, media_type=MEDIA_TYPES[form])


def _written(entered: Entered, table: Table, form: str, *, is_template: bool) -> bytes:
    meeting, translations = entered.meeting, entered.reader.translations
    rows = example_rows(table, meeting) if is_template else rows_of(table, meeting)
    if form == "csv":
        return write_csv(table.columns(meeting), rows)
    meanings = meanings_of(table.name, translations)
    return write_xlsx(table, meeting, rows, meanings=meanings, headings=headings_of(translations))


async def bring(request: Request) -> Response:
    """POST to the page: shows what the file would do, or makes the edits that such a preview sent along."""
    entered = await beside.run(partial(enter, request, at_least="editor"))
    chosen = ""
    try:
        sent = await read_upload(request, most=MOST_BYTES + AROUND_A_FILE)
        chosen = sent.fields.get("table", "")
        if "edits" in sent.fields:
            return await _take(entered, sent)
        return await _preview(entered, sent)
    except InvalidInput as error:
        sentences = [": ".join(filter(None, (problem.pointer, problem.message))) for problem in error.problems]
        return _answer(entered, problems=sentences[:MOST_LISTED], chosen=chosen, status=422)
    except EditConflict as error:
        _ = entered.reader.translations.gettext
        sentence = _("Somebody changed the same things since the preview. Nothing was imported; send the file again.")
        places = sorted({conflict.pointer for conflict in error.conflicts})
        return _answer(entered, problems=[sentence, *places[:MOST_LISTED]], chosen=chosen, status=409)


async def _preview(entered: Entered, sent: Upload) -> Response:
    table = TABLES.get(sent.fields.get("table", ""))
    file, data = sent.files.get("file", ("", b""))
    if table is None:
        raise InvalidInput([Problem("", f"choose a table: {' or '.join(TABLES)}")])
    if not file:
        raise InvalidInput([Problem("", "no file was chosen; choose a CSV or XLSX file")])
    if len(data) > MOST_BYTES:
        raise InvalidInput([Problem("", f"the file has more than {MOST_BYTES // 1_000_000} MB; divide it")])
    preview = await _in_a_thread(partial(_previewed, entered, table, data))
    status = 422 if preview.plan.problems else 200
    return _answer(entered, chosen=table.name, outlook=_outlook(entered, preview, table, file), status=status)


def _previewed(entered: Entered, table: Table, data: bytes) -> TablePreview:
    grid = read_table(data, sheet=table.name)
    store = site_of(entered.request).store
    return tabling.preview_table(store, entered.slug, grid, table=table, now=datetime.now(UTC))


async def _take(entered: Entered, sent: Upload) -> Response:
    edits, version = parse_json(sent.fields["edits"].encode()), sent.fields.get("version", "")
    if not isinstance(edits, list) or not version.isdecimal():
        raise InvalidInput([Problem("", "this is not what the preview sent along; send the file again")])
    take = partial(
        tabling.take_table,
        site_of(entered.request).store,
        entered.slug,
        edits,
        expected=int(version[:9]),
        author=entered.author,
        now=datetime.now(UTC),
    )
    edited = await _in_a_thread(take)
    done = "rebased" if edited.rebased else "imported"
    return go(f"{entered.path}/tables", said=done if edited.version != entered.draft.version else "unchanged")


async def _in_a_thread(work: Callable[[], T]) -> T:
    """What `work` gives, done beside the event loop; raises InvalidInput where that takes too long."""
    try:
        with fail_after(LONGEST_SECONDS):
            return await to_thread.run_sync(work, limiter=WORKERS, abandon_on_cancel=True)
    except TimeoutError:
        message = f"this took more than {LONGEST_SECONDS} seconds and was given up; divide the file"
        raise InvalidInput([Problem("", message)]) from None


def _outlook(entered: Entered, preview: TablePreview, table: Table, file: str) -> Outlook:
    plan = preview.plan
    reading = whole_reading(entered.meeting, entered.reader)
    words, told = severities(reading), told_to(reading)
    return Outlook(
        file=file,
        table=table.name,
        table_name=name_of_table(table.name, entered.reader.translations),
        read_as=plan.read_as,
        added=_listed(plan.doing("add")),
        changed=_listed(plan.doing("change")),
        unchanged=len(plan.doing("leave")),
        absent=plan.absent,
        problems=plan.problems[:MOST_LISTED],
        more_problems=max(0, len(plan.problems) - MOST_LISTED),
        findings=tuple(
            ToldFinding(one.severity, words[one.severity], told.message(one), ())
            for one in preview.findings[:MOST_LISTED]
        ),
        edits="" if plan.problems else json.dumps(plan.edits, ensure_ascii=False),
        version=preview.draft.version,
    )


def _listed(rows: tuple[PlannedRow, ...]) -> RowList:
    return RowList(rows[:MOST_LISTED], max(0, len(rows) - MOST_LISTED))


def _answer(
    entered: Entered,
    *,
    problems: Sequence[str] = (),
    chosen: str = "",
    outlook: Outlook | None = None,
    status: int = 200,
) -> Response:
    page = TablesPage(
        frame=frame_in(entered, entered.reader.translations.gettext("Tables")),
        room=room_of(entered, "tables"),
        tables=tuple(_offered(entered, table) for table in TABLES.values()),
        chosen=chosen if chosen in TABLES else next(iter(TABLES)),
        problems=tuple(problems),
        outlook=outlook,
        most_rows=MOST_ROWS,
    )
    return page_response("editor/tables.html", page, entered.reader, status=status)


def _offered(entered: Entered, table: Table) -> OfferedTable:
    _ = entered.reader.translations.gettext
    meanings: dict[str, Any] = meanings_of(table.name, entered.reader.translations)
    forms = {"xlsx": _("Excel (XLSX)"), "csv": _("CSV")}
    at = f"{entered.path}/tables"
    return OfferedTable(
        key=table.name,
        name=name_of_table(table.name, entered.reader.translations),
        count=len(rows_of(table, entered.meeting)),
        downloads=tuple((words, f"{at}/{table.name}.{form}") for form, words in forms.items()),
        templates=tuple((words, f"{at}/template-{table.name}.{form}") for form, words in forms.items()),
        columns=tuple(
            (column.key, meanings.get(column.key) or meanings[column.field])
            for column in table.columns(entered.meeting)
        ),
    )


ROUTES = [
    Route("/organise/{slug}/tables", beside.page(show), methods=["GET"]),
    Route("/organise/{slug}/tables", bring, methods=["POST"]),
    Route("/organise/{slug}/tables/{name}.{form}", download, methods=["GET"]),
]
