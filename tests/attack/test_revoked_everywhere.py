"""Two processes on one database: what is taken back through one is refused by the other at once."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from builders import a_meeting
from clients.service import running

from agenda.files import write_yaml
from agenda.service import access, accounts, log_ins
from agenda.service.log_ins import MOST_FOR_AN_EMAIL
from agenda.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clients.service import Service

    from agenda.store import Store

from datetime import UTC, datetime
from urllib.parse import urlencode

OWN = {"sec-fetch-site": "same-origin"}


class Two:
    """Two services, and the database that they share."""

    def __init__(self, one: Service, other: Service, store: Store) -> None:
        self.addresses, self.store = (one.address, other.address), store
        self.now = datetime.now(UTC)

    def ask(self, which: int, method: str, path: str, *, body: Any = None, **headers: str) -> tuple[int, str]:
        """Status and location or text of an answer."""
        connection = HTTPConnection(urlsplit(self.addresses[which]).netloc, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | OWN
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers.get("location") or text

    def member(self, name: str, role: str) -> tuple[Any, str, str]:
        """An account, the cookie of a log-in of it, and a token of it."""
        user = accounts.add_user(self.store, f"{name}@example.org", role=role, now=self.now)
        secret = log_ins.log_in(self.store, user, agent="", network="", now=self.now).secret
        return user, f"plenary={secret}", f"Bearer {accounts.add_token(self.store, user.email, now=self.now)}"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    folder: Path = tmp_path_factory.mktemp("two")
    file = folder / "m.yaml"
    file.write_bytes(write_yaml(a_meeting()))
    other_folder = folder / "other"
    other_folder.mkdir()
    with running(folder, data=[file]) as one, running(other_folder, database=one.database) as other:
        store = open_store(one.database)
        try:
            yield Two(one, other, store)
        finally:
            store.close()


DRAFT = "/api/v1/meetings/m/draft"


def test_token_revoked_on_the_account_page_is_refused_by_the_other_process(two: Two) -> None:
    user, cookie, token = two.member("token", "editor")
    assert two.ask(1, "GET", DRAFT, authorization=token)[0] == 200
    [kept] = accounts.tokens_of(two.store, user)
    form = {"content_type": "application/x-www-form-urlencoded", "cookie": cookie}
    assert two.ask(0, "POST", "/account/tokens/revoke", body=f"id={kept.id}", **form) == (303, "/account?said=revoked")
    assert two.ask(1, "GET", DRAFT, authorization=token)[0] == 401


def test_log_in_that_ends_in_one_process_is_over_in_the_other(two: Two) -> None:
    _, cookie, _ = two.member("log-in", "editor")
    assert two.ask(1, "GET", "/organise/m", cookie=cookie)[0] == 200
    assert two.ask(0, "POST", "/logout", cookie=cookie) == (303, "/login?said=out")
    assert two.ask(1, "GET", "/organise/m", cookie=cookie)[0] == 303


def test_disabled_account_is_shut_out_of_both(two: Two) -> None:
    _, admin, _ = two.member("admin", "admin")
    _, cookie, token = two.member("disabled", "owner")
    assert two.ask(1, "GET", DRAFT, authorization=token)[0] == 200
    form = {"content_type": "application/x-www-form-urlencoded", "cookie": admin}
    body = urlencode({"email": "disabled@example.org", "do": "disable"})
    assert two.ask(0, "POST", "/organise/_accounts/change", body=body, **form)[0] == 303
    assert two.ask(1, "GET", DRAFT, authorization=token)[0] == 401
    assert two.ask(1, "GET", "/organise/m", cookie=cookie)[0] == 303


def test_role_taken_in_one_process_is_gone_in_the_other(two: Two) -> None:
    _, _, owner = two.member("owner", "owner")
    user, _, token = two.member("given", "member")
    access.give_role(two.store, "m", user.email, role="viewer")
    assert two.ask(1, "GET", DRAFT, authorization=token)[0] == 200
    assert two.ask(0, "DELETE", "/api/v1/meetings/m/roles/given@example.org", authorization=owner)[0] == 204
    assert two.ask(1, "GET", DRAFT, authorization=token)[0] == 404


def test_one_time_link_used_in_one_process_is_used_in_the_other(two: Two) -> None:
    user, _, _ = two.member("link", "editor")
    link = f"/login/once/{log_ins.add_link(two.store, user.email, now=two.now)}"
    assert two.ask(1, "GET", link)[0] == 200
    assert two.ask(0, "POST", link) == (303, "/organise")
    assert two.ask(1, "POST", link)[0] == 410


def test_personal_feed_revoked_in_one_process_is_gone_in_the_other(two: Two) -> None:
    _, _, token = two.member("feeds", "editor")
    body = json.dumps({"meetings": [{"meeting": "m"}]})
    made = json.loads(_made(two, body, token))
    path = urlsplit(made["address"]).path
    assert two.ask(1, "GET", path)[0] == 200
    assert two.ask(0, "DELETE", f"/api/v1/feeds/{made['id']}", authorization=token)[0] == 204
    assert two.ask(1, "GET", path)[0] == 410


def _made(two: Two, body: str, token: str) -> str:
    connection = HTTPConnection(urlsplit(two.addresses[0]).netloc, timeout=30)
    connection.request("POST", "/api/v1/feeds", body, {"authorization": token, "content-type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 201
    text = answer.read().decode()
    connection.close()
    return text


def test_guesses_at_one_password_are_counted_over_both(two: Two) -> None:
    two.member("guessed", "editor")
    body = urlencode({"email": "guessed@example.org", "password": "wrong"})
    form = {"content_type": "application/x-www-form-urlencoded"}
    statuses = [two.ask(turn % 2, "POST", "/login", body=body, **form)[0] for turn in range(MOST_FOR_AN_EMAIL + 2)]
    assert statuses == [422] * MOST_FOR_AN_EMAIL + [429] * 2
