"""VTIMEZONE blocks against zoneinfo, for every IANA zone, as dateutil reads them: from the block alone."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from dateutil import tz
from zone_probes import different_zones, probes, recorded_changes

from agenda.timespan import UnknownZone
from calendars.timezone import STEP, timezone_block

SPANS = [
    (1900, 1900),
    (1916, 1917),
    (1945, 1946),
    (1970, 1972),
    (1987, 1988),
    (1994, 1995),
    (2006, 2007),
    (2011, 2011),
    (2016, 2016),
    (2022, 2022),
    (2024, 2027),
    (2036, 2037),
]


def observances(name: str, first_year: int, last_year: int) -> list[str]:
    """The observances of a block, each as one line without its BEGIN and END."""
    block = timezone_block(name, first_year, last_year).decode()
    found = re.findall(r"BEGIN:(STANDARD|DAYLIGHT)\r\n(.*?)END", block, re.DOTALL)
    return [f"{kind} {' '.join(lines.split())}" for kind, lines in found]


def wrong_offsets(name: str, first_year: int, last_year: int) -> list[str]:
    """What dateutil reads from the block and zoneinfo does not say."""
    block = timezone_block(name, first_year, last_year).decode()
    read = tz.tzical(io.StringIO(block)).get(name)
    return [
        f"{name} {wall}: {read.utcoffset(wall)}, not {timedelta(seconds=seconds)}"
        for wall, seconds in probes(name, first_year, last_year)
        if read.utcoffset(wall) != timedelta(seconds=seconds)
    ]


@pytest.mark.parametrize("span", SPANS, ids=str)
def test_every_zone_as_dateutil_reads_it_agrees_with_zoneinfo(span: tuple[int, int]) -> None:
    assert [wrong for name in different_zones() for wrong in wrong_offsets(name, *span)] == []


def test_names_of_one_zone_give_the_same_block() -> None:
    for name, alike in different_zones().items():
        block = timezone_block(name, 2022, 2022).replace(name.encode(), b"?", 1)
        for link in alike:
            assert timezone_block(link, 2022, 2022).replace(link.encode(), b"?", 1) == block


def test_no_zone_changes_twice_within_the_step_of_the_search() -> None:
    shortest = min(later - earlier for name in different_zones() for earlier, later in pairwise(recorded_changes(name)))
    assert shortest > STEP


def test_a_yearly_rule_is_one_standard_and_one_daylight() -> None:
    assert observances("Europe/Brussels", 2022, 2025) == [
        "DAYLIGHT DTSTART:20210328T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 TZNAME:CEST"
        " RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "STANDARD DTSTART:20211031T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 TZNAME:CET"
        " RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    ]


def test_a_rule_of_the_second_sunday_is_not_the_last_one() -> None:
    rules = [line.rpartition(" ")[2] for line in observances("America/New_York", 2022, 2022)]
    assert rules == ["RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"]


def test_a_rule_of_a_weekday_on_or_after_a_date_lists_the_days() -> None:
    """Greenland's last Saturday but one or last, the eve of the last Sunday."""
    rules = [line.rpartition(" ")[2] for line in observances("America/Nuuk", 2024, 2030)]
    assert rules[0] == "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SA;BYMONTHDAY=24,25,26,27,28,29,30"


def test_years_in_which_the_rule_changes_have_one_observance_an_onset() -> None:
    found = observances("America/New_York", 2006, 2007)
    assert [line.split()[1] for line in found] == [
        "DTSTART:20050101T000000",
        "DTSTART:20060402T020000",
        "DTSTART:20061029T020000",
        "DTSTART:20070311T020000",
        "DTSTART:20071104T020000",
    ]
    assert "RRULE" not in " ".join(found)


def test_a_zone_without_changes_is_one_standard() -> None:
    assert observances("Asia/Tokyo", 2022, 2023) == [
        "STANDARD DTSTART:20210101T000000 TZOFFSETFROM:+0900 TZOFFSETTO:+0900 TZNAME:JST"
    ]


def test_winter_behind_standard_is_written_as_summer_ahead_of_it() -> None:
    names = [(line.split()[0], line.split()[4]) for line in observances("Europe/Dublin", 2022, 2022)]
    assert names == [("DAYLIGHT", "TZNAME:IST"), ("STANDARD", "TZNAME:GMT")]


def test_a_skipped_day_is_an_onset_of_a_day() -> None:
    assert observances("Pacific/Apia", 2011, 2011)[-1] == (
        "DAYLIGHT DTSTART:20111230T000000 TZOFFSETFROM:-1000 TZOFFSETTO:+1400 TZNAME:+14"
    )


def test_every_block_has_a_standard_and_no_rdate() -> None:
    blocks = [timezone_block(name, first, last) for name in different_zones() for first, last in SPANS]
    assert [block for block in blocks if b"BEGIN:STANDARD" not in block or b"RDATE" in block] == []


def test_unknown_zone_is_refused() -> None:
    with pytest.raises(UnknownZone):
        timezone_block("Europe/Atlantis", 2022, 2022)
