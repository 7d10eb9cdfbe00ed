"""Differences between meetings, and carrying them over to a third one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session

from agenda.carrying import carry
from agenda.changes import Change, compare, inverted, pointer_at, value_at
from agenda.edits import read_edit
from agenda.errors import EditConflict
from agenda.tree import index

if TYPE_CHECKING:
    from agenda.meeting import Meeting

HALL = {"id": "hq", "name": "HQ", "rooms": [{"id": "hall", "name": "Hall"}, {"id": "annex", "name": "Annex"}]}


def edited(meeting: Meeting, *edits: dict[str, Any]) -> Meeting:
    for written in edits:
        meeting = read_edit(written).apply(meeting)
    return meeting


def undone(meeting: Meeting, *edits: dict[str, Any], meanwhile: dict[str, Any]) -> Meeting:
    """The meeting after the edits, then another organiser's, then the undo of the first."""
    after = edited(meeting, *edits)
    return carry(edited(after, meanwhile), inverted(compare(meeting, after)))


def conflicts(meeting: Meeting, *edits: dict[str, Any], meanwhile: dict[str, Any]) -> list[str]:
    with pytest.raises(EditConflict) as caught:
        undone(meeting, *edits, meanwhile=meanwhile)
    return [conflict.pointer for conflict in caught.value.conflicts]


def one_sitting(**keys: Any) -> Meeting:
    return a_meeting(venues=[HALL], phases=[a_phase(sessions=[a_session(**keys)]), a_phase("q")])


def test_field_is_one_change() -> None:
    before = one_sitting()
    after = edited(before, {"edit": "set_session", "session": "s", "room": "hall"})
    assert compare(before, after) == (Change(("session", "s", "room"), None, "hall"),)


def test_text_is_one_change_a_language() -> None:
    before = one_sitting(title={"en": "Opening", "fr": "Ouverture"})
    after = edited(before, {"edit": "set_session", "session": "s", "title": {"fr": "Début"}})
    assert compare(before, after) == (Change(("session", "s", "title", "fr"), "Ouverture", "Début"),)


def test_removed_sitting_is_one_whole_change() -> None:
    before = one_sitting()
    (change,) = compare(before, edited(before, {"edit": "remove_session", "session": "s"}))
    assert (change.path, change.after, change.is_whole) == (("session", "s"), None, True)
    assert change.before == {"parent": "phase/p", "field": "sessions", "index": 0, "object": a_session()} | {
        "object": a_session() | {"title": {"en": "Session s"}}
    }


def test_sitting_moved_to_another_phase_is_one_whole_change() -> None:
    before = one_sitting()
    (change,) = compare(before, edited(before, {"edit": "reorder_session", "session": "s", "phase": "q"}))
    assert (change.before["parent"], change.after["parent"]) == ("phase/p", "phase/q")


def test_new_order_lists_the_siblings() -> None:
    before = one_sitting()
    after = edited(before, {"edit": "reorder_phase", "phase": "q", "before": "p"})
    assert compare(before, after) == (Change(("meeting", "", "phases"), ["p", "q"], ["q", "p"]),)


def test_change_reads_back_from_its_json() -> None:
    change = Change(("session", "s", "room"), None, "hall")
    assert Change.from_json(change.as_json()) == change


def test_pointer_leads_into_the_meeting_file() -> None:
    places = index(one_sitting(title={"en": "A", "fr": "B"}))
    assert pointer_at(places, ("session", "s", "title", "fr")) == "/phases/0/sessions/0/title/fr"
    assert pointer_at(places, ("meeting", "", "title")) == "/title"
    assert pointer_at(places, ("session", "gone")) == "/session/gone"


def test_value_of_what_is_not_there_is_none() -> None:
    assert value_at(index(one_sitting()), ("session", "gone", "title")) is None
    assert value_at(index(one_sitting()), ("session", "s", "room")) is None


def tree_of_items() -> Meeting:
    return a_meeting(items=[{"id": "a", "title": "A", "items": [{"id": "b", "title": "B"}]}, {"id": "c", "title": "C"}])


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param(
            [{"edit": "reorder_item", "item": "b", "parent": None}, {"edit": "remove_item", "item": "a"}],
            id="child-outlives-removed-parent",
        ),
        pytest.param(
            [
                {"edit": "add_item", "item": {"id": "d", "title": "D"}},
                {"edit": "reorder_item", "item": "a", "parent": "d"},
            ],
            id="old-object-goes-into-a-new-one",
        ),
        pytest.param(
            [
                {"edit": "reorder_item", "item": "b", "parent": None},
                {"edit": "reorder_item", "item": "a", "parent": "b"},
            ],
            id="parent-and-child-change-places",
        ),
        pytest.param(
            [
                {"edit": "reorder_item", "item": "a", "parent": "c"},
                {"edit": "reorder_item", "item": "b", "parent": "c", "before": "a"},
            ],
            id="moved-parent-leaves-its-child-beside-it",
        ),
    ],
)
def test_run_of_moves_and_its_inverse_lead_there_and_back(edits: list[dict[str, Any]]) -> None:
    before = tree_of_items()
    after = edited(before, *edits)
    changes = compare(before, after)
    assert carry(before, changes) == after
    assert carry(after, inverted(changes)) == before


def test_undo_of_a_removal_puts_it_where_it_stood() -> None:
    before = a_meeting(phases=[a_phase(sessions=[a_session("a"), a_session("b"), a_session("c")])])
    after = edited(before, {"edit": "remove_session", "session": "b"})
    assert carry(after, inverted(compare(before, after))) == before


def test_undo_puts_things_into_several_parents_at_once() -> None:
    inner = [a_phase("b", sessions=[a_session("s"), a_session("t")]), a_phase("c")]
    before = a_meeting(phases=[a_phase("a"), *inner])
    after = edited(before, {"edit": "remove_session", "session": "s"}, {"edit": "remove_phase", "phase": "a"})
    assert carry(after, inverted(compare(before, after))) == before


def test_undo_of_a_removed_language_keeps_the_meeting_s_order_of_languages() -> None:
    before = a_meeting(languages=["en", "fr"], title={"en": "A", "fr": "B"})
    after = edited(before, {"edit": "set_meeting", "title": {"en": None}})
    assert list(carry(after, inverted(compare(before, after))).title) == ["en", "fr"]


def test_undo_leaves_alone_what_another_set_beside_it() -> None:
    renamed = {"edit": "set_session", "session": "s", "title": "New"}
    meanwhile = {"edit": "set_session", "session": "s", "room": "hall"}
    assert undone(one_sitting(), renamed, meanwhile=meanwhile) == one_sitting(room="hall")


def test_undo_of_a_field_changed_since_conflicts() -> None:
    meanwhile = {"edit": "set_session", "session": "s", "title": "Newer"}
    with pytest.raises(EditConflict) as caught:
        undone(one_sitting(), {"edit": "set_session", "session": "s", "title": "New"}, meanwhile=meanwhile)
    (conflict,) = caught.value.conflicts
    assert conflict.pointer == "/phases/0/sessions/0/title/en"
    assert (conflict.base, conflict.theirs, conflict.yours) == ("New", "Newer", "Session s")


def test_undo_of_an_object_changed_since_conflicts() -> None:
    added = {"edit": "add_phase", "phase": a_phase("new")}
    meanwhile = {"edit": "add_session", "phase": "new", "session": a_session("inside")}
    assert conflicts(one_sitting(), added, meanwhile=meanwhile) == ["/phases/2"]


def test_undo_of_a_removal_whose_parent_is_gone_conflicts() -> None:
    removed = {"edit": "remove_session", "session": "s"}
    assert conflicts(one_sitting(), removed, meanwhile={"edit": "remove_phase", "phase": "p"}) == ["/session/s"]


def test_undo_of_a_removal_that_names_what_is_gone_conflicts() -> None:
    removed = {"edit": "remove_session", "session": "s"}
    meanwhile = {"edit": "remove_room", "room": "hall"}
    assert conflicts(one_sitting(room="hall"), removed, meanwhile=meanwhile) == ["/phases/0/sessions/0/room"]


def test_undo_of_an_addition_that_is_now_named_conflicts() -> None:
    added = {"edit": "add_room", "venue": "hq", "room": {"id": "new", "name": "New"}}
    meanwhile = {"edit": "set_session", "session": "s", "room": "new"}
    assert conflicts(one_sitting(), added, meanwhile=meanwhile) == ["/phases/0/sessions/0/room"]


def test_undo_of_a_removal_whose_inner_id_is_taken_conflicts() -> None:
    removed = {"edit": "remove_phase", "phase": "p"}
    meanwhile = {"edit": "add_session", "phase": "q", "session": a_session("s", title="Another")}
    assert conflicts(one_sitting(), removed, meanwhile=meanwhile) == ["/phases/0/sessions/0"]


def test_undo_that_gives_a_sitting_two_lengths_conflicts() -> None:
    cleared = {"edit": "set_session", "session": "s", "end": None}
    meanwhile = {"edit": "set_session", "session": "s", "minutes": 60}
    assert conflicts(one_sitting(), cleared, meanwhile=meanwhile) == ["/phases/0/sessions/0/end"]


def test_undo_that_makes_a_seventh_audience_conflicts() -> None:
    meeting = a_meeting(audiences=[{"id": f"a{number}", "name": "A"} for number in range(6)])
    meanwhile = {"edit": "add_audience", "audience": {"id": "another", "name": "B"}}
    assert conflicts(meeting, {"edit": "remove_audience", "audience": "a0"}, meanwhile=meanwhile) == ["/audiences"]


def test_redo_on_an_object_gone_since_conflicts() -> None:
    meeting = one_sitting()
    changes = compare(meeting, edited(meeting, {"edit": "set_session", "session": "s", "notice": "Late"}))
    with pytest.raises(EditConflict, match="/session/s/notice/en"):
        carry(edited(meeting, {"edit": "remove_session", "session": "s"}), changes)


def test_undo_of_a_new_order_moved_on_since_conflicts() -> None:
    meeting = a_meeting(phases=[a_phase("a"), a_phase("b"), a_phase("c")])
    moved = {"edit": "reorder_phase", "phase": "c", "before": "a"}
    assert conflicts(meeting, moved, meanwhile={"edit": "reorder_phase", "phase": "b", "before": "c"}) == ["/phases"]


def test_undo_of_a_new_order_keeps_what_was_added_since() -> None:
    meeting = a_meeting(phases=[a_phase("a"), a_phase("b")])
    moved = {"edit": "reorder_phase", "phase": "b", "before": "a"}
    after = undone(meeting, moved, meanwhile={"edit": "add_phase", "phase": a_phase("c")})
    assert [phase.id for phase in after.phases] == ["a", "b", "c"]


def test_edit_that_changes_nothing_has_no_changes() -> None:
    meeting = one_sitting()
    assert compare(meeting, edited(meeting, {"edit": "set_session", "session": "s", "title": "Session s"})) == ()
