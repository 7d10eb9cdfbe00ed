"""The history through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import a_meeting, a_phase, a_session
from callers import a_caller
from sites import a_site

if TYPE_CHECKING:
    from pathlib import Path

    from callers import Caller


def retitle(caller: Caller, *titles: str) -> None:
    for title in titles:
        assert caller.edit({"edit": "set_meeting", "title": title}).status_code == 200


def test_history_says_who_did_what_when_newest_first(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        caller = a_caller(organiser)
        retitle(caller, "B")
        caller.post("undo")
        found = a_caller(organiser, "viewer").get("history").json()
        assert found["next"] is None
        assert [(one["version"], one["author"], one["takes_back"]) for one in found["history"]] == [
            (3, "editor@example.org", 2),
            (2, "editor@example.org", None),
        ]
        assert found["history"][1]["edits"] == [{"edit": "set_meeting", "title": "B"}]
        assert found["history"][1]["changes"] == [
            {"path": ["meeting", "", "title", "en"], "before": "A meeting", "after": "B"}
        ]
        assert found["history"][1]["made_at"].endswith("Z")


def test_history_is_read_page_by_page(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        caller = a_caller(organiser)
        retitle(caller, "B", "C", "D", "E", "F")
        pages, path = [], "/meetings/m/history?most=2"
        while path:
            found = caller.get(path).json()
            pages.append([one["version"] for one in found["history"]])
            path = (found["next"] or "").removeprefix("/api/v1")
        assert pages == [[6, 5], [4, 3], [2]]


def test_bad_page_is_400(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        caller = a_caller(organiser)
        for query in ("most=0", "most=201", "most=x", "before=0", "before=-1", "before=1e3", "most="):
            refused = caller.get(f"history?{query}")
            assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")


def test_each_version_is_read_as_it_was(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        caller = a_caller(organiser)
        retitle(caller, "B", "C")
        found = [caller.get(f"history/{version}") for version in (1, 2, 3)]
        assert [one.json()["title"] for one in found] == ["A meeting", "B", "C"]
        assert [one.headers["etag"] for one in found] == ['"1"', '"2"', '"3"']
        assert found[2].content == caller.get("draft").content
        assert [caller.get(f"history/{word}").status_code for word in ("4", "0", "-1", "x", "1.0", "9" * 30)] == [
            404
        ] * 6


def test_restored_version_is_an_edit_that_can_be_undone(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting(phases=[a_phase(sessions=[a_session()])])) as organiser:
        caller = a_caller(organiser)
        caller.edit({"edit": "remove_session", "session": "s"})
        retitle(caller, "B")
        done = caller.post("restore", {"version": 1}, match=3)
        assert (done.status_code, done.json()["version"], done.headers["etag"]) == (200, 4, '"4"')
        assert caller.get("history/1").content == caller.get("draft").content
        caller.post("undo")
        assert caller.get("history/3").content == caller.get("draft").content


def test_restore_needs_the_present_version(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        caller = a_caller(organiser)
        retitle(caller, "B", "C")
        assert caller.post("restore", {"version": 1}).status_code == 428
        assert caller.post("restore", {"version": 1}, match=2).status_code == 409
        assert caller.post("restore", {"version": 9}, match=3).status_code == 404
        for body in ({}, {"version": "1"}, {"version": 1.0}, {"version": True}, {"version": 1, "x": 1}, [1]):
            assert caller.post("restore", body, match=3).status_code == 422
        assert caller.version == 3
