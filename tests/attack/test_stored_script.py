"""Script in every text that somebody can leave: each page and form is opened in Chromium, and nothing of it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import quote

import pytest
from attack.doors import address_of
from attack.inspecting import Inspector, inspecting
from attack.permissions import PERMISSIONS
from attack.poison import MARK, POISON, poisoned_meeting, told
from browsing import chromium
from browsing import served as pages_served
from pydantic_core import PydanticCustomError
from sent_forms import fields_of
from served import a_service

from agenda import service
from agenda.files import write_yaml
from agenda.meeting import Meeting
from agenda.noun import Noun, read_url
from agenda.service import accounts, choosing, log_ins, personal
from web.accounts.identity import COOKIE
from web.options import KNOWN, REPEATED
from web.publisher import CalendarPublisher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser
    from served import Service

    from agenda.store import Store

LINE = POISON[:190]
PERSON = f"\"><{MARK}>'<script>alert(1)</script>@example.org"
IDS = {"audience": "u", "venue": "v", "room": "r", "person": "a", "document": "d", "item": "i", "phase": "p"}
IDS |= {"deadline": "e", "session": "s", "outcome": "p:i:s"}
FILES = (".ics", ".json", ".docx", ".txt", ".csv", ".pdf", ".xml", ".atom", ".css", ".js", "/live", "/static")
NO_PAGES = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/v1",
    "/login/oidc",
    "/organise/_assets",
    "/organise/{slug}/tables/{name}",
)
LONG_AGO = [("version", "1"), ("title.en", "mine")]


@dataclass
class House:
    """A service whose every text is poisoned, an admin's cookie, and the address of a personal feed."""

    service: Service
    store: Store
    cookie: str
    feed: str
    secret: str


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    other = poisoned_meeting(slug="n", uid="5f0c1f5e-8a51-4d0e-9f6b-3a2b1c0d9e80")
    with a_service(tmp_path_factory.mktemp("house"), poisoned_meeting(), other) as (running, store):
        now = datetime.now(UTC)
        admin = accounts.add_user(store, PERSON, role="admin", now=now, name=LINE)
        accounts.add_token(store, admin.email, now=now, label=LINE[:100])
        cookie = log_ins.log_in(store, admin, agent=LINE, network=LINE[:60], now=now).secret
        publish_changes(store, running.address, admin.email)
        choice = choosing.choose(store, choosing.read_wanted([{"meeting": "m"}, {"meeting": "n", "items": ["i"]}]))
        feed = personal.create_feed(store, choice, now=now)
        yield House(running, store, cookie, f"/my/{feed.token}", feed.secret)


def publish_changes(store: Store, address: str, author: str) -> None:
    """Publishes another title and a moved sitting, and leaves a third title and a removed deadline in the draft."""
    for number in (3, 4):
        now = datetime.now(UTC)
        edits = [
            {"edit": "set_session", "session": "s", "title": told(number), "notice": told(number)},
            {"edit": "move_session", "session": "s", "start": f"2022-11-16T1{number}:00"},
            {"edit": "set_item", "item": "i", "title": told(number)},
            {"edit": "set_meeting", "title": told(number), "description": told(number)},
        ]
        service.edit(store, "m", edits, expected=service.draft(store, "m").version, author=author, now=now)
        if number == 3:
            service.publish(store, "m", message=POISON, author=author, now=now, publisher=CalendarPublisher(address))


def pages(house: House) -> list[str]:
    """Every page of the service, those of a noun for each noun."""
    paths = [path for method, path in PERMISSIONS if method == "GET" and not path.endswith(FILES)]
    return [filled(house, path, noun) for path in paths if not path.startswith(NO_PAGES) for noun in nouns_of(path)]


def nouns_of(path: str) -> list[str]:
    return list(IDS) if "{noun}" in path else ["session"]


def filled(house: House, path: str, noun: str = "session") -> str:
    """The address of a page of the poisoned house."""
    path = path.replace("/my/{token}", house.feed).replace("edit/{secret}", f"edit/{house.secret}")
    return address_of(path.replace("{noun}/{id}", f"{noun}/{IDS[noun]}").replace("{noun}", noun))


@pytest.fixture
def inspector(browser: Browser, house: House) -> Iterator[Inspector]:
    """Looks as an admin; in the end nothing may have been found wrong."""
    with inspecting(browser, locale="en-GB", base_url=house.service.address) as inspector:
        inspector.page.context.add_cookies([{"name": COOKIE, "value": house.cookie, "url": house.service.address}])
        yield inspector
        assert inspector.wrong == []


def test_inspector_finds_what_runs(browser: Browser) -> None:
    with pages_served({"/": f"<!doctype html><p>{POISON}"}) as address, inspecting(browser) as inspector:
        inspector.visit(address + "/")
        found = " ".join(inspector.wrong)
    for sign in (f"<{MARK}>", "script-src", "onerror in", "onload in"):
        assert sign in found


def test_poison_is_in_every_field_of_every_noun() -> None:
    missing = {(noun, name) for noun in nouns_below(Meeting) for name in noun.model_fields}
    for one in parts_of(poisoned_meeting()):
        missing -= {(type(one), name) for name, value in one if value not in (None, ())}
    assert missing == set()


def nouns_below(noun: type[Noun]) -> set[type[Noun]]:
    """A noun and all that its fields hold."""
    found, waiting = {noun}, [field.annotation for field in noun.model_fields.values()]
    while waiting:
        one = waiting.pop()
        waiting += get_args(one)
        if isinstance(one, type) and issubclass(one, Noun) and one not in found:
            found.add(one)
            waiting += [field.annotation for field in one.model_fields.values()]
    return found


def parts_of(value: Any) -> Iterator[Noun]:
    """The nouns in a value, itself included."""
    if isinstance(value, Noun):
        yield value
        value = tuple(one for _, one in value)
    if isinstance(value, tuple):
        for one in value:
            yield from parts_of(one)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x"])
@pytest.mark.parametrize("written", [str, str.upper, " {}".format, "\t{}".format, "\x01{}".format, "http:\n{}".format])
def test_address_that_runs_is_refused(address: str, written: Callable[[str], str]) -> None:
    with pytest.raises(PydanticCustomError):
        read_url(written(address))


def test_no_page_runs_what_is_stored(house: House, inspector: Inspector) -> None:
    asked = pages(house)
    statuses = {path: inspector.visit(path) for path in asked}
    assert {path: status for path, status in statuses.items() if status != 200} == {
        "/login/once/unknown-secret": 410,
    }
    assert len(inspector.speaking) > len(asked) * 0.8


def test_no_preview_conflict_or_refusal_runs_what_it_repeats(house: House, inspector: Inspector) -> None:
    inspector.visit("/organise/m")
    table = f'id,phase,title (en),start\ns,p,"{POISON.replace(chr(34), chr(34) * 2)}",{POISON[:20]}'
    for path, fields in (
        ("/organise/m/edit/session/s", LONG_AGO),
        ("/organise/m/meeting", LONG_AGO),
        ("/organise/_import", [("text", write_yaml(poisoned_meeting(title=told(5))))]),
        ("/organise/_import", [("text", f"plenary: 1\n{POISON}: {POISON}")]),
        ("/organise/m/tables", [("table", "sittings"), ("file", table)]),
        ("/organise/m/tables", [("table", "sittings"), ("file", POISON)]),
        ("/my", [("pick", "m/meeting"), ("pick", "n/item/i")]),
        ("/my", [("pick", POISON)]),
        ("/login", [("email", POISON), ("password", "x"), ("next", POISON)]),
    ):
        inspector.page.goto("/organise/m")
        inspector.send(path, fields)
    assert len(inspector.speaking) == 9


def test_no_refused_address_runs_what_it_says(house: House, inspector: Inspector) -> None:
    said = quote(POISON, safe="")
    for path in (
        "/{}",
        "/m/{}",
        "/m/m/items/{}",
        "/m/m/revisions/{}",
        "/my/{}",
        "/organise/{}",
        "/organise/m/edit/item/{}",
    ):
        assert inspector.visit(path.format(said)) == 404
    for name in (*KNOWN, *REPEATED):
        inspector.visit(f"/m/m?{name}={said}")
    for name, page in (("next", "/login"), ("said", "/organise"), ("from", "/m/m/changes"), ("before", "/m/m/changes")):
        inspector.visit(f"{page}?{name}={said}")


def test_no_form_runs_what_is_sent_and_refused(house: House, inspector: Inspector) -> None:
    shown = {path for method, path in PERMISSIONS if method == "GET"}
    forms = [path for method, path in PERMISSIONS if method == "POST" and path in shown and "api" not in path]
    for path in [filled(house, form, noun) for form in forms for noun in nouns_of(form)]:
        inspector.page.goto(path)
        fields = fields_of(inspector.page.content())
        inspector.send(path, [(name, "1" if name == "version" else POISON) for name, _ in fields])
    for path in ("/account/name", "/account/tokens", "/account/password", "/organise/m/schedule", "/organise/m/move"):
        inspector.send(path, [(name, POISON) for name in ("name", "label", "scope", "new", "at", "session", "start")])
    assert len(inspector.speaking) > 20
