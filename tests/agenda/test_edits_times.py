"""The edits of times: moves keep elapsed lengths and wall clocks, through clock changes too."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session

from agenda.edits import read_edit
from agenda.errors import InvalidEdit, NotFound
from agenda.schedule import span_of
from agenda.session import Session

if TYPE_CHECKING:
    from agenda.meeting import Meeting

HALL = {"id": "hq", "name": "HQ", "rooms": [{"id": "hall", "name": "Hall"}, {"id": "annex", "name": "Annex"}]}


clock = datetime.fromisoformat


def moved(start: str, *, keys: dict[str, Any] | None = None, **given: Any) -> Session:
    """The sitting s, with `keys`, after `move_session` to `start`."""
    meeting = a_meeting(venues=[HALL], phases=[a_phase(sessions=[a_session("s", **(keys or {}))])])
    edit = read_edit({"edit": "move_session", "session": "s", "start": start, **given})
    return edit.apply(meeting).phases[0].sessions[0]


def test_move_keeps_length_and_room() -> None:
    assert moved("2022-11-17T09:30", keys={"room": "hall"}) == Session.model_validate(
        a_session("s", start="2022-11-17T09:30", end="2022-11-17T12:30", room="hall")
    )


def test_move_past_midnight_ends_the_next_day() -> None:
    assert moved("2022-11-17T23:00").end == clock("2022-11-18T02:00")


def test_move_with_an_end_sets_it() -> None:
    assert moved("2022-11-17T09:30", end="2022-11-17T10:00").end == clock("2022-11-17T10:00")


def test_move_with_an_end_replaces_minutes() -> None:
    sitting = moved("2022-11-17T09:30", keys={"minutes": 45}, end="2022-11-17T10:00")
    assert (sitting.end, sitting.minutes) == (clock("2022-11-17T10:00"), None)


def test_move_keeps_minutes() -> None:
    sitting = moved("2022-11-17T09:30", keys={"minutes": 45})
    assert (sitting.start, sitting.end, sitting.minutes) == (clock("2022-11-17T09:30"), None, 45)


def test_move_with_a_room_goes_there_and_with_null_to_none() -> None:
    assert moved("2022-11-17T09:30", keys={"room": "hall"}, room="annex").room == "annex"
    assert moved("2022-11-17T09:30", keys={"room": "hall"}, room=None).room is None


def test_move_over_the_hour_that_comes_twice_keeps_elapsed_time() -> None:
    sitting = moved("2022-10-30T01:00")
    assert sitting.end == clock("2022-10-30T03:00")
    span = span_of(sitting, "Europe/Brussels")
    assert span is not None
    assert span.length == timedelta(hours=3)


def test_move_over_the_hour_that_is_skipped_keeps_elapsed_time() -> None:
    assert moved("2022-03-27T00:30").end == clock("2022-03-27T04:30")


def test_end_that_no_wall_clock_can_say_becomes_minutes() -> None:
    """01:45 and an hour is the first 02:45; 01:45 and two hours the second, which an end cannot mean."""
    sitting = moved("2022-10-30T01:45", keys={"end": "2022-11-16T12:00"})
    assert (sitting.end, sitting.minutes) == (None, 120)


def test_move_out_of_the_repeated_hour_drops_fold() -> None:
    keys = {"start": "2022-10-30T02:30", "end": "2022-10-30T04:00", "fold": 1}
    sitting = moved("2022-11-16T10:00", keys=keys)
    assert (sitting.fold, sitting.end) == (None, clock("2022-11-16T11:30"))


def test_move_within_the_repeated_hour_keeps_fold() -> None:
    keys = {"start": "2022-10-30T02:30", "end": "2022-10-30T04:00", "fold": 1}
    sitting = moved("2022-10-30T02:15", keys=keys)
    assert (sitting.fold, sitting.end) == (1, clock("2022-10-30T03:45"))


def test_move_of_an_undated_sitting_gives_it_a_start() -> None:
    undated = moved("2022-11-17T09:30", keys={"start": None, "end": None})
    assert (undated.start, undated.end, undated.minutes) == (clock("2022-11-17T09:30"), None, None)


@pytest.mark.parametrize(
    ("keys", "pointer"),
    [
        ({"start": "2022-11-17"}, "/start"),
        ({"start": "2022-11-17T10:00Z"}, "/start"),
        ({"start": None}, "/start"),
        ({"start": "2022-11-17T10:00", "room": "nowhere"}, "/room"),
        ({"start": "2022-11-17T10:00", "phase": "p"}, "/phase"),
        ({"start": "2022-11-17T10:00", "minutes": 5}, "/minutes"),
    ],
)
def test_move_that_cannot_be_is_refused(keys: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidEdit) as caught:
        moved(**keys)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]


def test_move_of_an_unknown_sitting_is_not_found() -> None:
    with pytest.raises(NotFound):
        read_edit({"edit": "move_session", "session": "x", "start": "2022-11-17T10:00"}).apply(a_meeting())


def test_cancelled_sitting_stays() -> None:
    meeting = a_meeting(phases=[a_phase(sessions=[a_session("s")])])
    (sitting,) = read_edit({"edit": "cancel_session", "session": "s"}).apply(meeting).phases[0].sessions
    assert sitting == Session.model_validate(a_session("s", status="cancelled"))


def a_full_phase() -> Meeting:
    phase = a_phase(
        start="2022-10-24",
        end="2022-11-04",
        sessions=[
            a_session("s", start="2022-10-28T10:00", end="2022-10-28T13:00"),
            a_session("m", start="2022-11-01T10:00", minutes=90),
            {"id": "undated", "title": "Undated"},
        ],
        deadlines=[
            {"id": "d", "title": "D", "due": "2022-10-30"},
            {"id": "e", "title": "E", "due": "2022-10-30T18:00"},
        ],
        outcomes=[{"item": "one", "result": "noted", "on": "2022-11-04"}, {"item": "two", "result": "noted"}],
    )
    return a_meeting(items=[{"id": "one", "title": "1"}, {"id": "two", "title": "2"}], phases=[phase, a_phase("q")])


def test_moved_phase_takes_everything_with_it() -> None:
    before = a_full_phase()
    after = read_edit({"edit": "move_phase", "phase": "p", "start": "2022-10-31"}).apply(before)
    (phase, other) = after.phases
    assert (phase.start, phase.end) == (date(2022, 10, 31), date(2022, 11, 11))
    assert [(one.start, one.end, one.minutes) for one in phase.sessions] == [
        (clock("2022-11-04T10:00"), clock("2022-11-04T13:00"), None),
        (clock("2022-11-08T10:00"), None, 90),
        (None, None, None),
    ]
    assert [one.due for one in phase.deadlines] == [date(2022, 11, 6), clock("2022-11-06T18:00")]
    assert [one.on for one in phase.outcomes] == [date(2022, 11, 11), None]
    assert other is before.phases[1]


def test_phase_moved_there_and_back_is_the_same() -> None:
    before = a_full_phase()
    there = read_edit({"edit": "move_phase", "phase": "p", "start": "2024-02-29"}).apply(before)
    assert read_edit({"edit": "move_phase", "phase": "p", "start": "2022-10-24"}).apply(there) == before


@pytest.mark.parametrize("start", ["2200-12-31", "1900-01-01"])
def test_phase_moved_out_of_the_calendar_is_refused(start: str) -> None:
    meeting = a_meeting(phases=[a_phase(deadlines=[{"id": "d", "title": "D", "due": "2022-10-01"}])])
    with pytest.raises(InvalidEdit) as caught:
        read_edit({"edit": "move_phase", "phase": "p", "start": start}).apply(meeting)
    assert [problem.pointer for problem in caught.value.problems] == ["/start"]


def test_cancelled_phase_keeps_its_sittings_as_they_are() -> None:
    before = a_full_phase()
    after = read_edit({"edit": "cancel_phase", "phase": "p"}).apply(before)
    assert after.phases[0] == before.phases[0].model_copy(update={"status": "cancelled"})


def unscheduled(**keys: Any) -> Session:
    """The sitting s, with `keys`, after it is taken off the timetable."""
    meeting = a_meeting(venues=[HALL], phases=[a_phase(sessions=[a_session("s", **keys)])])
    return read_edit({"edit": "unschedule_session", "session": "s"}).apply(meeting).phases[0].sessions[0]


@pytest.mark.parametrize(
    ("keys", "minutes"),
    [
        ({"room": "hall"}, 180),
        ({"minutes": 45}, 45),
        ({"end": None}, None),
        ({"end": "2022-11-16T09:00"}, None),
        ({"start": "2022-10-30T02:30", "end": "2022-10-30T04:00", "fold": 1}, 90),
        ({"start": None, "end": None}, None),
        ({"start": None, "minutes": 45}, 45),
    ],
)
def test_sitting_off_the_timetable_keeps_its_elapsed_length_as_minutes(
    keys: dict[str, Any], minutes: int | None
) -> None:
    times = {"start": None, "end": None, "fold": None} | ({"minutes": minutes} if minutes else {})
    assert unscheduled(**keys) == Session.model_validate(a_session("s", **(keys | times)))


def test_sitting_put_back_on_the_timetable_has_its_length() -> None:
    meeting = a_meeting(phases=[a_phase(sessions=[a_session("s")])])
    off = read_edit({"edit": "unschedule_session", "session": "s"}).apply(meeting)
    back = read_edit({"edit": "move_session", "session": "s", "start": "2022-11-17T09:00"}).apply(off)
    assert span_of(back.phases[0].sessions[0], "Europe/Brussels") == span_of(
        moved("2022-11-17T09:00"), "Europe/Brussels"
    )


def test_unscheduling_an_unknown_sitting_is_not_found() -> None:
    with pytest.raises(NotFound):
        read_edit({"edit": "unschedule_session", "session": "x"}).apply(a_meeting())
