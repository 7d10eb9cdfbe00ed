"""Meetings through the API: made, listed, read, copied."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import pytest
from builders import UID, a_meeting, a_phase, a_session, meeting_file
from callers import a_caller
from sites import a_site

from agenda.files import read_meeting, write_json

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.meeting import Meeting

NEW = {
    "slug": "new",
    "title": "A new meeting",
    "time_zone": "Europe/Brussels",
    "phases": [{"id": "p", "kind": "online", "title": "One", "start": "2023-01-10", "end": "2023-01-11"}],
}


def test_meeting_is_made_and_its_maker_owns_it(tmp_path: Path) -> None:
    with a_site(tmp_path) as organiser:
        caller = a_caller(organiser)
        made = caller.post("/meetings", NEW)
        assert (made.status_code, made.headers["location"], made.headers["etag"]) == (
            201,
            "/api/v1/meetings/new/draft",
            '"1"',
        )
        assert (made.json()["slug"], made.json()["version"]) == ("new", 1)
        draft = organiser.client.get(made.headers["location"], headers={"authorization": f"Bearer {caller.token}"})
        assert draft.json() == {"plenary": 1, "slug": "new", "uid": made.json()["uid"], **NEW}
        assert uuid.UUID(made.json()["uid"]).version == 4
        listed = caller.get("/meetings").json()["meetings"]
        assert [(one["slug"], one["role"], one["revision"]) for one in listed] == [("new", "owner", 0)]


@pytest.mark.parametrize("name", ["cap-19", "ptc-227", "sbstta-24"])
def test_whole_meeting_comes_back_as_it_was_sent(tmp_path: Path, name: str) -> None:
    with a_site(tmp_path) as organiser:
        meeting = meeting_file(name)
        caller = a_caller(organiser, slug=name)
        made = caller.post("/meetings", json.loads(write_json(meeting)))
        assert (made.status_code, made.json()["uid"]) == (201, str(meeting.uid))
        assert caller.get("draft").content == write_json(meeting)


def test_draft_is_what_export_writes(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        draft = a_caller(organiser, "viewer", slug="cap-19").get("draft")
        assert (draft.headers["content-type"], draft.headers["etag"]) == ("application/json", '"1"')
        assert read_meeting(draft.content, source="draft.json").meeting == meeting_file("cap-19")


@pytest.mark.parametrize(
    ("tag", "status"),
    [('"1"', 304), ('W/"1"', 304), ("*", 304), ('"7", "1"', 304), ('"2"', 200), ("1", 200), ("", 200)],
)
def test_draft_that_is_held_already_is_304(tmp_path: Path, tag: str, status: int) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        answer = a_caller(organiser).get("draft", headers={"if-none-match": tag})
        assert (answer.status_code, answer.headers["etag"], bool(answer.content)) == (status, '"1"', status == 200)
        assert answer.headers["cache-control"] == "private, no-cache"


def test_only_editors_of_the_house_make_meetings(tmp_path: Path) -> None:
    with a_site(tmp_path) as organiser:
        assert a_caller(organiser, "viewer").post("/meetings", NEW).status_code == 403
        assert organiser.client.post("/api/v1/meetings", json=NEW).status_code == 401
        assert a_caller(organiser, "admin").get("/meetings").json() == {"meetings": []}


@pytest.mark.parametrize("keys", [{"slug": "m"}, {"uid": UID}])
def test_slug_or_uid_of_another_meeting_is_409(tmp_path: Path, keys: dict[str, str]) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        caller = a_caller(organiser)
        assert caller.post("/meetings", NEW | keys).status_code == 409
        assert [one["slug"] for one in caller.get("/meetings").json()["meetings"]] == ["m"]


@pytest.mark.parametrize(
    ("keys", "pointers"),
    [
        ({"title": None}, ["/title"]),
        ({"titel": "x"}, ["/titel"]),
        ({"plenary": 2}, ["/plenary"]),
        ({"plenary": True}, ["/plenary"]),
        ({"plenary": "1"}, ["/plenary"]),
        ({"view": []}, ["/view"]),
        ({"uid": "5"}, ["/uid"]),
        ({"slug": "Not A Slug"}, ["/slug"]),
        ({"time_zone": "Brussels"}, ["/time_zone"]),
        (
            {"phases": [a_phase(decisions="no", sessions=[a_session(expected="5")])]},
            ["/phases/0/decisions", "/phases/0/sessions/0/expected"],
        ),
        ({"languages": []}, ["/languages"]),
        ({"languages": [5]}, ["/languages/0"]),
        ({"phases": [a_phase(), a_phase()]}, ["/phases/1/id"]),
        ({"phases": [a_phase(sessions=[a_session(room="none")])]}, ["/phases/0/sessions/0/room"]),
    ],
)
def test_faults_of_a_meeting_are_pointed_at(tmp_path: Path, keys: dict[str, object], pointers: list[str]) -> None:
    with a_site(tmp_path) as organiser:
        refused = a_caller(organiser).post("/meetings", NEW | keys)
        assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, pointers)


@pytest.mark.parametrize("body", [[], 5, "x", None, {}])
def test_what_is_no_meeting_is_422(tmp_path: Path, body: object) -> None:
    with a_site(tmp_path) as organiser:
        assert a_caller(organiser).call("POST", "/meetings", json=body).status_code == 422


def carried() -> Meeting:
    return a_meeting(
        items=[{"id": "i", "title": "I"}, {"id": "j", "title": "J"}],
        phases=[
            a_phase(
                sessions=[a_session(notice="late", join=[{"label": "J", "url": "https://video.example.org"}])],
                outcomes=[{"item": "i", "result": "deferred"}],
            )
        ],
    )


def test_copy_is_a_meeting_of_its_own_by_the_same_weekdays(tmp_path: Path) -> None:
    with a_site(tmp_path, carried()) as organiser:
        caller = a_caller(organiser)
        made = caller.post("copy", {"slug": "next", "start": "2023-11-15"})
        assert (made.status_code, made.headers["location"]) == (201, "/api/v1/meetings/next/draft")
        assert (made.json()["carried"], made.json()["uid"] == UID) == (["i"], False)
        copy = caller.get("/meetings/next/draft").json()
        assert copy["items"][0]["follows"] == {"meeting": "m", "item": "i"}
        phase = copy["phases"][0]
        assert (phase["start"], phase["sessions"][0]["start"]) == ("2023-11-15", "2023-11-15T10:00")
        assert "outcomes" not in phase
        assert "notice" not in phase["sessions"][0]
        chosen = caller.post("copy", {"slug": "other", "start": "2023-11-15", "items": ["j"]})
        assert chosen.json()["carried"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"slug": "m", "start": "2023-11-15"}, 409),
        ({"slug": "next", "start": "2023-11-15", "items": ["none"]}, 404),
        ({"slug": "No", "start": "2023-11-15"}, 422),
        ({"slug": "next", "start": "soon"}, 422),
        ({"slug": "next", "start": "2199-11-15", "start_": 1}, 422),
        ({"slug": "next"}, 422),
    ],
)
def test_copy_that_cannot_be_is_refused(tmp_path: Path, body: dict[str, object], status: int) -> None:
    with a_site(tmp_path, carried()) as organiser:
        caller = a_caller(organiser)
        assert caller.post("copy", body).status_code == status
        assert len(caller.get("/meetings").json()["meetings"]) == 1


def test_copy_needs_an_editor_of_the_house(tmp_path: Path) -> None:
    with a_site(tmp_path, carried()) as organiser:
        refused = a_caller(organiser, "viewer").post("copy", {"slug": "next", "start": "2023-11-15"})
        assert refused.status_code == 403
