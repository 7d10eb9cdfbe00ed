"""Times on two named clocks."""

from __future__ import annotations

from datetime import date, datetime
from gettext import NullTranslations
from typing import TYPE_CHECKING

import pytest

from agenda.timespan import zone
from web.pages.clocks import named_zone, times, zone_groups, zone_name
from web.pages.dates import dates_in_words, signed_days

if TYPE_CHECKING:
    from web.pages.parts import Clock


def at(name: str, *wall: int, fold: int = 0) -> datetime:
    return datetime(*wall, tzinfo=zone(name), fold=fold)  # type: ignore[misc]


def said(clock: Clock) -> str:
    """What a template makes of a clock."""
    end = f"–{clock.end.text}" if clock.end else ""
    note = f" ({clock.end.note})" if clock.end and clock.end.note else ""
    first = f" {clock.start.note}" if clock.start.note else ""
    return f"{clock.start.text}{first}{end}{note} {clock.zone}{f', {clock.shift}' if clock.shift else ''}"


def both(start: datetime, end: datetime | None, reader_zone: str, language: str = "en") -> tuple[str, str]:
    shown = times(start, end, reader_zone=reader_zone, language=language)
    return said(shown.venue), said(shown.reader)


@pytest.mark.parametrize(
    ("name", "wall", "expected"),
    [
        ("Europe/Brussels", (2022, 11, 16), "CET"),
        ("Europe/Brussels", (2022, 7, 1), "CEST"),
        ("Asia/Seoul", (2022, 7, 1), "KST"),
        ("UTC", (2022, 7, 1), "UTC"),
        ("America/Sao_Paulo", (2022, 7, 1), "UTC−03:00"),
        ("Asia/Kathmandu", (2022, 7, 1), "UTC+05:45"),
    ],
)
def test_zone_is_named_by_letters_or_else_by_offset(name, wall, expected):
    assert zone_name(at(name, *wall)) == expected


def test_sitting_on_the_same_day():
    start, end = at("Europe/Brussels", 2022, 11, 16, 10), at("Europe/Brussels", 2022, 11, 16, 13)
    assert both(start, end, "Asia/Seoul") == ("10:00–13:00 CET", "18:00–21:00 KST")


def test_sitting_on_the_readers_next_day():
    start, end = at("America/New_York", 2022, 11, 16, 10), at("America/New_York", 2022, 11, 16, 13)
    assert both(start, end, "Asia/Seoul") == ("10:00–13:00 EST", "00:00–03:00 KST, +1 day")


def test_sitting_on_the_readers_day_before():
    start, end = at("Asia/Seoul", 2022, 11, 16, 9), at("Asia/Seoul", 2022, 11, 16, 12)
    assert both(start, end, "America/New_York", "fr") == ("09:00–12:00 KST", "19:00–22:00 EST, −1\xa0jour")


def test_sitting_past_midnight():
    start, end = at("Europe/Paris", 2022, 11, 16, 22), at("Europe/Paris", 2022, 11, 17, 1, 30)
    assert both(start, end, "UTC") == ("22:00–01:30 (+1 day) CET", "21:00–00:30 (+1 day) UTC")


def test_sitting_over_a_clock_change_names_both_zones():
    start, end = at("Europe/Paris", 2022, 10, 30, 1), at("Europe/Paris", 2022, 10, 30, 4)
    assert both(start, end, "UTC")[0] == "01:00 CEST–04:00 CET"


def test_sitting_without_end():
    assert both(at("Europe/Paris", 2022, 11, 16, 9), None, "UTC") == ("09:00 CET", "08:00 UTC")


def test_readers_clock_that_repeats_the_venues_is_marked():
    start = at("Europe/Paris", 2022, 11, 16, 9)
    assert times(start, None, reader_zone="Europe/Brussels", language="en").reader.is_same
    assert not times(start, None, reader_zone="Africa/Lagos", language="en").reader.is_same


def zone_over(start: date, end: date, name: str = "Europe/Brussels"):
    return named_zone(name, start, end, translations=NullTranslations(), language="en")


def test_phase_over_a_clock_change_says_when_and_which():
    found = zone_over(date(2022, 10, 22), date(2022, 11, 14))
    assert found.names == "CEST/CET"
    assert found.changes == ("Clocks go back on 30 October 2022: CEST until then, CET after.",)


def test_phase_that_starts_on_the_day_of_the_change_says_so():
    found = zone_over(date(2022, 3, 27), date(2022, 3, 28))
    assert found.names == "CET/CEST"
    assert found.changes == ("Clocks go forward on 27 March 2022: CET until then, CEST after.",)


def test_phase_without_clock_change_has_one_name():
    assert zone_over(date(2022, 10, 31), date(2022, 11, 14)).names == "CET"


def test_phase_over_two_clock_changes_names_each_once():
    found = zone_over(date(2022, 1, 1), date(2022, 12, 31))
    assert (found.names, len(found.changes)) == ("CET/CEST", 2)


def test_zones_offered_are_of_countries_and_utc():
    offered = {name for group in zone_groups(NullTranslations()) for name, _ in group.zones}
    assert {"UTC", "Europe/Brussels", "Asia/Seoul", "America/Argentina/Buenos_Aires"} <= offered
    assert not {"Etc/GMT+5", "US/Eastern", "CET"} & offered


@pytest.mark.parametrize(
    ("start", "end", "language", "expected"),
    [
        (date(2022, 11, 16), date(2022, 11, 17), "en", "16–17 November 2022"),
        (date(2022, 11, 16), date(2022, 11, 16), "en", "16 November 2022"),
        (date(2022, 12, 30), date(2023, 1, 2), "en", "30 December 2022 – 2 January 2023"),
        (date(2022, 11, 1), date(2022, 12, 1), "fr", "1er novembre – 1er décembre 2022"),
        (date(2022, 11, 1), date(2022, 11, 11), "fr", "1–11 novembre 2022"),
        (date(2022, 11, 16), date(2022, 11, 17), "es", "16–17 de noviembre de 2022"),
        (date(2022, 11, 1), date(2022, 12, 1), "es", "1 de noviembre – 1 de diciembre de 2022"),
        (date(2022, 11, 1), date(2022, 12, 1), "ru", "1 ноября – 1 декабря 2022\u202fг."),
        (date(2022, 11, 16), date(2022, 11, 17), "zh", "2022年11月16日至17日"),
        (date(2022, 12, 30), date(2023, 1, 2), "zh", "2022年12月30日至2023年1月2日"),
        (date(2022, 11, 16), date(2022, 11, 17), "ar", "16–17 نوفمبر 2022"),
    ],
)
def test_dates_of_a_meeting_say_month_and_year_once(start, end, language, expected):
    assert dates_in_words(start, end, language) == expected


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [("en", "+1 day", "−2 days"), ("ar", "+يوم", "−يومان"), ("zh", "+1天", "−2天"), ("ru", "+1 день", "−2 дня")],
)
def test_days_between_clocks_are_said_in_every_language(language, one, two):
    assert (signed_days(1, language), signed_days(-2, language), signed_days(0, language)) == (one, two, "")
