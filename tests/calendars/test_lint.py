"""The rules over feeds themselves: each fault of a feed is noticed."""

from __future__ import annotations

import pytest
from entry_builders import a_session_entry, rendered
from feed_lint import lint

from agenda.session import JoinLink
from agenda.text import Text
from calendars.feed import FeedHead, build_feed

HEAD = FeedHead(
    name="A meeting",
    source="https://agenda.example.org/m/m.ics",
    page="https://agenda.example.org/m/m",
    colour="steelblue",
    zone="Europe/Brussels",
)
LINK = JoinLink(label=Text(en="Join"), url="https://video.example.org/j/1", features=("video",))
FEED = build_feed(HEAD, [rendered(a_session_entry(join=(LINK,)))], [("Europe/Brussels", 2022, 2022)])


def test_good_feed_has_no_fault() -> None:
    assert lint(FEED) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        (b"\r\n", b"\n", "does not end in CRLF"),
        (b"SUMMARY:Opening session", b"SUMMARY:" + b"x" * 70, "78 octets"),
        (b"SUMMARY:Opening", b"SUMMARY:\x07Opening", "control character"),
        (b"SUMMARY:Opening session", b"SUMMARY:" + b"x" * 60 + b"\xc3\r\n \xa9", "folded within a character"),
        (b"METHOD:PUBLISH\r\n", b"", "METHOD"),
        (b"METHOD:PUBLISH\r\n", b"METHOD:PUBLISH\r\nUID:1\r\n", "vdirsyncer"),
        (b"SOURCE;VALUE=URI:", b"SOURCE:", "SOURCE without VALUE=URI"),
        (
            b"/m/m.ics",
            b"/m/" + b"m" * 20 + b"\r\n " + b"m" * 70 + b"\r\n " + b"m" * 70 + b"\r\n " + b"m" * 70,
            "longer",
        ),
        (b"X-WR-CALNAME:A meeting", b"X-WR-CALNAME:Another", "differ"),
        (b"TZID:Europe/Brussels", b"TZID:Europe/Paris", "no VTIMEZONE"),
        (b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", b"RDATE:20220327T020000", "RDATE"),
        (b"BEGIN:VEVENT", b"BEGIN:VTODO", "END:VEVENT without its BEGIN"),
        (b"STATUS:CONFIRMED", b"STATUS:POSTPONED", "STATUS:POSTPONED"),
        (b"STATUS:CONFIRMED", b"STATUS:CANCELLED", "cancelled and still busy"),
        (b"TRANSP:OPAQUE", b"TRANSP:TRANSPARENT", "disagree"),
        (b"DTSTAMP:20221001T083000Z", b"DTSTAMP:20221002T083000Z", "DTSTAMP and LAST-MODIFIED differ"),
        (b"SEQUENCE:0\r\n", b"", "0 times SEQUENCE"),
        (b"DTEND;TZID=Europe/Brussels:20221116T130000", b"DTEND:20221116T120000Z", "different forms"),
        (b"20221116T130000", b"20221116T100000", "DTEND not after DTSTART"),
        (b"CONFERENCE;VALUE=URI;", b"CONFERENCE;", "CONFERENCE without VALUE=URI"),
        (b"FEATURE=VIDEO", b'FEATURE="X"', "quoted FEATURE"),
        (b"DESCRIPTION:Join: ", b"DESCRIPTION:Join:\\n\\n", "not among the first lines"),
        (b"URL:https://agenda.example.org/m/cap-19", b"URL:/m/cap-19", "URL is not absolute"),
        (b"CLASS:PUBLIC", b"CLASS:PUBLIC\r\nLOCATION:None", "reads None"),
    ],
)
def test_fault_is_noticed(good: bytes, bad: bytes, fault: str) -> None:
    assert good in FEED
    assert [found for found in lint(FEED.replace(good, bad)) if fault in found] != []


def test_two_entries_of_one_uid_are_noticed() -> None:
    component = rendered(a_session_entry())
    feed = build_feed(HEAD, [component, component], [("Europe/Brussels", 2022, 2022)])
    assert lint(feed) == ["UID 00000000-0000-0000-0000-000000000031 twice"]


def test_empty_feed_is_noticed() -> None:
    assert lint(build_feed(HEAD, [])) == ["no VEVENT, so that Evolution keeps the old ones"]
