"""Whatever a meeting says, its tables, written and read back, change nothing."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from builders import meeting_file
from canaries import canary_meeting
from hypothesis import HealthCheck, given, settings
from strategies import meetings

from agenda.tables import TABLES, plan_table, rows_of
from agenda.tables.forms import read_table, write_csv, write_xlsx

if TYPE_CHECKING:
    from agenda.meeting import Meeting
    from agenda.tables import Table

REAL = [canary_meeting(), meeting_file("cap-19"), meeting_file("sbstta-24"), meeting_file("ptc-227")]
few = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def csv_of(table: Table, meeting: Meeting) -> bytes:
    return write_csv(table.columns(meeting), rows_of(table, meeting))


def xlsx_of(table: Table, meeting: Meeting) -> bytes:
    meanings = {column.field: f"The {column.field}." for column in table.columns(meeting)}
    headings = ("Column", "Meaning", "Values")
    return write_xlsx(table, meeting, rows_of(table, meeting), meanings=meanings, headings=headings)


def assert_no_edit(meeting: Meeting, table: Table, data: bytes) -> None:
    """The table, read back, leaves every row as it is."""
    rows = rows_of(table, meeting)
    plan = plan_table(meeting, read_table(data, sheet=table.name), table=table)
    assert (plan.problems, plan.edits) == ((), [])
    assert [row.identity for row in plan.doing("leave")] == [row["id"] for row in rows]


@few
@given(meetings())
def test_csv_of_any_meeting_reads_back_as_no_edit_and_begins_no_cell_as_a_formula(meeting: Meeting) -> None:
    for table in TABLES.values():
        data = csv_of(table, meeting)
        assert_no_edit(meeting, table, data)
        cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]
        assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}] == []


@settings(few, max_examples=8)
@given(meetings())
def test_xlsx_of_any_meeting_reads_back_as_no_edit(meeting: Meeting) -> None:
    for table in TABLES.values():
        assert_no_edit(meeting, table, xlsx_of(table, meeting))


@pytest.mark.parametrize("meeting", REAL, ids=lambda meeting: meeting.slug)
@pytest.mark.parametrize("write", [csv_of, xlsx_of])
@pytest.mark.parametrize("name", TABLES)
def test_table_of_a_real_meeting_reads_back_as_no_edit(name: str, write, meeting: Meeting) -> None:
    assert_no_edit(meeting, TABLES[name], write(TABLES[name], meeting))
