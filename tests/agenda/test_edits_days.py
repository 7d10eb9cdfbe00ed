"""Shifting the later sittings of a day and copying a day: clocks, choice, ids, and what is left behind."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session

from agenda.edits import read_edit, settled
from agenda.edits.days import minted_id
from agenda.errors import InvalidEdit, NotFound
from agenda.findings import check
from agenda.schedule import span_of
from agenda.session import Session

if TYPE_CHECKING:
    from agenda.meeting import Meeting

clock = datetime.fromisoformat

HALL = {"id": "hq", "name": "HQ", "rooms": [{"id": "hall", "name": "Hall"}, {"id": "annex", "name": "Annex"}]}


def a_day(*sessions: dict[str, Any]) -> Meeting:
    return a_meeting(venues=[HALL], phases=[a_phase(sessions=list(sessions)), a_phase("q")])


def sitting(identity: str, hours: str, *, day: str = "2022-11-16", **keys: Any) -> dict[str, Any]:
    """A sitting between two hours of a day, such as "10:00-13:00"."""
    start, end = hours.split("-")
    return a_session(identity, start=f"{day}T{start}", end=f"{day}T{end}", **keys)


THREE = (
    sitting("morning", "10:00-13:00", room="hall"),
    sitting("side", "13:15-14:00", room="annex"),
    sitting("afternoon", "14:30-17:30", room="hall"),
    sitting("tomorrow", "10:00-13:00", day="2022-11-17", room="hall"),
)


def edited(meeting: Meeting, name: str, **given: Any) -> Meeting:
    """The meeting after an edit of its phase p."""
    return read_edit({"edit": name, "phase": "p", **given}).apply(meeting)


def starts(meeting: Meeting) -> dict[str, str]:
    return {one.id: f"{one.start:%d %H:%M}" for one in meeting.phases[0].sessions if one.start}


def moved(meeting: Meeting, **given: Any) -> dict[str, str]:
    """The new starts of the sittings that a shift moves."""
    before, after = starts(meeting), starts(edited(meeting, "shift_sessions", **given))
    return {identity: start for identity, start in after.items() if before[identity] != start}


def problems(meeting: Meeting, name: str, **given: Any) -> list[str]:
    with pytest.raises(InvalidEdit) as caught:
        edited(meeting, name, **given)
    return [problem.pointer for problem in caught.value.problems]


def test_shift_moves_the_sittings_of_that_day_from_an_hour_on() -> None:
    given = {"from": "2022-11-16T13:15", "minutes": 30}
    assert moved(a_day(*THREE), **given) == {"side": "16 13:45", "afternoon": "16 15:00"}


def test_shift_after_a_sitting_leaves_it_and_what_starts_with_it() -> None:
    parallel = sitting("parallel", "10:00-11:00", room="annex")
    assert moved(a_day(parallel, *THREE), after="morning", minutes=15) == {"side": "16 13:30", "afternoon": "16 14:45"}


def test_shift_in_one_room_leaves_the_others() -> None:
    assert moved(a_day(*THREE), after="morning", room="hall", minutes=15) == {"afternoon": "16 14:45"}


def test_shift_in_no_room_moves_those_without_one() -> None:
    online = sitting("online", "15:00-16:00")
    given = {"from": "2022-11-16T00:00", "room": None, "minutes": -15}
    assert moved(a_day(*THREE, online), **given) == {"online": "16 14:45"}


def test_shift_until_a_day_moves_those_of_the_days_between() -> None:
    later = sitting("last", "10:00-13:00", day="2022-11-18")
    given = {"after": "side", "until": "2022-11-17", "minutes": 60}
    assert moved(a_day(*THREE, later), **given) == {"afternoon": "16 15:30", "tomorrow": "17 11:00"}


def test_shift_to_earlier_keeps_every_length() -> None:
    given = {"from": "2022-11-16T13:15", "minutes": -75}
    sessions = edited(a_day(*THREE), "shift_sessions", **given).phases[0].sessions
    assert [(one.start, one.end) for one in sessions[1:3]] == [
        (clock("2022-11-16T12:00"), clock("2022-11-16T12:45")),
        (clock("2022-11-16T13:15"), clock("2022-11-16T16:15")),
    ]


def test_shift_leaves_cancelled_sittings_and_those_without_a_start() -> None:
    off = sitting("off", "15:00-16:00", status="cancelled")
    undated = {"id": "undated", "title": "U", "minutes": 60}
    meeting = a_day(off, undated)
    assert edited(meeting, "shift_sessions", **{"from": "2022-11-16T00:00", "minutes": 30}) == meeting


def test_shift_past_midnight_is_left_to_the_findings() -> None:
    meeting = a_day(sitting("late", "20:00-22:00", day="2022-11-17", room="hall"))
    after = edited(meeting, "shift_sessions", **{"from": "2022-11-17T20:00", "minutes": 300})
    assert starts(after) == {"late": "18 01:00"}
    codes = [one.code for one in check(after, today=date(2022, 1, 1)) if one.severity == "error"]
    assert codes == ["session-outside-phase"]


def test_shift_over_the_hour_that_comes_twice_is_of_elapsed_time() -> None:
    """Three quarters of an hour from 01:30; clocks go from 03:00 back to 02:00."""
    meeting = a_day(a_session("s", start="2022-10-30T01:30", end="2022-10-30T02:15"))
    said = []
    for minutes in (75, 30, 60):
        meeting = edited(meeting, "shift_sessions", **{"from": "2022-10-30T01:00", "minutes": minutes})
        (one,) = meeting.phases[0].sessions
        said.append((f"{one.start:%H:%M}", one.fold, f"{one.end:%H:%M}", span_of(one, "Europe/Brussels").minutes))
    assert said == [("02:45", 0, "02:30", 45), ("02:15", 1, "03:00", 45), ("03:15", None, "04:00", 45)]


def test_shift_over_the_hour_that_is_skipped_is_of_elapsed_time() -> None:
    night = a_meeting(phases=[a_phase(sessions=[a_session("s", start="2022-03-27T01:30", end="2022-03-27T03:30")])])
    (one,) = edited(night, "shift_sessions", **{"from": "2022-03-27T00:00", "minutes": 60}).phases[0].sessions
    assert (one.start, one.end) == (clock("2022-03-27T03:30"), clock("2022-03-27T04:30"))
    span = span_of(one, "Europe/Brussels")
    assert span is not None
    assert span.length == timedelta(hours=1)


def test_shift_back_gives_the_same_meeting() -> None:
    meeting = a_day(*THREE)
    there = edited(meeting, "shift_sessions", **{"from": "2022-11-16T13:15", "minutes": 45})
    assert edited(there, "shift_sessions", **{"from": "2022-11-16T14:00", "minutes": -45}) == meeting


@pytest.mark.parametrize(
    ("given", "pointers"),
    [
        ({"minutes": 5}, ["/from"]),
        ({"minutes": 5, "from": "2022-11-16T10:00", "after": "side"}, ["/from"]),
        ({"minutes": 5, "from": "2022-11-16"}, ["/from"]),
        ({"from": "2022-11-16T10:00"}, ["/minutes"]),
        ({"minutes": 1441, "from": "2022-11-16T10:00"}, ["/minutes"]),
        ({"minutes": 5, "after": "nothing"}, ["/after"]),
        ({"minutes": 5, "from": "2022-11-16T10:00", "room": "nowhere"}, ["/room"]),
        ({"minutes": 5, "from": "2022-11-16T10:00", "until": "2022-11-15"}, ["/until"]),
        ({"minutes": 5, "from": "2022-11-16T10:00", "since": "2022-11-16T10:00"}, ["/since"]),
    ],
)
def test_shift_that_cannot_be_is_refused(given: dict[str, Any], pointers: list[str]) -> None:
    assert problems(a_day(*THREE), "shift_sessions", **given) == pointers


def test_shift_out_of_the_calendar_is_refused() -> None:
    meeting = a_day(a_session("s", start="2200-12-31T10:00", end="2200-12-31T13:00"))
    assert problems(meeting, "shift_sessions", **{"from": "2200-12-31T10:00", "minutes": 1440}) == ["/minutes"]


def test_shift_of_an_unknown_phase_is_not_found() -> None:
    with pytest.raises(NotFound):
        read_edit({"edit": "shift_sessions", "phase": "x", "from": "2022-11-16T10:00", "minutes": 5}).apply(a_day())


def copied(meeting: Meeting, **given: Any) -> tuple[Session, ...]:
    """The sittings that copying 16 November to the 17th adds."""
    after = edited(meeting, "copy_day", **({"from": "2022-11-16", "to": "2022-11-17"} | given))
    assert after.phases[0].sessions[: len(meeting.phases[0].sessions)] == meeting.phases[0].sessions
    return after.phases[0].sessions[len(meeting.phases[0].sessions) :]


def test_copied_day_has_its_sittings_at_the_same_hours() -> None:
    assert [(one.id, one.start, one.end, one.room) for one in copied(a_day(*THREE))] == [
        ("morning-20221117", clock("2022-11-17T10:00"), clock("2022-11-17T13:00"), "hall"),
        ("side-20221117", clock("2022-11-17T13:15"), clock("2022-11-17T14:00"), "annex"),
        ("afternoon-20221117", clock("2022-11-17T14:30"), clock("2022-11-17T17:30"), "hall"),
    ]


def test_copy_keeps_the_plan_and_leaves_what_was_of_that_day() -> None:
    plan = {
        "audience": ["members"],
        "interpretation": ["en"],
        "join": [{"label": "Join", "url": "https://video.example.org/1"}],
        "slots": [{"title": "Opening", "minutes": 30}],
    }
    of_the_day = {
        "notice": "starts late",
        "recording": "https://video.example.org/r",
        "source": {"uid": "x"},
        "status": "tentative",
    }
    meeting = a_meeting(
        audiences=[{"id": "members", "name": "M"}],
        phases=[a_phase(sessions=[sitting("s", "10:00-13:00", **plan, **of_the_day)])],
    )
    (copy,) = copied(meeting, ids={"s": "t"})
    written = sitting("t", "10:00-13:00", day="2022-11-17", title="Session s", **plan)
    assert copy == Session.model_validate(written)


def test_cancelled_sitting_is_not_copied() -> None:
    off = sitting("off", "15:00-16:00", status="cancelled")
    assert [one.id for one in copied(a_day(off, THREE[0]))] == ["morning-20221117"]


def test_copy_of_an_evening_past_midnight_ends_past_midnight() -> None:
    (copy,) = copied(a_day(a_session("s", start="2022-11-16T22:00", end="2022-11-17T01:00")))
    assert copy.end == clock("2022-11-18T01:00")


def test_copy_onto_a_change_of_clocks_keeps_the_wall_clocks() -> None:
    meeting = a_day(a_session("s", start="2022-10-29T01:00", end="2022-10-29T04:00"))
    (copy,) = copied(meeting, **{"from": "2022-10-29", "to": "2022-10-30"})
    assert (copy.start, copy.end) == (clock("2022-10-30T01:00"), clock("2022-10-30T04:00"))
    span = span_of(copy, "Europe/Brussels")
    assert span is not None
    assert span.length == timedelta(hours=4)


def test_copy_out_of_the_repeated_hour_that_would_have_no_length_keeps_it() -> None:
    """From the first 02:30 to the 02:15 after it: 45 minutes, which no other night's clocks can say so."""
    meeting = a_day(a_session("s", start="2022-10-30T02:30", end="2022-10-30T02:15", fold=0))
    (copy,) = copied(meeting, **{"from": "2022-10-30", "to": "2022-10-31"})
    assert (copy.start, copy.end, copy.fold) == (clock("2022-10-31T02:30"), clock("2022-10-31T03:15"), None)


def test_given_ids_are_used_and_the_others_minted() -> None:
    assert [one.id for one in copied(a_day(*THREE), ids={"side": "lunch"})] == [
        "morning-20221117",
        "lunch",
        "afternoon-20221117",
    ]


def test_minted_id_gives_way_to_one_in_use() -> None:
    taken = a_session("morning-20221117", start="2022-11-17T09:00", end="2022-11-17T10:00")
    assert [one.id for one in copied(a_day(THREE[0], taken))] == ["morning-20221117-2"]


@pytest.mark.parametrize(
    ("identity", "taken", "minted"),
    [
        ("s1", set(), "s1-20221117"),
        ("s1", {"s1-20221117", "s1-20221117-2"}, "s1-20221117-3"),
        ("s1-20221116", set(), "s1-20221117"),
        ("s1-20221116-2", set(), "s1-20221117"),
        ("20221116", set(), "20221116-20221117"),
        ("x" * 64, set(), "x" * 55 + "-20221117"),
        ("x" * 64, {"x" * 55 + "-20221117"}, "x" * 53 + "-20221117-2"),
    ],
)
def test_minted_ids_are_of_the_old_id_and_the_day(identity: str, taken: set[str], minted: str) -> None:
    assert minted_id(identity, date(2022, 11, 17), taken=taken) == minted


def test_history_keeps_the_minted_ids() -> None:
    meeting = a_day(*THREE)
    edit = read_edit({"edit": "copy_day", "phase": "p", "from": "2022-11-16", "to": "2022-11-17", "ids": {"side": "x"}})
    (kept,) = settled(meeting, [edit])
    written = json.loads(json.dumps(kept.as_json()))
    assert written["ids"] == {"morning": "morning-20221117", "side": "x", "afternoon": "afternoon-20221117"}
    assert read_edit(written).apply(meeting) == edit.apply(meeting)


def test_ids_of_a_list_are_minted_one_upon_the_other() -> None:
    meeting = a_day(THREE[0])
    edit = read_edit({"edit": "copy_day", "phase": "p", "from": "2022-11-16", "to": "2022-11-17"})
    assert [one.as_json()["ids"] for one in settled(meeting, [edit, edit])] == [
        {"morning": "morning-20221117"},
        {"morning": "morning-20221117-2"},
    ]


def test_edit_that_mints_nothing_is_settled_as_it_is() -> None:
    edit = read_edit({"edit": "cancel_phase", "phase": "p"})
    assert list(settled(a_day(), [edit])) == [edit]


@pytest.mark.parametrize(
    ("given", "pointers"),
    [
        ({"to": "2022-11-16"}, ["/to"]),
        ({"to": "16 November"}, ["/to"]),
        ({"from": "2022-11-15"}, ["/from"]),
        ({"ids": {"side": "morning"}}, ["/ids/side"]),
        ({"ids": {"side": "x", "morning": "x"}}, ["/ids/morning"]),
        ({"ids": {"tomorrow": "x"}}, ["/ids/tomorrow"]),
        ({"ids": {"side": "Not An Id"}}, ["/ids/side"]),
    ],
)
def test_copy_that_cannot_be_is_refused(given: dict[str, Any], pointers: list[str]) -> None:
    assert problems(a_day(*THREE), "copy_day", **({"from": "2022-11-16", "to": "2022-11-17"} | given)) == pointers


def test_copy_out_of_the_calendar_is_refused() -> None:
    meeting = a_day(a_session("s", start="2022-11-16T23:00", end="2022-11-17T01:00"))
    assert problems(meeting, "copy_day", **{"from": "2022-11-16", "to": "2200-12-31"}) == ["/to"]
