"""Two organisers with a page open each: who is here, and what the other changes, as it is changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from browsing import axe_violations, chromium
from builders import a_meeting, a_phase, a_session
from clients.service import running
from playwright.sync_api import expect

from agenda import service
from agenda.files import write_yaml
from agenda.service import accounts, log_ins
from agenda.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clients.service import Service
    from playwright.sync_api import Browser, Page

MEETING = a_meeting(phases=[a_phase(sessions=[a_session(title="Opening session"), a_session("t")])])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Service, Store]]:
    file = tmp_path / "m.yaml"
    file.write_bytes(write_yaml(MEETING))
    with running(tmp_path, data=[file]) as server:
        store = open_store(server.database)
        yield server, store
        store.close()


def page_of(browser: Browser, served: tuple[Service, Store], email: str) -> Page:
    """A page of somebody who is logged in."""
    server, store = served
    now = datetime.now(UTC)
    user = accounts.add_user(store, email, role="editor", name=email.partition("@")[0].title(), now=now)
    secret = log_ins.log_in(store, user, agent="a test", network="127.0.0.1", now=now).secret
    context = browser.new_context()
    context.add_cookies([{"name": "plenary", "value": secret, "url": server.address}])
    return context.new_page()


def rename(store: Store, title: str, *, author: str) -> None:
    edit = {"edit": "set_session", "session": "s", "title": {"en": title}}
    version = service.draft(store, "m").version
    service.edit(store, "m", edit, expected=version, author=author, now=datetime.now(UTC))


def test_page_says_who_else_is_here_and_what_they_change(served: tuple[Service, Store]) -> None:
    server, store = served
    with chromium() as browser:
        ann, ben = page_of(browser, served, "ann@example.org"), page_of(browser, served, "ben@example.org")
        ann.goto(f"{server.address}/organise/m/edit/session/s")
        ben.goto(f"{server.address}/organise/m/tables")
        ben.locator("[data-here]", has_text="Also here: Ann (Opening session)").wait_for(timeout=15_000)
        ben.evaluate("addEventListener('plenary:refresh', event => { window.refreshed = event.detail.version; }, true)")
        rename(store, "Grand opening", author="ann@example.org")
        notice = ben.locator(".told-live")
        notice.wait_for(timeout=10_000)
        assert "ann@example.org changed this meeting just now." in notice.inner_text()
        assert notice.get_by_role("link").get_attribute("href") == "/organise/m/history"
        assert ben.evaluate("window.refreshed") == 2
        assert axe_violations(ben) == []
        ann.goto("about:blank")
        expect(ben.locator("[data-here]")).to_have_text("", timeout=15_000)


def test_edit_that_the_page_was_served_with_is_not_told(served: tuple[Service, Store]) -> None:
    server, store = served
    with chromium() as browser:
        ben = page_of(browser, served, "ben@example.org")
        rename(store, "Grand opening", author="ann@example.org")
        ben.goto(f"{server.address}/organise/m/tables")
        rename(store, "Opening", author="cy@example.org")
        ben.locator(".told-live").wait_for(timeout=10_000)
        assert "cy@example.org" in ben.locator(".told-live").inner_text()
