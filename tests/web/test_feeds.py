from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from icalendar import Calendar
from sites import ADDRESS, a_site

from agenda import service

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

MEMBERS_ONLY = ("video.example.org/j/", "Join online")


def components(client: TestClient, path: str) -> dict[str, str]:
    """The text of each component of a feed, by UID."""
    body = client.get(path).content.decode()
    blocks = [block.partition("END:VEVENT")[0] for block in body.split("BEGIN:VEVENT\r\n")[1:]]
    return {block.split("UID:")[1].split("\r\n")[0]: block for block in blocks}


def named(client: TestClient, path: str, summary: str) -> str:
    return next(block for block in components(client, path).values() if f"SUMMARY:{summary}" in block)


def test_move_cancel_remove_change_those_entries_and_no_other_byte(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        before = components(organiser.client, "/m/cap-19.ics")
        organiser.publish(
            "cap-19",
            {"edit": "move_session", "session": "s1", "start": "2022-11-16T11:00"},
            {"edit": "cancel_session", "session": "s2"},
            {"edit": "remove_session", "session": "s3"},
        )
        after = components(organiser.client, "/m/cap-19.ics")
        assert after.keys() == before.keys()
        changed = {uid for uid in after if after[uid] != before[uid]}
        opening = named(organiser.client, "/m/cap-19.ics", "Opening session")
        assert "SEQUENCE:1" in opening
        assert "DTSTART;TZID=Europe/Brussels:20221116T110000" in opening
        cancelled = {uid for uid in after if "STATUS:CANCELLED" in after[uid]}
        assert len(cancelled) == 2
        assert changed == {opening.split("UID:")[1].split("\r\n")[0], *cancelled}


def test_republishing_an_unchanged_draft_changes_no_byte(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        first = organiser.client.get("/m/cap-19.ics")
        publication = organiser.publish("cap-19")
        second = organiser.client.get("/m/cap-19.ics")
        assert publication.is_new is False
        assert (second.content, second.headers["etag"]) == (first.content, first.headers["etag"])


def test_an_untouched_phase_keeps_its_feed_and_its_tag(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        first = organiser.client.get("/m/cap-19/phases/online.ics")
        organiser.publish("cap-19", {"edit": "cancel_session", "session": "s2"})
        again = organiser.client.get("/m/cap-19/phases/online.ics", headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 304


def test_phase_feed_holds_the_phase_its_sittings_and_its_deadlines(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        assert len(components(organiser.client, "/m/cap-19/phases/hybrid.ics")) == 4
        assert len(components(organiser.client, "/m/cap-19/phases/online.ics")) == 3


def test_feed_of_a_removed_phase_still_says_that_it_is_off(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.publish("cap-19", {"edit": "remove_phase", "phase": "hybrid"})
        blocks = components(organiser.client, "/m/cap-19/phases/hybrid.ics")
        assert [("STATUS:CANCELLED" in block) for block in blocks.values()] == [True] * 4


def test_what_members_alone_may_read_is_in_no_public_feed_or_page(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for path in (
            "/m/cap-19.ics",
            "/m/cap-19.ics?lang=fr",
            "/m/cap-19/phases/hybrid.ics",
            "/m/cap-19",
            "/m/cap-19?lang=fr",
            "/m/cap-19/phases/hybrid",
            "/m/cap-19/sessions/s1",
            "/",
        ):
            body = organiser.client.get(path).text.replace("\r\n ", "")
            assert [secret for secret in MEMBERS_ONLY if secret in body] == []


def test_french_feed_speaks_french_and_another_language_falls_back(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        first = organiser.client.get("/m/cap-19.ics").content
        french = organiser.client.get("/m/cap-19.ics?lang=fr-CA").text
        assert "SUMMARY:Séance d'ouverture" in french
        assert organiser.client.get("/m/cap-19.ics?lang=de").content == first


def test_unreadable_language_is_400_and_unknown_options_are_ignored(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        bad = organiser.client.get("/m/cap-19.ics?lang=e%20n")
        assert (bad.status_code, bad.headers["content-type"]) == (400, "application/problem+json")
        assert bad.json()["errors"][0]["pointer"] == "?lang="
        plain = organiser.client.get("/m/cap-19.ics")
        assert organiser.client.get("/m/cap-19.ics?utm_source=x").content == plain.content


def test_a_feed_depends_on_neither_host_nor_time(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        one = organiser.client.get("/m/cap-19.ics", headers={"host": "one.example"})
        other = organiser.client.get("/m/cap-19.ics", headers={"host": "other.example"})
        assert one.content == other.content
        assert ADDRESS.encode() in one.content


def test_every_feed_parses_and_holds_no_calendar_uid(tmp_path: Path) -> None:
    with a_site(tmp_path, *map(meeting_file, ("cap-19", "ptc-227", "sbstta-24"))) as organiser:
        for slug, entries in (("cap-19", 9), ("ptc-227", 4), ("sbstta-24", 9)):
            calendar = Calendar.from_ical(organiser.client.get(f"/m/{slug}.ics").content)
            assert len(calendar.walk("VEVENT")) == entries
            assert "UID" not in calendar


def test_old_slug_answers_308_for_pages_and_200_for_feeds(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.publish("cap-19", {"edit": "set_meeting", "slug": "cap-19-2022"})
        page = organiser.client.get("/m/cap-19/phases/hybrid?lang=fr", follow_redirects=False)
        assert (page.status_code, page.headers["location"]) == (308, "/m/cap-19-2022/phases/hybrid?lang=fr")
        feed = organiser.client.get("/m/cap-19.ics")
        assert feed.status_code == 200
        assert feed.content == organiser.client.get("/m/cap-19-2022.ics").content


def test_draft_is_private_until_published(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.publish("cap-19")
        edit = {"edit": "set_session", "session": "s1", "title": {"en": "Unpublished words"}}
        service.edit(organiser.store, "cap-19", edit, expected=1, author="o", now=organiser.now)
        assert "Unpublished words" not in organiser.client.get("/m/cap-19").text
        assert "Unpublished words" not in organiser.client.get("/m/cap-19.ics").text


def test_missing_meeting_and_phase_are_404(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for path in ("/m/none", "/m/none.ics", "/m/cap-19/phases/none", "/m/cap-19/phases/none.ics", "/none"):
            assert organiser.client.get(path).status_code == 404


def test_second_of_two_equal_wall_times_is_written_in_utc(tmp_path: Path) -> None:
    session = a_session(start="2022-10-30T02:30", fold=1, minutes=60)
    phase = a_phase(kind="online", start="2022-10-29", end="2022-10-31", sessions=[session])
    with a_site(tmp_path, a_meeting(phases=[phase])) as organiser:
        block = named(organiser.client, "/m/m.ics", "Session s")
        assert "DTSTART:20221030T013000Z" in block
        assert "DTEND:20221030T023000Z" in block


@pytest.mark.sqlite
def test_feeds_and_pages_answer_from_memory_when_the_database_is_gone(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        kept = organiser.client.get("/m/cap-19.ics")
        page = organiser.client.get("/m/cap-19")
        organiser.lose_database(tmp_path)
        tag = {"if-none-match": kept.headers["etag"]}
        assert organiser.client.get("/m/cap-19.ics").content == kept.content
        assert organiser.client.get("/m/cap-19.ics", headers=tag).status_code == 304
        assert organiser.client.get("/m/cap-19").content == page.content
        part = organiser.client.get("/m/cap-19/phases/hybrid.ics")
        assert (part.status_code, part.content.count(b"BEGIN:VEVENT")) == (200, 4)
        away = organiser.client.get("/m/cap-19.ics?lang=fr")
        assert (away.status_code, "retry-after" in away.headers) == (503, True)
        assert str(tmp_path) not in away.text
        shutil.rmtree(tmp_path / "plenary.db")


def test_errors_for_people_are_pages_in_their_language(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        page = organiser.client.get("/m/none", headers={"accept-language": "fr"})
        assert '<html lang="fr"' in page.text
        assert organiser.client.post("/m/cap-19").status_code == 405


def test_every_answer_forbids_inline_code(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for path in ("/", "/m/cap-19", "/m/cap-19.ics", "/m/none"):
            assert organiser.client.get(path).headers["content-security-policy"].startswith("default-src 'self'")


def test_new_slug_is_no_address_before_it_is_published(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        edit = {"edit": "set_meeting", "slug": "cap-19-2022"}
        service.edit(organiser.store, "cap-19", edit, expected=1, author="o", now=organiser.now)
        assert organiser.client.get("/m/cap-19").status_code == 200
        assert organiser.client.get("/m/cap-19-2022").status_code == 404
        assert service.draft(organiser.store, "cap-19-2022").slug == "cap-19"
