"""The files that tables are written to and read from; apart from the rest, because openpyxl is slow to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.tables.csv_form import read_csv, write_csv
from agenda.tables.workbook_reading import read_xlsx
from agenda.tables.workbook_writing import write_xlsx

if TYPE_CHECKING:
    from agenda.tables.grid import Grid

__all__ = ["read_csv", "read_table", "read_xlsx", "write_csv", "write_xlsx"]


def read_table(data: bytes, *, sheet: str = "") -> Grid:
    """The cells of a CSV or XLSX file, told apart by their first bytes; raises InvalidInput."""
    return read_xlsx(data, sheet=sheet) if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else read_csv(data)
