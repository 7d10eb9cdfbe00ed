"""What the script of a page does: clocks, now and next, ways to join, and publications shown as they are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen
from uuid import NAMESPACE_URL, uuid5

import pytest
from browsing import axe_violations, chromium, opened, served
from builders import a_meeting, a_phase, a_session, meeting_file
from clients.service import running
from deadlines import eventually
from page_builders import a_page
from playwright.sync_api import expect

from agenda import service
from agenda.edits import read_edit
from agenda.files import read_meeting, write_yaml
from agenda.service import choosing, personal
from agenda.store import Store, open_store
from agenda.timespan import zone
from web.pages.clocks import zone_groups, zone_name
from web.publisher import CalendarPublisher
from web.translations import translations_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from agenda.meeting import Meeting

SHIFTS = """new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted = (window.shifted || 0) + one.value;
}).observe({ type: "layout-shift", buffered: true })"""
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('shut off'); } })"
LATER = "2022-11-17T15:00"
JOIN = [{"label": "Join online", "url": "https://video.example.org/1"}]


def night(name: str, day: str, start: str, end: str) -> str:
    """The page of a meeting with one sitting on a night on which clocks change."""
    session = a_session(start=f"{day}T{start}", end=f"{day}T{end}")
    return a_page(a_meeting(time_zone=name, phases=[a_phase(start=day, end=day, sessions=[session])]))


def day_of_joins() -> str:
    sittings = [
        a_session("first", join=JOIN),
        a_session("second", start="2022-11-16T15:00", end="2022-11-16T18:00", join=JOIN, recording="https://e.org/r"),
        a_session("off", start="2022-11-16T15:00", end="2022-11-16T18:00", join=JOIN, status="cancelled"),
    ]
    deadlines = [{"id": "d", "title": "Comments", "kind": "comments", "due": "2022-11-17T12:00"}]
    return a_page(a_meeting(phases=[a_phase(sessions=sittings, deadlines=deadlines)]))


def without_a_sitting() -> Meeting:
    meeting = meeting_file("cap-19")
    for edit in (
        {"edit": "remove_session", "session": "s2"},
        {"edit": "move_session", "session": "s1", "start": LATER},
    ):
        meeting = read_edit(edit).apply(meeting)
    return meeting


PAGES = {
    "/brussels": night("Europe/Brussels", "2026-10-25", "01:00", "04:00"),
    "/new-york": night("America/New_York", "2026-11-01", "00:30", "03:00"),
    "/lord-howe": night("Australia/Lord_Howe", "2026-10-04", "01:00", "04:00"),
    "/joins": day_of_joins(),
    "/m/cap-19": a_page(meeting_file("cap-19")),
    "/m/cap-19-seoul": a_page(meeting_file("cap-19"), "en", "Asia/Seoul"),
    "/m/cap-19-less": a_page(without_a_sitting()),
    "/m/sbstta-24": a_page(meeting_file("sbstta-24")),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(PAGES) as address:
        yield address


def at(page: Page, moment: str, path: str) -> None:
    """Opens a page at a moment, in UTC, from which its clock is set on by hand."""
    page.clock.install(time=datetime.fromisoformat(f"{moment}+00:00"))
    page.clock.pause_at(datetime.fromisoformat(f"{moment}+00:00").timestamp() + 1)
    page.goto(path)


def words(page: Page, selector: str) -> str:
    return " ".join(page.locator(selector).inner_text().split())


@pytest.mark.parametrize(
    ("path", "device", "before", "faces", "left"),
    [
        ("/brussels", "Asia/Seoul", "2026-10-25T00:59:00", ["02:59 CEST / 09:59 KST", "02:00 CET / 10:00 KST"], 120),
        ("/new-york", "UTC", "2026-11-01T05:59:00", ["01:59 EDT / 05:59 UTC", "01:00 EST / 06:00 UTC"], 120),
        (
            "/lord-howe",
            "UTC",
            "2026-10-03T15:29:00",
            ["01:59 UTC+10:30 / 15:29 UTC, −1 day", "02:30 UTC+11:00 / 15:30 UTC, −1 day"],
            90,
        ),
    ],
)
def test_now_is_right_across_a_clock_change(browser, address, path, device, before, faces, left):
    """`left` are the minutes from the change of clocks to the end of the sitting."""
    with opened(browser, "about:blank", timezone_id=device) as page:
        at(page, before, address + path)
        sitting = page.locator("#session-s")
        assert sitting.get_attribute("data-state") == "now"
        assert words(page, ".now-line") == f"Now {faces[0]}"
        page.clock.run_for(60_000)
        assert words(page, ".now-line") == f"Now {faces[1]}"
        page.clock.run_for((left - 1) * 60_000)
        assert sitting.get_attribute("data-state") == "now"
        page.clock.run_for(60_000)
        assert sitting.get_attribute("data-state") == "after"
        assert page.locator(".now-line, .upcoming").count() == 0


def test_ways_to_join_stand_out_from_half_an_hour_before_to_the_end(browser, address):
    def seen() -> list[str]:
        found = page.locator("#session-first .joins li:visible, #session-second .joins li:visible").all()
        return [one.inner_text() + ("!" if one.locator(".primary").count() else "") for one in found]

    quiet = ["Join online", "opens 30 minutes before the start"]
    later = [*quiet, "Recording"]
    with opened(browser, "about:blank", timezone_id="Europe/Brussels") as page:
        at(page, "2022-11-16T08:29:00", f"{address}/joins")
        assert seen() == [*quiet, *later]
        page.clock.run_for(60_000)
        assert seen() == ["Join online!", *later]
        page.clock.fast_forward("03:30:00")
        assert seen() == ["Join online", "Ended", *later]
        page.clock.fast_forward("01:01:00")
        assert seen() == ["Ended", *later]
        page.clock.fast_forward("03:59:00")
        assert seen() == ["Ended", "Join online", "Recording!"]
        assert page.locator("#session-off .joins").count() == 0


def test_next_sitting_and_deadlines_are_counted_down(browser, address):
    with opened(browser, "about:blank", timezone_id="Asia/Seoul") as page:
        at(page, "2022-11-16T06:00:00", f"{address}/joins")
        turns = [" ".join(one.split()) for one in page.locator(".billed").all_inner_texts()]
        assert turns == [
            "Next Session first 10:00–13:00 CET 18:00–21:00 KST in 3 hr",
            "Then Session second 15:00–18:00 CET 23:00–02:00 (+1 day) KST in 8 hr",
        ]
        assert words(page, "#deadline-d .relative") == "tomorrow"
        page.clock.fast_forward("05:29:00")
        turns = [" ".join(one.split()) for one in page.locator(".billed").all_inner_texts()]
        assert turns[0] == "Now Session first Join online 10:00–13:00 CET 18:00–21:00 KST"
        assert turns[1].endswith("in 2 hr 31 min")
        assert words(page, "#deadline-d .relative") == "in 23 hr 31 min"
        page.clock.fast_forward("24:00:00")
        assert words(page, "#deadline-d .relative") == "passed"


def test_what_runs_is_on_the_first_screen_and_a_half_of_a_telephone(browser, address):
    phone = {"width": 360, "height": 800}
    with opened(browser, "about:blank", timezone_id="Asia/Seoul", viewport=phone) as page:
        at(page, "2022-11-16T09:30:00", f"{address}/m/cap-19")
        assert words(page, ".billed >> nth=0").startswith("Now Opening session")
        box = page.locator(".upcoming").bounding_box()
        assert box["y"] + box["height"] < 1.5 * phone["height"]
        assert not page.locator("#tz").is_visible()
        page.locator(".clocks summary").click()
        assert page.locator("#tz").is_visible()


def second_clock(page: Page) -> str:
    return words(page, "#session-s1 .when .reader-time")


def test_clock_is_changed_at_once_and_remembered(browser, address):
    with opened(browser, f"{address}/m/cap-19?lang=en", timezone_id="America/New_York") as page:
        page.locator("#tz").select_option("Asia/Tokyo")
        assert second_clock(page) == "18:00–21:00 JST"
        assert page.url == f"{address}/m/cap-19?lang=en&tz=Asia/Tokyo"
        page.goto(f"{address}/m/cap-19")
        assert (second_clock(page), page.locator("#tz").input_value()) == ("18:00–21:00 JST", "Asia/Tokyo")
        page.goto(f"{address}/m/cap-19-seoul?tz=Asia/Seoul")
        assert second_clock(page) == "18:00–21:00 KST"
        page.goto(f"{address}/m/cap-19")
        assert words(page, "#tz option >> nth=0") == "America/New_York (as set on your device)"
        page.locator("#tz").select_option("")
        assert (second_clock(page), page.url) == ("04:00–07:00 EST", f"{address}/m/cap-19")
        page.reload()
        assert second_clock(page) == "04:00–07:00 EST"


def test_page_works_where_nothing_can_be_stored(browser, address):
    with opened(browser, "about:blank", timezone_id="Asia/Seoul") as page:
        page.add_init_script(NO_STORAGE)
        page.goto(f"{address}/m/cap-19")
        assert second_clock(page) == "18:00–21:00 KST"
        page.locator("#tz").select_option("Asia/Tokyo")
        assert second_clock(page) == "18:00–21:00 JST"
        assert page.locator(".news").count() == 0


def test_ways_to_join_are_there_without_javascript(browser, address):
    with opened(browser, f"{address}/joins", java_script_enabled=False) as page:
        assert page.locator("#session-first .joins li:visible").all_inner_texts() == [
            "Join online",
            "opens 30 minutes before the start",
        ]
        assert page.locator("#session-second .joins a:visible").all_inner_texts() == ["Join online", "Recording"]
        assert page.locator(".now-line, .upcoming, .news").count() == 0


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_moves_when_the_clock_of_the_device_is_set(browser, address, width):
    for device in ("Europe/Brussels", "Asia/Seoul", "America/St_Johns"):
        options = {"timezone_id": device, "viewport": {"width": width, "height": 800}}
        with opened(browser, "about:blank", **options) as page:
            page.add_init_script(SHIFTS)
            for place in ("", "#phase-hybrid"):
                page.goto(f"{address}/m/cap-19{place}")
                page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
                assert (device, place, page.evaluate("window.shifted || 0")) == (device, place, 0)


def test_zones_are_named_as_on_the_server(browser, address):
    names = [name for group in zone_groups(translations_for("en")) for name, _ in group.zones]
    moments = [datetime(2026, month, 15, 12, tzinfo=UTC) for month in (1, 7)]
    with opened(browser, f"{address}/m/cap-19") as page:
        ask = "([names, moments]) => names.map(name => moments.map(one => zoneName(new Date(one), name)))"
        found = page.evaluate(ask, [names, [moment.isoformat() for moment in moments]])
    told = {name: [zone_name(moment.astimezone(zone(name))) for moment in moments] for name in names}
    assert dict(zip(names, found, strict=True)) == told


def a_followed_meeting(slug: str) -> Meeting:
    """A meeting long enough to be scrolled in."""
    sittings = [
        a_session(title="Opening session", join=[JOIN[0] | {"audience": "members"}]),
        *(a_session(f"s{n}", start=f"2022-11-16T14:{n}0", end=f"2022-11-16T15:{n}0") for n in range(1, 6)),
        a_session("t", start="2022-11-17T10:00", end="2022-11-17T13:00", description="Word. " * 300),
    ]
    uid = str(uuid5(NAMESPACE_URL, slug))
    members = [{"id": "members", "name": "Members"}]
    return a_meeting(slug=slug, uid=uid, audiences=members, phases=[a_phase(sessions=sittings)])


@dataclass(frozen=True)
class Published:
    """A meeting on a running service, and what publishes it from beside."""

    home: str
    slug: str
    store: Store

    @property
    def address(self) -> str:
        """That of its page."""
        return f"{self.home}/m/{self.slug}"

    def publish(self, *edits: dict[str, Any]) -> int:
        """The number of the revision that these edits make, once the service has it."""
        version = service.draft(self.store, self.slug).version
        service.edit(self.store, self.slug, list(edits), expected=version, author="o", now=datetime.now(UTC))
        done = service.publish(self.store, self.slug, message="", **self.by())
        said = f'data-revision="{done.revision.number}"'
        eventually(lambda: said in urlopen(self.address, timeout=20).read().decode(), f"no {said} at {self.address}")
        return done.revision.number

    def by(self) -> dict[str, Any]:
        return {"author": "o", "now": datetime.now(UTC), "publisher": CalendarPublisher(self.home)}


@pytest.fixture(scope="module")
def sites(tmp_path_factory) -> Iterator[Iterator[Published]]:
    with running(tmp_path_factory.mktemp("live")) as server:
        store = open_store(server.database)
        made = [Published(server.address, f"m{number}", store) for number in range(5)]
        files = [read_meeting(write_yaml(a_followed_meeting(one.slug)), source=one.slug) for one in made]
        service.import_meetings(store, files, **made[0].by())
        yield iter(made)
        store.close()


@pytest.fixture
def site(sites) -> Published:
    """Each test has a meeting of its own."""
    return next(sites)


def edited(session: str, **fields: Any) -> dict[str, Any]:
    return {"edit": "set_session", "session": session} | fields


def marked(page: Page) -> list[str]:
    """The ids of what is marked as changed."""
    return page.locator(".unread").evaluate_all("marks => marks.map(mark => mark.closest('[data-changed]').id)")


def test_publication_is_shown_in_place_and_marked_until_it_is_read(browser, site):
    with opened(browser, site.address, viewport={"width": 1280, "height": 700}) as page:
        page.evaluate("window.isSame = true")
        page.locator("#choose summary").click()
        box = page.locator("#choose input[type=checkbox] >> nth=1")
        box.check()
        page.locator("#session-t h4 a").focus()
        place = "document.querySelector('#session-t').getBoundingClientRect().top"
        before = page.evaluate(place)
        notice = "starts 30 minutes late"
        number = site.publish(edited("s", notice=notice), edited("t", title="Last session"))
        expect(page.locator("#session-s .notice")).to_have_text(notice)
        said = f"Revision {number} was published; 2 things changed here."
        expect(page.locator("#live [role=status]")).to_have_text(f"{said} Opening session: {notice}")
        assert marked(page) == ["session-s", "session-t"]
        assert words(page, "#session-t h4") == "Last session changed"
        assert page.evaluate("document.activeElement.closest('.sitting').id") == "session-t"
        assert abs(page.evaluate(place) - before) < 2
        assert box.is_checked()
        assert page.evaluate("window.isSame && document.querySelector('#choose details').open")
        assert axe_violations(page) == []
        page.locator(".news [data-do=next]").click()
        assert page.evaluate("document.activeElement.closest('.sitting').id") == "session-s"
        page.locator(".news [data-do=read]").click()
        assert (marked(page), page.locator(".news").count()) == ([], 0)
        page.reload()
        assert marked(page) == []

        page.goto("about:blank")
        site.publish(edited("s2", title="Another title"))
        page.goto(site.address)
        assert marked(page) == ["session-s2"]
        assert words(page, ".news p >> nth=0") == "1 thing changed here since you last looked."
        page.reload()
        assert marked(page) == ["session-s2"]


def test_page_asks_for_itself_where_streams_are_refused(browser, site):
    context = browser.new_context()
    page, asked = context.new_page(), []
    page.clock.install()
    page.route("**/live", lambda route: route.fulfill(status=503))
    page.on("response", lambda answer: asked.append(answer.status) if answer.url == site.address else None)
    page.goto(site.address)
    while len(asked) < 3:
        page.clock.fast_forward("01:05")
    assert asked[2] == 304
    site.publish(edited("s", title="Grand opening"))
    while page.locator("#session-s h4 a").inner_text() != "Grand opening":
        page.clock.fast_forward("01:05")
    assert [status for status in asked[3:] if status != 304] == [200]
    assert marked(page) == ["session-s"]
    context.close()


def test_page_that_nobody_sees_leaves_its_connection_to_others(browser, site):
    see = """isHidden => {
      Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    with opened(browser, site.address) as page:
        with page.expect_event("requestfailed", lambda request: request.url.endswith("/live")):
            page.evaluate(see, arg=True)
        site.publish(edited("s", title="Grand opening"))
        page.evaluate(see, arg=False)
        expect(page.locator("#session-s h4 a")).to_have_text("Grand opening")


def test_withdrawal_is_said_until_it_is_published_again(browser, site):
    with opened(browser, "about:blank", pardons="410 (Gone)") as page:
        page.clock.install()
        with page.expect_response("**/live"):
            page.goto(site.address)
        service.withdraw(site.store, site.slug, message="", **site.by())
        said = "This page has been taken back: what it shows no longer stands."
        expect(page.locator(".news p >> nth=0")).to_have_text(said)
        service.publish(site.store, site.slug, message="", **site.by())
        while page.locator(".news p >> nth=0").inner_text() == said:
            page.clock.fast_forward("02:31")
        assert words(page, ".news p >> nth=0").startswith("Revision 3 was published")


def test_page_of_a_choice_follows_and_shows_its_audience_how_to_join(browser, site):
    now = datetime.now(UTC)
    choice = choosing.choose(site.store, choosing.read_wanted([{"meeting": site.slug}]))
    token = personal.create_feed(site.store, choice, now=now).token
    personal.grant(site.store, token, ["members"], now=now)
    with opened(browser, "about:blank", timezone_id="Europe/Brussels") as page:
        page.clock.set_fixed_time("2022-11-16T08:45:00Z")
        page.goto(site.address)
        assert page.locator(".join").count() == 0
        page.goto(f"{site.home}/my/{token}")
        assert page.locator("script[src]").count() == 1
        assert page.locator(".sitting .join .primary").all_inner_texts() == ["Join online"]
        site.publish(edited("s", notice="starts late"))
        expect(page.locator(".news .notice")).to_have_text("Opening session: starts late")
        assert marked(page) == [f"session-{site.slug}.s"]


def test_page_in_the_place_of_another_is_as_if_it_had_been_opened(browser, address):
    body = "document.body.innerHTML.replace(/<div id=.live.[^]*/, '')"
    with opened(browser, f"{address}/m/cap-19", timezone_id="Asia/Seoul") as page:
        for other in ("/joins", "/m/sbstta-24", "/m/cap-19", "/m/cap-19-less", "/m/cap-19"):
            page.goto(address + other)
            loaded = page.evaluate(body)
            page.go_back()
            page.evaluate("path => fetch(path).then(answer => answer.text()).then(show)", other)
            assert (other, page.evaluate(body) == loaded) == (other, True)
            page.goto(address + other)
