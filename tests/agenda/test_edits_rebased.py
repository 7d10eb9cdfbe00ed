"""Two organisers at once: the edits of days, phases and running orders, made on an older draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session

from agenda.edits import conflicts_of, read_edits

if TYPE_CHECKING:
    from agenda.meeting import Meeting

SHIFT = {"edit": "shift_sessions", "phase": "p", "from": "2022-11-16T12:00", "minutes": 30}
IN_HALL = SHIFT | {"room": "hall"}
AFTER_S = {"edit": "shift_sessions", "phase": "p", "after": "s", "minutes": 30}
COPY = {"edit": "copy_day", "phase": "p", "from": "2022-11-16", "to": "2022-11-17"}
FIT = {"edit": "fit_slots", "session": "s"}
STRETCH = {"edit": "stretch_phase", "phase": "p", "end": "2022-11-20"}
POSTPONE = {"edit": "postpone_phase", "phase": "p"}
REDATE = {"edit": "redate_phase", "phase": "p", "start": "2022-12-01"}
UNSCHEDULE = {"edit": "unschedule_session", "session": "s"}

T_LATER = {"edit": "move_session", "session": "t", "start": "2022-11-16T16:00"}
S_LATER = {"edit": "move_session", "session": "s", "start": "2022-11-16T15:00"}
S_RENAMED = {"edit": "set_session", "session": "s", "title": "Theirs"}
S_IN_HALL = {"edit": "set_session", "session": "s", "room": "hall"}
S_LONGER = {"edit": "set_session", "session": "s", "end": "2022-11-16T13:30"}
S_SLOTS = {"edit": "set_session", "session": "s", "slots": [{"title": "Theirs"}]}
S_GONE = {"edit": "remove_session", "session": "s"}
ADDED_LATE = {
    "edit": "add_session",
    "phase": "p",
    "session": a_session("new", start="2022-11-16T18:00", end="2022-11-16T19:00"),
}
ADDED_EARLY = {
    "edit": "add_session",
    "phase": "p",
    "session": a_session("new", start="2022-11-16T08:00", end="2022-11-16T09:00"),
}


def base() -> Meeting:
    """A day with s from 10:00 to 13:00 in no room and t from 14:30 to 17:30 in the hall."""
    return a_meeting(
        venues=[{"id": "hq", "name": "HQ", "rooms": [{"id": "hall", "name": "Hall"}]}],
        phases=[
            a_phase(
                sessions=[
                    a_session("s", slots=[{"title": "Opening", "minutes": 10}]),
                    a_session("t", start="2022-11-16T14:30", end="2022-11-16T17:30", room="hall"),
                ],
                deadlines=[{"id": "d", "title": "D", "due": "2022-11-14"}],
            ),
            a_phase("q", start="2022-12-01", end="2022-12-02"),
        ],
    )


def applied(meeting: Meeting, *edits: dict[str, Any]) -> Meeting:
    for edit in read_edits(list(edits)):
        meeting = edit.apply(meeting)
    return meeting


def clashes(mine: list[dict[str, Any]], theirs: dict[str, Any]) -> list[str]:
    """Where my edits, made on the base, clash with what another did to it since."""
    return [one.pointer for one in conflicts_of(read_edits(mine), base=base(), current=applied(base(), theirs))]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        pytest.param(SHIFT, S_RENAMED, id="shift-and-rename"),
        pytest.param(
            SHIFT, {"edit": "move_session", "session": "s", "start": "2022-11-16T09:00"}, id="shift-elsewhere"
        ),
        pytest.param(SHIFT, ADDED_EARLY, id="shift-and-an-earlier-addition"),
        pytest.param(IN_HALL, ADDED_LATE, id="shift-in-a-room-and-addition-in-none"),
        pytest.param(SHIFT, STRETCH, id="shift-and-stretch"),
        pytest.param(COPY, S_RENAMED, id="copy-of-a-renamed-sitting"),
        pytest.param(COPY, S_LATER, id="copy-of-a-moved-sitting"),
        pytest.param(COPY, COPY | {"to": "2022-11-18"}, id="copies-to-two-days"),
        pytest.param(FIT, S_LONGER, id="fit-of-a-longer-sitting"),
        pytest.param(STRETCH, POSTPONE, id="stretch-and-postpone"),
        pytest.param(STRETCH, {"edit": "stretch_phase", "phase": "p", "start": "2022-11-10"}, id="two-edges"),
        pytest.param(POSTPONE, {"edit": "move_phase", "phase": "p", "start": "2022-12-01"}, id="postpone-and-move"),
        pytest.param(UNSCHEDULE, S_RENAMED, id="unschedule-and-rename"),
    ],
)
def test_edits_of_different_things_do_not_clash(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert clashes([mine], theirs) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "pointers"),
    [
        pytest.param(SHIFT, SHIFT, ["/phases/0/sessions/1/end", "/phases/0/sessions/1/start"], id="two-shifts"),
        pytest.param(
            SHIFT, S_LATER, ["/phases/0/sessions/0/end", "/phases/0/sessions/0/start"], id="one-moved-among-the-later"
        ),
        pytest.param(SHIFT, ADDED_LATE, ["/phases/0/sessions/2"], id="one-added-among-the-later"),
        pytest.param(SHIFT, {"edit": "remove_session", "session": "t"}, ["/session/t"], id="shifted-one-removed"),
        pytest.param(IN_HALL, {"edit": "remove_room", "room": "hall"}, ["/room/hall"], id="room-removed"),
        pytest.param(AFTER_S, S_GONE, ["/session/s"], id="the-one-before-removed"),
        pytest.param(COPY, {"edit": "remove_phase", "phase": "p"}, ["/phase/p"], id="phase-of-the-copy-removed"),
        pytest.param(COPY, COPY, ["/phases/0/sessions/2", "/phases/0/sessions/3"], id="the-same-copy-twice"),
        pytest.param(COPY | {"ids": {"s": "x"}}, S_GONE, ["/session/s"], id="named-original-removed"),
        pytest.param(FIT, S_SLOTS, ["/phases/0/sessions/0/slots"], id="fit-and-other-slots"),
        pytest.param(FIT, FIT, ["/phases/0/sessions/0/slots"], id="two-fits"),
        pytest.param(STRETCH, STRETCH | {"end": "2022-11-21"}, ["/phases/0/end"], id="one-edge-twice"),
        pytest.param(STRETCH, REDATE, ["/phases/0/end"], id="stretch-and-redate"),
        pytest.param(POSTPONE, {"edit": "cancel_phase", "phase": "p"}, ["/phases/0/status"], id="two-statuses"),
        pytest.param(REDATE, POSTPONE, ["/phases/0/status"], id="redate-and-postpone"),
        pytest.param(
            REDATE, T_LATER, ["/phases/0/sessions/1/end", "/phases/0/sessions/1/start"], id="redate-and-move-inside"
        ),
        pytest.param(
            UNSCHEDULE, S_LATER, ["/phases/0/sessions/0/end", "/phases/0/sessions/0/start"], id="unschedule-and-move"
        ),
        pytest.param(UNSCHEDULE, S_GONE, ["/session/s"], id="unschedule-and-remove"),
    ],
)
def test_edits_of_one_thing_clash(mine: dict[str, Any], theirs: dict[str, Any], pointers: list[str]) -> None:
    assert clashes([mine], theirs) == pointers


def test_copy_carried_over_copies_the_day_as_it_is_now() -> None:
    after = applied(base(), S_RENAMED, COPY)
    assert after.phases[0].sessions[2].title == {"en": "Theirs"}


def test_two_copies_of_one_day_have_ids_of_their_own() -> None:
    ids = [session.id for session in applied(base(), COPY, COPY).phases[0].sessions]
    assert ids == ["s", "t", "s-20221117", "t-20221117", "s-20221117-2", "t-20221117-2"]


def test_what_a_list_shifts_is_chosen_after_the_edits_before_it() -> None:
    """Mine moves s to after t first, so the shift after it is of nothing; theirs is on t."""
    assert clashes([S_LATER, AFTER_S], T_LATER) == ["/phases/0/sessions/1/end", "/phases/0/sessions/1/start"]
    assert clashes([S_LATER, AFTER_S], {"edit": "set_session", "session": "t", "title": "Theirs"}) == []


def test_removal_after_a_move_out_takes_only_what_is_left() -> None:
    mine = [{"edit": "reorder_session", "session": "s", "phase": "q"}, {"edit": "remove_phase", "phase": "p"}]
    assert clashes(mine, S_IN_HALL) == []
    assert clashes(mine, {"edit": "set_session", "session": "t", "title": "Theirs"}) == [
        "/phases/0/sessions/1/title/en"
    ]
