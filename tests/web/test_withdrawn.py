"""A meeting that was taken back, as readers and their calendars find it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from builders import meeting_file
from icalendar import Calendar
from sites import a_site
from sqlalchemy import update

from agenda import service
from agenda.store.schema import meetings

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

PAGES = ("", "/changes", "/revisions/1", "/phases/hybrid", "/sessions/s1", ".json", ".atom", ".frab.json")
FEEDS = (".ics", "/phases/hybrid.ics", "/sessions/s1.ics", "/deadlines.ics", "/revisions/1.ics")


def withdraw(organiser: Organiser) -> None:
    service.withdraw(
        organiser.store,
        "cap-19",
        author="o",
        now=datetime.now(UTC),
        publisher=organiser.site.publisher,
        message="It will not take place",
    )
    organiser.site.news.look()


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
        for path in FEEDS[:-1]:
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


def test_personal_feed_shows_the_withdrawn_meeting_as_cancelled(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        made = organiser.client.post("/api/v1/feeds", json={"meetings": [{"meeting": "cap-19"}]}).json()
        path = made["address"].removeprefix("https://agenda.example.org")
        assert {status for _, status in events(organiser, path)} == {"CONFIRMED"}
        withdraw(organiser)
        assert {status for _, status in events(organiser, path)} == {"CANCELLED"}
