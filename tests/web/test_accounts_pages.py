"""The pages about accounts: one's own, everybody's for admins, and roles in one meeting."""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, meeting_file
from page_builders import seen_in, text_of
from sites import ADDRESS, a_site, log_in
from starlette.testclient import TestClient

from agenda.service import access, accounts, log_ins
from web.accounts.agents import browser_of

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

ANA, BOB, WORD = "ana@example.org", "bob@example.org", "correct horse"
SCRIPT = "<script>alert(1)</script>"


def now() -> datetime:
    return datetime.now(UTC)


def post(organiser: Organiser, path: str, **fields: Any) -> Any:
    return organiser.client.post(path, data=fields, follow_redirects=False)


def get(organiser: Organiser, path: str) -> Any:
    return organiser.client.get(path, follow_redirects=False)


def shown_in(html: str) -> str:
    """The secret that a page shows this once."""
    return next(values["value"] for tag, values in seen_in(html).elements if "secret" in values.get("class", ""))


def token_status(organiser: Organiser, token: str, path: str = "/api/v1/meetings/m/draft") -> int:
    client = TestClient(organiser.service, base_url=ADDRESS)
    return client.get(path, headers={"authorization": f"Bearer {token}"}).status_code


class TestOwn:
    def test_name_is_kept_and_shown_as_text(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser)
            assert (
                post(organiser, "/account/name", name=f"  Ana  {SCRIPT}").headers["location"] == "/account?said=saved"
            )
            assert accounts.find_user(organiser.store, ANA).name == f"Ana {SCRIPT}"
            assert SCRIPT not in get(organiser, "/account").text

    def test_name_too_long_comes_back_as_typed(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser)
            refused = post(organiser, "/account/name", name="é" * 201)
            values = {
                one.get("name"): one.get("value") for tag, one in seen_in(refused.text).elements if tag == "input"
            }
            assert (refused.status_code, values["name"]) == (422, "é" * 201)
            assert "at most 200 characters" in text_of(refused.text)

    def test_password_is_changed_by_who_knows_the_present_one(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            accounts.add_user(organiser.store, ANA, role="editor", password=WORD, now=now())
            user = log_in(organiser)
            other = log_ins.log_in(organiser.store, user, agent="", network="", now=now()).secret
            new = "battery staple"
            tries = [
                {"present": "wrong horse", "password": new, "repeated": new},
                {"password": new, "repeated": new},
                {"present": WORD, "password": new, "repeated": "battery stable"},
                {"present": WORD, "password": "short", "repeated": "short"},
            ]
            for fields in tries:
                refused = post(organiser, "/account/password", **fields)
                assert (refused.status_code, new in refused.text, WORD in refused.text) == (422, False, False)
            done = post(organiser, "/account/password", present=WORD, password=new, repeated=new)
            assert done.headers["location"] == "/account?said=password"
            assert log_ins.log_in_of(organiser.store, other, now=now()) is None
            assert get(organiser, "/account").status_code == 200

    def test_present_password_cannot_be_guessed_at_here_either(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            accounts.add_user(organiser.store, ANA, role="editor", password=WORD, now=now())
            log_in(organiser)
            fields = {"present": "wrong horse", "password": "battery staple", "repeated": "battery staple"}
            statuses = [post(organiser, "/account/password", **fields).status_code for _ in range(6)]
            assert statuses == [422, 422, 422, 422, 422, 429]

    def test_log_ins_are_listed_and_ended(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            user = log_in(organiser)
            agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
            made = [
                log_ins.log_in(organiser.store, user, agent=agent, network="192.0.2.9", now=now()) for _ in range(3)
            ]
            said = text_of(get(organiser, "/account").text)
            assert (said.count("Firefox, Linux from 192.0.2.9"), said.count("this browser")) == (3, 1)
            post(organiser, "/account/log-ins", id=str(made[0].log_in.id))
            assert len(log_ins.log_ins_of(organiser.store, user, now=now())) == 3
            post(organiser, "/account/log-ins", id="others")
            assert len(log_ins.log_ins_of(organiser.store, user, now=now())) == 1
            assert get(organiser, "/account").status_code == 200

    @pytest.mark.parametrize("identity", ["", "x", "-1", "9" * 40, "²"])
    def test_log_in_that_there_is_not_is_ended_already(self, tmp_path: Path, identity: str) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser)
            for path in ("/account/log-ins", "/account/tokens/revoke"):
                assert post(organiser, path, id=identity).status_code == 303

    def test_token_is_shown_once_works_within_its_scope_and_is_revoked(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            user = log_in(organiser)
            made = post(organiser, "/account/tokens", label="Screens", scope="read", meetings="m", days="30")
            token = shown_in(made.text)
            assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
            assert token not in get(organiser, "/account").text
            (kept,) = accounts.tokens_of(organiser.store, user)
            assert (kept.label, kept.scope, (kept.expires_at - kept.created_at).days) == ("Screens", "read m", 30)
            assert token_status(organiser, token) == 200
            post(organiser, "/account/tokens/revoke", id=str(kept.id))
            assert token_status(organiser, token) == 401

    def test_token_for_a_meeting_that_there_is_not_comes_back_as_typed(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser)
            refused = post(organiser, "/account/tokens", label=SCRIPT, scope="read", meetings="m x", days="")
            values = {
                one.get("name"): one.get("value") for tag, one in seen_in(refused.text).elements if tag == "input"
            }
            assert (refused.status_code, values["label"], values["meetings"]) == (422, SCRIPT, "m x")

    @pytest.mark.parametrize("path", ["/account", "/organise/_accounts"])
    def test_token_opens_no_page_about_accounts_that_its_scope_leaves_out(self, tmp_path: Path, path: str) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            accounts.add_user(organiser.store, ANA, role="admin", now=now())
            token = accounts.add_token(organiser.store, ANA, now=now(), scope="read")
            assert token_status(organiser, token, path) in {401, 403}


@pytest.mark.parametrize(
    ("scope", "statuses"),
    [
        ("", [200, 200, 428, 201]),
        ("read", [200, 200, 403, 403]),
        ("write cap-19", [200, 404, 428, 403]),
        ("read ptc-227", [404, 200, 404, 403]),
    ],
)
def test_program_may_what_the_scope_of_its_token_says(tmp_path: Path, scope: str, statuses: list[int]) -> None:
    with a_site(tmp_path, meeting_file("cap-19"), meeting_file("ptc-227")) as organiser:
        accounts.add_user(organiser.store, ANA, role="editor", now=now())
        token = accounts.add_token(organiser.store, ANA, now=now(), scope=scope)
        client = TestClient(organiser.service, base_url=ADDRESS, headers={"authorization": f"Bearer {token}"})
        new = json.loads(a_meeting(slug="new", uid=str(uuid.uuid4())).model_dump_json(exclude_none=True))
        answers = [
            client.get("/api/v1/meetings/cap-19/draft"),
            client.get("/api/v1/meetings/ptc-227/draft"),
            client.post("/api/v1/meetings/cap-19/edits", json={"edit": "cancel_session", "session": "s1"}),
            client.post("/api/v1/meetings", json=new),
        ]
        assert [one.status_code for one in answers] == statuses


class TestAdmins:
    def test_account_is_added_with_a_link_that_logs_in_once(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser, role="admin")
            made = post(organiser, "/organise/_accounts", email="Bob@example.org ", name="Bob", role="viewer")
            link = shown_in(made.text)
            assert (made.status_code, link.startswith(f"{ADDRESS}/login/once/")) == (201, True)
            assert link not in get(organiser, "/organise/_accounts").text
            other = TestClient(organiser.service, base_url=ADDRESS)
            assert other.post(link, follow_redirects=False).headers["location"] == "/organise"
            assert BOB in other.get("/account").text

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"email": "bob", "role": "viewer"}, "This is not an e-mail address."),
            ({"email": ANA, "role": "viewer"}, "This address has an account already."),
            ({"email": BOB, "role": "king"}, "Choose one of the roles."),
            ({"email": BOB, "role": "viewer", "name": "x" * 201}, "at most 200 characters"),
            ({}, "This is not an e-mail address."),
        ],
    )
    def test_account_that_cannot_be_comes_back_as_typed(
        self, tmp_path: Path, fields: dict[str, str], sentence: str
    ) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser, role="admin")
            refused = post(organiser, "/organise/_accounts", **fields)
            assert (refused.status_code, sentence in text_of(refused.text)) == (422, True)
            assert fields.get("email", "") in seen_in(refused.text).attributes("value", of="input")

    def test_role_is_changed_account_shut_and_opened(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser, role="admin")
            accounts.add_user(organiser.store, BOB, role="viewer", now=now())
            for deed, fields in (("role", {"role": "owner"}), ("disable", {})):
                done = post(organiser, "/organise/_accounts/change", email=BOB, do=deed, **fields)
                assert done.headers["location"] == f"/organise/_accounts?said={deed}"
            bob = {one.user.email: one for one in accounts.all_accounts(organiser.store)}[BOB]
            assert (bob.user.role, bob.disabled_at is not None) == ("owner", True)
            assert "disabled" in text_of(get(organiser, "/organise/_accounts").text)
            assert post(organiser, "/organise/_accounts/change", email=BOB, do="link").status_code == 409
            post(organiser, "/organise/_accounts/change", email=BOB, do="enable")
            assert post(organiser, "/organise/_accounts/change", email=BOB, do="link").status_code == 201

    def test_last_admin_stays(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser, role="admin")
            for fields in ({"do": "disable"}, {"do": "role", "role": "member"}):
                refused = post(organiser, "/organise/_accounts/change", email=ANA, **fields)
                assert (refused.status_code, "last administrator" in text_of(refused.text)) == (409, True)
            assert get(organiser, "/organise/_accounts").status_code == 200

    @pytest.mark.parametrize("role", ["member", "viewer", "editor", "owner"])
    def test_nobody_less_keeps_accounts(self, tmp_path: Path, role: str) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser, role=role)
            answers = [
                get(organiser, "/organise/_accounts"),
                post(organiser, "/organise/_accounts", email=BOB, role="admin"),
                post(organiser, "/organise/_accounts/change", email=ANA, do="role", role="admin"),
            ]
            assert [one.status_code for one in answers] == [403] * 3
            assert "Your role does not allow it." in text_of(answers[0].text)
            assert [one.user.role for one in accounts.all_accounts(organiser.store)] == [role]


class TestRoles:
    def test_owner_of_one_meeting_gives_and_takes_roles_there(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19"), meeting_file("ptc-227")) as organiser:
            log_in(organiser, role="member")
            access.give_role(organiser.store, "cap-19", ANA, role="owner")
            bob = accounts.add_user(organiser.store, BOB, role="member", now=now())
            path = "/organise/cap-19/roles"
            assert post(organiser, path, email=" BOB@example.org", role="editor").headers["location"] == (
                f"{path}?said=saved"
            )
            assert access.role_in(organiser.store, bob, "cap-19") == "editor"
            assert post(organiser, "/organise/ptc-227/roles", email=BOB, role="editor").status_code == 404
            post(organiser, path, email=BOB, role="editor", do="take")
            assert [one.user.email for one in access.members(organiser.store, "cap-19")] == [ANA]
            again = post(organiser, path, email=BOB, do="take")
            assert again.headers["location"] == f"{path}?said=unchanged"

    def test_owner_that_takes_their_own_role_is_led_out(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser, role="member")
            access.give_role(organiser.store, "cap-19", ANA, role="owner")
            assert (
                post(organiser, "/organise/cap-19/roles", email=ANA, do="take")
                .headers["location"]
                .startswith("/organise?")
            )

    def test_role_that_cannot_be_given_comes_back_as_typed(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser, role="owner")
            refused = post(organiser, "/organise/m/roles", email=f"{SCRIPT}@x", role="editor")
            assert (refused.status_code, SCRIPT in refused.text) == (422, False)
            assert f"{SCRIPT}@x" in seen_in(refused.text).attributes("value", of="input")
            assert "An administrator can add one." in text_of(refused.text)
            assert post(organiser, "/organise/m/roles", email=ANA, role="admin").status_code == 422

    @pytest.mark.parametrize("role", ["viewer", "editor"])
    def test_who_may_not_give_sees_roles_and_no_form(self, tmp_path: Path, role: str) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser, role=role)
            page = get(organiser, "/organise/m/roles")
            assert page.status_code == 200
            assert "/organise/m/roles" not in seen_in(page.text).attributes("action", of="form")
            assert post(organiser, "/organise/m/roles", email=ANA, role="owner").status_code == 403
            assert access.members(organiser.store, "m") == []


def test_pages_are_sound_and_hold_no_inline_code(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        pages = [get(organiser, "/login").text]
        pages.append(post(organiser, "/organise/m/roles", email=BOB, role="viewer").text)
        user = log_in(organiser, role="admin")
        pages.append(get(organiser, f"/login/once/{log_ins.add_link(organiser.store, ANA, now=now())}").text)
        log_ins.log_in(organiser.store, user, agent="", network="", now=now())
        pages.append(post(organiser, "/account/tokens", label="x", days="").text)
        pages.append(post(organiser, "/account/password", repeated="x").text)
        pages.append(post(organiser, "/organise/_accounts", email=BOB, role="member").text)
        pages.append(post(organiser, "/organise/_accounts", email=BOB, role="member").text)
        post(organiser, "/organise/m/roles", email=BOB, role="viewer")
        pages += [get(organiser, path).text for path in ("/account", "/organise/_accounts", "/organise/m/roles")]
        for html in pages:
            seen = seen_in(html)
            ids = seen.attributes("id")
            labels = {*seen.attributes("aria-labelledby"), *seen.attributes("for")}
            labels |= {one for value in seen.attributes("aria-describedby") for one in value.split()}
            levels = [int(tag[1]) for tag, _ in seen.elements if re.fullmatch("h[1-6]", tag)]
            assert (seen.faults, len(ids), labels - set(ids), levels[0]) == ([], len(set(ids)), set(), 1)
            assert [name for _, values in seen.elements for name in values if name == "style" or name[:2] == "on"] == []


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("x" * 300, "x" * 60),
        ("", ""),
    ],
)
def test_browser_is_named_as_its_owner_knows_it(agent: str, words: str) -> None:
    assert browser_of(agent) == words
