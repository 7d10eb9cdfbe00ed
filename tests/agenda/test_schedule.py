"""When sittings and deadlines take place, in the zone of their phase."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from builders import a_meeting, a_phase, a_session

from agenda.phase import Deadline
from agenda.schedule import due_of, span_of, zone_of
from agenda.session import Session

VENUES = [{"id": "seoul", "name": "S", "time_zone": "Asia/Seoul"}, {"id": "nowhere", "name": "N"}]


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ({"venue": "seoul", "time_zone": "America/Toronto"}, "America/Toronto"),
        ({"venue": "seoul"}, "Asia/Seoul"),
        ({"venue": "nowhere"}, "Europe/Brussels"),
        ({}, "Europe/Brussels"),
    ],
)
def test_zone_is_the_phase_s_else_its_venue_s_else_the_meeting_s(keys: dict[str, Any], name: str) -> None:
    meeting = a_meeting(venues=VENUES, phases=[a_phase(**keys)])
    assert zone_of(meeting, meeting.phases[0]) == name


def span(**keys: Any) -> list[str]:
    found = span_of(Session.model_validate(a_session(**keys)), "Europe/Brussels")
    return [found.start.isoformat(timespec="minutes"), found.end.isoformat(timespec="minutes")] if found else []


@pytest.mark.parametrize(
    ("keys", "times"),
    [
        ({}, ["2022-11-16T10:00+01:00", "2022-11-16T13:00+01:00"]),
        ({"minutes": 90}, ["2022-11-16T10:00+01:00", "2022-11-16T11:30+01:00"]),
        ({"start": "2022-10-30T01:30", "minutes": 120}, ["2022-10-30T01:30+02:00", "2022-10-30T02:30+01:00"]),
        (
            {"start": "2022-10-30T01:30", "end": "2022-10-30T02:30"},
            ["2022-10-30T01:30+02:00", "2022-10-30T02:30+02:00"],
        ),
        (
            {"start": "2022-10-30T02:15", "end": "2022-10-30T02:30", "fold": 1},
            ["2022-10-30T02:15+01:00", "2022-10-30T02:30+01:00"],
        ),
        ({"start": "2022-03-27T01:30", "minutes": 60}, ["2022-03-27T01:30+01:00", "2022-03-27T03:30+02:00"]),
        ({"start": None}, []),
        ({"end": None}, []),
        ({"minutes": 0}, ["2022-11-16T10:00+01:00", "2022-11-16T10:00+01:00"]),
        (
            {"start": "2022-11-16T22:00", "end": "2022-11-17T01:00"},
            ["2022-11-16T22:00+01:00", "2022-11-17T01:00+01:00"],
        ),
    ],
)
def test_sitting_takes_place_in_the_phase_s_zone(keys: dict[str, Any], times: list[str]) -> None:
    assert span(**keys) == times


@pytest.mark.parametrize(
    ("due", "utc"),
    [
        ("2022-10-30", "2022-10-30T22:59"),
        ("2022-10-29", "2022-10-29T21:59"),
        ("2022-10-30T18:00", "2022-10-30T17:00"),
        ("2022-10-30T00:00", "2022-10-29T22:00"),
        ("2022-10-30T02:30", "2022-10-30T00:30"),
    ],
)
def test_deadline_is_due_in_the_phase_s_zone(due: str, utc: str) -> None:
    deadline = Deadline.model_validate({"id": "d", "title": "D", "due": due})
    assert due_of(deadline, "Europe/Brussels").astimezone(UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_midnight_of_a_day_that_starts_at_one_is_read_as_one() -> None:
    deadline = Deadline.model_validate({"id": "d", "title": "D", "due": "2018-11-04T00:00"})
    assert due_of(deadline, "America/Sao_Paulo").isoformat() == "2018-11-04T01:00:00-02:00"
