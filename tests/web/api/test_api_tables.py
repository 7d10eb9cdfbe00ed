"""Tables through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session
from callers import a_caller
from sites import a_site

if TYPE_CHECKING:
    from pathlib import Path

CSV = {"content-type": "text/csv"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def meeting():
    return a_meeting(people=[{"id": "a", "name": "Ada"}], phases=[a_phase(sessions=[a_session()])])


@pytest.mark.parametrize("table", ["people", "sittings"])
@pytest.mark.parametrize(("form", "media"), [("csv", "text/csv"), ("xlsx", XLSX)])
def test_table_taken_as_it_was_read_changes_nothing(tmp_path: Path, table: str, form: str, media: str) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        read = caller.get(f"tables/{table}?as={form}")
        assert (read.status_code, read.headers["etag"]) == (200, '"1"')
        assert read.headers["content-type"].partition(";")[0] == media
        taken = caller.post(f"tables/{table}", match=1, content=read.content, headers={"content-type": media})
        assert (taken.status_code, taken.json()["version"], taken.json()["unchanged"]) == (200, 1, 1)


def test_table_is_one_edit_and_tried_before(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        written = caller.get("tables/people").content.replace(b"Ada", b"Ada N.")
        tried = caller.post("tables/people?preview=1", content=written, headers=CSV).json()
        assert (tried["version"], caller.version) == (1, 1)
        taken = caller.post("tables/people", content=written, headers=CSV)
        assert taken.json() == tried | {"version": 2}
        assert [
            (one["id"], [(cell["before"], cell["after"]) for cell in one["changes"]]) for one in tried["changed"]
        ] == [("a", [("Ada", "Ada N.")])]
        assert (len(caller.written), caller.get("draft").json()["people"][0]["name"]) == (1, "Ada N.")


def test_wrong_cells_are_named_and_nothing_is_taken(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        written = caller.get("tables/sittings").content.replace(b"2022-11-16", b"soon")
        refused = caller.post("tables/sittings", content=written, headers=CSV)
        assert (refused.status_code, {one["pointer"][1:] for one in refused.json()["errors"]}) == (422, {"2"})
        assert caller.version == 1


def test_table_of_an_older_draft_is_refused(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        written = caller.get("tables/people").content
        caller.edit({"edit": "set_person", "person": "a", "name": "B"})
        assert caller.post("tables/people", match=1, content=written, headers=CSV).status_code == 412


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("tables/rooms", {"content": b"id\n", "headers": CSV}, 404),
        ("tables/people", {"json": {}}, 415),
        ("tables/people", {"content": b"", "headers": CSV}, 422),
        ("tables/people", {"content": b"PK\x03\x04", "headers": {"content-type": XLSX}}, 422),
        ("tables/people", {"content": b"\x00" * 100, "headers": CSV}, 422),
        ("tables/people", {"content": b"x" * 11_000_000, "headers": CSV}, 413),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, path: str, sent: dict[str, object], status: int) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        assert a_caller(organiser).call("POST", path, **sent).status_code == status
