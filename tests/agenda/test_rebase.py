"""Edits made on an older draft: what still stands, and what clashes with what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session

from agenda.edits import conflicts_of, read_edits
from agenda.errors import Conflict

if TYPE_CHECKING:
    from agenda.meeting import Meeting

TITLE = {"edit": "set_session", "session": "s", "title": "Mine"}


def base() -> Meeting:
    return a_meeting(
        languages=["en", "fr"],
        venues=[
            {"id": "hq", "name": "HQ", "rooms": [{"id": "hall", "name": "Hall"}, {"id": "annex", "name": "Annex"}]}
        ],
        people=[{"id": "ann", "name": "Ann"}],
        items=[
            {"id": "one", "title": "One", "items": [{"id": "child", "title": "Child"}]},
            {"id": "two", "title": "Two"},
        ],
        phases=[
            a_phase(
                sessions=[a_session("s", slots=[{"item": "one", "minutes": 10}]), a_session("t", room="hall")],
                deadlines=[{"id": "d", "title": "D", "due": "2022-11-14"}],
                outcomes=[{"item": "one", "result": "noted", "on": "2022-11-16"}],
            ),
            a_phase("q", start="2022-12-01", end="2022-12-02"),
        ],
    )


def applied(meeting: Meeting, edits: list[dict[str, Any]]) -> Meeting:
    for edit in read_edits(edits):
        meeting = edit.apply(meeting)
    return meeting


def clashes(mine: dict[str, Any] | list[dict[str, Any]], *theirs: dict[str, Any]) -> tuple[Conflict, ...]:
    """The conflicts of my edits, made on the base, with what another did to it since."""
    return conflicts_of(read_edits(mine), base=base(), current=applied(base(), list(theirs)))


def places(mine: dict[str, Any] | list[dict[str, Any]], *theirs: dict[str, Any]) -> list[str]:
    return [conflict.pointer for conflict in clashes(mine, *theirs)]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        pytest.param(TITLE, {"edit": "set_session", "session": "s", "room": "hall"}, id="another-field"),
        pytest.param(TITLE, {"edit": "set_session", "session": "s", "title": {"fr": "La leur"}}, id="another-language"),
        pytest.param(TITLE, {"edit": "set_session", "session": "t", "title": "Theirs"}, id="another-object"),
        pytest.param(
            {"edit": "add_session", "phase": "p", "session": a_session("new")},
            {"edit": "add_session", "phase": "p", "session": a_session("newer")},
            id="two-additions",
        ),
        pytest.param(
            {"edit": "add_session", "phase": "p", "session": a_session("new")},
            {"edit": "move_phase", "phase": "p", "start": "2022-11-23"},
            id="addition-to-a-moved-phase",
        ),
        pytest.param(
            {"edit": "move_phase", "phase": "p", "start": "2022-11-23"},
            {"edit": "set_session", "session": "s", "title": "Theirs"},
            id="moved-phase-and-title-inside",
        ),
        pytest.param(
            {"edit": "move_session", "session": "s", "start": "2022-11-17T10:00"},
            {"edit": "set_session", "session": "s", "room": "hall"},
            id="moved-without-a-room-and-room-set",
        ),
        pytest.param(
            {"edit": "set_item", "item": "child", "title": "Mine"},
            {"edit": "reorder_item", "item": "one", "parent": "two"},
            id="parent-moved",
        ),
        pytest.param(
            {"edit": "reorder_session", "session": "s", "phase": "q"},
            {"edit": "set_session", "session": "s", "title": "Theirs"},
            id="moved-to-another-phase-and-renamed",
        ),
        pytest.param(
            {"edit": "record_outcome", "phase": "p", "outcome": {"item": "two", "result": "noted"}},
            {"edit": "record_outcome", "phase": "p", "outcome": {"item": "one", "result": "adopted"}},
            id="outcomes-of-two-items",
        ),
        pytest.param(
            {"edit": "set_session", "session": "s", "room": "hall"},
            {"edit": "set_room", "room": "hall", "name": "Great hall"},
            id="named-room-renamed",
        ),
    ],
)
def test_edits_of_different_things_do_not_clash(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert clashes(mine, theirs) == ()


@pytest.mark.parametrize(
    ("mine", "theirs", "pointers"),
    [
        pytest.param(
            TITLE,
            {"edit": "set_session", "session": "s", "title": {"en": "Theirs"}},
            ["/phases/0/sessions/0/title/en"],
            id="same-field",
        ),
        pytest.param(TITLE, {"edit": "remove_session", "session": "s"}, ["/session/s"], id="object-removed"),
        pytest.param(TITLE, {"edit": "remove_phase", "phase": "p"}, ["/session/s"], id="phase-of-the-object-removed"),
        pytest.param(
            {"edit": "remove_session", "session": "s"},
            {"edit": "set_session", "session": "s", "room": "hall"},
            ["/phases/0/sessions/0/room"],
            id="removal-of-what-was-changed",
        ),
        pytest.param(
            {"edit": "remove_phase", "phase": "p"},
            {"edit": "set_session", "session": "s", "room": "hall"},
            ["/phases/0/sessions/0/room"],
            id="removal-above-what-was-changed",
        ),
        pytest.param(
            {"edit": "remove_phase", "phase": "q"},
            {"edit": "add_session", "phase": "q", "session": a_session("new")},
            ["/phases/1/sessions/0"],
            id="removal-above-what-was-added",
        ),
        pytest.param(
            {"edit": "remove_item", "item": "two"},
            {"edit": "set_session", "session": "s", "slots": [{"item": "two"}]},
            ["/phases/0/sessions/0/slots"],
            id="removal-of-what-is-named-since",
        ),
        pytest.param(
            {"edit": "move_phase", "phase": "p", "start": "2022-11-23"},
            {"edit": "move_session", "session": "s", "start": "2022-11-17T10:00"},
            ["/phases/0/sessions/0/end", "/phases/0/sessions/0/start"],
            id="phase-moved-and-sitting-in-it",
        ),
        pytest.param(
            {"edit": "set_session", "session": "s", "room": "annex"},
            {"edit": "remove_room", "room": "annex"},
            ["/room/annex"],
            id="named-room-removed",
        ),
        pytest.param(
            {"edit": "move_session", "session": "s", "start": "2022-11-16T11:00", "room": "annex"},
            {"edit": "remove_room", "room": "annex"},
            ["/room/annex"],
            id="room-of-the-move-removed",
        ),
        pytest.param(
            {"edit": "add_session", "phase": "p", "session": a_session("new", chair="ann")},
            {"edit": "remove_person", "person": "ann"},
            ["/person/ann"],
            id="named-person-removed",
        ),
        pytest.param(
            {"edit": "add_session", "phase": "q", "session": a_session("new")},
            {"edit": "remove_phase", "phase": "q"},
            ["/phase/q"],
            id="phase-of-the-addition-removed",
        ),
        pytest.param(
            {"edit": "record_outcome", "phase": "p", "outcome": {"item": "two", "result": "noted"}},
            {"edit": "record_outcome", "phase": "p", "outcome": {"item": "two", "result": "adopted"}},
            ["/phases/0/outcomes/1"],
            id="same-outcome",
        ),
        pytest.param(
            {"edit": "reorder_session", "session": "t", "before": "s"},
            {"edit": "reorder_session", "session": "t", "phase": "q"},
            ["/phases/1/sessions/0"],
            id="moved-in-two-ways",
        ),
        pytest.param(
            {"edit": "reorder_session", "session": "s", "phase": "q"},
            {"edit": "remove_phase", "phase": "q"},
            ["/phase/q"],
            id="new-phase-removed",
        ),
    ],
)
def test_edits_of_one_thing_clash(mine: dict[str, Any], theirs: dict[str, Any], pointers: list[str]) -> None:
    assert places(mine, theirs) == pointers


def test_conflict_shows_the_three_values() -> None:
    theirs = {"edit": "set_session", "session": "s", "title": "Theirs"}
    assert clashes(TITLE, theirs) == (
        Conflict("/phases/0/sessions/0/title/en", base="Session s", theirs="Theirs", yours="Mine"),
    )


def test_what_was_changed_and_changed_back_does_not_clash() -> None:
    there = {"edit": "set_session", "session": "s", "title": "Theirs"}
    back = {"edit": "set_session", "session": "s", "title": "Session s"}
    assert clashes(TITLE, there, back) == ()


def test_what_was_added_and_removed_since_does_not_clash() -> None:
    added = {"edit": "add_session", "phase": "p", "session": a_session("new")}
    assert clashes(TITLE, added, {"edit": "remove_session", "session": "new"}) == ()


def test_edit_of_what_came_only_since_clashes() -> None:
    added = {"edit": "add_session", "phase": "p", "session": a_session("new")}
    assert places({"edit": "set_session", "session": "new", "title": "Mine"}, added) == ["/phases/0/sessions/2"]


def test_list_of_edits_clashes_as_one() -> None:
    mine = [{"edit": "set_session", "session": "t", "title": "Mine"}, TITLE]
    assert places(mine, {"edit": "set_session", "session": "s", "title": "Theirs"}) == ["/phases/0/sessions/0/title/en"]


def test_edit_of_what_the_list_itself_adds_does_not_clash() -> None:
    mine = [
        {"edit": "add_session", "phase": "p", "session": a_session("new")},
        {"edit": "set_session", "session": "new", "room": "hall"},
    ]
    assert clashes(mine, {"edit": "set_session", "session": "s", "room": "hall"}) == ()
