"""The hours a sitting is for its chair and speakers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_session

from agenda.hours import hours_for, hours_of_voices, voices_of
from agenda.people import Person
from agenda.schedule import span_of
from agenda.session import Session

if TYPE_CHECKING:
    from agenda.timespan import Timespan

PEOPLE = [
    Person.model_validate({"id": "kim", "name": "Kim", "time_zone": "Asia/Seoul"}),
    Person.model_validate({"id": "ann", "name": "Ann"}),
    Person.model_validate({"id": "bo", "name": "Bo", "time_zone": "America/Toronto"}),
]


def sitting(**keys: Any) -> tuple[Session, Timespan]:
    session = Session.model_validate(a_session("s", **keys))
    span = span_of(session, "Europe/Brussels")
    assert span is not None
    return session, span


@pytest.mark.parametrize(
    ("zone", "said", "kind"),
    [
        ("Europe/Brussels", "10:00 to 13:00", "social"),
        ("Asia/Seoul", "18:00 to 21:00", "social"),
        ("Australia/Sydney", "20:00 to 23:00", "unsocial"),
        ("America/Toronto", "04:00 to 07:00", "unsocial"),
        ("Pacific/Auckland", "22:00 to 01:00", "unsocial"),
    ],
)
def test_hours_are_those_of_the_other_zone(zone: str, said: str, kind: str) -> None:
    there = hours_for(zone, sitting()[1])
    assert (f"{there.span.start:%H:%M} to {there.span.end:%H:%M}", there.is_unsocial) == (said, kind == "unsocial")


@pytest.mark.parametrize("start", ["06:59", "21:01", "23:30"])
def test_hour_before_seven_or_past_ten_is_unsocial(start: str) -> None:
    _, span = sitting(start=f"2022-11-16T{start}", minutes=60)
    assert hours_for("Europe/Brussels", span).is_unsocial


@pytest.mark.parametrize("start", ["07:00", "21:00"])
def test_hour_from_seven_to_ten_is_not(start: str) -> None:
    _, span = sitting(start=f"2022-11-16T{start}", minutes=60)
    assert not hours_for("Europe/Brussels", span).is_unsocial


def test_chair_comes_first_and_everybody_once() -> None:
    slots = [{"title": "T", "speakers": [{"person": one} for one in ("ann", "bo", "kim")]}]
    session, span = sitting(chair="kim", slots=slots)
    assert [
        (one.person.id, one.hours and f"{one.hours.span.start:%H:%M}") for one in hours_of_voices(session, span, PEOPLE)
    ] == [("kim", "18:00"), ("ann", None), ("bo", "04:00")]
    assert voices_of(session) == {
        "kim": "/chair",
        "ann": "/slots/0/speakers/0/person",
        "bo": "/slots/0/speakers/1/person",
    }


def test_voice_that_the_meeting_does_not_have_is_passed_over() -> None:
    session, span = sitting(chair="nobody")
    assert list(hours_of_voices(session, span, PEOPLE)) == []
