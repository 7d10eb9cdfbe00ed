"""Rooms, people and phases at the same time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session
from hypothesis import given
from hypothesis import strategies as st

from agenda.findings import check
from agenda.findings.clashes import overlapping

if TYPE_CHECKING:
    from agenda.meeting import Meeting

TODAY = date(2022, 10, 1)
ROOMS = [{"id": "hq", "name": "HQ", "rooms": [{"id": "r", "name": "Room A"}, {"id": "q", "name": "Room B"}]}]
PEOPLE = [{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}]


def sitting(identity: str, start: str, end: str, **keys: Any) -> dict[str, Any]:
    return a_session(identity, start=f"2022-11-16T{start}", end=f"2022-11-16T{end}", **keys)


def held(*sessions: dict[str, Any], **phase: Any) -> Meeting:
    return a_meeting(venues=ROOMS, people=PEOPLE, phases=[a_phase(kind="in_person", sessions=sessions, **phase)])


def clashes(meeting: Meeting) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.code, finding.subjects) for finding in check(meeting, today=TODAY)]


def in_room(*sessions: int) -> tuple[str, tuple[str, ...]]:
    return ("room-double-booked", tuple(f"/phases/0/sessions/{position}/room" for position in sessions))


def test_two_sittings_in_one_room_clash() -> None:
    meeting = held(sitting("a", "10:00", "13:00", room="r"), sitting("b", "12:59", "14:00", room="r"))
    assert clashes(meeting) == [in_room(1, 0)]


def test_clash_names_room_and_sittings() -> None:
    meeting = held(sitting("a", "10:00", "13:00", room="r"), sitting("b", "12:00", "14:00", room="r"))
    assert [finding.message for finding in check(meeting, today=TODAY)] == [
        "Room “Room A” (r) is booked twice at one time, for session “Session a” (a) and session “Session b” (b);"
        " move one of them"
    ]


def test_sittings_that_touch_do_not_clash() -> None:
    assert clashes(held(sitting("a", "10:00", "13:00", room="r"), sitting("b", "13:00", "14:00", room="r"))) == []


def test_sittings_in_two_rooms_do_not_clash() -> None:
    assert clashes(held(sitting("a", "10:00", "13:00", room="r"), sitting("b", "10:00", "13:00", room="q"))) == []


def test_sittings_without_a_room_do_not_clash() -> None:
    assert clashes(held(sitting("a", "10:00", "13:00"), sitting("b", "10:00", "13:00"))) == []


def test_cancelled_sitting_does_not_clash() -> None:
    meeting = held(
        sitting("a", "10:00", "13:00", room="r", chair="ann"),
        sitting("b", "10:00", "13:00", room="r", chair="ann", status="cancelled"),
    )
    assert clashes(meeting) == []


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_sittings_of_a_phase_that_is_off_do_not_clash(status: str) -> None:
    both = [sitting("a", "10:00", "13:00", room="r"), sitting("b", "10:00", "13:00", room="r")]
    assert clashes(held(*both, status=status)) == []
    assert clashes(held(*both, status="tentative")) == [in_room(1, 0)]


def test_short_sitting_inside_a_long_one_is_found_behind_another() -> None:
    meeting = held(
        sitting("long", "09:00", "18:00", room="r"),
        sitting("a", "10:00", "11:00", room="r"),
        sitting("b", "15:00", "16:00", room="r"),
    )
    assert clashes(meeting) == [in_room(1, 0), in_room(2, 0)]


def test_clash_across_zones_compares_instants() -> None:
    here = a_phase(kind="in_person", sessions=[sitting("a", "15:00", "17:00", room="r")])
    there = a_phase(
        "q", kind="in_person", time_zone="America/Toronto", sessions=[sitting("b", "10:00", "11:00", room="r")]
    )
    meeting = a_meeting(venues=ROOMS, phases=[here, there])
    assert ("room-double-booked", ("/phases/1/sessions/0/room", "/phases/0/sessions/0/room")) in clashes(meeting)


def test_sittings_in_the_two_halves_of_a_repeated_hour_do_not_clash() -> None:
    twice = [
        a_session(one, start="2022-10-30T02:00", minutes=60, fold=fold, room="r") for one, fold in (("a", 0), ("b", 1))
    ]
    phase = a_phase(kind="in_person", start="2022-10-30", end="2022-10-30", sessions=twice)
    assert clashes(a_meeting(venues=ROOMS, phases=[phase])) == []


def test_chair_of_one_sitting_who_speaks_in_another_is_double_booked() -> None:
    slots = [{"title": "T"}, {"title": "U", "speakers": [{"person": "bob"}, {"person": "ann"}]}]
    meeting = held(sitting("a", "10:00", "13:00", chair="ann"), sitting("b", "12:00", "14:00", slots=slots))
    assert clashes(meeting) == [
        (
            "person-double-booked",
            ("/phases/0/sessions/1/slots/1/speakers/1/person", "/phases/0/sessions/0/chair"),
        )
    ]


def test_person_twice_in_one_sitting_is_not_double_booked() -> None:
    slots = [{"title": "T", "speakers": [{"person": "ann"}, {"person": "ann"}]}]
    assert clashes(held(sitting("a", "10:00", "13:00", chair="ann", slots=slots))) == []


def test_whole_sittings_are_compared_and_not_slots() -> None:
    early = [{"title": "T", "minutes": 10, "speakers": [{"person": "ann"}]}]
    meeting = held(sitting("a", "10:00", "13:00", slots=early), sitting("b", "12:00", "14:00", chair="ann"))
    assert [code for code, _ in clashes(meeting)] == ["person-double-booked"]


def test_phases_that_share_a_day_overlap() -> None:
    phases = [a_phase("a"), a_phase("b", start="2022-11-17", end="2022-11-20")]
    assert clashes(a_meeting(phases=phases)) == [("phases-overlap", ("/phases/1", "/phases/0"))]


def test_phases_on_following_days_do_not_overlap() -> None:
    assert clashes(a_meeting(phases=[a_phase("a"), a_phase("b", start="2022-11-18", end="2022-11-20")])) == []


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_phase_that_is_off_overlaps_none(status: str) -> None:
    assert clashes(a_meeting(phases=[a_phase("a"), a_phase("b", status=status)])) == []


def test_thousands_in_one_room_at_one_hour_give_one_finding_each() -> None:
    meeting = held(*(sitting(f"s{number}", "10:00", "13:00", room="r", chair="ann") for number in range(3000)))
    codes = [code for code, _ in clashes(meeting)]
    assert (codes.count("room-double-booked"), codes.count("person-double-booked")) == (2999, 2999)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=10))
def test_sweep_names_exactly_those_that_overlap(spans: list[tuple[int, int]]) -> None:
    numbered = [(start, end, position) for position, (start, end) in enumerate(spans)]
    pairs = {
        frozenset((one, other))
        for start, end, one in numbered
        for begin, finish, other in numbered
        if one != other and max(start, begin) < min(end, finish)
    }
    swept = [frozenset(pair) for pair in overlapping(numbered)]
    assert set(swept) <= pairs
    assert len(swept) < max(len(spans), 1)
    assert {one for pair in swept for one in pair} == {one for pair in pairs for one in pair}
