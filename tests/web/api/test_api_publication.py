"""Publishing through the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session
from callers import a_caller
from sites import a_site

if TYPE_CHECKING:
    from pathlib import Path

RENAME = {"edit": "set_session", "session": "s", "title": "Opening"}


def meeting():
    return a_meeting(phases=[a_phase(sessions=[a_session()])])


def test_publishing_answers_the_revision_and_what_it_changed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        caller.edit(RENAME)
        assert "Opening" not in organiser.client.get("/m/m").text
        done = caller.post("publish", {"message": "A name"})
        assert (done.status_code, done.json()) == (
            200,
            {
                "revision": 2,
                "changes": [{"path": ["session", "s", "title", "en"], "before": "Session s", "after": "Opening"}],
            },
        )
        assert "Opening" in organiser.client.get("/m/m").text
        assert "A name" in organiser.client.get("/m/m/changes").text


def test_publishing_what_is_published_answers_the_present_revision(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        done = a_caller(organiser).post("publish")
        assert (done.status_code, done.json()) == (200, {"revision": 1, "changes": []})


def test_review_says_what_each_kind_of_reader_would_get(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        caller.edit({"edit": "cancel_session", "session": "s"})
        review = caller.get("review").json()
        change = {"path": ["session", "s", "status"], "before": None, "after": "cancelled"}
        assert (review["changes"], review["is_withdrawn"]) == ([change], False)
        [public] = review["views"]
        assert (public["audiences"], public["changes"]) == ([], [change])
        assert (public["added"], public["changed"], public["cancelled"]) == (0, 0, 1)
        assert {"kind": "session", "id": "s"} in public["feeds"]


def test_errors_stop_a_publication(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        caller.edit({"edit": "set_session", "session": "s", "start": None, "end": None})
        refused = caller.post("publish", {"message": ""})
        assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
        assert [one["code"] for one in refused.json()["findings"]] == ["session-without-time"]


def test_draft_that_went_on_is_not_published_where_a_version_is_named(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        caller.edit(RENAME)
        assert caller.post("publish", {}, match=1).status_code == 412
        assert caller.post("publish", {}, match=9).status_code == 412
        assert caller.post("publish", {}, match=2).json()["revision"] == 2


@pytest.mark.parametrize(
    "body", [{"message": 5}, {"massage": "x"}, {"message": "x" * 2_001}, {"message": "\0"}, [], "x"]
)
def test_bad_message_is_422(tmp_path: Path, body: object) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        assert a_caller(organiser).call("POST", "publish", json=body).status_code == 422


def test_publication_is_scheduled_read_and_given_up(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
        assert caller.get("schedule").json() == {"scheduled": None}
        set_for = caller.call("PUT", "schedule", json={"at": at.isoformat(), "message": "Then"})
        wanted = {
            "at": at.isoformat().replace("+00:00", "Z"),
            "message": "Then",
            "author": "editor@example.org",
            "problem": "",
        }
        assert (set_for.status_code, set_for.json()) == (200, {"scheduled": wanted})
        assert caller.get("schedule").json() == {"scheduled": wanted}
        assert caller.call("DELETE", "schedule").status_code == 204
        assert caller.get("schedule").json() == {"scheduled": None}


@pytest.mark.parametrize("at", ["soon", "2022-11-16T10:00", 5, None])
def test_time_of_a_publication_needs_its_offset(tmp_path: Path, at: object) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        assert a_caller(organiser).call("PUT", "schedule", json={"at": at}).status_code == 422


def test_publication_taken_back_is_a_new_revision(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser, "owner")
        caller.edit(RENAME)
        caller.post("publish", {"message": ""})
        done = caller.post("take-back", {"message": "Not yet"})
        assert (done.status_code, done.json()["revision"]) == (200, 3)
        assert "Opening" not in organiser.client.get("/m/m").text
        assert caller.get("draft").json()["phases"][0]["sessions"][0]["title"] == "Opening"


def test_withdrawn_meeting_is_gone_until_it_is_published_again(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser, "owner")
        assert caller.post("withdraw", {"message": "Not held"}).status_code == 200
        assert organiser.client.get("/m/m").status_code == 410
        assert "STATUS:CANCELLED" in organiser.client.get("/m/m.ics").text
        assert caller.post("publish").status_code == 200
        assert organiser.client.get("/m/m").status_code == 200


def test_notice_is_told_at_once_without_the_rest_of_the_draft(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        caller = a_caller(organiser)
        caller.edit(RENAME)
        done = caller.post("sessions/s/notice", {"notice": "Starts late"})
        change = {"path": ["session", "s", "notice", "en"], "before": None, "after": "Starts late"}
        assert (done.status_code, done.json()) == (
            200,
            {"revision": 2, "changes": [change], "version": 3, "is_in_draft": True},
        )
        page = organiser.client.get("/m/m").text
        assert ("Starts late" in page, "Opening" in page) == (True, False)
        again = caller.post("sessions/s/notice", {"notice": {"en": "Starts late"}}).json()
        assert (again["revision"], again["changes"]) == (2, [])
        assert caller.post("sessions/s/notice", {"notice": None}).json()["revision"] == 3
        assert "Starts late" not in organiser.client.get("/m/m").text


@pytest.mark.parametrize(
    ("body", "pointer"), [({}, "/notice"), ({"notice": {"en": " "}}, "/notice"), ({"notice": 7}, "/notice")]
)
def test_notice_that_cannot_be_read_is_refused_with_its_place(
    body: dict[str, object], pointer: str, tmp_path: Path
) -> None:
    with a_site(tmp_path, meeting()) as organiser:
        refused = a_caller(organiser).post("sessions/s/notice", body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"][:7]) == (422, pointer)
