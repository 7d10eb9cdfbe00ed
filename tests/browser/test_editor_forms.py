"""The forms of objects in Chromium: with a script and without, by everybody, and nothing typed is lost."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from browsing import axe_violations, chromium, is_complaint
from builders import DATA
from clients.service import running
from deadlines import eventually
from playwright.sync_api import expect

from agenda import service
from agenda.service import accounts, log_ins
from agenda.store import open_store
from agenda.tree import find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clients.service import Service
    from playwright.sync_api import Browser, BrowserContext, Page

    from agenda.session import Session
    from agenda.store import Store

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ROOM = "/organise/cap-19"
S1, S2 = f"{ROOM}/edit/session/s1", f"{ROOM}/edit/session/s2"
NUMBERS = count(1)
PAGES = (
    S1,
    f"{ROOM}/add/session?phase=hybrid",
    f"{ROOM}/edit/phase/hybrid",
    f"{ROOM}/edit/item/tor",
    f"{ROOM}/edit/deadline/comments-a",
    f"{ROOM}/edit/outcome/hybrid:tor:s1",
    f"{ROOM}/edit/person/pale",
    f"{ROOM}/edit/venue/hq",
    f"{ROOM}/edit/document/tor",
    f"{ROOM}/meeting",
    f"{ROOM}/items",
    f"{ROOM}/people",
    f"{ROOM}/venues",
    f"{ROOM}/documents",
    f"{ROOM}/remove/item/tor",
    "/organise/sbstta-24/items?lang=ar",
    "/organise/sbstta-24/meeting?lang=ar",
)
PATIENCE_WITH_MEGABYTES = 120_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("site")
    with running(folder, data=[DATA / "cap-19.yaml", DATA / "sbstta-24.yaml"]) as running_site:
        yield running_site


@pytest.fixture(scope="module")
def store(site: Service) -> Iterator[Store]:
    store = open_store(site.database)
    yield store
    store.close()


@contextmanager
def opened(browser: Browser, site: Service, store: Store, path: str, **options: Any) -> Iterator[Page]:
    """A page, opened by an organiser; fails where anything was refused or thrown, but for answers to wrong forms."""
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 1000}, "locale": "en-GB"} | options))
    log_in(context, site, store)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        page.goto(site.address + path)
        yield page
        assert [one for one in complaints if "status of 4" not in one] == []
    finally:
        context.close()


def log_in(context: BrowserContext, site: Service, store: Store, email: str = "ana@example.org") -> None:
    user = accounts.find_user(store, email) or accounts.add_user(store, email, role="editor", now=NOW)
    now = datetime.now(UTC)
    secret = log_ins.log_in(store, user, agent="a test", network="192.0.2.1", now=now).secret
    context.add_cookies([{"name": "plenary", "value": secret, "url": site.address}])


def session(store: Store, identity: str) -> Session:
    return find(service.draft(store, "cap-19").meeting, "session", identity).value  # type: ignore[return-value]


def as_other(store: Store, *edits: dict[str, Any]) -> None:
    version = service.draft(store, "cap-19").version
    service.edit(store, "cap-19", list(edits), expected=version, author="ben@example.org", now=datetime.now(UTC))


def save(page: Page) -> None:
    page.locator(".form-bar button[value=save]").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_for_everybody(browser: Browser, site: Service, store: Store, scheme: str) -> None:
    with opened(browser, site, store, ROOM, color_scheme=scheme, viewport={"width": 360, "height": 800}) as page:
        for path in PAGES:
            assert page.goto(site.address + path).status == 200
            assert (path, axe_violations(page)) == (path, [])
            assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, 360)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_complaints_and_clashes_are_for_everybody(browser: Browser, site: Service, store: Store, scheme: str) -> None:
    with opened(browser, site, store, S1, color_scheme=scheme) as page:
        page.locator("#f-title-en").fill("")
        page.locator("#f-title-fr").fill("")
        page.locator("#f-expected").fill("many")
        save(page)
        assert page.evaluate("document.activeElement.id") == "faults"
        assert axe_violations(page) == []
        page.locator("#faults a").first.click()
        assert page.evaluate("document.activeElement.id") == "f-title-en"
        page.goto(site.address + S1)
        as_other(store, {"edit": "set_session", "session": "s1", "expected": next(NUMBERS)})
        page.locator("#f-expected").fill("1000")
        save(page)
        assert page.locator("h1").inner_text() == "Another organiser changed the same thing"
        assert axe_violations(page) == []
        page.get_by_label("Leave theirs").check()
        page.get_by_role("button", name="Save what is chosen").click()
        assert page.locator("h1").inner_text() == session(store, "s1").title["en"]


@pytest.mark.parametrize("script", ["with script", "without"])
def test_slot_with_a_speaker_is_added_and_moved(browser: Browser, site: Service, store: Store, script: str) -> None:
    with opened(browser, site, store, S2, java_script_enabled=script == "with script") as page:
        before = len(session(store, "s2").slots)
        page.locator("#f-title-en").fill(f"Typed {script}")
        page.get_by_role("button", name="Add a slot").click()
        page.locator(f"#f-slots-{before}-item").select_option("report")
        page.locator(f"#f-slots-{before}-minutes").fill("25")
        page.locator(f"#f-slots-{before}").get_by_role("button", name="Add a speaker").click()
        page.locator(f"#f-slots-{before}-speakers-0-person").select_option("das")
        page.get_by_role("button", name=f"Move up: Slot {before + 1}").click()
        expect(page.locator(f"#f-slots-{before - 1}-minutes")).to_have_value("25")
        assert page.locator("#f-title-en").input_value() == f"Typed {script}"
        save(page)
        assert page.locator("[data-said]").first.inner_text() == "Saved."
        slot = session(store, "s2").slots[before - 1]
        assert (slot.item, slot.minutes, slot.speakers[0].person) == ("report", 25, "das")


def test_new_row_takes_the_focus(browser: Browser, site: Service, store: Store) -> None:
    with opened(browser, site, store, S1) as page:
        page.get_by_role("button", name="Add a way to join").click()
        page.locator("#f-join-1").wait_for()
        assert page.evaluate("document.activeElement.id") == "f-join-1-label-en"


def test_hours_follow_the_minutes_as_they_are_typed(browser: Browser, site: Service, store: Store) -> None:
    with opened(browser, site, store, f"{ROOM}/edit/session/s3") as page:
        page.locator("#f-slots-0-minutes").fill("60")
        assert page.locator("#f-slots-1 [data-hours]").inner_text() == "11:00–11:45"
        assert page.locator("[data-total]").inner_text() == "105 of 180 minutes: 75 left."
        page.locator("#f-start").fill("2022-11-17T09:30")
        assert page.locator("#f-slots-1 [data-hours]").inner_text() == "10:30–11:15"
        page.get_by_role("button", name="Fit to the sitting").click()
        page.locator("[data-total]", has_text="it fits").wait_for()
        assert page.locator("#f-slots-0-minutes").input_value() == "120"


def test_typed_text_is_offered_again_after_the_page_was_left(browser: Browser, site: Service, store: Store) -> None:
    path = f"{ROOM}/edit/item/tor"
    with opened(browser, site, store, path) as page:
        page.locator("#f-description-en").fill("An annotation of some length")
        page.locator("[data-unsaved]").wait_for()
        eventually(lambda: page.evaluate("localStorage.length"), "what was typed is not kept", within=20)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{site.address}{ROOM}/items")
        page.goto(site.address + path)
        page.get_by_role("button", name="Show it").click()
        page.wait_for_load_state()
        assert page.locator("#f-description-en").input_value() == "An annotation of some length"
        assert page.locator("[data-unsaved]").is_visible()
        save(page)
        assert page.evaluate("localStorage.length") == 0
        assert page.locator("[data-copy]").is_hidden()


def test_leaving_with_something_unsaved_asks(browser: Browser, site: Service, store: Store) -> None:
    asked = []
    with opened(browser, site, store, f"{ROOM}/edit/person/das") as page:
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto(f"{site.address}{ROOM}/edit/person/pale")
        page.locator("#f-title-en").press_sequentially("x")
        page.goto(f"{site.address}{ROOM}/people")
    assert asked == ["beforeunload"]


def test_ten_megabytes_stay_on_the_page_and_are_refused(browser: Browser, site: Service, store: Store) -> None:
    with opened(browser, site, store, f"{ROOM}/edit/item/report") as page:
        page.set_default_timeout(PATIENCE_WITH_MEGABYTES)
        page.evaluate("document.querySelector('#f-description-en').value = 'x'.repeat(10_000_000)")
        page.locator(".form-bar button[value=save]").click()
        assert page.locator("[data-too-large]").is_visible()
        assert page.evaluate("document.querySelector('#f-description-en').value.length") == 10_000_000


def test_ten_megabytes_without_a_script_are_answered_in_words(browser: Browser, site: Service, store: Store) -> None:
    with opened(browser, site, store, f"{ROOM}/edit/item/report", java_script_enabled=False) as page:
        page.set_default_timeout(PATIENCE_WITH_MEGABYTES)
        page.evaluate("document.querySelector('#f-description-en').value = 'x'.repeat(10_000_000)")
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            page.locator(".form-bar button[value=save]").click()
        assert answered.value.status == 413
        assert page.locator("h1").inner_text() != ""


def test_enter_in_a_field_saves(browser: Browser, site: Service, store: Store) -> None:
    with opened(browser, site, store, f"{ROOM}/edit/venue/hq") as page:
        page.locator("#f-address").fill("Rue du Marché 31")
        page.locator("#f-address").press("Enter")
        page.wait_for_load_state()
        assert page.locator("[data-said]").first.inner_text() == "Saved."


def test_double_click_adds_one(browser: Browser, site: Service, store: Store) -> None:
    with opened(browser, site, store, f"{ROOM}/add/person") as page:
        page.locator("#f-name-en").fill("Double Click")
        page.locator(".form-bar button[value=save]").dblclick()
        expect(page).to_have_url(re.compile("/edit/person/double-click"), timeout=30_000)
    people = [person.id for person in service.draft(store, "cap-19").meeting.people]
    assert [one for one in people if one.startswith("double")] == ["double-click"]


def test_items_are_put_in_order_by_keyboard(browser: Browser, site: Service, store: Store) -> None:
    with opened(browser, site, store, f"{ROOM}/items") as page:
        page.get_by_role("button", name="Put under the one above: Report of the meeting").press("Enter")
        page.wait_for_load_state()
        assert page.locator("#item-report .entry-mark").inner_text() == "5.4"
        page.get_by_role("button", name="Put one step higher: Report of the meeting").press("Enter")
        page.wait_for_load_state()
        assert page.locator("#item-report .entry-mark").inner_text() == "6"
