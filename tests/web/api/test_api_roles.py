"""Roles in one meeting, and tokens that may do less, through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import a_meeting
from callers import Caller, a_caller
from sites import a_site

from agenda.service import accounts

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser


def scoped(organiser: Organiser, caller: Caller, scope: str) -> Caller:
    token = accounts.add_token(organiser.store, caller.email, now=organiser.now, scope=scope)
    return Caller(organiser, caller.email, token, caller.slug)


def test_role_is_given_listed_and_taken(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        owner, viewer = a_caller(organiser, "owner"), a_caller(organiser, "viewer")
        edit = {"edit": "set_meeting", "title": "T"}
        assert viewer.edit(edit).status_code == 403
        given = owner.call("PUT", "roles/viewer@example.org", json={"role": "editor"})
        member = {"email": "viewer@example.org", "name": "", "role": "editor", "is_disabled": False}
        assert (given.status_code, given.json()) == (200, {"members": [member]})
        assert viewer.edit(edit).status_code == 200
        assert viewer.get("roles").json() == {"members": [member]}
        assert viewer.call("PUT", "roles/viewer@example.org", json={"role": "owner"}).status_code == 403
        assert owner.call("DELETE", "roles/viewer@example.org").status_code == 204
        assert owner.call("DELETE", "roles/viewer@example.org").status_code == 404
        assert viewer.edit(edit).status_code == 403


def test_role_that_cannot_be_given_is_422(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        owner = a_caller(organiser, "owner")
        for body in ({"role": "admin"}, {"role": "x"}, {}, {"role": "editor", "x": 1}):
            assert owner.call("PUT", "roles/owner@example.org", json=body).status_code == 422
        assert owner.call("PUT", "roles/nobody@example.org", json={"role": "editor"}).status_code == 422


def test_token_to_read_may_not_write(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        reader = scoped(organiser, a_caller(organiser, "admin"), "read")
        assert reader.get("draft").status_code == 200
        for path in ("edits", "undo", "publish", "withdraw", "restore", "copy"):
            assert reader.post(path, {}, match=1).status_code in {403, 422}
            assert reader.version == 1
        assert [reader.post(path, match=1).status_code for path in ("edits", "undo", "publish", "withdraw")] == [
            403
        ] * 4
        assert reader.post("/meetings", {}).status_code == 403


def test_token_for_one_meeting_knows_of_no_other(tmp_path: Path) -> None:
    other = a_meeting(slug="n", uid="5f0c1f5e-8a51-4d0e-9f6b-3a2b1c0d9e80")
    with a_site(tmp_path, a_meeting(), other) as organiser:
        caller = scoped(organiser, a_caller(organiser), "write m")
        assert [one["slug"] for one in caller.get("/meetings").json()["meetings"]] == ["m"]
        assert caller.edit({"edit": "set_meeting", "title": "T"}).status_code == 200
        assert caller.get("/meetings/n/draft").status_code == 404
        assert caller.post("/meetings", {}).status_code == 403
