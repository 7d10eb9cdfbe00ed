"""Logging in and out: the form, limits, links that are good once, where one goes on, and a form that came too late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, meeting_file
from page_builders import seen_in, text_of
from sites import a_site, log_in
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from agenda import service
from agenda.service import access, accounts, log_ins
from web.accounts.going_on import path_here
from web.bodies import read_form

if TYPE_CHECKING:
    from pathlib import Path

    from httpx2 import Response as Answer
    from sites import Organiser
    from starlette.requests import Request

ANA, WORD = "ana@example.org", "correct horse"
COOKIE = "__Host-plenary"


def now() -> datetime:
    return datetime.now(UTC)


def with_account(organiser: Organiser, role: str = "editor") -> None:
    accounts.add_user(organiser.store, ANA, role=role, password=WORD, now=now())


def post(organiser: Organiser, path: str, data: dict | None = None, **headers: str) -> Answer:
    return organiser.client.post(path, data=data, headers=headers, follow_redirects=False)


def try_in(organiser: Organiser, word: str = WORD, **fields: str) -> Answer:
    return post(organiser, "/login", {"email": ANA, "password": word} | fields)


def get(organiser: Organiser, path: str) -> Answer:
    return organiser.client.get(path, follow_redirects=False)


def hidden_in(html: str) -> list[tuple[str, str]]:
    """The hidden fields of the form to log in by, in order."""
    first = html.partition("</form>")[0]
    found = [values for tag, values in seen_in(first).elements if tag == "input" and values.get("type") == "hidden"]
    return [(values["name"], values["value"]) for values in found]


class TestForm:
    def test_page_that_needs_a_log_in_leads_through_it(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            with_account(organiser)
            asked = get(organiser, "/organise/cap-19/history?before=3")
            assert (asked.status_code, asked.headers["cache-control"]) == (303, "no-store")
            assert asked.headers["location"] == "/login?next=%2Forganise%2Fcap-19%2Fhistory%3Fbefore%3D3"
            (_, wanted) = hidden_in(get(organiser, asked.headers["location"]).text)[0]
            made = try_in(organiser, next=wanted)
            assert (made.status_code, made.headers["location"]) == (303, "/organise/cap-19/history?before=3")
            assert get(organiser, made.headers["location"]).status_code == 200

    def test_cookie_is_for_this_host_no_script_and_https_alone(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser)
            name, *attributes = try_in(organiser).headers["set-cookie"].split("; ")
            assert name.startswith(f"{COOKIE}=")
            assert sorted(attributes) == ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=lax", "Secure"]

    def test_each_log_in_has_a_secret_of_its_own_and_ends_the_former(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser)
            secrets = []
            for _ in range(2):
                try_in(organiser)
                secrets.append(organiser.client.cookies[COOKIE])
            found = [log_ins.log_in_of(organiser.store, secret, now=now()) for secret in secrets]
            assert [one is not None for one in found] == [False, True]

    @pytest.mark.parametrize("fields", [{"email": ANA, "password": "wrong"}, {"email": "x@y.z", "password": WORD}, {}])
    def test_wrong_password_is_said_by_its_field_in_the_same_words(self, tmp_path: Path, fields: dict) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser)
            refused = post(organiser, "/login", fields)
            assert (refused.status_code, "set-cookie" in refused.headers) == (422, False)
            assert "This address and this password do not belong together." in text_of(refused.text)
            values = {
                one.get("name"): one.get("value") for tag, one in seen_in(refused.text).elements if tag == "input"
            }
            assert (values["email"], values["password"]) == (fields.get("email", ""), None)

    def test_sixth_guess_is_429_and_who_is_logged_in_works_on(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser)
            try_in(organiser)
            kept = organiser.client.cookies[COOKIE]
            organiser.client.cookies.clear()
            assert [try_in(organiser, "wrong horse").status_code for _ in range(6)] == [422] * 5 + [429]
            refused = try_in(organiser)
            assert (refused.status_code, 890 < int(refused.headers["retry-after"]) <= 900) == (429, True)
            assert "Try again in 15 minutes" in text_of(refused.text)
            organiser.client.cookies.set(COOKIE, kept)
            assert get(organiser, "/account").status_code == 200

    def test_who_is_logged_in_goes_on_from_the_form(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser)
            assert get(organiser, "/login?next=/account").headers["location"] == "/account"

    def test_log_out_ends_it_here_and_in_the_database(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser)
            secret = organiser.client.cookies[COOKIE]
            assert get(organiser, "/logout").headers["location"] == "/account"
            out = post(organiser, "/logout")
            assert (out.headers["location"], "Max-Age=0" in out.headers["set-cookie"]) == ("/login?said=out", True)
            assert log_ins.log_in_of(organiser.store, secret, now=now()) is None
            assert get(organiser, "/account").headers["location"] == "/login?next=%2Faccount"

    def test_cookie_that_is_nobodys_is_as_none(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            organiser.client.cookies.set(COOKIE, "x" * 32)
            assert get(organiser, "/account").status_code == 303

    def test_programs_get_401_and_no_page(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            refused = get(organiser, "/api/v1/meetings/m/draft")
            assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")

    def test_french_reader_logs_in_in_french(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            page = organiser.client.get("/login", headers={"accept-language": "fr"})
            assert seen_in(page.text).attributes("lang", of="html") == ["fr"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\\/evil.example",
        "javascript:alert(1)",
        "organise",
        "/login",
        "/login/once/x",
        "/logout",
        "/" + "x" * 3_000,
    ],
)
def test_only_a_path_of_this_site_is_gone_on_to(path: str) -> None:
    assert path_here(path) == "/organise"


@pytest.mark.parametrize("path", ["/", "/organise", "/organise/m?tz=Europe/Brussels&x=%2F%2Fa", "/account", "/m/a#b"])
def test_path_of_this_site_is_gone_on_to(path: str) -> None:
    assert path_here(path) == path


class TestOnce:
    def test_looking_at_the_link_uses_nothing_up_and_its_button_does(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            accounts.add_user(organiser.store, ANA, role="editor", now=now())
            path = f"/login/once/{log_ins.add_link(organiser.store, ANA, now=now())}"
            for _ in range(3):
                page = get(organiser, path)
                assert (page.status_code, page.headers["referrer-policy"]) == (200, "no-referrer")
                assert page.headers["cache-control"] == "no-store"
                assert (ANA in text_of(page.text), organiser.client.head(path).status_code) == (True, 200)
            used = post(organiser, path)
            assert (used.status_code, used.headers["location"]) == (303, "/organise")
            assert get(organiser, "/account").status_code == 200
            organiser.client.cookies.clear()
            assert [post(organiser, path).status_code, get(organiser, path).status_code] == [410, 410]
            assert get(organiser, "/account").status_code == 303

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_link_that_there_is_not_says_what_a_used_one_says(self, tmp_path: Path, method: str) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            page = getattr(organiser.client, method)(f"/login/once/{'x' * 32}")
            assert (page.status_code, "good no more" in text_of(page.text)) == (410, True)

    def test_browser_that_sends_no_origin_because_of_the_referrer_policy_may_use_it(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            accounts.add_user(organiser.store, ANA, role="editor", now=now())
            path = f"/login/once/{log_ins.add_link(organiser.store, ANA, now=now())}"
            assert post(organiser, path, **{"sec-fetch-site": "cross-site"}).status_code == 403
            assert post(organiser, path, origin="null").status_code == 303

    def test_secret_of_a_link_is_in_no_log(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with organiser.store.writing() as connection:
                connection.exec_driver_sql("DROP TABLE one_time_links")
            assert get(organiser, "/login/once/secret-secret").status_code == 503
            assert "GET /login/once/…: " in caplog.text
            assert "secret-secret" not in caplog.text


class TestForgottenPassword:
    def test_link_lets_its_user_set_a_password_without_the_present_one(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser)
            post(organiser, f"/login/once/{log_ins.add_link(organiser.store, ANA, now=now())}")
            changed = post(organiser, "/account/password", {"password": "battery staple", "repeated": "battery staple"})
            assert changed.headers["location"] == "/account?said=password"
            organiser.client.cookies.clear()
            assert [try_in(organiser, word).status_code for word in (WORD, "battery staple")] == [422, 303]


TYPED = [("title", "Ouverture – “séance” <b>"), ("note", "line\r\nline"), ("day", "1"), ("day", "2"), ("empty", "")]


async def keep(request: Request) -> Response:
    """A form of the room that changes the meeting's title where it can, and shows what it got where it cannot."""
    from web.editor.room import enter

    entered = enter(request, at_least="editor")
    fields = await read_form(request)
    if ("bad", "1") in fields:
        return JSONResponse(fields, 422)
    edit = {"edit": "set_meeting", "title": {"en": dict(fields)["title"]}}
    store = request.app.state.site.store
    service.edit(store, entered.slug, edit, expected=entered.draft.version, author=entered.author, now=now())
    return RedirectResponse(f"{entered.path}/history?{request.url.query}", 303)


def with_route(organiser: Organiser) -> None:
    organiser.service.app.router.routes.insert(0, Route("/organise/{slug}/keep", keep, methods=["POST"]))


class TestTooLate:
    """A log-in that is over when a form is sent."""

    def asked(self, organiser: Organiser, fields: list[tuple[str, str]], path: str = "/organise/m/keep?a=b") -> Answer:
        from urllib.parse import urlencode

        headers = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        return organiser.client.post(path, content=urlencode(fields), headers=headers, follow_redirects=False)

    def test_what_was_typed_is_sent_once_there_is_a_log_in(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser)
            with_route(organiser)
            page = self.asked(organiser, TYPED)
            assert (page.status_code, page.headers["cache-control"]) == (401, "no-store")
            assert "Nothing is lost" in text_of(page.text)
            hidden = hidden_in(page.text)
            assert hidden[1:] == [("again", "/organise/m/keep?a=b"), *((f"kept.{name}", it) for name, it in TYPED)]
            done = self.asked(organiser, [*hidden, ("email", ANA), ("password", WORD)], "/login")
            assert (done.status_code, done.headers["location"]) == (303, "/organise/m/history?a=b")
            assert done.headers["set-cookie"].startswith(f"{COOKIE}=")
            draft = service.draft(organiser.store, "m")
            assert (draft.version, draft.meeting.title.best(["en"])) == (2, TYPED[0][1])
            assert service.history(organiser.store, "m")[0].author == ANA

    def test_wrong_password_loses_nothing_either(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser)
            with_route(organiser)
            hidden = hidden_in(self.asked(organiser, TYPED).text)
            again = self.asked(organiser, [*hidden, ("email", ANA), ("password", "wrong horse")], "/login")
            assert (again.status_code, hidden_in(again.text)) == (422, hidden)

    def test_form_that_is_refused_goes_back_to_its_own_address(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser)
            with_route(organiser)
            hidden = hidden_in(self.asked(organiser, [*TYPED, ("bad", "1")]).text)
            page = self.asked(organiser, [*hidden, ("email", ANA), ("password", WORD)], "/login")
            assert (page.status_code, hidden_in(page.text)) == (200, [*TYPED, ("bad", "1")])
            assert seen_in(page.text).attributes("action", of="form") == ["/organise/m/keep?a=b"]
            refused = self.asked(organiser, [*TYPED, ("bad", "1")])
            assert (refused.status_code, [tuple(one) for one in refused.json()]) == (422, [*TYPED, ("bad", "1")])

    def test_largest_form_is_carried_and_a_larger_one_is_not(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser)
            with_route(organiser)
            many = [("title", "T"), *((f"f{number}", "é" * 20) for number in range(1_900))]
            hidden = hidden_in(self.asked(organiser, many).text)
            assert len(hidden) == len(many) + 2
            done = self.asked(organiser, [*hidden, ("email", ANA), ("password", WORD)], "/login")
            assert done.headers["location"] == "/organise/m/history?a=b"
            organiser.client.cookies.clear()
            page = self.asked(organiser, [("title", "T" * 300_000)])
            assert (page.status_code, [name for name, _ in hidden_in(page.text)]) == (401, ["next"])

    def test_files_are_not_carried_and_that_is_said(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_route(organiser)
            page = organiser.client.post(
                "/organise/m/keep", files={"file": b"x"}, headers={"referer": "https://agenda.example.org/organise/m"}
            )
            assert (page.status_code, hidden_in(page.text)) == (401, [("next", "/organise/m")])
            assert "do it once more" in text_of(page.text)

    def test_address_that_is_none_in_referer_leads_home(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            page = organiser.client.post("/organise/m/undo", headers={"referer": "http://[::1"})
            assert (page.status_code, ("next", "/organise") in hidden_in(page.text)) == (401, True)

    @pytest.mark.parametrize("path", ["/account/password", "/account/tokens", "/organise/_accounts"])
    def test_forms_about_accounts_are_never_carried(self, tmp_path: Path, path: str) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            page = self.asked(organiser, [("present", "secret word"), ("role", "admin")], path)
            assert (page.status_code, "secret word" in page.text) == (401, False)
            assert [name for name, _ in hidden_in(page.text)] == ["next"]

    @pytest.mark.parametrize(
        "again",
        [
            "/account/password",
            "/organise/_accounts",
            "/organise/../account/password",
            "//evil.example/organise/",
            "/my",
        ],
    )
    def test_log_in_sends_no_form_elsewhere(self, tmp_path: Path, again: str) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser, "admin")
            fields = {"again": again, "kept.email": ANA, "kept.role": "member", "kept.password": "12345678"}
            done = try_in(organiser, **fields)
            assert (done.status_code, done.headers["location"]) == (303, "/organise")
            assert accounts.find_user(organiser.store, ANA).role == "admin"

    def test_form_of_another_site_is_carried_nowhere(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser)
            with_route(organiser)
            assert post(organiser, "/organise/m/keep", dict(TYPED), origin="https://evil.example").status_code == 403
            refused = post(organiser, "/login", {"email": ANA, "password": WORD}, origin="https://evil.example")
            assert refused.status_code == 403

    def test_whoever_logs_in_may_no_more_than_before(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            with_account(organiser, "viewer")
            with_route(organiser)
            hidden = hidden_in(self.asked(organiser, TYPED).text)
            page = self.asked(organiser, [*hidden, ("email", ANA), ("password", WORD)], "/login")
            assert (page.status_code, service.draft(organiser.store, "m").version) == (200, 1)


def test_log_in_of_a_week_ago_is_asked_for_again(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        user = accounts.add_user(organiser.store, ANA, role="editor", now=now())
        then = now() - timedelta(days=7, minutes=1)
        secret = log_ins.log_in(organiser.store, user, agent="", network="", now=then).secret
        organiser.client.cookies.set(COOKIE, secret)
        assert get(organiser, "/account").status_code == 303


def test_member_finds_no_meeting_but_those_given(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19"), meeting_file("ptc-227")) as organiser:
        user = log_in(organiser, role="member")
        access.give_role(organiser.store, "cap-19", user.email, role="viewer")
        found = [get(organiser, f"/organise/{slug}/roles") for slug in ("cap-19", "ptc-227", "none")]
        assert [one.status_code for one in found] == [200, 404, 404]
        assert text_of(found[1].text) == text_of(found[2].text)
