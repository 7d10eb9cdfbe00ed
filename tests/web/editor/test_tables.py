"""The page of tables: downloads, a preview, and an import that is one edit."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from openpyxl import load_workbook
from page_builders import text_of
from sites import a_site, log_in

from agenda import service
from agenda.service import accounts, tabling
from agenda.tables.forms import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

TABLES = "/organise/cap-19/tables"


def bearer(organiser: Organiser, role: str = "editor") -> dict[str, str]:
    """The headers of a program that is an organiser."""
    email = f"{role}@example.org"
    accounts.add_user(organiser.store, email, role=role, now=organiser.now)
    return {"authorization": f"Bearer {accounts.add_token(organiser.store, email, now=organiser.now)}"}


def send(organiser: Organiser, headers: dict[str, str], content: bytes | str, **options: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    fields = {"table": options.get("table", "sittings")}
    path = options.get("path", TABLES)
    return organiser.client.post(path, data=fields, files={"file": ("t.csv", data)}, headers=headers)


def confirm(organiser: Organiser, headers: dict[str, str], page: str, **changed: str) -> Any:
    """Sends the form of a preview."""
    form = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)}
    assert set(form) == {"table", "version", "edits"}
    files = {name: (None, value) for name, value in (form | changed).items()}
    return organiser.client.post(TABLES, files=files, headers=headers, follow_redirects=False)


@pytest.mark.parametrize("table", ["sittings", "people"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_table_that_was_downloaded_has_nothing_to_import(tmp_path: Path, table: str, form: str) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        headers = bearer(organiser)
        got = organiser.client.get(f"{TABLES}/{table}.{form}", headers=headers)
        assert got.headers["content-disposition"] == f'attachment; filename="cap-19-{table}.{form}"'
        assert got.headers["cache-control"] == "no-store"
        page = send(organiser, headers, got.content, table=table)
        assert page.status_code == 200
        assert "there is nothing to import" in page.text
        assert 'name="edits"' not in page.text


def test_template_has_every_column_and_explains_them(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        got = organiser.client.get(f"{TABLES}/template-sittings.xlsx", headers=bearer(organiser))
        book = load_workbook(io.BytesIO(got.content))
        assert book["explanation"]["A2"].value == "id"
        assert str(book["explanation"]["B2"].value).startswith("What the row is known by.")
        assert read_table(got.content).rows[0][1][0] == "(example)"


def test_import_is_shown_then_made_as_one_edit_and_can_be_undone(tmp_path: Path) -> None:
    rows = ["s1,hybrid,Grand opening,2022-11-16,14:00,16:00", ",hybrid,Evening,2022-11-16,19:00,21:00"]
    table = "\n".join(["id,phase,title (en),date,start,end", *rows])
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        headers = bearer(organiser)
        before = service.draft(organiser.store, "cap-19")
        page = send(organiser, headers, table)
        text = text_of(page.text)
        assert "Added 1 Changed 1 Unchanged 0 Not in the file 2" in text
        assert "title (en) Opening session Grand opening" in text
        assert "start 10:00 14:00" in text
        assert service.draft(organiser.store, "cap-19") == before
        done = confirm(organiser, headers, page.text)
        assert (done.status_code, done.headers["location"]) == (303, f"{TABLES}?said=imported")
        after = service.draft(organiser.store, "cap-19")
        assert after.version == before.version + 1
        assert [session.title["en"] for session in after.meeting.phases[1].sessions][::3] == [
            "Grand opening",
            "Evening",
        ]
        undone = service.undo(organiser.store, "cap-19", author="editor@example.org", now=organiser.now)
        assert undone.draft.meeting == before.meeting


def test_preview_tells_the_findings_that_the_import_would_bring(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        page = send(organiser, bearer(organiser), "id,start,end\ns2,10:00,13:00\n")
        text = text_of(page.text)
        assert "Findings there will be Warning" in text
        assert text.count("Room “Room A” (room-a)") == 1


def test_wrong_cells_are_told_by_row_and_column_and_nothing_can_be_imported(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        page = send(organiser, bearer(organiser), "id,date,room\ns1,05/11/2022,room-a\ns2,2022-11-16,attic\n")
        text = text_of(page.text)
        assert page.status_code == 422
        assert "2 B date “05/11/2022” may be 2022-11-05 or 2022-05-11; write the one that is meant" in text
        assert "3 C room there is no room “attic”; write one of room-a, or add it first" in text
        assert 'name="edits"' not in page.text


def test_import_made_on_an_older_draft_is_carried_over_what_it_does_not_touch(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        headers = bearer(organiser)
        page = send(organiser, headers, "id,title\ns1,Grand opening\n")
        edit(organiser, {"edit": "cancel_session", "session": "s2"})
        assert confirm(organiser, headers, page.text).headers["location"] == f"{TABLES}?said=rebased"
        sessions = service.draft(organiser.store, "cap-19").meeting.phases[1].sessions
        assert (sessions[0].title["en"], sessions[1].status) == ("Grand opening", "cancelled")


def test_import_that_meets_another_edit_of_the_same_is_refused_whole(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        headers = bearer(organiser)
        page = send(organiser, headers, "id,title\ns1,Grand opening\ns2,Tools\n")
        edit(organiser, {"edit": "set_session", "session": "s1", "title": {"en": "Theirs"}})
        done = confirm(organiser, headers, page.text)
        assert done.status_code == 409
        assert "Somebody changed the same things since the preview." in text_of(done.text)
        sessions = service.draft(organiser.store, "cap-19").meeting.phases[1].sessions
        assert [session.title["en"] for session in sessions[:2]] == ["Theirs", "Tools for Members"]


def edit(organiser: Organiser, written: dict[str, Any]) -> None:
    version = service.draft(organiser.store, "cap-19").version
    service.edit(organiser.store, "cap-19", written, expected=version, author="o", now=organiser.now)


def test_import_sent_twice_adds_its_rows_once(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        headers = bearer(organiser)
        page = send(organiser, headers, "phase,title\nhybrid,Evening\n").text
        assert [confirm(organiser, headers, page).status_code for _ in range(2)] == [303, 422]
        assert len(service.draft(organiser.store, "cap-19").meeting.phases[1].sessions) == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("edits", "[{"),
        ("edits", "{}"),
        ("edits", '[{"edit": "remove_phase", "phase": "hybrid"}]'),
        ("edits", "[7]"),
        ("edits", "[]"),
        ("edits", "[" * 5_000),
        ("version", "now"),
    ],
)
def test_form_that_no_preview_sent_changes_nothing(tmp_path: Path, field: str, value: str) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        headers = bearer(organiser)
        page = send(organiser, headers, "id,title\ns1,Grand opening\n").text
        before = service.draft(organiser.store, "cap-19")
        assert confirm(organiser, headers, page, **{field: value}).status_code == 422
        assert service.draft(organiser.store, "cap-19") == before


def test_file_that_is_none_is_told_with_a_remedy(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        headers = bearer(organiser)
        for content in (b"\xff\xd8\xff\xe0JFIF\0", b"PK\x03\x04", b"", b"x" * 5_000_001, b"y" * 5_200_000):
            answer = send(organiser, headers, content)
            assert answer.status_code == 422
            assert "Nothing was imported." in text_of(answer.text)
        nothing = organiser.client.post(TABLES, data={"table": "sittings"}, headers=headers)
        assert "no file was chosen" in text_of(nothing.text)
        strange = organiser.client.post(TABLES, data={"table": "rooms"}, headers=headers)
        assert (strange.status_code, "choose a table" in strange.text) == (422, True)


def test_words_of_a_file_are_never_markup(tmp_path: Path) -> None:
    script = "<script>alert(1)</script>"
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        headers = bearer(organiser)
        for table in (f"id,title\ns1,{script}\n", f"id,{script}\ns1,x\n", f"id,room\ns1,{script}\n"):
            page = send(organiser, headers, table).text
            assert script not in page
            assert "&lt;script&gt;" in page


def test_viewer_takes_tables_out_and_brings_none_in(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        headers = bearer(organiser, "viewer")
        assert organiser.client.get(f"{TABLES}/people.csv", headers=headers).status_code == 200
        assert 'type="file"' not in organiser.client.get(TABLES, headers=headers).text
        assert send(organiser, headers, "id\ns1\n").status_code == 403


def test_nobody_and_strangers_get_no_table(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        nobodys = organiser.client.get(f"{TABLES}/people.csv", follow_redirects=False)
        assert (nobodys.status_code, nobodys.headers["location"][:6]) == (303, "/login")
        member = bearer(organiser, "member")
        assert organiser.client.get(f"{TABLES}/people.csv", headers=member).status_code == 404
        editor = bearer(organiser)
        assert organiser.client.get(f"{TABLES}/rooms.csv", headers=editor).status_code == 404
        assert organiser.client.get(f"{TABLES}/people.ods", headers=editor).status_code == 404
        log_in(organiser)
        foreign = {"sec-fetch-site": "cross-site"}
        assert send(organiser, foreign, "id,title\ns1,x\n").status_code == 403


def test_five_hundred_sittings_are_taken_at_once(tmp_path: Path) -> None:
    meeting = a_meeting(slug="cap-19", phases=[a_phase(sessions=[a_session()])])
    rows = [f"p,Sitting {n},2022-11-{16 + n % 2},{8 + n % 10:02}:00,{9 + n % 10:02}:00" for n in range(500)]
    with a_site(tmp_path, meeting) as organiser:
        headers = bearer(organiser)
        page = send(organiser, headers, "\n".join(["phase,title,date,start,end", *rows]))
        assert "And 300 more rows." in text_of(page.text)
        assert len(json.loads(unescape(re.findall(r'name="edits" value="([^"]*)"', page.text)[0]))) == 500
        assert confirm(organiser, headers, page.text).status_code == 303
        assert len(service.draft(organiser.store, "cap-19").meeting.phases[0].sessions) == 501


def test_edits_that_no_table_makes_are_not_taken() -> None:
    assert "remove_session" not in tabling.OF_TABLES
