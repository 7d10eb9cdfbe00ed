"""The feeds of real meetings, as the public reads them."""

from __future__ import annotations

import pytest
from builders import meeting_file
from entry_builders import a_stamp, rendered
from feed_lint import lint
from icalendar import Calendar

from agenda.audiences import seen_by
from agenda.projection import entries_of
from calendars.feed import FeedHead, build_feed, zones_of

MEETINGS = ["cap-19", "ptc-227", "sbstta-24"]


def public_feed(slug: str, language: str) -> bytes:
    meeting = meeting_file(slug)
    entries = entries_of(seen_by(meeting))
    page = f"https://agenda.example.org/m/{slug}"
    head = FeedHead(
        name=meeting.title.best([language]),
        source=f"{page}.ics",
        page=page,
        colour="steelblue",
        zone=meeting.time_zone,
    )
    components = [rendered(entry, a_stamp(), language=language, page=page) for entry in entries]
    return build_feed(head, components, zones_of(entries))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("slug", MEETINGS)
def test_feed_passes_the_rules_of_the_clients(slug: str, language: str) -> None:
    assert lint(public_feed(slug, language)) == []


@pytest.mark.parametrize("slug", MEETINGS)
def test_feed_has_an_event_for_each_phase_sitting_and_deadline(slug: str) -> None:
    meeting = meeting_file(slug)
    expected = sum(1 + len(phase.sessions) + len(phase.deadlines) for phase in meeting.phases)
    assert len(Calendar.from_ical(public_feed(slug, "en")).events) == expected


def test_join_links_of_members_are_in_no_public_feed() -> None:
    assert b"video.example.org" not in public_feed("cap-19", "en").replace(b"\r\n ", b"")
