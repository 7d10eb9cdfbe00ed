"""Wall clocks and instants at the clock changes of many zones, against what zoneinfo says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agenda.timespan import (
    Timespan,
    UnknownZone,
    exists,
    instant,
    instant_after,
    is_ambiguous,
    later,
    zone,
    zone_data_version,
    zone_names,
)

ZONES = [
    "Europe/Brussels",
    "America/Toronto",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Tehran",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Pyongyang",
    "Africa/Monrovia",
    "Antarctica/Troll",
    "Europe/Dublin",
    "UTC",
]
clock = datetime.fromisoformat
few = settings(max_examples=80, deadline=None, derandomize=True)

CHANGES = {
    "Europe/Brussels": ["2022-03-27T02:30", "2022-10-30T02:30"],
    "America/Toronto": ["2022-03-13T02:30", "2022-11-06T01:30"],
    "Australia/Lord_Howe": ["2022-04-03T01:45", "2022-10-02T02:15"],
    "Africa/Casablanca": ["2022-03-27T02:30", "2022-05-08T02:30"],
    "Asia/Tehran": ["2021-03-22T00:30", "2021-09-21T23:30"],
    "Pacific/Apia": ["2011-12-30T12:00", "2012-04-01T03:30"],
    "America/Sao_Paulo": ["2018-11-04T00:30", "2019-02-16T23:30"],
}


@st.composite
def walls(draw: st.DrawFn) -> tuple[datetime, str]:
    """A naive time to the minute and a zone, mostly within a day of a change of its clocks."""
    name = draw(st.sampled_from(ZONES))
    near = st.sampled_from([clock(change) for change in CHANGES.get(name, ["2022-10-30T02:30"])])
    minutes = st.integers(-1_500, 1_500)
    wall = draw(near) + timedelta(minutes=draw(minutes))
    anywhere = st.datetimes(clock("1973-01-01"), clock("2100-01-01"))
    return draw(st.just(wall) | anywhere).replace(second=0, microsecond=0), name


@cache
def pinned(name: str) -> ZoneInfo:
    """The zone as zoneinfo reads it from the pinned data; the machine's own may be of another release."""
    with resources.files("tzdata").joinpath(f"zoneinfo/{name}").open("rb") as data:
        return ZoneInfo.from_file(data)


def shown_at(wall: datetime, name: str) -> list[datetime]:
    """Every instant at which the zone's clocks show that wall time, by trying every offset to the minute."""
    found = set()
    for minutes in range(-26 * 60, 26 * 60 + 1):
        moment = wall.replace(tzinfo=UTC) + timedelta(minutes=minutes)
        if moment.astimezone(pinned(name)).replace(tzinfo=None) == wall:
            found.add(moment)
    return sorted(found)


@few
@given(walls())
def test_wall_clock_is_shown_when_we_say_it_is(at: tuple[datetime, str]) -> None:
    wall, name = at
    shown = shown_at(wall, name)
    assert exists(wall, name) == bool(shown)
    assert is_ambiguous(wall, name) == (len(shown) == 2)
    if shown:
        assert [instant(wall, name, fold=fold).astimezone(UTC) for fold in (0, 1)] == [shown[0], shown[-1]]


@few
@given(walls(), st.integers(0, 3_000))
@example((clock("2022-10-30T02:30"), "Europe/Brussels"), 0)
def test_end_is_the_first_instant_of_its_wall_time_after_the_start(at: tuple[datetime, str], minutes: int) -> None:
    wall, name = at
    start = instant(wall, name)
    end_wall = later(start, timedelta(minutes=minutes)).replace(tzinfo=None)
    after = [moment for moment in shown_at(end_wall, name) if moment > start.astimezone(UTC)]
    if after:
        assert instant_after(start, end_wall).astimezone(UTC) == after[0]


@few
@given(walls(), st.integers(-5_000, 5_000))
def test_minutes_are_elapsed_whatever_the_clocks_do(at: tuple[datetime, str], minutes: int) -> None:
    start = instant(*at)
    span = Timespan(start, later(start, timedelta(minutes=minutes)))
    assert span.length == timedelta(minutes=minutes)
    assert span.minutes == minutes
    assert span.end.tzinfo is start.tzinfo


@pytest.mark.parametrize(
    ("wall", "name", "utc"),
    [
        ("2022-10-30T02:30", "Europe/Brussels", ["2022-10-30T00:30", "2022-10-30T01:30"]),
        ("2022-11-06T01:30", "America/Toronto", ["2022-11-06T05:30", "2022-11-06T06:30"]),
        ("2022-04-03T01:45", "Australia/Lord_Howe", ["2022-04-02T14:45", "2022-04-02T15:15"]),
        ("2022-03-27T02:30", "Africa/Casablanca", ["2022-03-27T01:30", "2022-03-27T02:30"]),
        ("2021-09-21T23:30", "Asia/Tehran", ["2021-09-21T19:00", "2021-09-21T20:00"]),
        ("2012-04-01T03:30", "Pacific/Apia", ["2012-03-31T13:30", "2012-03-31T14:30"]),
        ("2019-02-16T23:30", "America/Sao_Paulo", ["2019-02-17T01:30", "2019-02-17T02:30"]),
    ],
)
def test_fold_picks_the_first_or_second_of_two_equal_wall_times(wall: str, name: str, utc: list[str]) -> None:
    assert is_ambiguous(clock(wall), name)
    found = [instant(clock(wall), name, fold=fold).astimezone(UTC).replace(tzinfo=None) for fold in (0, 1)]
    assert found == [clock(moment) for moment in utc]


@pytest.mark.parametrize(
    ("wall", "name", "shown"),
    [
        ("2022-03-27T02:30", "Europe/Brussels", "2022-03-27T03:30+02:00"),
        ("2022-03-13T02:30", "America/Toronto", "2022-03-13T03:30-04:00"),
        ("2022-10-02T02:15", "Australia/Lord_Howe", "2022-10-02T02:45+11:00"),
        ("2022-05-08T02:30", "Africa/Casablanca", "2022-05-08T03:30+01:00"),
        ("2021-03-22T00:30", "Asia/Tehran", "2021-03-22T01:30+04:30"),
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-31T12:00+14:00"),
        ("2018-11-04T00:00", "America/Sao_Paulo", "2018-11-04T01:00-02:00"),
    ],
)
def test_wall_time_that_is_skipped_is_read_with_the_offset_before(wall: str, name: str, shown: str) -> None:
    assert not exists(clock(wall), name)
    assert not is_ambiguous(clock(wall), name)
    for fold in (0, 1):
        assert instant(clock(wall), name, fold=fold).isoformat() == clock(shown).isoformat()


def test_fold_means_nothing_where_the_wall_time_is_shown_once() -> None:
    wall = clock("2022-11-16T10:00")
    assert instant(wall, "Europe/Brussels", fold=1).isoformat() == "2022-11-16T10:00:00+01:00"


def brussels(wall: str, fold: int = 0) -> datetime:
    return instant(clock(wall), "Europe/Brussels", fold=fold)


def test_end_in_repeated_hour_is_the_first_after_start() -> None:
    assert (
        instant_after(brussels("2022-10-30T01:30"), clock("2022-10-30T02:30")).isoformat()
        == "2022-10-30T02:30:00+02:00"
    )
    assert (
        instant_after(brussels("2022-10-30T02:45"), clock("2022-10-30T02:30")).isoformat()
        == "2022-10-30T02:30:00+01:00"
    )
    assert (
        instant_after(brussels("2022-10-30T02:15", 1), clock("2022-10-30T02:30")).isoformat()
        == "2022-10-30T02:30:00+01:00"
    )


def test_end_equal_to_the_start_in_the_repeated_hour_is_an_hour_later() -> None:
    span = Timespan(
        brussels("2022-10-30T02:30"), instant_after(brussels("2022-10-30T02:30"), clock("2022-10-30T02:30"))
    )
    assert span.minutes == 60


def test_end_before_the_start_is_negative_in_length() -> None:
    start = brussels("2022-11-16T10:00")
    assert Timespan(start, instant_after(start, clock("2022-11-16T09:00"))).minutes == -60


def test_spans_that_touch_do_not_overlap() -> None:
    ten, eleven, noon = (brussels(f"2022-11-16T{hour}:00") for hour in (10, 11, 12))
    assert not Timespan(ten, eleven).overlaps(Timespan(eleven, noon))
    assert Timespan(ten, noon).overlaps(Timespan(eleven, noon))
    assert not Timespan(ten, ten).overlaps(Timespan(ten, ten))


def test_overlap_counts_instants_and_not_wall_clocks() -> None:
    first = Timespan(brussels("2022-10-30T02:10"), brussels("2022-10-30T02:50"))
    second = Timespan(brussels("2022-10-30T02:10", 1), brussels("2022-10-30T02:50", 1))
    assert not first.overlaps(second)
    assert first.overlaps(Timespan(brussels("2022-10-30T02:40"), brussels("2022-10-30T02:10", 1)))


def test_second_of_two_equal_wall_times_needs_fold() -> None:
    ten = brussels("2022-10-30T10:00")
    assert Timespan(brussels("2022-10-30T02:30", 1), ten).needs_fold
    assert Timespan(brussels("2022-10-30T01:30"), brussels("2022-10-30T02:30", 1)).needs_fold
    assert not Timespan(brussels("2022-10-30T02:30"), ten).needs_fold


def test_span_in_another_zone_is_the_same_instants() -> None:
    span = Timespan(brussels("2022-11-16T10:00"), brussels("2022-11-16T13:00")).in_zone("Asia/Seoul")
    assert [span.start.isoformat(), span.end.isoformat()] == ["2022-11-16T18:00:00+09:00", "2022-11-16T21:00:00+09:00"]


@pytest.mark.parametrize("name", ["CET/", "europe/brussels", "Mars/Olympus", "", "../tzdata", "Europe", "Brussels"])
def test_name_that_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone(name)


def test_every_zone_of_the_pinned_data_can_be_read() -> None:
    assert len(zone_names()) > 500
    for name in zone_names():
        assert zone(name).key == name


def test_zone_data_says_its_release() -> None:
    assert zone_data_version()[:2] == "20"
