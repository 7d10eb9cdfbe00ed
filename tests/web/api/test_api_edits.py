"""Edits through the API: versions, rebase, conflicts, undo and redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session
from callers import a_caller
from sites import a_site

if TYPE_CHECKING:
    from pathlib import Path

MOVE = {"edit": "move_session", "session": "s", "start": "2022-11-16T14:00"}
RENAME = {"edit": "set_session", "session": "s", "title": "Opening"}


def meeting():
    return a_meeting(phases=[a_phase(sessions=[a_session(), a_session("t", start="2022-11-17T09:00", minutes=60)])])


def test_edit_answers_the_version_and_what_it_came_to(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        done = caller.edit(MOVE, match=1)
        assert (done.status_code, done.headers["etag"], done.headers["cache-control"]) == (200, '"2"', "no-store")
        answer = done.json()
        assert (sorted(answer), answer["version"]) == (["cleared", "findings", "rebased", "version"], 2)
        assert (answer["rebased"], answer["cleared"]) == (False, [])
        session = caller.get("draft").json()["phases"][0]["sessions"][0]
        assert (session["start"], session["end"]) == ("2022-11-16T14:00", "2022-11-16T17:00")
        assert [(one.author, one.edits) for one in caller.written] == [("editor@example.org", (MOVE,))]


def test_edits_in_a_list_are_one_version_or_none(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        assert caller.edit(MOVE, RENAME).json()["version"] == 2
        refused = caller.edit(RENAME | {"title": "Other"}, {"edit": "remove_session", "session": "none"})
        assert (refused.status_code, caller.version, len(caller.written)) == (404, 2, 1)


def test_edit_that_changes_nothing_makes_no_version(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        assert caller.edit(RENAME | {"title": "Session s"}).json()["version"] == 1
        assert caller.written == []


def test_what_removing_clears_is_listed(tmp_path: Path) -> None:
    room = {"id": "r", "name": "R"}
    with a_site(
        tmp_path,
        a_meeting(venues=[{"id": "v", "name": "V", "rooms": [room]}], phases=[a_phase(sessions=[a_session(room="r")])]),
    ) as organiser:
        done = a_caller(organiser).edit({"edit": "remove_room", "room": "r"})
        assert done.json()["cleared"] == ["/phases/0/sessions/0/room"]


def test_older_version_is_rebased_where_nothing_touched_has_changed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        caller.edit(RENAME, match=1)
        done = caller.edit(MOVE, match=1)
        assert (done.status_code, done.json()["rebased"], done.json()["version"]) == (200, True, 3)
        session = caller.get("draft").json()["phases"][0]["sessions"][0]
        assert (session["title"], session["start"]) == ("Opening", "2022-11-16T14:00")


def test_older_version_conflicts_where_both_wrote(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        caller.edit(RENAME, match=1)
        refused = caller.edit(RENAME | {"title": "Closing"}, match=1)
        assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
        assert refused.json()["conflicts"] == [
            {
                "pointer": "/phases/0/sessions/0/title/en",
                "base": "Session s",
                "theirs": "Opening",
                "yours": "Closing",
            }
        ]
        assert caller.version == 2


def test_edit_without_a_version_is_428_and_does_nothing(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        refused = caller.post("edits", MOVE)
        assert (refused.status_code, refused.headers["content-type"]) == (428, "application/problem+json")
        assert sorted(refused.json()) == ["detail", "status", "title", "type"]
        assert caller.version == 1


@pytest.mark.parametrize(
    ("match", "status"),
    [
        ("*", 200),
        ('W/"2"', 200),
        (' "2" ', 200),
        ('"1", "2"', 200),
        ('"1","nonsense"', 200),
        ('"3"', 412),
        ('"0"', 412),
        ('"nonsense"', 412),
        ('""', 412),
        ('"99999999999999999999"', 412),
        ("2", 400),
        ('"2', 400),
        ('"2" "1"', 400),
        ("", 400),
        ("*, *", 400),
    ],
)
def test_if_match_is_read_as_its_rfc_says(tmp_path: Path, match: str, status: int) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        caller.edit(RENAME)
        done = caller.edit(MOVE, match=match)
        assert (done.status_code, caller.version) == (status, 3 if status == 200 else 2)


def test_draft_as_it_was_read_can_be_sent_back_changed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        whole = caller.get("draft").json()
        assert caller.edit({"edit": "replace_meeting", "meeting": whole}).json()["version"] == 1
        changed = whole | {"title": "Another"}
        assert caller.edit({"edit": "replace_meeting", "meeting": changed}).json()["version"] == 2
        assert caller.get("draft").json() == changed
        for version in (2, "1", True):
            refused = caller.edit({"edit": "replace_meeting", "meeting": whole | {"plenary": version}})
            assert refused.status_code == 422


def test_preview_answers_what_it_would_be_and_keeps_nothing(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        tried = caller.edit({**MOVE, "start": "2022-12-24T10:00"}, params={"preview": "1"})
        assert tried.status_code == 200
        assert "session-outside-phase" in {one["code"] for one in tried.json()["findings"]}
        assert (caller.version, caller.written) == (1, [])
        assert caller.edit(MOVE, params={"preview": "0"}).json()["version"] == 2


@pytest.mark.parametrize("word", ["yes", "2", "-1", "٣", ""])
def test_preview_that_is_no_truth_is_400(tmp_path: Path, word: str) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        assert (caller.edit(MOVE, params={"preview": word}).status_code, caller.version) == (400, 1)


def test_undo_and_redo_turn_the_callers_own_edits(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        mine, other = a_caller(organiser), a_caller(organiser, name="other")
        mine.edit(MOVE)
        other.edit(RENAME)
        undone = mine.post("undo")
        assert (undone.status_code, undone.headers["etag"], undone.json()["version"]) == (200, '"4"', 4)
        session = mine.get("draft").json()["phases"][0]["sessions"][0]
        assert (session["title"], session["start"]) == ("Opening", "2022-11-16T10:00")
        assert mine.post("undo").status_code == 409
        assert mine.post("redo").json()["version"] == 5
        assert mine.post("redo").status_code == 409
        assert [one.takes_back for one in mine.written] == [None, None, 2, 4]


def test_undo_of_what_changed_since_says_where(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        mine, other = a_caller(organiser), a_caller(organiser, name="other")
        mine.edit(RENAME)
        other.edit(RENAME | {"title": "Third"})
        refused = mine.post("undo")
        assert (refused.status_code, [one["pointer"] for one in refused.json()["conflicts"]]) == (
            409,
            ["/phases/0/sessions/0/title/en"],
        )


def test_findings_and_changes_are_of_the_draft(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        assert caller.get("changes").json() == {"changes": []}
        done = caller.edit({"edit": "set_session", "session": "t", "minutes": None, "start": None})
        assert caller.get("findings").json() == {"findings": done.json()["findings"]}
        errors = [one for one in done.json()["findings"] if one["severity"] == "error"]
        assert [(one["code"], one["subjects"]) for one in errors] == [
            ("session-without-time", ["/phases/0/sessions/1"])
        ]
        changes = {tuple(one["path"]): (one["before"], one["after"]) for one in caller.get("changes").json()["changes"]}
        assert changes == {
            ("session", "t", "start"): ("2022-11-17T09:00", None),
            ("session", "t", "minutes"): (60, None),
        }


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (5, ""),
        ("move_session", ""),
        (None, ""),
        ([], ""),
        ([RENAME, 5], "/1"),
        ({}, "/edit"),
        ({"edit": "moove_session"}, "/edit"),
        ({"edit": "revert", "changes": []}, "/edit"),
        ({"edit": "move_session", "session": "s", "start": "soon"}, "/start"),
        ({"edit": "set_session", "session": "s", "titel": "x"}, "/titel"),
        ([RENAME, {"edit": "add_session", "phase": "p", "session": {"id": "s", "title": "x"}}], "/1/session/id"),
        ({"edit": "set_session", "session": "s", "room": "none"}, "/room"),
    ],
)
def test_faults_of_an_edit_are_pointed_at(tmp_path: Path, body: object, pointer: str) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        refused = caller.call("POST", "edits", match=1, json=body)
        assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
        assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]
        assert caller.version == 1


@pytest.mark.parametrize(
    ("edit", "pointer"),
    [
        ({"edit": "set_session", "session": "s", "expected": "15"}, "/expected"),
        ({"edit": "set_session", "session": "s", "fold": True}, "/fold"),
        ({"edit": "set_session", "session": "s", "slots": [{"title": "x", "minutes": "5"}]}, "/slots/0/minutes"),
        ({"edit": "set_phase", "phase": "p", "decisions": "yes"}, "/decisions"),
        ({"edit": "set_phase", "phase": "p", "decisions": 1}, "/decisions"),
        ({"edit": "shift_sessions", "phase": "p", "minutes": "5"}, "/minutes"),
        (
            {"edit": "add_session", "phase": "p", "session": {"id": "x", "title": "x", "minutes": 1.5}},
            "/session/minutes",
        ),
    ],
)
def test_number_or_truth_in_quotes_is_none(tmp_path: Path, edit: dict[str, object], pointer: str) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        for sent, at in ((edit, pointer), ([RENAME, edit], f"/1{pointer}")):
            refused = caller.call("POST", "edits", match=1, json=sent)
            assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, [at])


@pytest.mark.parametrize(
    ("role", "method", "path", "status"),
    [
        ("viewer", "POST", "edits", 403),
        ("viewer", "POST", "undo", 403),
        ("viewer", "POST", "publish", 403),
        ("viewer", "GET", "draft", 200),
        ("viewer", "GET", "findings", 200),
        ("viewer", "GET", "changes", 200),
        ("editor", "POST", "withdraw", 403),
        ("editor", "POST", "take-back", 403),
    ],
)
def test_roles_bound_what_one_may_call(tmp_path: Path, role: str, method: str, path: str, status: int) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        answer = a_caller(organiser, role).call(method, path, match=1)
        assert answer.status_code == status
        assert caller_is_unknown(organiser, method, path) == 401


def caller_is_unknown(organiser, method: str, path: str) -> int:
    return organiser.client.request(method, f"/api/v1/meetings/m/{path}").status_code
