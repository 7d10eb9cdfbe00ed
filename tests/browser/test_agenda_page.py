"""The agenda page in Chromium: at every width, in every zone, without JavaScript, and on paper."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from browsing import chromium, opened, served
from builders import a_meeting, a_phase, a_session, meeting_file
from page_builders import EDITION, a_page, a_reader

from agenda.audiences import seen_by
from web.pages.agenda import phase_page, session_page
from web.pages.listing import listing_page
from web.pages.problem import problem_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

LONG = "W" * 60 + " and a title that goes on " * 30

WIDTH = "document.documentElement.scrollWidth"


def wide_meeting():
    """What could break a layout: long words, many languages, many steps deep, join links."""
    links = {tag: f"https://e.org/{tag}" for tag in ["en", "fr", "es", "ar", "zh", "ru", "pt-BR"]}
    item = {"id": "i", "title": LONG, "number": "XVIII", "documents": ["d"], "action": ["discussion", "decision"]}
    join = [
        {"label": "Join by the platform of the meeting", "url": "https://e.org/" + "x" * 200, "features": ["video"]}
    ]
    slots = [{"item": "i", "minutes": 1000, "speakers": [{"person": "p", "role": "rapporteur"}]}]
    session = a_session(title=LONG, slots=slots, join=join, interpretation=list(links), notice=LONG)
    return a_meeting(
        slug="wide",
        title=LONG,
        languages=list(links),
        people=[{"id": "p", "name": LONG, "affiliation": "Organisation"}],
        documents=[{"id": "d", "title": "Paper", "symbol": "UNEP/CBD/SBSTTA/24/INF/" + "9" * 40, "links": links}],
        items=[item | {"items": [{"id": "j", "title": "Below", "items": [{"id": "k", "title": LONG}]}]}],
        phases=[a_phase(title=LONG, sessions=[session], items=["i"])],
    )


PAGES = {
    "/cap-19": a_page(meeting_file("cap-19")),
    "/cap-19-fr": a_page(meeting_file("cap-19"), "fr"),
    "/cap-19-seoul": a_page(meeting_file("cap-19"), "en", "Asia/Seoul"),
    "/ptc-227": a_page(meeting_file("ptc-227")),
    "/sbstta-24": a_page(meeting_file("sbstta-24")),
    "/sbstta-24-ar": a_page(meeting_file("sbstta-24"), "ar"),
    "/wide": a_page(wide_meeting()),
    "/phase": phase_page(seen_by(meeting_file("cap-19")), EDITION, a_reader(slug="cap-19"), "hybrid"),
    "/session": session_page(seen_by(meeting_file("cap-19")), EDITION, a_reader(slug="cap-19"), "s1"),
    "/": listing_page([], a_reader()),
    "/problem": problem_page(404, "Nothing here", "Look elsewhere.", a_reader()),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(PAGES) as address:
        yield address


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_no_page_is_wider_than_its_window(browser, address, width):
    with opened(browser, f"{address}/", viewport={"width": width, "height": 800}) as page:
        widths = {path: (page.goto(address + path), page.evaluate(WIDTH))[1] for path in PAGES}
    assert widths == dict.fromkeys(PAGES, width)


def second_clock(page) -> str:
    return " ".join(page.locator("#session-s1 .when .reader-time").inner_text().split())


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", "09:00–12:00 UTC"),
        ("America/New_York", "04:00–07:00 EST"),
        ("Asia/Seoul", "18:00–21:00 KST"),
        ("Asia/Kolkata", "14:30–17:30 IST"),
        ("Pacific/Kiritimati", "23:00–02:00 (+1 day) UTC+14:00"),
        ("America/St_Johns", "05:30–08:30 NST"),
    ],
)
def test_second_clock_is_that_of_the_device(browser, address, zone, expected):
    with opened(browser, f"{address}/cap-19", timezone_id=zone) as page:
        assert second_clock(page) == expected
        assert page.locator(".own-zone").inner_text() == zone
        assert " ".join(page.locator("#session-s1 .when .venue-time").inner_text().split()) == "10:00–13:00 CET"


def test_days_between_the_clocks_are_named_in_the_language_of_the_page(browser, address):
    with opened(browser, f"{address}/cap-19-fr", timezone_id="Pacific/Auckland") as page:
        found = " ".join(page.locator("#session-s2 .when .reader-time").inner_text().split())
        assert found == "02:30–05:30 NZDT, +1 jour"


def test_second_clock_is_hidden_where_it_repeats_the_first(browser, address):
    with opened(browser, f"{address}/cap-19", timezone_id="Europe/Brussels") as page:
        assert page.locator(".reader-time:visible").count() == 0
        assert page.locator(".venue-time:visible").count() > 10


def test_hours_of_the_running_order_follow_the_device(browser, address):
    with opened(browser, f"{address}/cap-19", timezone_id="America/New_York") as page:
        hours = page.locator("#session-s1 tbody .reader-time").all_inner_texts()
        assert hours == ["04:00", "04:15", "04:30", "04:40", "05:45", "06:00"]
        assert page.locator("#session-s1 .reader-zone").inner_text() == "EST"


def test_zone_chosen_in_the_address_is_kept_whatever_the_device_says(browser, address):
    with opened(browser, f"{address}/cap-19-seoul", timezone_id="America/New_York") as page:
        assert second_clock(page) == "18:00–21:00 KST"


def test_page_is_whole_without_javascript(browser, address):
    with opened(browser, f"{address}/cap-19", java_script_enabled=False) as page:
        assert second_clock(page) == "09:00–12:00 UTC"
        assert page.locator("#tz").is_visible()
        assert not page.locator("[data-print]").is_visible()


def test_keyboard_reaches_the_contents_first(browser, address):
    with opened(browser, f"{address}/cap-19") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser, address, scheme):
    """WCAG 2.2 §1.4.3: at least 4.5 to 1, for each pair of colours that the style sheet lays over another."""
    pairs = [("--ink", "--paper"), ("--quiet", "--paper"), ("--quiet", "--wash"), ("--link", "--paper")]
    pairs += [("--on-primary", "--primary"), ("--alert", "--alert-wash"), ("--link", "--wash")]
    with opened(browser, f"{address}/cap-19", color_scheme=scheme) as page:
        for text, ground in pairs:
            assert (text, ground, contrast(page, text, ground) >= 4.5) == (text, ground, True)


def contrast(page, one: str, other: str) -> float:
    read = "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()"
    brighter, darker = sorted((luminance(page.evaluate(read, name)) for name in (one, other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of "#rgb" or "#rrggbb" (WCAG 2.2, definitions)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    shares = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def printed(browser, address, folder, **options) -> list[str]:
    """The text of each printed page, single-spaced."""
    file = folder / "sheet.pdf"
    with opened(browser, address, **options) as page:
        page.pdf(path=str(file), prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True).stdout
    return [" ".join(sheet.split()) for sheet in text.decode().split("\f") if sheet.strip()]


def test_printed_sheet_holds_every_sitting_day_and_room_and_no_controls(browser, address, tmp_path):
    text = " ".join(printed(browser, f"{address}/cap-19", tmp_path))
    facts = ["Wednesday 16 November 2022", "Thursday 17 November 2022", "Opening session", "Tools for Members"]
    facts += ["Activities and operations", "Room A", "10:00–13:00 CET", "14:30–17:30 CET", "Coffee break", "EP0002E1"]
    facts += ["Approved; referred to PTC and Council", "https://clikc.example.org/cap-19", "Agenda by item"]
    assert [fact for fact in facts if fact not in text] == []
    assert [word for word in ["Subscribe", "Download", "Change your clock", "All meetings"] if word in text] == []


def test_each_printed_page_says_what_it_is_which_revision_and_which_page(browser, address, tmp_path):
    sheets = printed(browser, f"{address}/cap-19", tmp_path)
    total = len(sheets)
    assert [f"Page {number} of {total}" in sheet for number, sheet in enumerate(sheets, 1)] == [True] * total
    head = "CAP · 19th Meeting of the Counterfeiting and Piracy (CAP) Group Revision 3"
    assert [sheet.startswith(head) for sheet in sheets] == [False] + [True] * (total - 1)


def test_printed_margins_need_no_javascript(browser, address, tmp_path):
    sheets = printed(browser, f"{address}/cap-19-fr", tmp_path, java_script_enabled=False)
    assert f"Page 2 sur {len(sheets)}" in sheets[1]
    assert "Révision 3" in sheets[1]


def test_no_printed_page_ends_on_a_heading(browser, address, tmp_path):
    titles = ("2021", "2022", "Outcomes", "Deadlines", "Item Business Min.", "Agenda by item", "Documents", "People")
    for path in ["/cap-19", "/sbstta-24", "/ptc-227"]:
        for sheet in printed(browser, address + path, tmp_path):
            body = sheet.rpartition(" Page ")[0]
            assert (path, body.endswith(titles)) == (path, False)
