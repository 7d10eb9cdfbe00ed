"""Pages of other origins, opened in Chromium by an organiser who is logged in: they change, frame and read nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from attack.doors import address_of
from attack.permissions import PERMISSIONS
from browsing import chromium
from builders import a_meeting, a_phase, a_session
from served import a_service

from agenda.service import accounts, log_ins
from agenda.store.schema import metadata
from web.accounts.identity import COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Response
    from served import Service

    from agenda.store import Store

ANA, WORD = "ana.organiser@example.org", "correct horse"
SENT = [path for method, path in PERMISSIONS if method == "POST"]
FIELDS = {"title.en": "Taken over", "version": "1", "do": "save", "email": "eve@example.org", "role": "admin"}
FIELDS |= {"pick": "m/meeting", "name": "Taken over", "revision": "1", "word": "m", "message": "", "agree": "yes"}
"""What makes most forms do something, were they let in: a form takes those that it knows."""


@dataclass
class Victim:
    """A service, its database, and a page of a browser in which an admin of it is logged in."""

    service: Service
    store: Store
    page: Page
    heard: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Notes what the service answers to each method and address, the first time."""
        own = self.service.address

        def note(answer: Response) -> None:
            if answer.url.startswith(own):
                self.heard.setdefault(f"{answer.request.method} {answer.url.removeprefix(own)}", answer.status)

        self.page.context.on("response", note)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Store]]:
    rooms = [{"id": "hq", "name": "HQ", "rooms": [{"id": "r", "name": "R"}]}]
    phase = a_phase(venue="hq", items=["i"], sessions=[a_session(room="r", chair="a", slots=[{"item": "i"}])])
    written: dict[str, Any] = {
        "venues": rooms,
        "people": [{"id": "a", "name": "A"}],
        "items": [{"id": "i", "title": "I"}],
    }
    with a_service(tmp_path_factory.mktemp("house"), a_meeting(**written, phases=[phase])) as (service, store):
        accounts.add_user(store, ANA, role="admin", now=datetime.now(UTC))
        yield service, store


@pytest.fixture
def victim(browser: Browser, running: tuple[Service, Store]) -> Iterator[Victim]:
    service, store = running
    user = accounts.find_user(store, ANA)
    assert user is not None
    context = browser.new_context()
    secret = log_ins.log_in(store, user, agent="", network="", now=datetime.now(UTC)).secret
    context.add_cookies([{"name": COOKIE, "value": secret, "url": service.address}])
    yield Victim(service, store, context.new_page())
    context.close()


@pytest.fixture(params=["localhost", "127.0.0.1"])
def elsewhere(request: pytest.FixtureRequest) -> Iterator[str]:
    """Somebody else's page: on another site, and on another port of ours, where browsers send our cookies along."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>elsewhere</title><body>")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{request.param}:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def kept(victim: Victim) -> list[str]:
    """All rows of the database, but when log-ins were seen."""
    with victim.store.reading() as connection:
        tables = [table for table in metadata.sorted_tables if table.name != "log_ins"]
        return sorted(f"{table.name} {row}" for table in tables for row in connection.execute(table.select()))


def is_refused(victim: Victim, page: str, path: str, fields: list[tuple[str, str]], way: str = "_self") -> bool:
    """Whether a form that a page sends of itself gets 403, as the console says."""
    tab = victim.page.context.new_page()
    tab.goto(page)
    with tab.expect_console_message(lambda said: "status of" in said.text) as told:
        tab.evaluate(SUBMIT, [victim.service.address + path, fields, way])
    tab.close()
    return "status of 403" in told.value.text


def test_own_page_would_change_something(victim: Victim) -> None:
    before = kept(victim)
    victim.page.goto(f"{victim.service.address}/account")
    victim.page.goto(f"{victim.service.address}/account")
    with victim.page.expect_navigation():
        victim.page.evaluate(SUBMIT, ["/account/name", list(FIELDS.items()), "_self"])
    assert kept(victim) != before


def test_foreign_page_sends_forms_and_texts_to_every_address_in_vain(victim: Victim, elsewhere: str) -> None:
    before, paths = kept(victim), [address_of(path) for path in SENT]
    victim.page.goto(elsewhere)
    victim.page.evaluate(SEND, [[victim.service.address + path for path in paths], list(FIELDS.items())])
    assert victim.heard == {f"POST {path}": 403 for path in paths}
    assert kept(victim) == before


def test_form_that_a_foreign_page_sends_of_itself_is_refused(victim: Victim, elsewhere: str) -> None:
    """A form of a whole window, of a frame, and of a sandboxed frame, whose origin is "null"."""
    before = kept(victim)
    for way in ("_self", "frame", "sandbox"):
        for path in ("/account/name", "/my", "/organise/m/publish", "/logout", "/login/once/unknown-secret"):
            assert is_refused(victim, elsewhere, path, list(FIELDS.items()), way), (way, path)
    assert kept(victim) == before


def test_foreign_page_logs_nobody_in_as_somebody_else(victim: Victim, elsewhere: str) -> None:
    """Log-in CSRF: with a password, and with a one-time link, whose button has to be pressed on our page."""
    accounts.add_user(victim.store, f"eve@{elsewhere[7:9]}.org", role="viewer", password=WORD, now=datetime.now(UTC))
    link = log_ins.add_link(victim.store, f"eve@{elsewhere[7:9]}.org", now=datetime.now(UTC))
    cookies = victim.page.context.cookies()
    fields = [("email", f"eve@{elsewhere[7:9]}.org"), ("password", WORD)]
    assert is_refused(victim, elsewhere, "/login", fields)
    assert is_refused(victim, elsewhere, f"/login/once/{link}", fields)
    assert victim.page.context.cookies() == cookies


def test_foreign_page_reads_nothing(victim: Victim, elsewhere: str) -> None:
    """With the cookie or without: no address lets another origin read it, nor one method more than a form has."""
    victim.page.goto(elsewhere)
    paths = ["/organise/m", "/api/v1/meetings", "/account", "/m/m.json", "/api/v1/meetings/m/draft"]
    assert victim.page.evaluate(READ, [victim.service.address + path for path in paths]) == [None] * len(paths) * 3
    assert {name.partition(" ")[0] for name in victim.heard} <= {"GET", "OPTIONS"}


def test_looking_from_a_foreign_page_changes_nothing(victim: Victim, elsewhere: str) -> None:
    before = kept(victim)
    paths = [address_of(path) for method, path in PERMISSIONS if method == "GET" and not path.endswith("/live")]
    victim.page.goto(elsewhere)
    victim.page.evaluate(LOOK, [victim.service.address + path for path in paths])
    assert len(victim.heard) > len(paths) * 0.9
    assert kept(victim) == before


def test_foreign_page_that_opens_a_page_cannot_tell_what_becomes_of_it(victim: Victim, elsewhere: str) -> None:
    """To the opener the window is closed: it can neither count its frames nor send it on elsewhere."""
    victim.page.goto(elsewhere)
    for path in ("/m/m", "/organise/m", "/login"):
        with victim.page.context.expect_page() as opened:
            victim.page.evaluate("address => { window.opened = window.open(address) }", victim.service.address + path)
        opened.value.wait_for_load_state()
        victim.page.wait_for_function("window.opened.closed", timeout=5_000)
        assert opened.value.evaluate("window.opener") is None
        opened.value.close()


def test_foreign_page_frames_no_page(victim: Victim, elsewhere: str) -> None:
    for path in ("/m/m", "/organise/m/publish", "/account", "/login", "/my/unknown-token", "/m/unknown"):
        victim.page.goto(elsewhere)
        victim.page.evaluate(FRAME, victim.service.address + path)
        assert [frame.url for frame in victim.page.frames[1:]] != [victim.service.address + path]
    victim.page.goto(f"{victim.service.address}/m/m")
    victim.page.evaluate(FRAME, f"{victim.service.address}/m/m")
    assert [frame.url for frame in victim.page.frames[1:]] == [f"{victim.service.address}/m/m"]


SEND = """async ([addresses, fields]) => {
    const form = new URLSearchParams(fields), text = JSON.stringify(Object.fromEntries(fields));
    for (const address of addresses) {
        for (const body of [form, text]) {
            await fetch(address, { method: "POST", mode: "no-cors", credentials: "include", body });
        }
    }
}"""
SUBMIT = """([address, fields, way]) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = address;
    for (const [name, value] of fields) {
        const field = form.appendChild(document.createElement("input"));
        field.name = name;
        field.value = value;
    }
    const frame = document.createElement("iframe");
    if (way === "sandbox") {
        frame.sandbox = "allow-forms allow-scripts";
        frame.srcdoc = form.outerHTML.replace(/<input name="([^"]*)">/g, "<input name='$1' value='x'>")
            + "<script>HTMLFormElement.prototype.submit.call(document.forms[0])</script>";
        document.body.append(frame);
        return;
    }
    frame.name = "frame";
    form.target = way;
    document.body.append(frame, form);
    HTMLFormElement.prototype.submit.call(form);
}"""
READ = """async (addresses) => {
    const ways = [{}, { credentials: "include" }, { method: "PUT", credentials: "include" }];
    const read = [];
    for (const address of addresses) {
        for (const way of ways) {
            read.push(await fetch(address, way).then((answer) => answer.text()).catch(() => null));
        }
    }
    return read;
}"""
LOOK = """async (addresses) => {
    for (const address of addresses) {
        await fetch(address, { mode: "no-cors", credentials: "include", redirect: "follow" }).catch(() => null);
    }
}"""
FRAME = """(address) => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.onload = () => done();
    frame.src = address;
    document.body.append(frame);
})"""
