"""Old revisions that were let go: what their addresses answer, and that all else goes on."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session
from sites import FIRST, Organiser, a_site
from sqlalchemy import text

from agenda import service
from agenda.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEETING = a_meeting(phases=[a_phase(sessions=[a_session(), a_session("gone")])])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Organiser]:
    """Eight revisions; a sitting was removed in the second."""
    with a_site(tmp_path, MEETING) as organiser:
        organiser.publish("m", {"edit": "remove_session", "session": "gone"})
        for number in range(3, 9):
            organiser.publish("m", {"edit": "set_session", "session": "s", "title": f"Title {number}"})
        yield organiser


def prune(site: Organiser, *, keep: int, days: int = 0) -> int:
    [done] = service.prune(site.store, ["m"], keep=keep, days=days, now=site.now + timedelta(days=1))
    site.site.news.next_look = 0
    return done.first


def status(site: Organiser, path: str) -> int:
    return site.client.get(path, follow_redirects=False).status_code


def test_addresses_of_what_went_answer_410_also_where_they_were_ready(site: Organiser) -> None:
    forms = ("", ".ics", ".json", ".txt", ".csv")
    for number in range(1, 9):
        assert {status(site, f"/m/m/revisions/{number}{form}") for form in forms} == {200}
    assert prune(site, keep=3) == 5
    for number in range(1, 9):
        expected = 410 if number < 5 else 200
        assert {status(site, f"/m/m/revisions/{number}{form}") for form in forms} == {expected}
    assert status(site, "/m/m/revisions/9") == 404


def test_calendars_and_pages_are_the_same_bytes_as_before(site: Organiser) -> None:
    paths = ("/m/m.ics", "/m/m", "/m/m/sessions/s.ics", "/m/m.json", "/m/m/revisions/6.ics", "/m/m/revisions/6.json")
    before = [site.client.get(path) for path in paths]
    prune(site, keep=2)
    after = [site.client.get(path) for path in paths]
    assert [(one.content, one.headers["etag"]) for one in after] == [
        (one.content, one.headers["etag"]) for one in before
    ]
    assert "STATUS:CANCELLED" in after[0].text


def test_changes_say_what_is_kept_and_never_that_it_was_the_first(site: Organiser) -> None:
    prune(site, keep=3)
    page, feed = site.client.get("/m/m/changes").text, site.client.get("/m/m.atom").text
    assert [number for number in range(1, 9) if f'id="revision-{number}"' in page] == [6, 7, 8]
    assert feed.count("<entry>") == 3
    for said in (page, feed):
        assert "for the first time" not in said
        assert "Title 8" in said
    assert "?before=" not in page
    assert [status(site, f"/m/m/changes?before={number}") for number in (5, 6, 7)] == [410, 410, 200]
    assert [status(site, f"/m/m/changes?from={number}&to=8") for number in (4, 5)] == [410, 200]


def test_reader_who_last_saw_what_went_is_told_from_what_is_kept(site: Organiser) -> None:
    prune(site, keep=3)
    went, kept = (re.sub("since=[25]", "", site.client.get(f"/m/m?since={number}").text) for number in (2, 5))
    assert (went, "Title 8" in went) == (kept, True)


def test_work_goes_on_after_it(site: Organiser) -> None:
    prune(site, keep=1)
    assert service.version(site.store, "m", 1).phases[0].sessions[1].id == "gone"
    before = site.client.get("/m/m.ics").text
    assert site.publish("m", {"edit": "set_session", "session": "s", "title": "Ninth"}).revision.number == 9
    after = site.client.get("/m/m.ics").text
    assert ("Ninth" in after, after.count("STATUS:CANCELLED"), before.count("STATUS:CANCELLED")) == (True, 1, 1)
    with site.store.reading() as connection:
        kept = connection.execute(text("SELECT number FROM revisions ORDER BY number")).scalars().all()
        rows = connection.execute(text("SELECT count(*) FROM entries WHERE until <= 7")).scalar_one()
    assert (kept, rows) == ([7, 8, 9], 0)


def test_young_ones_stay_and_what_stood_before_a_withdrawal(site: Organiser) -> None:
    [done] = service.prune(site.store, keep=1, days=1, now=FIRST + timedelta(days=1))
    assert (done.gone, done.first) == (0, 1)
    for _ in range(3):
        site.now += timedelta(hours=1)
        service.withdraw(site.store, "m", author="o", now=site.now, publisher=site.site.publisher, message="")
        if _ < 2:
            site.publish("m", {"edit": "set_meeting", "title": f"Back {_}"})
    assert prune(site, keep=1) == 12
    assert status(site, "/m/m") == 410
    site.publish("m")
    assert status(site, "/m/m") == 200


def test_pruning_twice_lets_nothing_more_go_and_a_meeting_that_is_not_there_is_named(site: Organiser) -> None:
    assert prune(site, keep=3) == 5
    [again] = service.prune(site.store, keep=3, days=0, now=site.now + timedelta(days=1))
    assert (again.gone, again.first) == (0, 5)
    with pytest.raises(NotFound, match="“x”"):
        service.prune(site.store, ["x"], keep=3, days=0, now=site.now)
