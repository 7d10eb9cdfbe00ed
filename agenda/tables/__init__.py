"""Sittings and people as tables, one row each: written as CSV or XLSX (`tables.forms`), and read back as edits."""

from agenda.tables.columns import Column
from agenda.tables.grid import MOST_BYTES, MOST_EDITS, MOST_ROWS, Grid, shown
from agenda.tables.plan import CellChange, CellProblem, Plan, PlannedRow
from agenda.tables.planning import plan_table
from agenda.tables.tables import TABLES, Table, example_rows, rows_of

__all__ = [
    "MOST_BYTES",
    "MOST_EDITS",
    "MOST_ROWS",
    "TABLES",
    "CellChange",
    "CellProblem",
    "Column",
    "Grid",
    "Plan",
    "PlannedRow",
    "Table",
    "example_rows",
    "plan_table",
    "rows_of",
    "shown",
]
