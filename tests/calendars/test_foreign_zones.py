"""TZIDs of other people's calendars: the names and blocks by which their clocks are found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from babel.core import get_global

from agenda.timespan import zone, zone_names
from calendars.blocks import Block, read_blocks
from calendars.foreign_zones import ForeignZones, named_zone
from calendars.reader import WANTED
from calendars.recurrence import Effort
from calendars.timezone import timezone_block
from calendars.windows_zones import WINDOWS_ZONES

WINTER, SUMMER = datetime(2022, 11, 16, 10), datetime(2022, 7, 1, 10)  # noqa: DTZ001 - wall clocks


def utc_hours(tzid: str, *blocks: bytes) -> list[str] | None:
    """When it is 10:00 there, winter and summer, in UTC; None where nobody knows."""
    clocks = ForeignZones(parsed(*blocks), Effort(100_000)).find(tzid)
    if clocks is None:
        return None
    return [f"{wall.replace(tzinfo=clocks).astimezone(UTC):%H:%M}" for wall in (WINTER, SUMMER)]


def parsed(*blocks: bytes) -> list[Block]:
    data = b"BEGIN:VCALENDAR\r\n" + b"".join(blocks) + b"END:VCALENDAR\r\n"
    [calendar] = read_blocks(data, source="file.ics", wanted=WANTED).calendars
    return calendar.inside


def a_block(*observances: str, tzid: str = "Somewhere") -> bytes:
    return f"BEGIN:VTIMEZONE\nTZID:{tzid}\n{''.join(observances)}END:VTIMEZONE\n".encode()


def an_observance(*lines: str, kind: str = "STANDARD", start: str = "16010101T030000") -> str:
    return "\n".join([f"BEGIN:{kind}", f"DTSTART:{start}", *lines, f"END:{kind}", ""])


OUTLOOK = (
    an_observance("TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10"),
    an_observance(
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
        kind="DAYLIGHT",
        start="16010101T020000",
    ),
)


def test_windows_names_are_those_of_cldr() -> None:
    assert dict(WINDOWS_ZONES) == dict(get_global("windows_zone_mapping"))


def test_windows_names_mean_zones_that_we_know() -> None:
    assert set(WINDOWS_ZONES.values()) - zone_names() == set()


@pytest.mark.parametrize(
    ("tzid", "iana"),
    [
        ("Europe/Brussels", "Europe/Brussels"),
        ("europe/brussels", "Europe/Brussels"),
        ('"Europe/Brussels"', "Europe/Brussels"),
        ("America/New York", "America/New_York"),
        ("/freeassociation.sourceforge.net/Europe/Brussels", "Europe/Brussels"),
        ("/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/mozilla.org/20050126_1/Europe/Brussels", "Europe/Brussels"),
        ("/Asia/Seoul", "Asia/Seoul"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Romance Standard Time", "Europe/Paris"),
        ("romance standard time", "Europe/Paris"),
        ("W. Europe Standard Time 1", "Europe/Berlin"),
        ("UTC", "UTC"),
        ("Z", "UTC"),
        ("(UTC) Coordinated Universal Time", "UTC"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_name_means_an_iana_zone(tzid: str, iana: str) -> None:
    assert named_zone(tzid) is zone(iana)


@pytest.mark.parametrize(
    ("tzid", "winter"),
    [("UTC+02:00", "08:00"), ("GMT-0330", "13:30"), ("+05:45", "04:15"), ("UTC+2", "08:00"), ("-18", "04:00")],
)
def test_offset_is_a_zone_of_its_own(tzid: str, winter: str) -> None:
    assert utc_hours(tzid) == [winter, winter]


@pytest.mark.parametrize(
    ("tzid", "hours"),
    [
        ("(UTC+01:00) Brussels, Copenhagen, Madrid, Paris", ["09:00", "08:00"]),
        ("(GMT+01.00) Amsterdam / Bern / Berlin / Rome / Stockholm / Vienna", ["09:00", "08:00"]),
        ("(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", ["02:00", "02:00"]),
        ("(UTC-05:00) Eastern Time (US & Canada)", ["15:00", "14:00"]),
        ("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", ["04:30", "04:30"]),
        ("(UTC+00:00) Dublin, Edinburgh, Lisbon, London", ["10:00", "09:00"]),
        ("(UTC+10:00) Canberra, Melbourne, Sydney", ["23:00", "00:00"]),
    ],
)
def test_display_name_without_block_is_read_by_its_cities(tzid: str, hours: list[str]) -> None:
    assert utc_hours(tzid) == hours


@pytest.mark.parametrize(
    "tzid",
    [
        "",
        "Somewhere",
        "Customized Time Zone",
        "(UTC+03:00) Brussels",
        "(UTC+01:00) ",
        "UTC+99",
        "../../etc/passwd",
        "/",
    ],
)
def test_name_that_says_nothing_is_unknown(tzid: str) -> None:
    assert utc_hours(tzid) is None


@pytest.mark.parametrize("tzid", ["Customized Time Zone", "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"])
def test_name_that_is_none_is_read_by_its_block(tzid: str) -> None:
    assert utc_hours(tzid, a_block(*OUTLOOK, tzid=tzid)) == ["09:00", "08:00"]


def test_block_goes_before_the_cities_of_a_display_name() -> None:
    block = a_block(an_observance("TZOFFSETFROM:+0300", "TZOFFSETTO:+0300"), tzid="(UTC+01:00) Brussels")
    assert utc_hours("(UTC+01:00) Brussels", block) == ["07:00", "07:00"]


def test_iana_name_goes_before_a_block_that_is_wrong() -> None:
    block = a_block(an_observance("TZOFFSETFROM:+0300", "TZOFFSETTO:+0300"), tzid="Europe/Brussels")
    assert utc_hours("Europe/Brussels", block) == ["09:00", "08:00"]


def test_block_that_names_its_place_is_read_by_it() -> None:
    block = b"BEGIN:VTIMEZONE\nTZID:custom\nX-LIC-LOCATION:Europe/Brussels\nEND:VTIMEZONE\n"
    assert utc_hours("custom", block) == ["09:00", "08:00"]


def test_block_of_daylight_only_is_read() -> None:
    block = a_block(an_observance("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", kind="DAYLIGHT"))
    assert utc_hours("Somewhere", block) == ["08:00", "08:00"]


def test_onsets_that_are_listed_are_read() -> None:
    listed = an_observance(
        "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RDATE:20220327T020000,20230326T020000", kind="DAYLIGHT"
    )
    standard = an_observance("TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "RDATE:20221030T030000")
    assert utc_hours("Somewhere", a_block(standard, listed)) == ["09:00", "08:00"]


def test_last_onset_of_a_rule_is_within_its_until() -> None:
    summer = an_observance(
        "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20220327T010000Z",
        kind="DAYLIGHT", start="20000326T020000",
    )  # fmt: skip
    standard = an_observance("TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")
    assert utc_hours("Somewhere", a_block(standard, summer)) == ["09:00", "08:00"]


@pytest.mark.parametrize(
    "block",
    [
        a_block(),
        a_block(an_observance("TZOFFSETFROM:+0100")),
        a_block(an_observance("TZOFFSETFROM:+0100", "TZOFFSETTO:+9900")),
        a_block(an_observance("TZOFFSETFROM:+0100", "TZOFFSETTO:one")),
        a_block(an_observance("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", start="never")),
        a_block(an_observance("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RRULE:FREQ=SECONDLY")),
        a_block(an_observance("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RRULE:FREQ=DAILY")),
        a_block(an_observance("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
        a_block(an_observance("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;BYSECOND=1")),
        a_block(an_observance("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;WKST=XX")),
        a_block(an_observance("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RDATE:" + "20220327T020000," * 200 + "2022")),
        a_block(*[an_observance("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200")] * 65),
    ],
)  # fmt: skip
def test_block_that_is_broken_or_hostile_is_not_read(block: bytes) -> None:
    assert utc_hours("Somewhere", block) is None


@pytest.mark.parametrize(
    "name", ["Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"]
)
def test_our_own_blocks_are_read_as_we_meant_them(name: str) -> None:
    block = timezone_block(name, 2022, 2022).replace(f"TZID:{name}".encode(), b"TZID:Somewhere")
    clocks = ForeignZones(parsed(block), Effort(100_000)).find("Somewhere")
    walls = [datetime(2022, month, day, 12) for month in range(1, 13) for day in (1, 15)]  # noqa: DTZ001
    assert [wall.replace(tzinfo=clocks).utcoffset() for wall in walls] == [
        wall.replace(tzinfo=zone(name)).utcoffset() for wall in walls
    ]
