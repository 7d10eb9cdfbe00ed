"""A delegate's own calendar in Chromium, from the boxes on the agenda page to its revocation."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest
from browsing import chromium, opened
from builders import DATA
from clients.service import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clients.service import Service
    from playwright.sync_api import Browser, Page

WIDTH = "document.documentElement.scrollWidth"
SITTING, ITEM = 'input[value="cap-19/session/s2"]', 'input[value="cap-19/item/tor"]'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("site")
    with running(folder, data=[DATA / "cap-19.yaml", DATA / "sbstta-24.yaml"]) as service:
        yield service


def choose(page: Page, *boxes: str) -> str:
    """Ticks boxes on the agenda page and sends them; the path of the page of what was made."""
    page.locator(".choose summary").click()
    for box in boxes:
        page.locator(box).check()
    page.locator(".choose button[type=submit]").click()
    page.wait_for_load_state()
    return page.locator("#feed-address").input_value().partition("/my/")[2].partition(".ics")[0]


def status_of(site: Service, path: str) -> int:
    try:
        site.fetch(path)
    except HTTPError as error:
        error.close()
        return error.code
    return 200


@pytest.mark.parametrize("script", ["with script", "without"])
def test_delegate_chooses_changes_and_revokes_a_calendar(browser: Browser, site: Service, script: str) -> None:
    with opened(browser, f"{site.address}/m/cap-19", java_script_enabled=script == "with script") as page:
        token = choose(page, SITTING, ITEM)
        assert page.locator("h1").inner_text() == "Your calendar is ready"
        assert page.locator("[data-copy]:visible").count() == (2 if script == "with script" else 0)
        feed = site.fetch(f"/my/{token}.ics").decode()
        assert feed.count("BEGIN:VEVENT") == 4
        page.goto(page.locator("#edit-address").input_value())
        assert page.locator("input[name=pick]:checked").count() == 2
        page.locator(ITEM).uncheck()
        page.locator("button[value=change]").click()
        assert "has been changed" in page.locator("[role=status]").inner_text()
        assert site.fetch(f"/my/{token}.ics").decode().count("BEGIN:VEVENT") == 1
        page.locator(".revoke summary").click()
        page.locator("button[value=revoke]").click()
        assert page.locator("h1").inner_text() == "Your calendar is revoked"
        assert status_of(site, f"/my/{token}.ics") == 410


def test_meeting_is_added_on_the_form_of_an_older_choice(browser: Browser, site: Service) -> None:
    with opened(browser, f"{site.address}/m/cap-19") as page:
        token = choose(page, SITTING)
        page.goto(page.locator("#edit-address").input_value())
        page.locator("#add").select_option("sbstta-24")
        page.locator(".add button").click()
        page.locator('input[value="sbstta-24/meeting"]').check()
        page.locator("button[value=change]").click()
        assert site.fetch(f"/my/{token}.ics").decode().count("BEGIN:VEVENT") == 10


def test_copied_address_is_the_one_shown(browser: Browser, site: Service) -> None:
    options = {"permissions": ["clipboard-read", "clipboard-write"]}
    with opened(browser, f"{site.address}/m/cap-19", **options) as page:
        choose(page, SITTING)
        for name in ("feed-address", "edit-address"):
            page.locator(f"[data-copy={name}]").click()
            page.locator(f"[data-copy={name}]", has_text="Copied").wait_for()
            assert page.evaluate("navigator.clipboard.readText()") == page.locator(f"#{name}").input_value()


def test_page_sends_no_referer(browser: Browser, site: Service) -> None:
    with opened(browser, f"{site.address}/m/cap-19") as page:
        token = choose(page, SITTING)
        page.goto(f"{site.address}/my/{token}")
        with page.expect_request(lambda request: request.url.endswith("/m/cap-19?lang=en")) as asked:
            page.locator(".my-head .dates a").click()
        assert "referer" not in asked.value.all_headers()


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_page_of_a_choice_is_wider_than_its_window(
    browser: Browser, site: Service, width: int, language: str
) -> None:
    with opened(browser, f"{site.address}/m/cap-19?lang={language}", viewport={"width": width, "height": 800}) as page:
        token = choose(page, SITTING, 'input[value="cap-19/meeting"]')
        edit = page.locator("#edit-address").input_value()
        widths = [page.evaluate(WIDTH)]
        for path in (f"{site.address}/my/{token}", f"{site.address}/my/{token}/edit", f"{edit}?add=sbstta-24"):
            page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
            widths.append(page.evaluate(WIDTH))
        page.goto(f"{site.address}/m/cap-19")
        page.locator(".choose summary").click()
        widths.append(page.evaluate(WIDTH))
    assert widths == [width] * 5
