"""The pages of items, people, rooms, changes and old revisions in Chromium: at every width, with no code refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from browsing import chromium, opened, served
from builders import meeting_file
from page_builders import EDITION, a_page, a_reader

from agenda.audiences import seen_by
from agenda.edits import read_edit
from agenda.service import ChangedRevision, PublishedRevision, compare_views
from web.pages.agenda import agenda_page, session_page
from web.pages.changes import changes_page
from web.pages.context import Edition
from web.pages.items import item_page
from web.pages.people import person_page
from web.pages.rooms import room_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

WIDTH = "document.documentElement.scrollWidth"
REFUSED = "document.addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))"
LISTED = [PublishedRevision(number, datetime(2022, 10, number, 12, tzinfo=UTC), "W" * 80) for number in (1, 2, 3)]
OLD = Edition(1, datetime(2022, 10, 1, 12, tzinfo=UTC), "W" * 80, present=3)


def pages_in(language: str) -> dict[str, str]:
    view, reader = seen_by(meeting_file("cap-19")), a_reader(language, None, "cap-19")
    return {
        f"/item-{language}": item_page(view, EDITION, reader, "opening"),
        f"/person-{language}": person_page(view, EDITION, reader, "pale"),
        f"/room-{language}": room_page(view, EDITION, reader, "room-a"),
        f"/changes-{language}": changes_page(view, EDITION, reader, LISTED, changes()),
        f"/old-{language}": agenda_page(view, OLD, reader),
    }


def changes() -> list[ChangedRevision]:
    meeting = meeting_file("cap-19")
    edits = [
        {"edit": "set_session", "session": "s1", "title": {"en": "W" * 90}, "start": "2022-11-16T11:00"},
        {"edit": "remove_session", "session": "s2"},
    ]
    after = meeting
    for edit in edits:
        after = read_edit(edit).apply(after)
    views = [seen_by(meeting), seen_by(after)]
    at = datetime(2022, 10, 1, 12, tzinfo=UTC)
    return [
        ChangedRevision(2, at, "A message " * 30, *views, compare_views(*views)),
        ChangedRevision(1, at, "", None, views[0], ()),
    ]


VIEW = seen_by(meeting_file("cap-19"))
PAGES = pages_in("en") | pages_in("fr")
PAGES |= {"/agenda": a_page(meeting_file("cap-19")), "/s1": session_page(VIEW, EDITION, a_reader(slug="cap-19"), "s1")}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(PAGES) as address:
        yield address


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_no_page_is_wider_than_its_window(browser: Browser, address: str, width: int) -> None:
    with opened(browser, f"{address}/agenda", viewport={"width": width, "height": 800}) as page:
        widths = {path: (page.goto(address + path), page.evaluate(WIDTH))[1] for path in PAGES}
    assert widths == dict.fromkeys(PAGES, width)


def test_structured_data_is_refused_by_no_policy(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/agenda") as page:
        page.add_init_script(REFUSED)
        for path in ("/agenda", "/s1"):
            page.goto(address + path)
            data = page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)")
            assert data["@type"] == "Event"
