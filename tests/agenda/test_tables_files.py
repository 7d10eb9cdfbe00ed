"""Reading and writing the bytes of tables: encodings, separators, kinds of cells, and files that are made to harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from openpyxl import Workbook, load_workbook

from agenda.errors import InvalidInput
from agenda.tables import TABLES, example_rows, plan_table, rows_of
from agenda.tables.forms import read_csv, read_table, write_csv, write_xlsx

if TYPE_CHECKING:
    from agenda.meeting import Meeting
    from agenda.tables import Grid

SITTINGS = TABLES["sittings"]
UNCLOSED = "line 2 cannot be read (unexpected end of data); look for a quotation mark too many"
OLD = "this is an old .xls file, or one with a password; save it as .xlsx without a password"


def workbook(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    """A workbook as a spreadsheet saves one, with number formats by cell."""
    made = Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    for cell, number_format in (formats or {}).items():
        made.active[cell].number_format = number_format
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def xlsx_of(meeting: Meeting, rows: Any = None) -> bytes:
    meanings = {column.field: "…" for column in SITTINGS.columns(meeting)}
    rows = rows_of(SITTINGS, meeting) if rows is None else rows
    return write_xlsx(SITTINGS, meeting, rows, meanings=meanings, headings=("Column", "Meaning", "Values"))


def cells(grid: Grid) -> list[tuple[Any, ...]]:
    return [row for _, row in grid.rows]


def refusal(data: bytes) -> str:
    with pytest.raises(InvalidInput) as refused:
        read_table(data)
    [problem] = refused.value.problems
    return problem.message


@pytest.mark.parametrize(
    ("data", "read_as"),
    [
        ("id,title\r\ns,Élan".encode(), "UTF-8, separated by commas"),
        ("id,title\r\ns,Élan".encode("utf-8-sig"), "UTF-8, separated by commas"),
        ("id;title\ns;Élan\n".encode("cp1252"), "Windows-1252, separated by semicolons"),
        ("id\ttitle\r\ns\tÉlan\r\n".encode("utf-16"), "UTF-16, separated by tabs"),
        ("id\ttitle\ns\tÉlan".encode("utf-16-le"), "UTF-16, separated by tabs"),
        ("id\ttitle\ns\tÉlan".encode("utf-16-be"), "UTF-16, separated by tabs"),
        ('sep=;\r\n"id";"title"\r\ns;Élan'.encode(), "UTF-8, separated by semicolons"),
    ],
)
def test_csv_is_read_as_spreadsheets_save_it(data: bytes, read_as: str) -> None:
    grid = read_csv(data)
    assert (grid.header, cells(grid), grid.read_as) == (("id", "title"), [("s", "Élan")], read_as)


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    grid = read_csv(b'id,title\n\ns,"two\nlines"\n,\nt,x\n')
    assert grid.rows == ((3, ("s", "two\nlines")), (5, ("t", "x")))


def test_csv_written_is_utf8_with_a_mark_and_crlf() -> None:
    data = write_csv(SITTINGS.columns(a_meeting()), [{"id": "s", "title (en)": 'a "b", c\nd'}])
    assert data.startswith(b"\xef\xbb\xbfid,phase,title (en),")
    assert b'\r\ns,,"a ""b"", c\nd",' in data


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2", "'-2"),
        ("'=x", "''=x"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("\t=x", "'\t=x"),
    ],
)
def test_text_that_would_be_a_formula_is_guarded_in_csv(text: str, written: str) -> None:
    meeting = a_meeting(phases=[a_phase(sessions=[a_session(title=text)])])
    data = write_csv(SITTINGS.columns(meeting), rows_of(SITTINGS, meeting))
    assert f"s,p,{written},".encode() in data
    assert cells(read_csv(data))[0][2] == text


def test_text_that_would_be_a_formula_is_text_in_xlsx() -> None:
    meeting = a_meeting(phases=[a_phase(sessions=[a_session(title="=1+1")])])
    sheet = load_workbook(io.BytesIO(xlsx_of(meeting)))["sittings"]
    assert (sheet["C2"].value, sheet["C2"].data_type, sheet["C2"].quotePrefix) == ("=1+1", "s", True)
    assert cells(read_table(xlsx_of(meeting)))[0][2] == "=1+1"


def test_xlsx_has_dates_times_choices_and_an_explanation() -> None:
    meeting = meeting_file("cap-19")
    book = load_workbook(io.BytesIO(xlsx_of(meeting)))
    assert book.sheetnames == ["sittings", "explanation", "lists"]
    sheet = book["sittings"]
    names = [cell.value for cell in sheet[1]]
    first = dict(zip(names, sheet[2], strict=True))
    assert first["date"].value == datetime.fromisoformat("2022-11-16")
    assert (first["start"].value, first["start"].number_format) == (time(10), "hh:mm")
    offered = {str(offer.sqref): offer.formula1 for offer in sheet.data_validations.dataValidation}
    column = first["room"].column_letter
    assert offered[f"{column}2:{column}5001"] == "'lists'!$G$2:$G$2"
    assert book["lists"]["G2"].value == "room-a"
    assert [cell.value for cell in book["explanation"]["A"]][1:] == names


def test_template_reads_back_as_nothing_to_do() -> None:
    meeting = meeting_file("cap-19")
    for data in (
        xlsx_of(meeting, example_rows(SITTINGS, meeting)),
        write_csv(SITTINGS.columns(meeting), example_rows(SITTINGS, meeting)),
    ):
        plan = plan_table(meeting, read_table(data), table=SITTINGS)
        assert (plan.rows, plan.problems, plan.absent) == ((), (), 3)


def test_cells_of_a_spreadsheet_are_read_by_their_kind() -> None:
    data = workbook(
        ["id", "phase", "title", "date", "start", "end", "expected"],
        ["s", "p", "Opening", date(2022, 11, 16), time(10, 30), datetime.fromisoformat("2022-11-16T12:00"), 40.0],
        [1, "p", 2022, "16/11/2022", "10.00", 11, "40"],
    )
    meeting = a_meeting(phases=[a_phase()])
    plan = plan_table(meeting, read_table(data), table=SITTINGS)
    assert plan.problems == ()
    first, second = (edit["session"] for edit in plan.edits)
    assert first == {
        "id": "s",
        "start": "2022-11-16T10:30",
        "end": "2022-11-16T12:00",
        "title": {"en": "Opening"},
        "expected": 40,
    }
    assert second == {
        "id": "1",
        "start": "2022-11-16T10:00",
        "end": "2022-11-16T11:00",
        "title": {"en": "2022"},
        "expected": 40,
    }


@pytest.mark.parametrize(
    ("cell", "column", "message"),
    [
        ("=1+1", "title (en)", "holds a formula; copy the cells and paste their values in place"),
        (44881, "date", "“44881” is not a date; write it as 2022-11-16"),
        (14.3, "start", "“14.3” is not a time of day; write it as 14:30"),
        (12.5, "expected", "“12.5” is not a whole number; write one such as 90"),
    ],
)
def test_cell_that_holds_something_else_is_wrong(cell: Any, column: str, message: str) -> None:
    meeting = a_meeting(phases=[a_phase(sessions=[a_session()])])
    plan = plan_table(meeting, read_table(workbook(["id", column], ["s", cell])), table=SITTINGS)
    [problem] = plan.problems
    assert (problem.row, problem.letters, problem.column, problem.message) == (2, "B", column, message)


def test_sheet_of_the_tables_name_is_read_before_others() -> None:
    made = Workbook()
    assert made.active is not None
    made.active.append(["notes"])
    made.create_sheet("sittings").append(["id"])
    made["sittings"].append(["s"])
    saved = io.BytesIO()
    made.save(saved)
    assert read_table(saved.getvalue(), sheet="sittings").header == ("id",)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file holds nothing; the first row has the names of the columns"),
        (b"\r\n,,\r\n", "the file holds nothing; the first row has the names of the columns"),
        (b"id,title\ns,a\0b\n", "this is no table; save it as CSV (UTF-8) or as XLSX"),
        (b"id\ns\x81\n", "the letters of this file are not in UTF-8, UTF-16 or Windows-1252; save it as CSV UTF-8"),
        (b'id,title\ns,"never closed\n', UNCLOSED),
        (b"id\n" + b"s\n" * 5_001, "the file has 5,001 rows; at most 5,000 are read, so divide it"),
        (b"id\n" + b"s\n" * 100_000, "the file has more than 5,000 rows; divide it"),
        (b"id" + b",x" * 101, "row 1 has more than 100 columns; keep those of the template"),
        (b"\xd0\xcf\x11\xe0rest", OLD),
        (b"PK\x03\x04rest", "this file is damaged or is no XLSX workbook; save it once more as .xlsx, or as CSV UTF-8"),
    ],
)  # fmt: skip
def test_file_that_is_no_table_is_refused_with_a_remedy(data: bytes, message: str) -> None:
    assert refusal(data) == message


def zipped(method: int = zipfile.ZIP_DEFLATED, **parts: bytes) -> bytes:
    """The parts of a real workbook, some in place of its own (`sheet`, `strings`, `styles`)."""
    names = {
        "sheet": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "mimetype": "mimetype",
    }
    made = io.BytesIO()
    given = {names[part]: data for part, data in parts.items()}
    with zipfile.ZipFile(io.BytesIO(workbook(["id"], ["s"]))) as real, zipfile.ZipFile(made, "w", method) as out:
        for name in dict.fromkeys([*real.namelist(), *given]):
            out.writestr(name, given.get(name) or real.read(name))
    return made.getvalue()


def test_workbook_that_unpacks_to_far_more_than_a_table_is_refused() -> None:
    bomb = zipped(sheet=b" " * 60_000_000)
    assert len(bomb) < 100_000
    assert refusal(bomb) == "this workbook unpacks to more than 40 MB; take out pictures and other sheets"


def test_workbook_of_millions_of_cells_is_refused_before_it_is_parsed() -> None:
    message = "this workbook has too many cells; at most 5,000 rows are read: delete empty rows and sheets"
    assert refusal(zipped(sheet=b"<c/>" * 1_600_000)) == message
    assert refusal(zipped(strings=b"<si/>" * 1_600_000)) == message
    assert refusal(zipped(styles=b"<xf/>" * 200_000)) == message


def test_workbook_that_declares_entities_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    assert refusal(zipped(sheet=bomb)) == "this workbook declares entities, which no spreadsheet writes; it is not read"
    damaged = "this file is damaged or is no XLSX workbook; save it once more as .xlsx, or as CSV UTF-8"
    assert refusal(zipped(sheet=bomb.decode().encode("utf-16"))) == damaged


def test_workbook_packed_in_another_way_is_refused() -> None:
    message = "this workbook is packed in a way that is not read here; save it once more as .xlsx"
    assert refusal(zipped(zipfile.ZIP_LZMA)) == message
    assert refusal(zipped(zipfile.ZIP_BZIP2)) == message


def test_workbook_whose_xml_is_broken_is_refused() -> None:
    damaged = "this file is damaged or is no XLSX workbook; save it once more as .xlsx, or as CSV UTF-8"
    for part in ("sheet", "styles"):
        assert refusal(zipped(**{part: b"<a><b></a>"})) == damaged
    assert refusal(zipped(sheet=b"<a/>")) == "the file holds nothing; the first row has the names of the columns"


def test_open_document_is_refused_with_a_remedy() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refusal(made.getvalue()) == "this is not an XLSX workbook; save it as .xlsx, or as CSV UTF-8"


def test_more_rows_than_are_read_are_refused_in_a_workbook() -> None:
    assert refusal(workbook(["id"], *[["s"]] * 5_001)) == "the file has more than 5,000 rows; divide it"


def test_last_cell_of_the_grid_does_not_make_a_million_rows() -> None:
    made = Workbook()
    assert made.active is not None
    made.active["A1"], made.active["A2"], made.active["A1048576"] = "id", "s", "t"
    saved = io.BytesIO()
    made.save(saved)
    assert [number for number, _ in read_table(saved.getvalue()).rows] == [2, 1_048_576]
