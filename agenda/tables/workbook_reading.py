"""Reading the cells of an XLSX file, which is measured before it is parsed: it may be made to fill the memory."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import IO, TYPE_CHECKING

from defusedxml import DefusedXmlException
from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from agenda.tables.grid import MOST_COLUMNS, MOST_ROWS, Cell, Grid, Spoilt, a_grid, is_empty, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.cell import MergedCell

assert DEFUSEDXML, "openpyxl reads XML without defusedxml"  # noqa: S101 - set where OPENPYXL_DEFUSEDXML is

LAST_ROW = 1_048_576
MOST_PARTS = 500
MOST_UNPACKED = 40_000_000
MOST_TAGS, MOST_TAGS_ASIDE = 1_500_000, 150_000
"""Tags of the sheets and their texts, and of all other parts, which cost more to read."""
CHUNK = 1 << 16
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    DefusedXmlException,
    SyntaxError,  # of XML: what ElementTree raises, and lxml, which openpyxl reads with where documents need it
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)
"""What openpyxl and the modules under it raise on a file that is no workbook or a broken one."""


def read_xlsx(data: bytes, *, sheet: str = "") -> Grid:
    """The cells of the sheet of that name, else of the first; raises InvalidInput.

    Formulas are not computed, nor are the values taken that were last seen for them: such a cell holds nothing
    that can be read, and says so.
    """
    if not data.startswith(b"PK"):
        raise unreadable("this is an old .xls file, or one with a password; save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _measure(parts)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            records = list(_records(workbook, sheet))
    except DAMAGED:
        message = "this file is damaged or is no XLSX workbook; save it once more as .xlsx, or as CSV UTF-8"
        raise unreadable(message) from None
    return a_grid(records, read_as="XLSX")


def _measure(parts: zipfile.ZipFile) -> None:
    """Raises InvalidInput for a file that unpacks to more than a table is, or declares entities."""
    listed = parts.infolist()
    if "xl/workbook.xml" not in parts.namelist() and "mimetype" in parts.namelist():
        raise unreadable("this is not an XLSX workbook; save it as .xlsx, or as CSV UTF-8")
    is_plain = all(part.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in listed)
    if len(listed) > MOST_PARTS or not is_plain or any(part.flag_bits & 1 for part in listed):
        raise unreadable("this workbook is packed in a way that is not read here; save it once more as .xlsx")
    if sum(part.file_size for part in listed) > MOST_UNPACKED:
        raise unreadable(
            f"this workbook unpacks to more than {MOST_UNPACKED // 1_000_000} MB; take out pictures and other sheets"
        )
    tags = aside = 0
    for part in listed:
        if part.filename.endswith((".xml", ".rels")):
            count = _tags_in(parts, part)
            is_table = part.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
            tags, aside = (tags + count, aside) if is_table else (tags, aside + count)
    if tags > MOST_TAGS or aside > MOST_TAGS_ASIDE:
        raise unreadable(
            f"this workbook has too many cells; at most {MOST_ROWS:,} rows are read: delete empty rows and sheets"
        )


def _tags_in(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many tags a part has, without reading it as XML; raises InvalidInput where it declares a document type."""
    tags, before = 0, b""
    with parts.open(part) as opened:
        for chunk in _chunks(opened):
            if b"<!DOCTYPE" in before + chunk or b"<!ENTITY" in before + chunk:
                raise unreadable("this workbook declares entities, which no spreadsheet writes; it is not read")
            tags += chunk.count(b"<")
            before = chunk[-8:]
    return tags


def _chunks(opened: IO[bytes]) -> Iterator[bytes]:
    while chunk := opened.read(CHUNK):
        yield chunk


def _records(workbook: Workbook, name: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    sheet = workbook[name] if name in workbook.sheetnames else workbook.worksheets[0]
    sheet.reset_dimensions()
    filled, blank = 0, None
    for number, row in enumerate(sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS + 1), 1):
        # Rows that the file leaves out are all one object; there may be a million of them.
        if row is blank:
            continue
        cells = tuple(map(_read_cell, row))
        if all(map(is_empty, cells)):
            blank = row
            continue
        while is_empty(cells[-1]):
            cells = cells[:-1]
        filled += 1
        if filled > MOST_ROWS + 1:
            raise unreadable(f"the file has more than {MOST_ROWS:,} rows; divide it")
        yield number, cells


def _read_cell(cell: SheetCell | MergedCell) -> Cell:
    value = cell.value
    kind = getattr(cell, "data_type", "n")
    if kind == "f":
        return Spoilt("holds a formula; copy the cells and paste their values in place")
    if kind == "e":
        return Spoilt(f"holds the error {value}; write a value or empty the cell")
    if isinstance(value, str):
        return value.replace("_x000D_", "")
    if value is None or isinstance(value, bool | int | float | datetime | date | time | timedelta):
        return value
    return str(value)
