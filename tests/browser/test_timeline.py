"""The timeline in Chromium: readable at every width, one picture at a time, and today at its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from browsing import axe_violations, chromium, opened, served
from builders import a_meeting, a_phase, a_session, meeting_file
from page_builders import EDITION, a_page, a_reader

from agenda.audiences import seen_by
from web.pages.agenda import agenda_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from agenda.meeting import Meeting

DAYS = [f"2022-11-{day:02}" for day in range(7, 19)]
BUSY = a_meeting(
    slug="busy",
    phases=[
        a_phase(
            status="tentative",
            title="A conference of two weeks, with a title that is longer than one line of a telephone",
            start=DAYS[0],
            end=DAYS[-1],
            sessions=[a_session(f"s{d}", start=f"{d}T10:00", end=f"{d}T13:00") for d in DAYS],
            deadlines=[{"id": f"d{d}", "title": "Amendments to the draft decision", "due": d} for d in DAYS[:4]],
        )
    ],
)
TODAY = datetime.now(UTC).date()
PRESENT = a_meeting(
    slug="present",
    phases=[a_phase(start=str(TODAY - timedelta(days=20)), end=str(TODAY + timedelta(days=20)))],
)
MEETINGS = {
    "/cap-19": (meeting_file("cap-19"), "en"),
    "/cap-19-fr": (meeting_file("cap-19"), "fr"),
    "/sbstta-24-ar": (meeting_file("sbstta-24"), "ar"),
    "/busy": (BUSY, "en"),
    "/present": (PRESENT, "en"),
}


def alone(meeting: Meeting, language: str) -> str:
    """The reading that is the timeline."""
    return agenda_page(seen_by(meeting, ()), EDITION, a_reader(language, slug=meeting.slug), at="timeline")


PAGES = {path: a_page(*one) for path, one in MEETINGS.items()} | {
    f"{path}/timeline": alone(*one) for path, one in MEETINGS.items()
}
TEXTS = """() => [...document.querySelectorAll(".timeline svg")]
  .filter((svg) => svg.checkVisibility())
  .flatMap((svg) => [...svg.querySelectorAll("g:not(.today) > text, a > text")])
  .map((text) => {
    const { left, right } = text.getBoundingClientRect();
    const to_screen = text.getScreenCTM();
    const size = parseFloat(getComputedStyle(text).fontSize) * to_screen.a;
    const line = text.y.baseVal[0].value * to_screen.d + to_screen.f;
    return { text: text.textContent, size, left, right, top: line - 0.75 * size, bottom: line + 0.22 * size };
  })"""
SHOWN = """() => [...document.querySelectorAll(".timeline svg")]
  .filter((svg) => svg.checkVisibility()).map((svg) => svg.getAttribute("class"))"""
TARGETS = """() => [...document.querySelectorAll(".timeline svg a")].filter((a) => a.checkVisibility())
  .map((a) => a.getBoundingClientRect()).filter((box) => box.width < 23.9 || box.height < 23.9).length"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(PAGES) as address:
        yield address


def overlapping(texts) -> list[tuple[str, str]]:
    return [
        (one["text"], other["text"])
        for number, one in enumerate(texts)
        for other in texts[number + 1 :]
        if one["left"] < other["right"] - 0.5
        and other["left"] < one["right"] - 0.5
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    ]


@pytest.mark.parametrize(("width", "name"), [(320, "narrow"), (768, "wide"), (1440, "wide")])
@pytest.mark.parametrize("path", MEETINGS)
def test_text_is_large_enough_and_never_over_another_in_the_one_picture_shown(browser, address, path, width, name):
    with opened(browser, f"{address}{path}/timeline", viewport={"width": width, "height": 800}) as page:
        texts = page.evaluate(TEXTS)
        assert page.evaluate(SHOWN) == [name]
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(TARGETS) == 0
    assert [one for one in texts if one["size"] < 12] == []
    assert [one for one in texts if one["left"] < 0 or one["right"] > width] == []
    assert overlapping(texts) == []


def test_whole_agenda_on_a_phone_leaves_the_picture_to_its_own_reading(browser, address):
    with opened(browser, f"{address}/cap-19", viewport={"width": 360, "height": 800}) as page:
        assert page.evaluate(SHOWN) == []
        assert page.get_by_role("link", name="Timeline", exact=True).is_visible()
        page.set_viewport_size({"width": 768, "height": 800})
        assert page.evaluate(SHOWN) == ["wide"]


@pytest.mark.parametrize("width", [360, 1440])
def test_timeline_breaks_no_rule_of_accessibility(browser, address, width):
    with opened(
        browser, f"{address}/busy/timeline", viewport={"width": width, "height": 800}, color_scheme="dark"
    ) as page:
        assert axe_violations(page) == []


def test_each_mark_leads_to_its_place_on_the_page(browser, address):
    with opened(browser, f"{address}/cap-19") as page:
        links = page.locator(".timeline svg.wide a").evaluate_all("(all) => all.map((a) => a.href.baseVal)")
        assert [link for link in links if page.locator(link).count() != 1] == []
        page.get_by_role("link", name="Comments on category A items · For comments").first.click()
        assert page.url.endswith("#deadline-comments-a")


def test_today_stands_at_its_place_on_screen_and_not_on_paper(browser, address):
    with opened(browser, f"{address}/present") as page:
        today = page.locator(".timeline .wide .today")
        place = float(today.get_attribute("transform").partition("(")[2].partition(" ")[0])
        assert 300 < place < 460
        assert today.is_visible()
        page.emulate_media(media="print")
        assert not today.is_visible()


def test_today_is_not_on_a_timeline_of_other_days(browser, address):
    with opened(browser, f"{address}/cap-19") as page:
        assert not page.locator(".timeline .wide .today").is_visible()


def test_wide_picture_is_printed_from_a_telephone_too(browser, address):
    with opened(browser, f"{address}/cap-19", viewport={"width": 360, "height": 800}) as page:
        page.emulate_media(media="print")
        assert page.evaluate(SHOWN) == ["wide"]
