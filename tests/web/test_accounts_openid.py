"""Logging in at an OpenID provider that runs beside the test: who is let in, and every answer that is not trusted."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from builders import a_meeting
from joserfc.jwk import RSAKey
from openid_provider import CLIENT, PERSON, SECRET, a_provider
from page_builders import seen_in, text_of
from sites import ADDRESS, a_site

from agenda.errors import InvalidInput
from agenda.service import accounts
from web.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openid_provider import Provider
    from sites import Organiser

ANA = "ana@example.org"


@contextmanager
def a_house(folder: Path, *, role: str = "member", secret: str = SECRET) -> Iterator[tuple[Organiser, Provider]]:
    """A service and its provider."""
    with (
        a_provider() as provider,
        a_site(
            folder,
            a_meeting(),
            oidc_issuer=provider.issuer,
            oidc_client_id=CLIENT,
            oidc_client_secret=secret,
            oidc_role=role,
        ) as organiser,
    ):
        yield organiser, provider


def get(organiser: Organiser, path: str) -> Any:
    return organiser.client.get(path, follow_redirects=False)


def back_from(organiser: Organiser, next_path: str = "/account") -> str:
    """Goes to the provider as a browser does, and gives the address that it sends back to."""
    left = get(organiser, f"/login/oidc?next={next_path}")
    assert left.status_code == 303, left.text
    sent = httpx2.get(left.headers["location"], trust_env=False).headers["location"]
    assert sent.startswith(f"{ADDRESS}/login/oidc/callback?")
    return str(sent.removeprefix(ADDRESS))


def email_of(organiser: Organiser) -> str:
    """Who the browser is logged in as; "" for nobody."""
    page = get(organiser, "/account")
    if page.status_code != 200:
        return ""
    return next(values["value"] for tag, values in seen_in(page.text).elements if values.get("name") == "email")


def is_refused(organiser: Organiser, path: str, status: int = 403) -> None:
    answer = get(organiser, path)
    assert (answer.status_code, email_of(organiser)) == (status, "")
    assert seen_in(answer.text).attributes("href", of="a")[-1].startswith("/login/oidc?next=")


def from_now(value: Any) -> Any:
    """The instant that a claim says which is written as how far off it is; any other value as it is."""
    return int(time.time() + value.total_seconds()) if isinstance(value, timedelta) else value


def signed_by(key: bytes, algorithm: str, claims: dict[str, Any]) -> str:
    """A token that is signed with a public key as if it were a shared secret, or not at all."""
    parts = [{"alg": algorithm, "kid": "one"}, claims]
    text = ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    digest = hmac.digest(key, text.encode(), "sha256") if algorithm == "HS256" else b""
    return f"{text}.{urlsafe_b64encode(digest).decode().rstrip('=')}"


class TestWho:
    def test_somebody_new_gets_an_account_and_goes_on(self, tmp_path: Path) -> None:
        with a_house(tmp_path) as (organiser, provider):
            page = get(organiser, "/login?next=/account")
            assert f"Log in with {urlsplit(provider.issuer).netloc}" in text_of(page.text)
            done = get(organiser, back_from(organiser))
            assert (done.status_code, done.headers["location"], email_of(organiser)) == (303, "/account", ANA)
            user = accounts.find_user(organiser.store, ANA)
            assert (user.role, user.name) == ("member", "Ana Moreira")
            assert [name for name in organiser.client.cookies if name.endswith("-oidc")] == []

    def test_verified_address_is_its_account_and_the_subject_stays_it(self, tmp_path: Path) -> None:
        with a_house(tmp_path) as (organiser, provider):
            accounts.add_user(organiser.store, ANA, role="owner", now=organiser.now)
            get(organiser, back_from(organiser))
            provider.claims = {"email": "ana.moreira@example.org"}
            organiser.client.cookies.clear()
            get(organiser, back_from(organiser))
            assert email_of(organiser) == ANA
            assert [one.user.role for one in accounts.all_accounts(organiser.store)] == ["owner"]

    def test_role_of_new_accounts_is_set(self, tmp_path: Path) -> None:
        with a_house(tmp_path, role="viewer") as (organiser, _):
            get(organiser, back_from(organiser))
            assert accounts.find_user(organiser.store, ANA).role == "viewer"

    def test_only_known_addresses_are_let_in_where_that_is_set(self, tmp_path: Path) -> None:
        with a_house(tmp_path, role="known") as (organiser, _):
            is_refused(organiser, back_from(organiser))
            accounts.add_user(organiser.store, ANA, role="editor", now=organiser.now)
            get(organiser, back_from(organiser))
            assert email_of(organiser) == ANA

    def test_disabled_account_is_not_let_in(self, tmp_path: Path) -> None:
        with a_house(tmp_path) as (organiser, _):
            accounts.add_user(organiser.store, ANA, role="editor", now=organiser.now)
            accounts.disable_user(organiser.store, ANA, now=organiser.now)
            is_refused(organiser, back_from(organiser))

    def test_address_is_asked_for_where_the_token_has_none(self, tmp_path: Path) -> None:
        with a_house(tmp_path) as (organiser, provider):
            provider.claims = dict.fromkeys(("email", "email_verified"))
            is_refused(organiser, back_from(organiser))
            provider.info = PERSON | {"sub": "8"}
            is_refused(organiser, back_from(organiser))
            provider.info = PERSON | {"email_verified": False}
            is_refused(organiser, back_from(organiser))
            provider.info = dict(PERSON)
            get(organiser, back_from(organiser))
            assert email_of(organiser) == ANA

    def test_provider_that_takes_the_secret_in_the_body_gets_it_there(self, tmp_path: Path) -> None:
        with a_house(tmp_path) as (organiser, provider):
            provider.auth_methods = ["client_secret_post"]
            get(organiser, back_from(organiser))
            assert email_of(organiser) == ANA

    @pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/login"])
    def test_it_goes_on_to_this_site_alone(self, tmp_path: Path, path: str) -> None:
        with a_house(tmp_path) as (organiser, _):
            assert get(organiser, back_from(organiser, path)).headers["location"] == "/organise"


class TestTrust:
    @pytest.mark.parametrize(
        "claims",
        [
            {"nonce": "another"},
            {"nonce": None},
            {"aud": "another"},
            {"aud": ["another"]},
            {"aud": [CLIENT, "another"]},
            {"aud": CLIENT, "azp": "another"},
            {"aud": None},
            {"iss": "https://login.evil.example"},
            {"iss": None},
            {"exp": timedelta(minutes=-2)},
            {"exp": None},
            {"iat": timedelta(hours=1)},
            {"email_verified": False},
            {"email_verified": None},
            {"email_verified": 1},
            {"email": None},
            {"email": ["ana@example.org"]},
            {"sub": None},
            {"sub": ""},
            {"sub": "7" * 256},
        ],
        ids=str,
    )
    def test_token_that_is_not_right_logs_nobody_in(self, tmp_path: Path, claims: dict[str, Any]) -> None:
        with a_house(tmp_path) as (organiser, provider):
            accounts.add_user(organiser.store, ANA, role="admin", now=organiser.now)
            provider.claims = {name: from_now(value) for name, value in claims.items()}
            is_refused(organiser, back_from(organiser))

    def test_token_for_several_that_names_this_service_as_party_is_right(self, tmp_path: Path) -> None:
        with a_house(tmp_path) as (organiser, provider):
            provider.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
            get(organiser, back_from(organiser))
            assert email_of(organiser) == ANA

    @pytest.mark.parametrize("kid", ["one", "two"])
    def test_signature_by_a_key_that_the_provider_does_not_show_is_refused(self, tmp_path: Path, kid: str) -> None:
        with a_house(tmp_path) as (organiser, provider):
            provider.signs_with = RSAKey.generate_key(2048, {"kid": kid})
            is_refused(organiser, back_from(organiser))

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    def test_signature_that_anybody_could_make_is_refused(
        self, tmp_path: Path, algorithm: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with a_house(tmp_path) as (organiser, provider):
            key = provider.key.as_pem(private=False)

            def forged(query: dict[str, str]) -> str:
                now = int(time.time())
                claims = {"iss": provider.issuer, "aud": CLIENT, "iat": now, "exp": now + 300}
                return signed_by(key, algorithm, claims | PERSON | {"nonce": query["nonce"]})

            monkeypatch.setattr(provider, "id_token", forged)
            is_refused(organiser, back_from(organiser))

    def test_new_key_of_the_provider_is_asked_for(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("web.accounts.openid.NEW_KEYS_AFTER", 0)
        with a_house(tmp_path) as (organiser, provider):
            get(organiser, back_from(organiser))
            provider.key = RSAKey.generate_key(2048, {"kid": "two"})
            organiser.client.cookies.clear()
            get(organiser, back_from(organiser))
            assert (email_of(organiser), provider.asked) == (ANA, ["description", "keys", "keys"])

    def test_answer_meant_for_another_browser_is_refused(self, tmp_path: Path) -> None:
        with a_house(tmp_path) as (organiser, _):
            path = back_from(organiser)
            mine = dict(organiser.client.cookies)
            organiser.client.cookies.clear()
            is_refused(organiser, path)
            back_from(organiser)
            is_refused(organiser, path)
            organiser.client.cookies.clear()
            organiser.client.cookies.update(mine)
            get(organiser, path)
            assert email_of(organiser) == ANA

    def test_answer_is_good_once(self, tmp_path: Path) -> None:
        with a_house(tmp_path) as (organiser, _):
            path = back_from(organiser)
            kept = dict(organiser.client.cookies)
            get(organiser, path)
            organiser.client.cookies.clear()
            organiser.client.cookies.update(kept)
            is_refused(organiser, path)

    @pytest.mark.parametrize("change", ["state=x", "iss=https://login.evil.example", "code=code-9"])
    def test_answer_that_was_changed_is_refused(self, tmp_path: Path, change: str) -> None:
        with a_house(tmp_path) as (organiser, _):
            name = change.partition("=")[0]
            parts = [part for part in back_from(organiser).partition("?")[2].split("&") if not part.startswith(name)]
            is_refused(organiser, f"/login/oidc/callback?{'&'.join([*parts, change])}")

    @pytest.mark.parametrize("cookie", ["x", "e30=", "W10=", "bnVsbA==", "=", "é"])
    def test_cookie_that_is_no_attempt_is_refused(self, tmp_path: Path, cookie: str) -> None:
        with a_house(tmp_path) as (organiser, _):
            headers = {"cookie": f"__Host-plenary-oidc={cookie}".encode()}
            answer = organiser.client.get("/login/oidc/callback?state=x&code=y", headers=headers)
            assert answer.status_code == 403

    def test_who_says_no_at_the_provider_is_back_at_the_form(self, tmp_path: Path) -> None:
        with a_house(tmp_path) as (organiser, _):
            state = parse_qs(urlsplit(back_from(organiser)).query)["state"][0]
            is_refused(organiser, f"/login/oidc/callback?error=access_denied&state={state}")

    def test_wrong_client_secret_is_refused(self, tmp_path: Path) -> None:
        with a_house(tmp_path, secret="wrong") as (organiser, _):  # noqa: S106
            is_refused(organiser, back_from(organiser))

    @pytest.mark.parametrize(
        "described",
        [{"issuer": "https://login.evil.example"}, {"jwks_uri": "ftp://127.0.0.1/keys"}, {"token_endpoint": None}],
        ids=str,
    )
    def test_provider_that_describes_itself_wrongly_is_not_gone_to(
        self, tmp_path: Path, described: dict[str, Any]
    ) -> None:
        with a_house(tmp_path) as (organiser, provider):
            provider.described = described
            is_refused(organiser, "/login/oidc?next=/account", 502)

    def test_no_secret_is_in_the_log(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("DEBUG", "plenary")
        with a_house(tmp_path) as (organiser, provider):
            provider.claims = {"aud": "another"}
            path = back_from(organiser)
            get(organiser, path)
            said = " ".join(record.getMessage() for record in caplog.records if record.name == "plenary")
            held = [SECRET, *(value for values in parse_qs(urlsplit(path).query).values() for value in values[:1])]
            assert "log-in at the OpenID provider failed: the ID token is not right" in said
            assert [one in said for one in held if not one.startswith("http")] == [False] * 3


class TestSettings:
    def test_service_without_a_provider_offers_none(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            assert "/login/oidc" not in get(organiser, "/login").text
            assert [get(organiser, path).status_code for path in ("/login/oidc", "/login/oidc/callback")] == [404, 404]

    def test_provider_that_is_away_is_said_to_be(self, tmp_path: Path) -> None:
        options = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": CLIENT}
        with a_site(tmp_path, a_meeting(), **options) as organiser:
            is_refused(organiser, "/login/oidc", 502)

    @pytest.mark.parametrize(
        ("variable", "value"),
        [
            ("ISSUER", "login.example.org"),
            ("ISSUER", "http://login.example.org"),
            ("ISSUER", "https://login.example.org?x=1"),
            ("ROLE", "king"),
        ],
    )
    def test_setting_that_cannot_be_is_named(self, variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PLENARY_OIDC_CLIENT_ID", CLIENT)
        monkeypatch.setenv(f"PLENARY_OIDC_{variable}", value)
        with pytest.raises(InvalidInput) as refused:
            read_settings()
        assert [one.pointer for one in refused.value.problems] == [f"PLENARY_OIDC_{variable}"]

    def test_issuer_without_a_client_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PLENARY_OIDC_ISSUER", "https://login.example.org")
        with pytest.raises(InvalidInput, match="PLENARY_OIDC_CLIENT_ID is missing"):
            read_settings()

    def test_secret_is_read_from_a_file_and_shown_nowhere(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "secret").write_text(f"{SECRET}\n")
        monkeypatch.setenv("PLENARY_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
        assert read_settings().read_client_secret() == SECRET
        monkeypatch.setenv("PLENARY_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "none"))
        with pytest.raises(InvalidInput, match="cannot be read"):
            read_settings().read_client_secret()
        assert SECRET not in repr(Settings(oidc_client_secret=SECRET))
