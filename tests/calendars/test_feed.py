"""Feeds: the head, the zones that components name, and the join."""

from __future__ import annotations

from datetime import date

from entry_builders import a_deadline_entry, a_phase_entry, a_session_entry, lines_of, rendered, utc
from feed_lint import lint
from icalendar import Calendar

from calendars.feed import FeedHead, build_feed, merged, zones_of
from calendars.timezone import timezone_block


def a_head(**keys: str) -> FeedHead:
    written = {
        "name": "19th Meeting of the CAP Group",
        "source": "https://agenda.example.org/m/cap-19.ics",
        "page": "https://agenda.example.org/m/cap-19",
        "colour": "steelblue",
        "zone": "Europe/Brussels",
    }
    return FeedHead(**written | keys)


ENTRIES = [a_phase_entry(), a_session_entry(), a_deadline_entry()]


def test_head_is_the_profile_line_by_line() -> None:
    feed = build_feed(a_head(), [])
    assert lines_of(feed) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Plenary//Plenary//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:19th Meeting of the CAP Group",
        "X-WR-CALNAME:19th Meeting of the CAP Group",
        "X-WR-TIMEZONE:Europe/Brussels",
        "SOURCE;VALUE=URI:https://agenda.example.org/m/cap-19.ics",
        "URL:https://agenda.example.org/m/cap-19",
        "COLOR:steelblue",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "END:VCALENDAR",
    ]


def test_description_is_given_twice_as_the_name_is() -> None:
    lines = lines_of(build_feed(a_head(description="Two days, in Brussels"), []))
    assert lines[7:9] == ["DESCRIPTION:Two days\\, in Brussels", "X-WR-CALDESC:Two days\\, in Brussels"]


def test_feed_is_a_join_of_its_parts() -> None:
    components = [rendered(entry) for entry in ENTRIES]
    feed = build_feed(a_head(), components, zones_of(ENTRIES))
    head, end = build_feed(a_head(), [])[: -len(b"END:VCALENDAR\r\n")], b"END:VCALENDAR\r\n"
    assert feed == b"".join([head, timezone_block("Europe/Brussels", 2022, 2022), *components, end])


def test_feed_passes_the_rules_of_the_clients() -> None:
    components = [rendered(entry, language=language) for entry in ENTRIES for language in ["fr"]]
    assert lint(build_feed(a_head(), components, zones_of(ENTRIES))) == []


def test_feed_is_read_whole_by_icalendar() -> None:
    components = [rendered(entry) for entry in ENTRIES]
    calendar = Calendar.from_ical(build_feed(a_head(), components, zones_of(ENTRIES)))
    assert [str(event["UID"]) for event in calendar.events] == [str(entry.uid) for entry in ENTRIES]
    assert [event.errors for event in calendar.walk()] == [[]] * len(calendar.walk())


def test_only_sittings_need_a_zone() -> None:
    assert zones_of(ENTRIES) == [("Europe/Brussels", 2022, 2022)]
    assert zones_of([a_phase_entry(), a_deadline_entry()]) == []


def test_sitting_written_in_utc_needs_no_zone() -> None:
    assert zones_of([a_session_entry(start=utc(2022, 10, 30, 1, 30))]) == []


def test_years_of_a_zone_are_local() -> None:
    new_year = a_session_entry(zone="Asia/Seoul", start=utc(2022, 12, 31, 14), end=utc(2022, 12, 31, 18))
    assert zones_of([new_year]) == [("Asia/Seoul", 2022, 2023)]


def test_zones_of_one_name_become_one() -> None:
    zones = [("Europe/Paris", 2022, 2022), ("Asia/Tokyo", 2022, 2022), ("Europe/Paris", 2020, 2021)]
    assert merged(zones) == [("Asia/Tokyo", 2022, 2022), ("Europe/Paris", 2020, 2022)]


def test_order_of_zones_changes_no_byte() -> None:
    zones = [("Europe/Paris", 2022, 2022), ("Asia/Tokyo", 2022, 2022)]
    assert build_feed(a_head(), [], zones) == build_feed(a_head(), [], reversed(zones))


def test_phase_of_one_day_is_one_day_long() -> None:
    phase = a_phase_entry(start=date(2022, 11, 16), end=date(2022, 11, 16))
    calendar = Calendar.from_ical(build_feed(a_head(), [rendered(phase)]))
    assert [event.duration.days for event in calendar.events] == [1]
