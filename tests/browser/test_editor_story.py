"""A new organiser with `plenary demo` alone: from the link it prints to what a subscriber's calendar then holds.

And two organisers at once, each in a browser of their own.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from browsing import axe_violations, chromium, is_complaint
from clients.service import PLENARY
from clients.subscriber import ENVIRONMENT, Subscriber
from databases import chosen_kind, database_url
from deadlines import eventually
from dragging import drag, hour, middle
from playwright.sync_api import expect

from agenda import service
from agenda.service import accounts, log_ins
from agenda.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from agenda.session import Session
    from agenda.store import Store

ROOM = "/organise/cap-19"
WIDE = {"width": 1440, "height": 1800}
SPOKEN = "[data-spoken]"
PATIENCE = 60.0
SECONDS_TO_SEE = 2.0
MESSAGE = "Phase 2 is a week later, and opens in the afternoon"


@dataclass(frozen=True)
class Demo:
    """A `plenary demo` that runs: where it is served, the way in that it printed, and its database."""

    address: str
    way_in: str
    database: str

    def revision(self) -> int:
        """What readers have."""
        with self.store() as store:
            return service.draft(store, "cap-19").revision

    def session(self, identity: str) -> Session:
        """A sitting of the draft."""
        with self.store() as store:
            phases = service.draft(store, "cap-19").meeting.phases
        return next(session for phase in phases for session in phase.sessions if session.id == identity)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Its database, opened beside it."""
        opened = open_store(self.database)
        try:
            yield opened
        finally:
            opened.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """`plenary demo` as one starts it by hand, on a port and in a folder of its own, or on a server."""
    port, folder = free_port(), tmp_path / "demo"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLENARY_")}
    command = [PLENARY, "demo", "--port", str(port), "--dir", str(folder)]
    database = f"sqlite:///{folder / 'demo.db'}"
    if chosen_kind() == "postgresql":
        database = database_url(tmp_path)
        command += ["--database", database]
    printed = tmp_path / "printed"
    with printed.open("wb") as output:
        process = subprocess.Popen(command, env=kept, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        wait_for(process, port, printed)
        [way_in] = re.findall(r"^ *log in +(\S+)$", printed.read_text("utf-8"), re.MULTILINE)
        yield Demo(f"http://127.0.0.1:{port}", way_in, database)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(process: subprocess.Popen[bytes], port: int, printed: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, printed.read_text("utf-8")
        assert time.monotonic() < deadline, printed.read_text("utf-8")
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)


@contextmanager
def at_desk(browser: Browser, *, allowed: str = "$^", **options: Any) -> Iterator[Page]:
    """A browser of one's own; fails where its console complains of what is not `allowed`."""
    context = browser.new_context(**({"viewport": WIDE, "locale": "en-GB"} | options))
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page
        assert [one for one in complaints if not re.search(allowed, one)] == []
    finally:
        context.close()


@contextmanager
def organiser(browser: Browser, demo: Demo, email: str, **options: Any) -> Iterator[Page]:
    """Another organiser's schedule."""
    now = datetime.now(UTC)
    with demo.store() as store:
        user = accounts.add_user(store, email, role="editor", now=now)
        secret = log_ins.log_in(store, user, agent="a test", network="192.0.2.1", now=now).secret
    with at_desk(browser, **options) as page:
        page.context.add_cookies([{"name": "plenary", "value": secret, "url": demo.address}])
        page.goto(f"{demo.address}{ROOM}")
        yield page


def card(page: Page, identity: str) -> Locator:
    return page.locator(f"#session-{identity}")


def hours(page: Page, identity: str) -> str:
    return card(page, identity).locator(".hours").inner_text()


def clashes(page: Page) -> list[str]:
    """The sittings on whose cards a clash of rooms stands."""
    found = page.locator(".card", has=page.locator(".mark", has_text="Room booked twice"))
    return [one.get_attribute("id") or "" for one in found.all()]


def require_clashes(page: Page, wanted: list[str]) -> None:
    """Waits for them: the last of several edits may still be on its way."""
    eventually(lambda: clashes(page) == wanted, f"rooms booked twice are not {wanted}", within=PATIENCE)


def saved(page: Page) -> None:
    page.locator("[data-saving]", has_text="Saved").wait_for()


def turn(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def main_of(page: Page) -> str:
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def subscriber_of(demo: Demo, home: Path) -> Subscriber:
    """Somebody who follows the meeting's calendar."""
    assert (ENVIRONMENT / "khal").exists(), "this test needs khal and vdirsyncer: run scripts/test-tools"
    subscriber = Subscriber(home, f"{demo.address}/m/cap-19.ics", zone="Europe/Brussels")
    subscriber.settle()
    subscriber.sync()
    return subscriber


def in_calendar(subscriber: Subscriber, title: str) -> list[tuple[str, str, str]]:
    return [(line.start, line.end, line.status) for line in subscriber.listed() if line.title == title]


def test_new_organiser_moves_fixes_undoes_and_publishes(browser: Browser, demo: Demo, tmp_path: Path) -> None:
    subscriber = subscriber_of(demo, tmp_path / "subscriber")
    assert in_calendar(subscriber, "Opening session") == [("2022-11-16 10:00", "2022-11-16 13:00", "CONFIRMED")]
    with at_desk(browser) as page:
        comes_in(page, demo)
        moves_phase_two_by_a_week(page)
        moves_the_opening_to_the_afternoon(page)
        adds_a_speaker(page)
        fixes_the_clash(page)
        undoes_and_does_again(page)
        publishes(page, demo)
        reads_what_readers_read(page, demo)
    subscriber.sync()
    assert in_calendar(subscriber, "Opening session") == [("2022-11-23 14:30", "2022-11-23 17:30", "CONFIRMED")]
    assert in_calendar(subscriber, "Tools for Members") == [("2022-11-23 10:00", "2022-11-23 13:00", "CONFIRMED")]


def comes_in(page: Page, demo: Demo) -> None:
    page.goto(demo.way_in)
    assert "as organiser@example.org" in main_of(page)
    page.get_by_role("button", name="Log in").click()
    page.locator("h2, h3", has_text="19th Meeting").get_by_role("link").click()
    assert page.url == f"{demo.address}{ROOM}"
    assert page.locator("#plan-title").inner_text() == "Phase 2: hybrid meeting"


def moves_phase_two_by_a_week(page: Page) -> None:
    """By typing; then what it now overlaps begins later."""
    dates_of(page, "hybrid", start="2022-11-23", button="Move, and all in it")
    assert page.locator("[data-phase=hybrid] .phase-dates").inner_text() == "23–24 November 2022"
    assert "Phases overlap" in page.locator("[data-phase=closing]").inner_text()
    dates_of(page, "closing", start="2022-11-25", button="Change first and last day alone")
    assert "Phases overlap" not in main_of(page)
    assert page.locator("#day-2022-11-23 .card").count() == 2


def dates_of(page: Page, phase: str, *, start: str, button: str) -> None:
    row = page.locator(f"[data-phase={phase}]")
    row.locator("summary").click()
    page.locator(f"#dates-{phase}-start").fill(start)
    row.get_by_role("button", name=button).click()
    page.locator("[data-said]", has_text="Saved.").wait_for()


def moves_the_opening_to_the_afternoon(page: Page) -> None:
    """By mouse; the clash with what sits there is shown before it is let go."""
    drag(page, middle(card(page, "s1")), down=hour(page) * 4.5, is_dropped=False)
    page.locator(".landing .mark", has_text="Room booked twice").wait_for()
    page.mouse.up()
    saved(page)
    page.locator("#findings", has_text="Room booked twice").wait_for()
    assert (hours(page, "s1"), clashes(page)) == ("14:30–17:30", ["session-s1", "session-s2"])


def adds_a_speaker(page: Page) -> None:
    card(page, "s1").locator("[data-card]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/session/s1")
    slot = page.locator("#f-slots-0")
    slot.get_by_role("button", name="Add a speaker").click()
    page.locator("#f-slots-0-speakers-1-person").select_option(label="RILO AP")
    page.locator(".form-bar").get_by_role("button", name="Save", exact=True).click()
    page.locator("[data-said]", has_text="Saved.").wait_for()
    expect(page.locator("#f-slots-0-speakers-1-person option:checked")).to_have_text("RILO AP")
    page.get_by_role("link", name="Schedule", exact=True).first.click()


def fixes_the_clash(page: Page) -> None:
    """The findings lead to the sitting, and its times are typed."""
    fault = page.locator("#findings .fault", has_text="Room booked twice")
    fault.get_by_role("link", name="Tools for Members").click()
    page.locator("#chosen[data-chosen=s2]").wait_for()
    page.locator("#times-s2-start").fill("10:00")
    page.locator("#times-s2-end").fill("13:00")
    page.get_by_role("button", name="Save times").click()
    page.locator("[data-said]", has_text="Saved.").wait_for()
    assert (hours(page, "s2"), clashes(page)) == ("10:00–13:00", [])
    assert "Room booked twice" not in main_of(page)


def undoes_and_does_again(page: Page) -> None:
    turn(page, "Undo")
    page.locator("[data-said]", has_text="Undone.").wait_for()
    assert (hours(page, "s2"), clashes(page)) == ("14:30–17:30", ["session-s1", "session-s2"])
    turn(page, "Redo")
    page.locator("[data-said]", has_text="Done again.").wait_for()
    assert (hours(page, "s2"), clashes(page)) == ("10:00–13:00", [])


def publishes(page: Page, demo: Demo) -> None:
    page.get_by_role("link", name="Publish").click()
    review = main_of(page)
    assert "Phase 2: hybrid meeting moved from 16–17 November 2022 to 23–24 November 2022" in review
    assert "Opening session moved from Wed 16 Nov 10:00 CET to Wed 23 Nov 14:30 CET" in review
    assert "Opening session: changed running order" in review
    page.get_by_label("Message to readers").fill(MESSAGE)
    page.get_by_role("button", name="Publish now").click()
    assert page.locator("[data-said]").inner_text() == "Published."
    assert "What readers have: revision 2" in main_of(page)
    assert MESSAGE in main_of(page)
    assert demo.revision() == 2


def reads_what_readers_read(page: Page, demo: Demo) -> None:
    page.context.clear_cookies()
    page.goto(f"{demo.address}/m/cap-19")
    expect(page.locator(".head")).to_contain_text(MESSAGE)
    expect(page.locator(".foot")).to_contain_text("Revision 2, published ")
    expect(page.locator("#phase-hybrid")).to_contain_text("Wednesday 23 November – Thursday 24 November 2022")
    opening = page.locator("#session-s1")
    expect(opening.locator(".when .venue-time")).to_have_text("14:30–17:30 CET")
    expect(opening.locator(".steps tbody tr").first).to_contain_text("RILO AP")


@pytest.mark.parametrize("hand", ["keys", "forms"])
def test_sitting_is_moved_and_its_clash_fixed_by_keys_alone_and_by_forms_alone(
    browser: Browser, demo: Demo, hand: str
) -> None:
    with at_desk(browser, java_script_enabled=hand == "keys") as page:
        comes_in_by = {"keys": comes_in_by_keys, "forms": comes_in}[hand]
        comes_in_by(page, demo)
        moved_by = {"keys": moved_by_keys, "forms": moved_by_form}[hand]
        moved_by(page, "s1", "14:30–17:30", 18)
        require_clashes(page, ["session-s1", "session-s2"])
        moved_by(page, "s2", "10:00–13:00", -18)
        require_clashes(page, [])
    assert [f"{demo.session(identity).start:%d %H:%M}" for identity in ("s1", "s2")] == ["16 14:30", "16 10:00"]


def comes_in_by_keys(page: Page, demo: Demo) -> None:
    page.goto(demo.way_in)
    expect(page.locator("main button")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/organise")
    tab_to(page, f"[href='{ROOM}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ROOM}")


def moved_by_keys(page: Page, identity: str, to: str, steps: int) -> None:
    """A quarter of an hour with each arrow; where it is, and what clashes there, is spoken."""
    version = int(page.locator("header.room").get_attribute("data-version") or "")
    tab_to(page, f"#session-{identity} [data-card]")
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
    spoken = page.locator(SPOKEN)
    assert to.replace("–", " to ") in spoken.inner_text()
    if steps > 0:
        expect(spoken).to_contain_text("is booked twice")
    page.locator(f"header.room:not([data-version='{version}'])").wait_for()
    expect(page.locator(".unsaved")).to_have_count(0)
    assert hours(page, identity) == to
    assert page.evaluate("document.activeElement.closest('.card').id") == f"session-{identity}"


def tab_to(page: Page, selector: str) -> None:
    """With the tabulator, forward from where the focus is, round the page if need be."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"no tabulator leads to {selector}")


def moved_by_form(page: Page, identity: str, to: str, steps: int) -> None:
    del steps
    card(page, identity).locator(".card-more").click()
    for name, value in zip(("start", "end"), to.split("–"), strict=True):
        page.locator(f"#times-{identity}-{name}").fill(value)
    page.get_by_role("button", name="Save times").click()
    assert page.locator("[data-said]").inner_text() == "Saved."
    assert hours(page, identity) == to


def test_edit_of_one_is_seen_by_the_other_within_two_seconds(browser: Browser, demo: Demo) -> None:
    with (
        organiser(browser, demo, "ana@example.org") as ana,
        organiser(browser, demo, "ben@example.org", allowed="409") as ben,
    ):
        ana.locator("[data-here]", has_text="ben@example.org").wait_for()
        drag(ana, middle(card(ana, "s3")), down=hour(ana))
        saved(ana)
        began = time.monotonic()
        ben.locator("#session-s3[data-first='660']").wait_for()
        assert time.monotonic() - began < SECONDS_TO_SEE
        assert hours(ben, "s3") == "11:00–14:00"
        ben.keyboard.press("Control+z")
        ben.locator("[data-saving]", has_text="There is nothing of yours left to undo.").wait_for()
        assert axe_violations(ben) == []


def test_other_fields_of_one_sitting_changed_at_once_are_both_kept(browser: Browser, demo: Demo) -> None:
    with organiser(browser, demo, "ana@example.org") as ana, organiser(browser, demo, "ben@example.org") as ben:
        drag(ben, middle(card(ben, "s3")), down=hour(ben), is_dropped=False)
        ana.goto(f"{demo.address}{ROOM}/edit/session/s3")
        ana.locator("#f-title-en").fill("Operations")
        ana.locator(".form-bar").get_by_role("button", name="Save", exact=True).click()
        ana.locator("[data-said]", has_text="Saved.").wait_for()
        ben.mouse.up()
        ben.locator("[data-saving]", has_text="together with what another organiser changed").wait_for()
        expect(card(ben, "s3").locator(".card-title")).to_have_text("Operations")
        assert hours(ben, "s3") == "11:00–14:00"
    kept = demo.session("s3")
    assert (kept.title["en"], f"{kept.start:%H:%M}") == ("Operations", "11:00")


def test_room_and_time_of_one_sitting_changed_at_once_are_both_kept(browser: Browser, demo: Demo) -> None:
    with organiser(browser, demo, "ana@example.org") as ana, organiser(browser, demo, "ben@example.org") as ben:
        across = middle(ben.locator(".column").nth(1))[0] - middle(ben.locator(".column").nth(0))[0]
        drag(ben, middle(card(ben, "s3")), right=across, is_dropped=False)
        drag(ana, middle(card(ana, "s3")), down=hour(ana))
        saved(ana)
        ben.mouse.up()
        ben.locator("[data-saving]", has_text="together with what another organiser changed").wait_for()
        ben.locator("#session-s3[data-first='660'][data-room='']").wait_for()
    kept = demo.session("s3")
    assert (f"{kept.start:%H:%M}", kept.room) == ("11:00", None)


def test_same_field_changed_at_once_is_shown_as_it_was_theirs_and_mine(browser: Browser, demo: Demo) -> None:
    with (
        organiser(browser, demo, "ana@example.org") as ana,
        organiser(browser, demo, "ben@example.org", allowed="409") as ben,
    ):
        drag(ben, middle(card(ben, "s3")), down=hour(ben), is_dropped=False)
        drag(ana, middle(card(ana, "s3")), down=hour(ana) * 2)
        saved(ana)
        ben.mouse.up()
        dialog = ben.get_by_role("dialog", name="Another organiser changed the same thing")
        said = re.sub(r"\s+", " ", dialog.inner_text())
        told = "It was 2022-11-17 10:00 Another organiser made it 2022-11-17 12:00 You would make it 2022-11-17 11:00"
        assert f"Activities and operations · start {told}" in said
        dialog.get_by_role("button", name="Mine again").click()
        ben.locator("#session-s3[data-first='660']").wait_for()
        ana.locator("#session-s3[data-first='660']").wait_for()
    assert f"{demo.session('s3').start:%H:%M}" == "11:00"
