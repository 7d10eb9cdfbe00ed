"""A meeting that was taken back, as readers and their calendars find it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import sleep
from typing import TYPE_CHECKING

from builders import meeting_file
from databases import database_url
from icalendar import Calendar
from sites import ADDRESS, a_site
from sqlalchemy import update

from agenda import service
from agenda.store import open_store
from agenda.store.schema import meetings

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

PAGES = ("", "/changes", "/revisions/1", "/phases/hybrid", "/sessions/s1", ".json", ".atom", ".frab.json")
FEEDS = (".ics", "/phases/hybrid.ics", "/sessions/s1.ics", "/deadlines.ics", "/revisions/1.ics")


def withdraw(organiser: Organiser, *, at: datetime | None = None) -> None:
    service.withdraw(
        organiser.store,
        "cap-19",
        author="o",
        now=at or datetime.now(UTC),
        publisher=organiser.site.publisher,
        message="It will not take place",
    )
    organiser.site.news.look()


def choose(organiser: Organiser, *slugs: str) -> tuple[str, str]:
    """A personal feed of whole meetings: the paths of its page and of the page on which it is changed."""
    made = organiser.client.post("/api/v1/feeds", json={"meetings": [{"meeting": slug} for slug in slugs]}).json()
    page, change = (made[key].removeprefix(ADDRESS) for key in ("address", "edit_address"))
    return page.removesuffix(".ics"), change


def events(organiser: Organiser, path: str) -> list[tuple[str, str]]:
    answer = organiser.client.get(path)
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return [(str(event["UID"]), str(event["STATUS"])) for event in found]


def test_pages_are_gone_and_feeds_have_every_entry_cancelled(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        before = {path: events(organiser, f"/m/cap-19{path}") for path in FEEDS}
        for path in PAGES:
            assert organiser.client.get(f"/m/cap-19{path}").status_code == 200
        withdraw(organiser)
        assert {path: organiser.client.get(f"/m/cap-19{path}").status_code for path in PAGES} == dict.fromkeys(
            PAGES, 410
        )
        for path in FEEDS:
            held = dict(events(organiser, f"/m/cap-19{path}"))
            assert set(held.values()) == {"CANCELLED"}
            assert set(dict(before[path])) <= set(held)
        assert organiser.client.get("/m/cap-19/sessions/none.ics").status_code == 404
        assert organiser.client.get("/").text.count("/m/cap-19") == 0
        assert {status for _, status in events(organiser, "/calendar.ics")} == {"CANCELLED"}


def test_feeds_are_gone_after_ninety_days(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        withdraw(organiser)
        with organiser.store.writing() as connection:
            connection.execute(update(meetings).values(withdrawn_at=datetime.now(UTC) - timedelta(days=90, seconds=1)))
        for path in FEEDS:
            assert organiser.client.get(f"/m/cap-19{path}").status_code == 410


def test_publishing_again_brings_everything_back(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        before = events(organiser, "/m/cap-19.ics")
        withdraw(organiser)
        organiser.now = datetime.now(UTC)
        organiser.publish("cap-19")
        assert events(organiser, "/m/cap-19.ics") == before
        assert {path: organiser.client.get(f"/m/cap-19{path}").status_code for path in PAGES} == dict.fromkeys(
            PAGES, 200
        )


def test_feed_that_is_kept_in_memory_is_gone_when_its_ninety_days_are(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        paths = [f"/m/cap-19{path}" for path in FEEDS] + [f"{choose(organiser, 'cap-19')[0]}.ics"]
        withdraw(organiser, at=datetime.now(UTC) - timedelta(days=90) + timedelta(seconds=3))
        assert {organiser.client.get(path).status_code for path in (*paths, "/calendar.ics")} == {200}
        sleep(3.5)
        assert {organiser.client.get(path).status_code for path in paths} == {410}
        assert organiser.client.get("/calendar.ics").status_code == 404


def test_page_says_that_the_meeting_was_withdrawn_and_may_come_back(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        withdraw(organiser)
        answer = organiser.client.get("/m/cap-19")
        assert "<h1>This meeting was withdrawn</h1>" in answer.text
        assert "If it is published again, it will be at this address." in answer.text
        assert answer.headers["cache-control"] == "no-store"
        problem = organiser.client.get("/m/cap-19.json").json()
        assert problem["status"] == 410
        assert problem["detail"].startswith("the meeting “cap-19” was withdrawn")


def test_former_address_of_a_withdrawn_meeting_is_gone_too(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.publish("cap-19", {"edit": "set_meeting", "slug": "renamed"})
        withdraw(organiser)
        assert {organiser.client.get(path).status_code for path in ("/m/cap-19", "/m/renamed")} == {410}
        assert {status for _, status in events(organiser, "/m/cap-19.ics")} == {"CANCELLED"}


def test_withdrawal_by_another_process_is_served_within_a_second(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        assert organiser.client.get("/m/cap-19").status_code == 200
        store = open_store(database_url(tmp_path))
        service.withdraw(
            store, "cap-19", author="o", now=datetime.now(UTC), publisher=organiser.site.publisher, message=""
        )
        store.close()
        sleep(1)
        assert organiser.client.get("/m/cap-19").status_code == 410


def test_meetings_beside_the_withdrawn_one_are_listed_and_read_as_ever(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19"), meeting_file("ptc-227")) as organiser:
        page, change = choose(organiser, "cap-19", "ptc-227")
        withdraw(organiser)
        assert organiser.client.get("/m/ptc-227").status_code == 200
        assert [one["slug"] for one in organiser.client.get(f"{page}.json").json()["meetings"]] == ["ptc-227"]
        for path in (page, change, "/"):
            answer = organiser.client.get(path)
            assert (answer.status_code, "cap-19" in answer.text, "ptc-227" in answer.text) == (200, False, True)
        assert {status for _, status in events(organiser, f"{page}.ics")} == {"CANCELLED", "CONFIRMED"}


def test_choice_of_a_withdrawn_meeting_can_be_changed_and_still_holds_it(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19"), meeting_file("ptc-227")) as organiser:
        page, change = choose(organiser, "cap-19", "ptc-227")
        before = events(organiser, f"{page}.ics")
        withdraw(organiser)
        form = {"pick": "ptc-227/meeting"}
        assert organiser.client.post(change, data=form, headers={"origin": ADDRESS}).status_code == 200
        assert "CANCELLED" in {status for _, status in events(organiser, f"{page}.ics")}
        organiser.now = datetime.now(UTC)
        organiser.publish("cap-19")
        assert events(organiser, f"{page}.ics") == before


def test_withdrawn_meeting_cannot_be_chosen_or_looked_into(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19"), meeting_file("ptc-227")) as organiser:
        _, change = choose(organiser, "ptc-227")
        withdraw(organiser)
        refused = organiser.client.post("/api/v1/feeds", json={"meetings": [{"meeting": "cap-19"}]})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/meetings/0/meeting")
        assert organiser.client.get(f"{change}?add=cap-19").status_code == 410


def test_personal_feed_shows_the_withdrawn_meeting_as_cancelled_and_its_page_is_gone(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        page, change = choose(organiser, "cap-19")
        assert {status for _, status in events(organiser, f"{page}.ics")} == {"CONFIRMED"}
        assert {organiser.client.get(path).status_code for path in (page, f"{page}.json")} == {200}
        withdraw(organiser)
        assert {status for _, status in events(organiser, f"{page}.ics")} == {"CANCELLED"}
        assert {organiser.client.get(path).status_code for path in (page, f"{page}.json")} == {410}
        assert organiser.client.get(change).status_code == 200
        organiser.now = datetime.now(UTC)
        organiser.publish("cap-19")
        assert {organiser.client.get(path).status_code for path in (page, f"{page}.json")} == {200}


def test_revisions_of_a_meeting_that_came_back_are_to_be_read(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        withdraw(organiser)
        organiser.now = datetime.now(UTC)
        organiser.publish("cap-19")
        paths = [f"/m/cap-19/revisions/2{form}" for form in ("", ".ics", ".json", ".frab.xml", ".frab.json")]
        assert {organiser.client.get(path).status_code for path in paths} == {200}
        assert "It will not take place" in organiser.client.get("/m/cap-19/changes").text
