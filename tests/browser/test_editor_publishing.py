"""The pages around the schedule in Chromium: from an edit to what readers get and back, with a script and without."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from browsing import axe_violations, chromium, is_complaint, opened
from builders import DATA
from clients.service import running

from agenda import service
from agenda.service import accounts, log_ins
from agenda.store import open_store
from web.accounts.identity import COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clients.service import Service
    from playwright.sync_api import Browser, BrowserContext, Page

    from agenda.store import Store

EMAIL = "ana@example.org"
ROOM = "/organise/cap-19"
PAGES = {
    "meetings": "/organise",
    "new meeting": "/organise/_new",
    "import": "/organise/_import",
    "copy": f"{ROOM}/copy",
    "history": f"{ROOM}/history",
    "version": f"{ROOM}/history/1",
    "restoring": f"{ROOM}/history/1/restore",
    "publishing": f"{ROOM}/publish",
    "withdrawing": f"{ROOM}/withdraw",
    "preview": f"{ROOM}/preview?audience=members",
    "paper": f"{ROOM}/preview/print",
}
MOVE = {"edit": "move_session", "session": "s1", "start": "2022-11-16T11:00"}
LATER = {"edit": "move_session", "session": "s1", "start": "2022-11-16T14:00"}
CANCEL = {"edit": "cancel_session", "session": "s2"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path, data=[DATA / "cap-19.yaml"]) as running_service:
        yield running_service


@pytest.fixture
def store(site: Service) -> Iterator[Store]:
    opened_store = open_store(site.database)
    yield opened_store
    opened_store.close()


def log_in(context: BrowserContext, site: Service, store: Store) -> None:
    now = datetime.now(UTC)
    user = accounts.find_user(store, EMAIL) or accounts.add_user(store, EMAIL, role="owner", now=now)
    secret = log_ins.log_in(store, user, agent="a test", network="192.0.2.1", now=now).secret
    context.add_cookies([{"name": COOKIE, "value": secret, "url": site.address}])


def edit(store: Store, *written: dict[str, str], author: str = EMAIL) -> None:
    version = service.draft(store, "cap-19").version
    service.edit(store, "cap-19", list(written), expected=version, author=author, now=datetime.now(UTC))


def main_of(page: Page) -> str:
    return page.locator("main").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_organiser_reviews_publishes_and_takes_back(
    browser: Browser, site: Service, store: Store, *, script: bool
) -> None:
    with opened(browser, f"{site.address}/m/cap-19", java_script_enabled=script) as page:
        log_in(page.context, site, store)
        before = site.fetch("/m/cap-19.ics")
        edit(store, MOVE, CANCEL)
        page.goto(f"{site.address}{ROOM}/publish")
        assert "Opening session moved from Wed 16 Nov 10:00 to 11:00 CET" in main_of(page)
        page.get_by_label("Message to readers").fill("The opening is an hour later")
        page.get_by_role("button", name="Publish now").click()
        assert page.locator("[role=status]").first.inner_text() == "Published."
        assert "What readers have: revision 2" in main_of(page)
        feed = site.fetch_changed("/m/cap-19.ics", since=before)
        assert b"DTSTART;TZID=Europe/Brussels:20221116T110000" in feed
        assert feed.count(b"STATUS:CANCELLED") == 1
        page.get_by_role("link", name="Public page").click()
        assert "The opening is an hour later" in page.locator(".head").inner_text()
        page.goto(f"{site.address}{ROOM}/publish")
        page.get_by_role("link", name="Take back the last publication").click()
        assert "Tools for Members takes place after all" in main_of(page)
        page.get_by_role("button", name="Take it back").click()
        assert "What readers have: revision 3" in main_of(page)
        assert site.fetch_changed("/m/cap-19.ics", since=feed).count(b"STATUS:CANCELLED") == 0


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_history_is_read_undone_and_restored(browser: Browser, site: Service, store: Store, *, script: bool) -> None:
    with opened(browser, f"{site.address}/m/cap-19", java_script_enabled=script) as page:
        log_in(page.context, site, store)
        edit(store, MOVE)
        edit(store, CANCEL, author="ben@example.org")
        page.goto(f"{site.address}{ROOM}/history")
        page.get_by_role("button", name="Undo").click()
        assert page.url == f"{site.address}{ROOM}/history?said=undone"
        assert "Opening session moved from Wed 16 Nov 11:00 to 10:00 CET" in main_of(page)
        assert page.locator(".undone").count() == 1
        page.get_by_role("link", name="Version 2").click()
        assert "Version 2 of the draft" in page.locator(".banner").inner_text()
        page.get_by_role("link", name="Restore this version").click()
        assert "Tools for Members takes place after all" in main_of(page)
        page.get_by_role("button", name="Restore this version").click()
        assert service.draft(store, "cap-19").meeting == service.version(store, "cap-19", 2)


def test_meeting_is_made_from_a_file_and_copied_for_next_year(browser: Browser, site: Service, store: Store) -> None:
    with opened(browser, f"{site.address}/m/cap-19") as page:
        log_in(page.context, site, store)
        page.goto(f"{site.address}/organise")
        page.get_by_role("link", name="Import a meeting file").click()
        page.get_by_label("Meeting file, YAML or JSON").set_input_files(DATA / "sbstta-24.yaml")
        page.get_by_role("button", name="Show what it would do").click()
        assert "A new meeting, “sbstta-24”." in main_of(page)
        page.get_by_role("button", name="Import", exact=True).click()
        page.goto(f"{site.address}/organise/sbstta-24/copy")
        page.get_by_role("button", name="Make the copy").click()
        copied = service.draft(store, "sbstta-25").meeting
        first = [
            min(phase.start for phase in one.phases) for one in (copied, service.draft(store, "sbstta-24").meeting)
        ]
        assert first[0].weekday() == first[1].weekday()
        assert (first[0] - first[1]).days == 364


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_for_everybody(browser: Browser, site: Service, store: Store, scheme: str) -> None:
    edit(store, MOVE, CANCEL)
    context = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 740})
    log_in(context, site, store)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    for name, path in PAGES.items():
        assert page.goto(site.address + path).status == 200
        assert (name, axe_violations(page)) == (name, [])
        assert (name, page.evaluate("document.documentElement.scrollWidth")) == (name, 360)
    assert complaints == []
    context.close()


def test_clash_of_an_undo_is_for_everybody_too(browser: Browser, site: Service, store: Store) -> None:
    edit(store, MOVE)
    edit(store, LATER, author="ben@example.org")
    context = browser.new_context()
    log_in(context, site, store)
    page = context.new_page()
    page.goto(f"{site.address}{ROOM}/history")
    page.get_by_role("button", name="Undo").click()
    assert "This cannot be undone any more" in main_of(page)
    assert axe_violations(page) == []
    page.get_by_role("link", name="Back").click()
    assert page.url == f"{site.address}{ROOM}/history"
    context.close()
