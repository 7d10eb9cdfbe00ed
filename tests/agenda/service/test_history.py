"""The history of a draft, its versions, and going back to one, over a real database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session
from offices import Office, an_office

from agenda import service
from agenda.errors import EditConflict, NotAllowed, NotFound

if TYPE_CHECKING:
    from pathlib import Path

TITLES = ("First", "Second", "Third", "Fourth")


def the_office(tmp_path: Path) -> Office:
    desk = an_office(tmp_path, a_meeting(phases=[a_phase(sessions=[a_session()])]))
    for title in TITLES:
        desk.edit({"edit": "set_meeting", "title": title})
    return desk


def titles(desk: Office) -> list[str]:
    return [service.version(desk.store, "m", number).title["en"] for number in range(2, desk.draft.version + 1)]


def test_history_is_told_newest_first_a_page_at_a_time(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    assert [one.version for one in service.history(desk.store, "m")] == [5, 4, 3, 2]
    assert [one.version for one in service.history(desk.store, "m", before=4, most=1)] == [3]


def test_history_says_which_edits_stand_undone(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.undo()
    desk.undo()
    desk.redo()
    found = service.history(desk.store, "m")
    assert {one.version: (one.takes_back, one.is_undone) for one in found if one.takes_back or one.is_undone} == {
        5: (None, True),
        6: (5, False),
        7: (4, True),
        8: (7, False),
    }
    assert [one.version for one in service.history(desk.store, "m", before=6, most=1) if one.is_undone] == [5]


def test_turns_are_what_undo_and_redo_then_take_up(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "set_session", "session": "s", "kind": "other"}, by="bob")
    desk.undo()
    turns = service.turns(desk.store, "m", author="ann")
    assert turns.undoes is not None
    assert turns.redoes is not None
    assert (turns.undoes.version, turns.redoes.takes_back) == (4, 5)
    desk.undo()
    assert desk.draft.meeting.title["en"] == "Second"
    nobody = service.turns(desk.store, "m", author="eve")
    assert (nobody.undoes, nobody.redoes) == (None, None)


def test_every_version_is_the_meeting_as_it_was_whatever_was_published_meanwhile(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    assert titles(desk) == list(TITLES)
    desk.publish()
    desk.edit({"edit": "set_meeting", "title": "Fifth"})
    desk.edit({"edit": "remove_session", "session": "s"})
    desk.undo()
    assert titles(desk) == [*TITLES, "Fifth", "Fifth", "Fifth"]
    for number in (0, desk.draft.version + 1):
        with pytest.raises(NotFound, match="version"):
            service.version(desk.store, "m", number)


def test_version_is_the_same_whether_it_is_gone_back_or_on_to(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting(phases=[a_phase(sessions=[a_session()])]))
    was = [desk.draft.meeting]
    for number in range(12):
        if number in {4, 9}:
            desk.publish()
        if number % 3 == 0:
            desk.edit({"edit": "add_session", "phase": "p", "session": a_session(f"s{number}")})
        elif number % 3 == 1:
            desk.edit({"edit": "set_session", "session": f"s{number - 1}", "title": f"Title {number}"})
        else:
            desk.edit({"edit": "reorder_session", "session": f"s{number - 2}", "before": "s"})
        was.append(desk.draft.meeting)
    assert [service.version(desk.store, "m", number) for number in range(1, 14)] == was


def test_restored_version_is_an_edit_that_can_be_undone(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    done = service.restore(desk.store, "m", 2, expected=5, author="ann", now=desk.now)
    assert (done.version, done.draft.meeting) == (6, service.version(desk.store, "m", 2))
    desk.undo()
    assert desk.draft.meeting == service.version(desk.store, "m", 5)


def test_restoring_over_an_edit_that_was_not_seen_is_refused(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    with pytest.raises(NotAllowed, match="edited since version 4"):
        service.restore(desk.store, "m", 2, expected=4, author="ann", now=desk.now)
    assert desk.draft.version == 5


def test_edit_that_is_only_tried_is_told_and_not_kept(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    late = {"edit": "move_session", "session": "s", "start": "2023-05-01T10:00"}
    tried = service.try_edit(desk.store, "m", late, expected=5, now=desk.now)
    assert "session-outside-phase" in {finding.code for finding in tried.findings}
    assert (tried.version, tried.rebased, desk.draft.version) == (5, False, 5)
    assert tried.draft.meeting != desk.draft.meeting
    assert service.try_edit(desk.store, "m", late, expected=3, now=desk.now).rebased
    with pytest.raises(EditConflict):
        service.try_edit(desk.store, "m", {"edit": "set_meeting", "title": "x"}, expected=2, now=desk.now)


def test_slug_of_another_meeting_is_refused_when_tried_too(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.bring(a_meeting(slug="other", uid="0b6f2a7c-53c1-4d0f-8a39-7d1e6c1f2b41"))
    with pytest.raises(NotAllowed, match="slug “other”"):
        service.try_edit(desk.store, "m", {"edit": "set_meeting", "slug": "other"}, expected=5, now=desk.now)


def test_ids_that_an_edit_minted_are_kept_with_it(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "copy_day", "phase": "p", "from": "2022-11-16", "to": "2022-11-17"})
    [newest] = service.history(desk.store, "m", most=1)
    assert [edit["ids"] for edit in newest.edits] == [{"s": "s-20221117"}]
