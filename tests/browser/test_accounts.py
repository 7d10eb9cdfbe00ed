"""Logging in, accounts and roles in Chromium: by link and password, a log-in that is over, and for everybody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from browsing import axe_violations, chromium, is_complaint
from builders import DATA
from clients.service import running

from agenda import service
from agenda.service import accounts, log_ins
from agenda.store import open_store
from agenda.tree import find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clients.service import Service
    from playwright.sync_api import Browser, Page

    from agenda.store import Store

ANA, WORD = "ana@example.org", "correct horse"
TYPED = "Opening – “élan” <b>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("site")
    with running(folder, data=[DATA / "cap-19.yaml"]) as running_site:
        yield running_site


@pytest.fixture(scope="module")
def store(site: Service) -> Iterator[Store]:
    store = open_store(site.database)
    accounts.add_user(store, ANA, role="admin", password=WORD, now=datetime.now(UTC))
    yield store
    store.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB")
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [one for one in complaints if "status of 4" not in one] == []


def log_in(page: Page, site: Service) -> None:
    page.goto(f"{site.address}/login?next=/account")
    type_password(page)


def type_password(page: Page) -> None:
    page.get_by_label("E-mail address").fill(ANA)
    page.get_by_label("Password").fill(WORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_load_state()


def test_link_logs_in_by_its_button(page: Page, site: Service, store: Store) -> None:
    link = f"{site.address}/login/once/{log_ins.add_link(store, ANA, now=datetime.now(UTC))}"
    for _ in range(2):
        page.goto(link)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site.address}/organise")
    assert page.goto(link).status == 410


def test_who_is_asked_for_a_log_in_goes_on_to_where_they_went(page: Page, site: Service, store: Store) -> None:
    wanted = f"{site.address}/organise/cap-19/roles?lang=en"
    page.goto(wanted)
    type_password(page)
    assert page.url == wanted
    page.goto(f"{site.address}/account")
    page.get_by_role("button", name="Log out").click()
    assert page.locator(".said").inner_text() == "You are logged out."


@pytest.mark.parametrize("has_script", [True, False])
def test_log_in_that_is_over_loses_nothing_typed(
    browser: Browser, site: Service, store: Store, *, has_script: bool
) -> None:
    context = browser.new_context(locale="en-GB", java_script_enabled=has_script)
    page = context.new_page()
    log_in(page, site)
    page.goto(f"{site.address}/organise/cap-19/edit/session/s1")
    title = f"{TYPED} {has_script}"
    page.locator("#f-title-en").fill(title)
    user = accounts.find_user(store, ANA)
    for one in log_ins.log_ins_of(store, user, now=datetime.now(UTC)):
        log_ins.end_log_in(store, user, one.id)
    page.locator(".form-bar button[value=save]").click()
    page.wait_for_load_state()
    assert "Nothing is lost" in page.locator(".notice").inner_text()
    type_password(page)
    draft = service.draft(store, "cap-19").meeting
    assert find(draft, "session", "s1").value.title.best(["en"]) == title
    assert page.url.startswith(f"{site.address}/organise/cap-19")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_for_everybody(page: Page, site: Service, store: Store, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 800})
    link = f"/login/once/{log_ins.add_link(store, ANA, now=datetime.now(UTC))}"
    require_for_everybody(page, site, "/login", link, "/login/once/none")
    log_in(page, site)
    require_for_everybody(page, site, "/account", "/organise/_accounts", "/organise/cap-19/roles")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_role("button", name="Give the role").click()
    assert axe_violations(page) == []
    page.goto(f"{site.address}/account")
    page.get_by_role("button", name="Make a token").click()
    assert axe_violations(page) == []


def require_for_everybody(page: Page, site: Service, *paths: str) -> None:
    for path in paths:
        page.goto(site.address + path)
        assert (path, axe_violations(page)) == (path, [])
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, 360)
