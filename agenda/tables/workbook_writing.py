"""Tables as XLSX (ECMA-376): cells of their own kinds, lists of what may be chosen, and a sheet that explains."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from agenda.tables.grid import MOST_ROWS
from agenda.tables.names import Names
from agenda.timespan import zone_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl.cell import Cell as SheetCell
    from openpyxl.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from agenda.meeting import Meeting
    from agenda.tables.columns import Column
    from agenda.tables.grid import Cell, Cells
    from agenda.tables.tables import Table

FORMATS = {"date": "yyyy-mm-dd", "clock": "hh:mm", "number": "0"}
WIDTHS = {"text": 32, "id": 16, "date": 12, "clock": 9, "number": 9, "choice": 15, "object": 14, "list": 24}
FIRST_DAY = date(1901, 1, 1)
"""The serial numbers of days before March 1900 are one too high in a spreadsheet; earlier dates are written as text."""
EXPLANATION, LISTS = "explanation", "lists"


def write_xlsx(
    table: Table, meeting: Meeting, rows: Iterable[Cells], *, meanings: Mapping[str, str], headings: Sequence[str]
) -> bytes:
    """The table as a workbook; no cell of it is a formula.

    `meanings` says by field what a column is for, `headings` are those of the sheet that explains: column, meaning,
    what may be written.
    """
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None  # noqa: S101 - a new workbook has one
    sheet.title = table.name
    columns = table.columns(meeting)
    _write_table(sheet, columns, rows)
    choices = _choices(columns, meeting)
    _write_explanation(workbook.create_sheet(EXPLANATION), columns, choices, meanings, headings)
    _write_lists(workbook.create_sheet(LISTS), choices)
    _offer_choices(sheet, columns, choices)
    workbook.properties.creator = "Plenary"
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _write_table(sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Cells]) -> None:
    _write_header(sheet, [column.key for column in columns])
    for position, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(position)]
        dimension.width = WIDTHS[column.holds]
        dimension.number_format = FORMATS.get(column.holds, "@")
    for number, row in enumerate(rows, 2):
        for position, column in enumerate(columns, 1):
            _write_cell(sheet.cell(number, position), row.get(column.key), FORMATS.get(column.holds, "@"))
    sheet.freeze_panes = "B2"


def _write_header(sheet: Worksheet, names: Sequence[str]) -> None:
    for position, name in enumerate(names, 1):
        cell = sheet.cell(1, position)
        _write_text(cell, name)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EDF3")


def _write_cell(cell: SheetCell | MergedCell, value: Cell, number_format: str) -> None:
    cell.number_format = number_format
    if isinstance(value, str):
        _write_text(cell, value)
    elif isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) < FIRST_DAY:
        _write_text(cell, value.isoformat())
    elif isinstance(value, datetime | date | time | int | float):
        cell.value = value
        cell.number_format = _format_of(value, number_format)


def _format_of(value: object, number_format: str) -> str:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm:ss" if value.second else "yyyy-mm-dd hh:mm"
    return "hh:mm:ss" if isinstance(value, time) and value.second else number_format


def _write_text(cell: SheetCell | MergedCell, text: str) -> None:
    """A text as a text, whatever it begins with: openpyxl would take `=1+1` for a formula."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(vertical="top", wrap_text="\n" in text)


def _choices(columns: Sequence[Column], meeting: Meeting) -> dict[str, list[tuple[str, str]]]:
    """What may stand in the cells of a column, by its key, each with its name; of phases, rooms and so on the ids."""
    names = Names(meeting)
    choices = {column.key: [(value, "") for value in column.choices] for column in columns if column.choices}
    choices |= {column.key: list(names.ids[column.noun].items()) for column in columns if column.noun}
    if any(column.field == "time_zone" and column.holds == "text" for column in columns):
        choices["time zone"] = [(name, "") for name in sorted(zone_names())]
    return choices


def _write_explanation(
    sheet: Worksheet,
    columns: Sequence[Column],
    choices: Mapping[str, Sequence[tuple[str, str]]],
    meanings: Mapping[str, str],
    headings: Sequence[str],
) -> None:
    _write_header(sheet, headings)
    for number, column in enumerate(columns, 2):
        allowed = ", ".join(value for value, _ in choices.get(column.key, ())) if column.holds != "text" else ""
        for position, text in enumerate([column.key, meanings.get(column.key) or meanings[column.field], allowed], 1):
            cell = sheet.cell(number, position)
            _write_text(cell, text[:2_000])
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for letter, width in zip("ABC", (20, 70, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _write_lists(sheet: Worksheet, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Two columns for each list: the values, and the names of what they stand for."""
    for index, (key, values) in enumerate(choices.items()):
        _write_text(sheet.cell(1, 2 * index + 1), key)
        for number, pair in enumerate(values, 2):
            for offset, text in enumerate(pair):
                if text:
                    _write_text(sheet.cell(number, 2 * index + 1 + offset), text)


def _offer_choices(
    sheet: Worksheet, columns: Sequence[Column], choices: Mapping[str, Sequence[tuple[str, str]]]
) -> None:
    for index, (key, values) in enumerate(choices.items()):
        position, column = next((at, one) for at, one in enumerate(columns, 1) if one.key == key)
        if column.holds == "list" or not values:
            continue
        letter = get_column_letter(2 * index + 1)
        source = f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(values) + 1}"
        offer = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        offer.errorStyle = "warning"
        offer.add(f"{get_column_letter(position)}2:{get_column_letter(position)}{MOST_ROWS + 1}")
        sheet.add_data_validation(offer)
