"""The schedule in Chromium: moved by mouse, finger, keys and forms; two organisers at once; and faults."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from browsing import axe_violations, chromium, is_complaint
from builders import DATA, a_meeting, a_phase, a_session, meeting_file
from clients.service import running
from dragging import drag, hour, middle

from agenda import service
from agenda.files import read_meeting, write_yaml
from agenda.service import accounts, log_ins
from agenda.store import open_store
from web.publisher import CalendarPublisher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clients.service import Service
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

    from agenda.meeting import Meeting
    from agenda.store import Store

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
WIDE = {"width": 1440, "height": 2600}
SPOKEN, SAVING = "[data-spoken]", "[data-saving]"
NUMBERS = count(1)
LINK = [{"label": "Join", "url": "https://video.example.org/1"}]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("site")
    with running(folder, data=[DATA / "cap-19.yaml", DATA / "sbstta-24.yaml"]) as service_:
        yield service_


@pytest.fixture(scope="module")
def store(running_site: Service) -> Iterator[Store]:
    store = open_store(running_site.database)
    accounts.add_user(store, "ana@example.org", role="admin", now=NOW)
    yield store
    store.close()


@pytest.fixture
def meeting(store: Store) -> Meeting:
    """A meeting of its own for each test: two days, two rooms, three sittings."""
    sessions = [
        a_session("one", title="Opening", room="a", chair="ana", join=LINK),
        a_session("two", title="Second", room="a", chair="bo", join=LINK, **hours("14:30", "16:00")),
        a_session("three", title="Third", room="b", chair="bo", join=LINK, **hours("10:00", "11:00", day=17)),
    ]
    rooms = [{"id": "a", "name": "Room A"}, {"id": "b", "name": "Room B"}]
    people = [{"id": "ana", "name": "Ana", "time_zone": "Asia/Seoul"}, {"id": "bo", "name": "Bo"}]
    number = next(NUMBERS)
    made = a_meeting(
        slug=f"m{number}",
        uid=f"5f0c1f5e-8a51-4d0e-9f6b-{number:012}",
        venues=[{"id": "hq", "name": "HQ", "rooms": rooms}],
        people=people,
        phases=[a_phase(venue="hq", sessions=sessions), a_phase("after", start="2022-12-01", end="2022-12-05")],
    )
    return imported(store, made)


def hours(start: str, end: str, *, day: int = 16) -> dict[str, str]:
    return {"start": f"2022-11-{day}T{start}", "end": f"2022-11-{day}T{end}"}


def imported(store: Store, meeting: Meeting) -> Meeting:
    file = read_meeting(write_yaml(meeting), source=meeting.slug)
    service.import_meetings(store, [file], author="o", now=NOW, publisher=CalendarPublisher("http://127.0.0.1"))
    return meeting


@contextmanager
def room(
    browser: Browser, site: Service, store: Store, slug: str, query: str = "", *, allowed: str = "$^", **options: Any
) -> Iterator[Page]:
    """The schedule, opened by an organiser; fails where the console complains of what is not `allowed`."""
    context = browser.new_context(**({"viewport": WIDE, "locale": "en-GB"} | options))
    log_in(context, site, store)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        page.route(
            re.compile(r"/live\?"), lambda route: route.fulfill(status=204)
        )  # others' edits come when a test says so
        page.goto(f"{site.address}/organise/{slug}{query}")
        yield page
        assert [one for one in complaints if not re.search(allowed, one)] == []
    finally:
        context.close()


def log_in(context: BrowserContext, site: Service, store: Store) -> None:
    user = accounts.find_user(store, "ana@example.org")
    secret = log_ins.log_in(store, user, agent="a test", network="192.0.2.1", now=datetime.now(UTC)).secret
    context.add_cookies([{"name": "plenary", "value": secret, "url": site.address}])


def card(page: Page, identity: str) -> Locator:
    return page.locator(f"#session-{identity}")


def saved(page: Page) -> None:
    page.locator(SAVING, has_text="Saved").wait_for()


def times(store: Store, meeting: Meeting, identity: str = "one") -> tuple[str, str, str | None]:
    phases = service.draft(store, meeting.slug).meeting.phases
    session = next(session for phase in phases for session in phase.sessions if session.id == identity)
    return f"{session.start:%d %H:%M}", f"{session.end:%d %H:%M}", session.room


def version(store: Store, meeting: Meeting) -> int:
    return service.draft(store, meeting.slug).version


def edit(store: Store, meeting: Meeting, **written: Any) -> None:
    """What another organiser does meanwhile."""
    at = version(store, meeting)
    service.edit(store, meeting.slug, written, expected=at, author="bo@example.org", now=NOW)


def test_sitting_dragged_to_another_hour_and_room_is_saved(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        across = middle(page.locator(".column").nth(1))[0] - middle(page.locator(".column").nth(0))[0]
        drag(page, middle(card(page, "one")), right=across, down=hour(page) * 1.5)
        saved(page)
        assert times(store, meeting) == ("16 11:30", "16 14:30", "b")
        assert card(page, "one").locator(".hours").inner_text() == "11:30–14:30"
        assert page.locator(SPOKEN).inner_text() == "Opening: Wed 16 Nov, 11:30 to 14:30, Room B"


def test_sitting_dragged_to_another_day_keeps_its_hour(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        one, other = (page.locator(f"#day-2022-11-{day} [data-cards]").bounding_box() for day in (16, 17))
        drag(page, middle(card(page, "two")), right=other["x"] - one["x"], down=other["y"] - one["y"])
        saved(page)
    assert times(store, meeting, "two") == ("17 14:30", "17 16:00", "a")


def test_clash_is_shown_while_dragging_and_nothing_saved_yet(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        drag(page, middle(card(page, "one")), down=hour(page) * 3, is_dropped=False)
        page.locator(".landing .mark", has_text="Room booked twice").wait_for()
        page.locator("#chosen [data-found]", has_text="is booked twice at one time").wait_for()
        assert page.locator("#chosen [data-when]").inner_text() == "Wed 16 Nov, 13:00–16:00"
        assert page.locator("#chosen .voice-hours").first.inner_text() == "21:00–00:00 KST unsocial"
        assert version(store, meeting) == 1
        page.keyboard.press("Escape")
        assert page.locator(".landing").count() == 0
        page.mouse.up()
        assert card(page, "one").get_attribute("data-first") == "600"
    assert version(store, meeting) == 1


def test_lower_edge_changes_the_length(browser: Browser, running_site: Service, store: Store, meeting: Meeting) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        drag(page, middle(card(page, "one").locator(".edge")), down=-hour(page))
        saved(page)
    assert times(store, meeting) == ("16 10:00", "16 12:00", "a")


def test_sitting_of_the_tray_is_dragged_onto_the_grid(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    edit(store, meeting, edit="add_session", phase="p", session={"id": "open", "title": "Open", "minutes": 45})
    with room(browser, running_site, store, meeting.slug) as page:
        box = page.locator("#day-2022-11-17 [data-cards]").bounding_box()
        start = middle(card(page, "open"), down=0.1)
        top = card(page, "open").bounding_box()["y"]
        drag(page, start, right=box["x"] + 40 - start[0], down=box["y"] + 4 * hour(page) - top)
        saved(page)
        assert card(page, "open").get_attribute("data-day") == "2022-11-17"
    session = service.draft(store, meeting.slug).meeting.phases[0].sessions[-1]
    assert (str(session.start), session.minutes, session.end, session.room) == ("2022-11-17 12:00:00", 45, None, "a")


def test_sitting_dragged_onto_the_empty_tray_is_taken_off_the_timetable(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        strip = page.locator(".untimed")
        assert (page.locator(".tray").is_visible(), strip.is_visible()) == (False, False)
        (x, y), top = middle(card(page, "one")), page.locator("timetable-grid").bounding_box()["y"]
        drag(page, (x, y), down=top + 20 - y, is_dropped=False)
        assert strip.locator("p").first.inner_text() == "Drop it here to take it off the timetable"
        assert strip.locator(".landing .hours").inner_text() == "No time yet"
        assert page.locator("#chosen [data-when]").inner_text() == "No time yet"
        page.mouse.up()
        saved(page)
        page.locator(SPOKEN, has_text="Opening: without a time").wait_for()
        page.locator(".tray #session-one").wait_for()
        assert strip.is_visible() is False
        page.get_by_role("button", name="Undo").click()
        page.locator("#day-2022-11-16 #session-one").wait_for()
    assert times(store, meeting) == ("16 10:00", "16 13:00", "a")


def test_strip_of_the_tray_is_at_hand_wherever_the_page_was_scrolled_to(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug, viewport={"width": 1440, "height": 700}) as page:
        third = card(page, "three")
        third.evaluate("one => one.scrollIntoView({block: 'center'})")
        start = middle(third)
        drag(page, start, down=80 - start[1], is_dropped=False)
        assert page.locator(".untimed .landing").count() == 1
        page.keyboard.press("Escape")
        page.mouse.up()
        assert third.locator(".hours").inner_text() == "10:00–11:00"
        drag(page, middle(third), down=80 - middle(third)[1])
        saved(page)
    session = service.draft(store, meeting.slug).meeting.phases[0].sessions[2]
    assert (session.start, session.minutes, session.room) == (None, 60, "b")


def test_delete_takes_a_sitting_off_and_an_arrow_places_it_again(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        page.locator("#session-two [data-card]").focus()
        page.keyboard.press("Delete")
        page.locator(SPOKEN, has_text=re.compile(r"^Second: without a time(; with .+)?$")).wait_for()
        saved(page)
        page.locator("header[data-version='2']").wait_for()
        assert page.evaluate("document.activeElement.closest('.tray .card').id") == "session-two"
        page.keyboard.press("ArrowDown")
        page.locator("header[data-version='3']").wait_for()
    session = service.draft(store, meeting.slug).meeting.phases[0].sessions[1]
    assert (str(session.start), session.minutes, session.end) == ("2022-11-16 10:00:00", 90, None)


def test_link_of_a_finding_leads_to_the_card(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    edit(store, meeting, edit="move_session", session="two", start="2022-11-16T12:00")
    with room(browser, running_site, store, meeting.slug) as page:
        page.locator(".fault", has_text="Room booked twice").get_by_role("link", name="Second").click()
        page.locator("#chosen[data-chosen=two]").wait_for()
        assert page.evaluate("document.activeElement.closest('.card').id") == "session-two"


def test_keys_are_collected_into_one_edit_and_spoken(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        page.locator("#session-one [data-card]").focus()
        for key in ("ArrowDown", "ArrowDown", "Alt+ArrowDown", "Shift+ArrowDown", "ArrowRight", "PageDown"):
            page.keyboard.press(key)
        page.locator(
            SPOKEN, has_text=re.compile(r"^Opening: Thu 17 Nov, 10:35 to 13:50, Room B(; with .+)?$")
        ).wait_for()
        page.locator(SPOKEN, has_text="Room “Room B” (b) is booked twice").wait_for()
        saved(page)
        page.locator("header[data-version='2']").wait_for()
        assert page.evaluate("document.activeElement.closest('.card').id") == "session-one"
    assert times(store, meeting) == ("17 10:35", "17 13:50", "b")
    assert version(store, meeting) == 2


def test_escape_takes_back_what_keys_did(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        page.locator("#session-one [data-card]").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        assert page.locator(SPOKEN).inner_text() == "Not moved: Opening is where it was."
        page.wait_for_timeout(1000)
        assert card(page, "one").get_attribute("data-first") == "600"
    assert version(store, meeting) == 1


def test_enter_saves_and_opens_the_form(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug, allowed="Failed to load") as page:
        page.locator("#session-one [data-card]").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/edit/session/one")
    assert times(store, meeting)[0] == "16 10:15"


def test_undo_and_redo_by_keys(browser: Browser, running_site: Service, store: Store, meeting: Meeting) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        drag(page, middle(card(page, "one")), down=hour(page))
        saved(page)
        page.keyboard.press("Control+z")
        page.locator("#session-one[data-first='600']").wait_for()
        page.keyboard.press("Control+Shift+Z")
        page.locator("#session-one[data-first='660']").wait_for()
    assert times(store, meeting)[0] == "16 11:00"


@pytest.mark.parametrize(("choice", "start"), [("Mine again", "16 11:00"), ("Leave theirs", "16 09:00")])
def test_two_edits_of_one_sitting_are_shown_and_asked_about(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting, choice: str, start: str
) -> None:
    with room(browser, running_site, store, meeting.slug, allowed="409") as page:
        edit(store, meeting, edit="move_session", session="one", start="2022-11-16T09:00")
        drag(page, middle(card(page, "one")), down=hour(page))
        dialog = page.locator("dialog.conflict")
        dialog.wait_for()
        said = re.sub(r"\s+", " ", dialog.inner_text())
        assert "Opening · start It was 2022-11-16 10:00 Another organiser made it 2022-11-16 09:00" in said
        assert "You would make it 2022-11-16 11:00" in said
        assert axe_violations(page) == []
        dialog.get_by_role("button", name=choice).click()
        page.locator(f"#session-one[data-first='{60 * int(start[3:5])}']").wait_for()
        page.wait_for_timeout(500)
    assert times(store, meeting)[0] == start


def test_edit_of_another_organiser_appears_without_losing_what_is_dragged(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        drag(page, middle(card(page, "one")), down=hour(page), is_dropped=False)
        edit(store, meeting, edit="move_session", session="three", start="2022-11-17T15:00")
        page.evaluate("document.dispatchEvent(new CustomEvent('plenary:refresh', {detail: {version: 2}}))")
        page.wait_for_timeout(400)
        assert card(page, "three").get_attribute("data-first") == "600"
        assert page.locator(".landing").count() == 1
        page.mouse.up()
        page.locator("#session-three[data-first='900']").wait_for()
    assert (times(store, meeting)[0], times(store, meeting, "three")[0]) == ("16 11:00", "17 15:00")


def test_typed_form_outlives_an_edit_of_another_organiser(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug, "?session=one") as page:
        page.locator("#times-one-start").fill("12:15")
        edit(store, meeting, edit="move_session", session="three", start="2022-11-17T15:00")
        page.evaluate("document.dispatchEvent(new CustomEvent('plenary:refresh'))")
        page.locator("#session-three[data-first='900']").wait_for()
        assert page.locator("#times-one-start").input_value() == "12:15"
        assert page.locator("#times-one input[name=version]").input_value() == "1"


def test_edit_without_a_connection_is_kept_and_sent_when_there_is_one(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug, allowed="INTERNET_DISCONNECTED") as page:
        page.context.set_offline(True)
        drag(page, middle(card(page, "one")), down=hour(page))
        page.locator(SAVING, has_text="No connection. Your edits are kept here").wait_for()
        assert card(page, "one").get_attribute("data-first") == "660"
        page.context.set_offline(False)
        saved(page)
    assert times(store, meeting)[0] == "16 11:00"


def test_edit_kept_without_a_connection_outlives_a_reload(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug, allowed="Failed to load") as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.route("**/api/v1/**", lambda route: route.abort())
        drag(page, middle(card(page, "one")), down=hour(page))
        page.locator(SAVING, has_text="No connection").wait_for()
        page.unroute("**/api/v1/**")
        page.reload()
        page.locator("#session-one[data-first='660']").wait_for()
    assert times(store, meeting)[0] == "16 11:00"


def test_log_in_that_expired_loses_nothing(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug, allowed="401") as page:
        page.context.clear_cookies()
        drag(page, middle(card(page, "one")), down=hour(page))
        page.locator(SAVING, has_text="You are logged out. Log in in another tab").wait_for()
        assert page.locator(f"{SAVING} a").get_attribute("target") == "_blank"
        log_in(page.context, running_site, store)
        saved(page)
    assert times(store, meeting)[0] == "16 11:00"


def test_finger_held_on_a_sitting_drags_it_and_one_that_slides_does_not(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug, has_touch=True) as page:
        touch = page.context.new_cdp_session(page)

        def finger(kind: str, x: float = 0, y: float = 0) -> None:
            points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        (x, y), an_hour = middle(card(page, "one")), hour(page)
        for held, at in ((0, "16 10:00"), (500, "16 11:00")):
            finger("touchStart", x, y)
            page.wait_for_timeout(held)
            for step in range(1, 7):
                finger("touchMove", x, y + an_hour * step / 6)
                page.wait_for_timeout(20)
            finger("touchEnd")
            page.wait_for_timeout(600)
            assert times(store, meeting)[0] == at


def test_phase_is_dragged_with_its_sittings(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        days = page.locator(".track").first.bounding_box()["width"] / 61
        drag(page, middle(page.locator("#bar-p")), right=days * 7)
        saved(page)
        assert page.locator(SPOKEN).inner_text() == "Phase p: Wed 23 Nov to Thu 24 Nov, its sittings go along"
        page.locator("#day-2022-11-23").wait_for()
    assert times(store, meeting)[0] == "23 10:00"


def test_phase_is_moved_and_stretched_by_keys_and_says_what_overlaps(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        page.locator("#bar-p").focus()
        for _ in range(14):
            page.keyboard.press("Shift+ArrowRight")
        page.locator("#bar-p .said-dates", has_text="Wed 16 Nov – Thu 1 Dec · Phases overlap").wait_for()
        page.keyboard.press("ArrowLeft")
        page.locator("header[data-version='3']").wait_for()
    phase = service.draft(store, meeting.slug).meeting.phases[0]
    assert (phase.start, phase.end) == (date(2022, 11, 15), date(2022, 11, 30))
    assert times(store, meeting)[0] == "15 10:00"


def test_arrows_follow_the_eye_where_text_runs_from_right_to_left(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug) as page:
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.locator("#session-one [data-card]").focus()
        page.keyboard.press("ArrowLeft")
        page.locator("header[data-version='2']").wait_for()
        page.locator("#session-one.c2").wait_for()  # as served anew
        assert times(store, meeting)[2] == "b"
        columns = [middle(page.locator(".column").nth(number))[0] for number in (0, 1)]
        assert columns[0] > columns[1]
        drag(page, middle(card(page, "one")), right=columns[0] - columns[1], down=hour(page))
        page.locator("header[data-version='3']").wait_for()
    assert times(store, meeting) == ("16 11:00", "16 14:00", "a")


def test_everything_is_done_by_forms_without_script(
    browser: Browser, running_site: Service, store: Store, meeting: Meeting
) -> None:
    with room(browser, running_site, store, meeting.slug, java_script_enabled=False) as page:
        page.locator("#session-one .card-more").click()
        page.locator("#times-one-start").fill("14:00")
        page.locator("#times-one-end").fill("17:00")
        page.locator("#times-one-room").select_option("b")
        page.get_by_role("button", name="Save times").click()
        assert page.locator(".said").inner_text() == "Saved."
        assert times(store, meeting) == ("16 14:00", "16 17:00", "b")
        box, other = card(page, "one").bounding_box(), card(page, "two").bounding_box()
        assert box["y"] < other["y"] < box["y"] + box["height"]
        page.locator("#session-two .card-more").click()
        page.get_by_role("button", name="Take off the timetable").click()
        assert page.locator(".tray #session-two .hours").inner_text() == "No time yet"
        page.locator("[data-phase=p] summary").click()
        page.locator("#dates-p-start").fill("2022-11-23")
        page.get_by_role("button", name="Move, and all in it").first.click()
    assert times(store, meeting)[0] == "23 14:00"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("slug", ["cap-19", "sbstta-24"])
def test_nobody_is_shut_out(browser: Browser, running_site: Service, store: Store, slug: str, scheme: str) -> None:
    session = next(phase.sessions for phase in meeting_file(slug).phases if phase.sessions)[0].id
    with room(browser, running_site, store, slug, f"?session={session}&tz=Asia/Seoul", color_scheme=scheme) as page:
        for summary in page.locator("summary").all():
            if not summary.evaluate("one => one.parentElement.open"):
                summary.click()
        assert axe_violations(page) == []


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_page_is_no_wider_than_its_window(
    browser: Browser, running_site: Service, store: Store, width: int, direction: str
) -> None:
    for query in ("?session=s1&tz=Pacific/Apia", "?phase=online&lang=fr"):
        with room(browser, running_site, store, "cap-19", query, viewport={"width": width, "height": 800}) as page:
            page.evaluate(f"document.documentElement.dir = '{direction}'")
            assert page.evaluate("document.documentElement.scrollWidth") == width
