"""Which entries each feed holds."""

from __future__ import annotations

from entry_builders import a_deadline_entry, a_phase_entry, a_session_entry

from agenda.entries import Place
from calendars.selection import entries_of, entries_of_deadlines, entries_of_meeting

ONLINE = a_phase_entry(id="online", phase="online", item_ids=("tor",))
COMMENTS = a_deadline_entry(item_ids=("tor",))
HYBRID = a_phase_entry()
FIRST = a_session_entry(item_ids=("adoption", "opening"), person_ids=("pale",), place=Place(room_id="room-a"))
SECOND = a_session_entry(id="s2", item_ids=("tor",), person_ids=("das",), place=Place(room_id="room-b"))
ALL = (ONLINE, COMMENTS, HYBRID, FIRST, SECOND)


def test_meeting_holds_everything() -> None:
    assert entries_of_meeting(ALL) == ALL


def test_phase_holds_itself_and_its_own() -> None:
    assert entries_of(ALL, "phase", "online") == (ONLINE, COMMENTS)
    assert entries_of(ALL, "phase", "hybrid") == (HYBRID, FIRST, SECOND)


def test_item_holds_what_names_it() -> None:
    assert entries_of(ALL, "item", "tor") == (ONLINE, COMMENTS, SECOND)


def test_item_holds_what_names_its_children() -> None:
    assert entries_of(ALL, "item", "opening") == (FIRST,)


def test_item_that_nothing_names_holds_the_phases() -> None:
    assert entries_of(ALL, "item", "report") == (ONLINE, HYBRID)


def test_person_holds_their_sittings_and_the_phases() -> None:
    assert entries_of(ALL, "person", "pale") == (ONLINE, HYBRID, FIRST)


def test_room_holds_its_sittings_and_the_phases() -> None:
    assert entries_of(ALL, "room", "room-b") == (ONLINE, HYBRID, SECOND)


def test_session_holds_itself() -> None:
    assert entries_of(ALL, "session", "s2") == (SECOND,)


def test_deadlines_are_all_of_them() -> None:
    assert entries_of_deadlines(ALL) == (COMMENTS,)


def test_deadlines_of_a_meeting_without_any_are_the_phases() -> None:
    assert entries_of_deadlines((ONLINE, HYBRID, FIRST)) == (ONLINE, HYBRID)


def test_what_names_nothing_of_a_session_or_phase_is_empty() -> None:
    assert entries_of(ALL, "session", "online") == ()
    assert entries_of(ALL, "phase", "s2") == ()
