"""Script, formulas and line ends in every text: no feed, file or workbook takes them for more than text."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pikepdf
import pytest
from attack.poison import FORMULAS, LANGUAGES, MARK, POISON, poisoned_meeting, told
from openpyxl import load_workbook
from sites import a_site, log_in

from agenda.service import choosing, personal
from agenda.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response
    from sites import Organiser

SAFE = re.compile(r"(https?|mailto|tel|webcals?):", re.IGNORECASE)
WOULD_COMPUTE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
OURS = {"X-WR-CALNAME", "X-WR-CALDESC", "X-WR-TIMEZONE", "X-PUBLISHED-TTL", "X-MICROSOFT-CDO-BUSYSTATUS"}
NAME = re.compile(r"[A-Z-]+(?=[;:])")
RUNS_IN_A_PDF = {"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/OpenAction", "/AA", "/EmbeddedFiles"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organiser]:
    other = poisoned_meeting(slug="n", uid="5f0c1f5e-8a51-4d0e-9f6b-3a2b1c0d9e80")
    with a_site(tmp_path_factory.mktemp("site"), poisoned_meeting(), other) as organiser:
        log_in(organiser, role="admin")
        organiser.publish("m", {"edit": "set_session", "session": "s", "title": told(4), "notice": told(0)})
        yield organiser


@pytest.fixture(scope="module")
def feed(site: Organiser) -> str:
    """The address of a personal feed that may read all of the meeting."""
    now = datetime.now(UTC)
    choice = choosing.choose(site.store, choosing.read_wanted([{"meeting": "m"}]))
    token = personal.create_feed(site.store, choice, now=now).token
    personal.grant(site.store, token, ["u"], now=now)
    return f"/my/{token}"


def files(site: Organiser, *paths: str) -> Iterator[Response]:
    """The file at each address, in each language of the meeting; nobody may take it for a page."""
    for path in paths:
        for language in LANGUAGES:
            answer = site.client.get(f"{path}?lang={language}")
            assert answer.status_code == 200
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "html" not in answer.headers["content-type"]
            assert re.fullmatch(
                r'|(inline|attachment); filename="[\w.-]+"', answer.headers.get("content-disposition", "")
            )
            yield answer


def test_calendars_have_no_line_of_anybody_elses(site: Organiser, feed: str) -> None:
    names = set()
    parts = ("", "/phases/p", "/sessions/s", "/items/i", "/people/a", "/rooms/r", "/deadlines", "/revisions/1")
    for answer in files(site, "/calendar.ics", f"{feed}.ics", *(f"/m/m{part}.ics" for part in parts)):
        lines = answer.text.replace("\r\n ", "").split("\r\n")
        assert len(lines) == len(answer.text.replace("\r\n ", "").splitlines()) + 1
        assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT")
        names |= {NAME.match(line)[0] for line in lines if line}  # type: ignore[index]
        assert [
            line for line in lines if line.startswith(("URL", "CONFERENCE", "ATTACH")) and not SAFE.search(line)
        ] == []
    assert {"SUMMARY", "DESCRIPTION", "CONFERENCE", "LOCATION"} <= names
    assert {name for name in names if name.startswith("X-")} <= OURS


def test_xml_holds_only_its_own_elements(site: Organiser) -> None:
    for answer in files(site, "/m/m.atom", "/m/m.frab.xml", "/m/m/revisions/1.frab.xml"):
        assert MARK in answer.text
        root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
        spaces = {one.tag.partition("}")[0] for one in root.iter() if "}" in one.tag}
        assert spaces <= {"{http://www.w3.org/2005/Atom"}
        for one in root.iter():
            assert [value for key, value in one.items() if key == "href" and not SAFE.match(value)] == []
            if one.get("type") == "html":
                assert set(re.findall(r"<(\w[\w-]*)", one.text or "")) <= {"ul", "li", "p", "span", "bdi", "time"}


def test_json_says_its_texts_as_they_are(site: Organiser, feed: str) -> None:
    for answer in files(site, "/m/m.json", "/m/m.frab.json", f"{feed}.json", "/m/m/revisions/1.json"):
        assert "json" in answer.headers["content-type"]
        assert POISON in json.dumps(json.loads(answer.text), ensure_ascii=False).replace('\\"', '"')


def test_no_cell_is_computed(site: Organiser) -> None:
    tables = [f"/organise/m/tables/{name}.csv" for name in TABLES]
    for answer in files(site, "/m/m.csv", "/m/m/revisions/1.csv", *tables):
        cells = [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row]
        assert [cell for cell in cells if cell.startswith(WOULD_COMPUTE)] == []
        assert [cell for cell in cells if cell.startswith(tuple(f"'{one.strip()}" for one in FORMULAS))]


def test_workbook_has_no_formula_and_no_link_that_runs(site: Organiser) -> None:
    for name in TABLES:
        answer = site.client.get(f"/organise/m/tables/{name}.xlsx")
        book = load_workbook(io.BytesIO(answer.content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
        assert_parts_are_sound(answer.content)


def test_word_document_is_made_of_text_alone(site: Organiser) -> None:
    for answer in files(site, "/m/m.docx", "/m/m/revisions/1.docx"):
        assert MARK in assert_parts_are_sound(answer.content)


def assert_parts_are_sound(package: bytes) -> str:
    """Each part of an Office file is XML without field codes or macros of ours, and leads to no address that runs."""
    with ZipFile(io.BytesIO(package)) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist() if name.endswith((".xml", ".rels"))}
        assert [name for name in packed.namelist() if re.search(r"vba|macro|embedd|activeX|external", name)] == []
    for name, text in parts.items():
        for one in ElementTree.fromstring(text).iter():  # noqa: S314 - our own
            tag = one.tag.rpartition("}")[2]
            assert tag not in {MARK, "script", "object", "altChunk"}, name
            assert tag != "instrText" or MARK not in (one.text or "")
            if one.get("TargetMode") == "External":
                assert SAFE.match(one.attrib["Target"])
    return "\n".join(parts.values())


def test_pdf_runs_nothing(site: Organiser, feed: str) -> None:
    answer = site.client.get(f"{feed}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    pdf = pikepdf.open(io.BytesIO(answer.content))
    pairs = [pair for one in pdf.objects for pair in _pairs(one)]
    addresses = [str(value) for key, value in pairs if key == "/URI"]
    assert {key for key, _ in pairs} & RUNS_IN_A_PDF == set()
    assert addresses
    assert [address for address in addresses if not SAFE.match(address)] == []


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, held in value.items():
            yield key, held
            if not getattr(held, "is_indirect", False):
                yield from _pairs(held)
    elif isinstance(value, pikepdf.Array):
        for held in value:
            if not getattr(held, "is_indirect", False):
                yield from _pairs(held)


def test_text_is_sent_as_text(site: Organiser) -> None:
    for answer in files(site, "/m/m.txt", "/m/m/revisions/1.txt"):
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", answer.text) is None
