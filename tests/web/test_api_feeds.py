"""Personal feeds and tokens through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session
from sites import ADDRESS, a_site

from agenda.errors import NotAuthenticated
from agenda.service import access, accounts

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

PASSWORD = "correct horse battery"  # noqa: S105


def members_meeting():
    sessions = [
        a_session("open"),
        a_session("closed", audience="members", start="2022-11-16T15:00", end="2022-11-16T16:00"),
    ]
    return a_meeting(audiences=[{"id": "members", "name": "Members"}], phases=[a_phase(sessions=sessions)])


def bearer(organiser: Organiser, role: str = "editor") -> dict[str, str]:
    """The header of a new account's new token."""
    email = f"{role}@example.org"
    accounts.add_user(organiser.store, email, role=role, password=PASSWORD, now=organiser.now)
    return {"authorization": f"Bearer {accounts.add_token(organiser.store, email, now=organiser.now)}"}


def test_feed_without_audiences_needs_no_token(tmp_path: Path) -> None:
    with a_site(tmp_path, members_meeting()) as organiser:
        made = organiser.client.post("/api/v1/feeds", json={"meetings": [{"meeting": "m", "sessions": ["open"]}]})
        assert (made.status_code, made.headers["cache-control"], sorted(made.json())) == (
            201,
            "no-store",
            ["address", "edit_address", "id"],
        )
        address = made.json()["address"]
        assert address.startswith(f"{ADDRESS}/my/")
        assert address.endswith(".ics")
        assert "SUMMARY:Session open" in organiser.client.get(address).text
        assert organiser.client.get(made.json()["edit_address"]).status_code == 200


def test_audiences_need_the_token_of_an_organiser(tmp_path: Path) -> None:
    with a_site(tmp_path, members_meeting()) as organiser:
        body = {"meetings": [{"meeting": "m"}], "audiences": ["members"]}
        nobody = organiser.client.post("/api/v1/feeds", json=body)
        assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
        assert nobody.headers["content-type"] == "application/problem+json"
        viewer = organiser.client.post("/api/v1/feeds", json=body, headers=bearer(organiser, "viewer"))
        assert viewer.status_code == 403
        made = organiser.client.post("/api/v1/feeds", json=body, headers=bearer(organiser))
        assert "SUMMARY:Session closed" in organiser.client.get(made.json()["address"]).text
        member = bearer(organiser, "member")
        assert organiser.client.post("/api/v1/feeds", json=body, headers=member).status_code == 404
        documented = organiser.client.get("/api/v1/openapi.json").json()["paths"]["/feeds"]["post"]["responses"]
        assert "404" in documented
        access.give_role(organiser.store, "m", "member@example.org", role="editor")
        assert organiser.client.post("/api/v1/feeds", json=body, headers=member).status_code == 201


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Basic YTpi", ""])
def test_token_that_is_nobodys_is_401_even_where_none_is_needed(tmp_path: Path, header: str) -> None:
    with a_site(tmp_path, members_meeting()) as organiser:
        body = {"meetings": [{"meeting": "m"}]}
        assert organiser.client.post("/api/v1/feeds", json=body, headers={"authorization": header}).status_code == 401


def test_feed_is_revoked_by_its_id_by_organisers_alone(tmp_path: Path) -> None:
    with a_site(tmp_path, members_meeting()) as organiser:
        made = organiser.client.post("/api/v1/feeds", json={"meetings": [{"meeting": "m"}]}).json()
        path, headers = f"/api/v1/feeds/{made['id']}", bearer(organiser)
        assert organiser.client.delete(path).status_code == 401
        assert organiser.client.get(made["address"]).status_code == 200
        assert organiser.client.delete(path, headers=headers).status_code == 204
        assert organiser.client.get(made["address"]).status_code == 410
        assert organiser.client.delete(path, headers=headers).status_code == 410
        assert organiser.client.delete("/api/v1/feeds/none", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ([], [""]),
        ({}, ["/meetings"]),
        ({"meetings": []}, ["/meetings"]),
        ({"meetings": [{"meeting": "none"}]}, ["/meetings/0/meeting"]),
        ({"meetings": [{"meeting": "m", "sessions": ["open", "nope"]}]}, ["/meetings/0/sessions/1"]),
        ({"meetings": [{"meeting": "m", "session": ["open"]}]}, ["/meetings/0/session"]),
        ({"meetings": [{"meeting": "m"}], "audience": []}, ["/audience"]),
        ({"meetings": [{"meeting": "m"}], "audiences": "members"}, ["/audiences"]),
    ],
)
def test_faults_of_a_body_are_pointed_at(tmp_path: Path, body: object, pointers: list[str]) -> None:
    with a_site(tmp_path, members_meeting()) as organiser:
        refused = organiser.client.post("/api/v1/feeds", json=body)
        assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, pointers)
        assert refused.headers["content-type"] == "application/problem+json"


def test_audience_that_no_meeting_has_is_pointed_at(tmp_path: Path) -> None:
    with a_site(tmp_path, members_meeting()) as organiser:
        body = {"meetings": [{"meeting": "m"}], "audiences": ["members", "nobody"]}
        refused = organiser.client.post("/api/v1/feeds", json=body, headers=bearer(organiser))
        assert [one["pointer"] for one in refused.json()["errors"]] == ["/audiences/1"]


def test_body_of_too_many_bytes_is_413(tmp_path: Path) -> None:
    with a_site(tmp_path, members_meeting()) as organiser:
        refused = organiser.client.post("/api/v1/feeds", content=b"{" + b" " * 300_000 + b"}")
        assert (refused.status_code, len(refused.json()["errors"])) == (413, 1)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_body_that_is_no_json_is_one_problem(tmp_path: Path, body: bytes) -> None:
    with a_site(tmp_path, members_meeting()) as organiser:
        refused = organiser.client.post("/api/v1/feeds", content=body)
        assert (refused.status_code, len(refused.json()["errors"])) == (422, 1)


def test_token_past_its_time_is_nobodys(tmp_path: Path) -> None:
    with a_site(tmp_path, members_meeting()) as organiser:
        store, now = organiser.store, organiser.now
        accounts.add_user(store, "a@example.org", role="editor", password=PASSWORD, now=now)
        token = accounts.add_token(store, "A@example.org", now=now, expires_at=now + timedelta(days=1))
        assert accounts.user_of_token(store, token, now=now).email == "a@example.org"
        with pytest.raises(NotAuthenticated):
            accounts.user_of_token(store, token, now=now + timedelta(days=1))


@pytest.mark.sqlite
def test_passwords_and_tokens_are_kept_as_hashes(tmp_path: Path) -> None:
    with a_site(tmp_path, members_meeting()) as organiser:
        token = bearer(organiser)["authorization"].removeprefix("Bearer ")
        held = b"".join(file.read_bytes() for file in tmp_path.glob("plenary.db*"))
        assert [word in held for word in (token.encode(), PASSWORD.encode(), b"$argon2id$")] == [False, False, True]
