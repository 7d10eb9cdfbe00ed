"""Tables as CSV (RFC 4180): written in UTF-8 with a byte order mark, read in what spreadsheets save."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from agenda.tables.grid import MOST_COLUMNS, MOST_ROWS, Cell, Grid, a_grid, shown, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agenda.tables.columns import Column
    from agenda.tables.grid import Cells

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
WOULD_BE_A_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
NUL_BYTES = re.compile(rb"(?:[^\0]\0){2}|(\0[^\0]){2}")


def write_csv(columns: Sequence[Column], rows: Iterable[Cells]) -> bytes:
    """The table as CSV; a cell that a spreadsheet would compute begins with an apostrophe, which reading removes."""
    keys = [column.key for column in columns]
    return write_cells(keys, ([row.get(key) for key in keys] for row in rows))


def write_cells(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Cells below a header as `write_csv` writes them."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_guarded(shown(cell)) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    """`=1+1` as `'=1+1`, so that no spreadsheet runs what somebody wrote into a title (CWE-1236)."""
    return f"'{text}" if WOULD_BE_A_FORMULA.match(text) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and WOULD_BE_A_FORMULA.match(text[1:]) else text


def read_csv(data: bytes) -> Grid:
    """The cells of a CSV file; raises InvalidInput.

    Text with a byte order mark is what that says, else UTF-8, else Windows-1252. The separator is that of a line
    `sep=;`, else whichever of comma, semicolon and tab the header has most of.
    """
    text, encoding = _decoded(data)
    if "\0" in text:
        raise unreadable("this is no table; save it as CSV (UTF-8) or as XLSX")
    text, separator = _separated(text)
    records = _records(text, separator)
    return a_grid(records, read_as=f"{encoding}, separated by {SEPARATORS[separator]}")


def _decoded(data: bytes) -> tuple[str, str]:
    marked = next((codec for mark, codec in BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    if marked is None and (found := NUL_BYTES.match(data[:4])):
        marked = "utf-16-be" if found[1] else "utf-16-le"
    for codec in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            return data.decode(codec), ENCODINGS.get(codec, "UTF-16")
        except UnicodeDecodeError:
            continue
    raise unreadable("the letters of this file are not in UTF-8, UTF-16 or Windows-1252; save it as CSV UTF-8")


def _separated(text: str) -> tuple[str, str]:
    """The text without a line `sep=;`, and its separator."""
    first, _, rest = text.partition("\n")
    if (said := re.fullmatch(r"\"?sep=([,;\t])\"?\r?", first)) is not None:
        return rest, said[1]
    header = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").partition("\n")[0])
    return text, max(SEPARATORS, key=header.count)


def _records(text: str, separator: str) -> list[tuple[int, tuple[Cell, ...]]]:
    records: list[tuple[int, tuple[Cell, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if len(records) > MOST_ROWS + 1:
                raise unreadable(f"the file has more than {MOST_ROWS:,} rows; divide it")
            if len(cells) > MOST_COLUMNS:
                raise unreadable(f"row {number} has more than {MOST_COLUMNS} columns; keep those of the template")
            if any(cells):
                records.append((number, tuple(map(_unguarded, cells))))
    except csv.Error as error:
        message = f"line {reader.line_num} cannot be read ({error}); look for a quotation mark too many"
        raise unreadable(message) from None
    return records
