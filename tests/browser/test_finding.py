"""The readings of an agenda and the form that looks for something in it, in Chromium: at every width, with the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from bench.meetings import big_meeting
from browsing import axe_violations, chromium, opened, served
from builders import meeting_file
from page_builders import EDITION, a_reader

from agenda.audiences import seen_by
from agenda.selection import Selection
from web.pages.agenda import agenda_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from agenda.meeting import Meeting


def page_of(meeting: Meeting, at: str, language: str, **wanted: object) -> str:
    reader = a_reader(language, slug=meeting.slug)
    return agenda_page(seen_by(meeting), EDITION, reader, at=at, selection=Selection(**wanted))  # type: ignore[arg-type]


CAP, SBSTTA, BIG = meeting_file("cap-19"), meeting_file("sbstta-24"), big_meeting(16)
PAGES = {
    "/m/cap-19": page_of(CAP, "", "en"),
    "/found": page_of(CAP, "", "fr", items=("tor",), people=("pale", "gone"), words="mandat " + "x" * 190),
    "/items": page_of(SBSTTA, "items", "ar"),
    "/timeline": page_of(CAP, "timeline", "en"),
    "/rooms": page_of(BIG, "timetable", "en", phases=("phase-0",)),
    "/nothing": page_of(CAP, "items", "en", words="none such"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(PAGES) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
def test_reading_fits_a_phone_and_breaks_no_rule_of_access(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800}, color_scheme="dark")
    page = context.new_page()
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert axe_violations(page) == []
    page.set_viewport_size({"width": 1440, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 1440
    context.close()


def test_form_is_filled_and_sent_with_keys_alone_and_without_scripts(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/m/cap-19", java_script_enabled=False) as page:
        page.get_by_text("Find in this agenda").focus()
        page.keyboard.press("Enter")
        page.get_by_label("Words").fill("terms of reference")
        page.get_by_label("Item", exact=True).select_option(label="2 Revised Terms of Reference")
        page.get_by_label("Words").press("Enter")
        page.wait_for_url("**/m/cap-19?*")
        assert parse_qs(urlsplit(page.url).query) == {"lang": ["en"], "item": ["tor"], "q": ["terms of reference"]}
