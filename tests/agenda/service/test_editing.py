"""Editing a draft: versions, rebase, undo and redo, over a real database."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from canaries import canary_meeting
from databases import database_url
from deadlines import at_once
from edit_strategies import Made, runs
from hypothesis import HealthCheck, given, settings
from offices import Office, an_office

from agenda import service
from agenda.edits import read_edit
from agenda.errors import EditConflict, InvalidEdit, NotAllowed, NotFound
from agenda.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.meeting import Meeting
    from agenda.store import Store

HALL = {"id": "hq", "name": "HQ", "rooms": [{"id": "hall", "name": "Hall"}, {"id": "annex", "name": "Annex"}]}
RENAMED = {"edit": "set_session", "session": "s", "title": "Mine"}
ROOMED = {"edit": "set_session", "session": "s", "room": "hall"}


def the_meeting() -> Meeting:
    return a_meeting(venues=[HALL], phases=[a_phase(sessions=[a_session(), a_session("t")]), a_phase("q")])


def office(tmp_path: Path) -> Office:
    return an_office(tmp_path, the_meeting())


def test_edit_makes_a_version_and_history(tmp_path: Path) -> None:
    desk = office(tmp_path)
    edited = desk.edit(RENAMED)
    assert (edited.version, edited.rebased, edited.cleared) == (2, False, ())
    (entry,) = desk.history()
    assert (entry.version, entry.author, entry.made_at, entry.edits) == (2, "ann", desk.now, (RENAMED,))
    assert [change.path for change in entry.changes] == [("session", "s", "title", "en")]


def test_list_of_edits_is_one_version(tmp_path: Path) -> None:
    desk = office(tmp_path)
    assert desk.edit(RENAMED, ROOMED).version == 2
    assert desk.history()[0].edits == (RENAMED, ROOMED)


def test_list_with_one_bad_edit_changes_nothing(tmp_path: Path) -> None:
    desk = office(tmp_path)
    with pytest.raises(NotFound):
        desk.edit(RENAMED, {"edit": "cancel_session", "session": "nowhere"})
    assert (desk.draft.version, desk.draft.meeting, desk.history()) == (1, the_meeting(), [])


def test_edit_that_changes_nothing_makes_no_version(tmp_path: Path) -> None:
    desk = office(tmp_path)
    assert desk.edit({"edit": "set_session", "session": "s", "title": "Session s"}).version == 1
    assert desk.history() == []


def test_edit_tells_findings_and_what_it_cleared(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.edit(ROOMED)
    edited = desk.edit(
        {"edit": "remove_room", "room": "hall"}, {"edit": "set_phase", "phase": "q", "end": "2022-01-01"}
    )
    assert edited.cleared == ("/phases/0/sessions/0/room",)
    assert "phase-ends-before-start" in [finding.code for finding in edited.findings]


@pytest.mark.parametrize("expected", [0, -1, 2, 99])
def test_version_that_never_was_is_refused(tmp_path: Path, expected: int) -> None:
    with pytest.raises(NotAllowed, match="read it again"):
        office(tmp_path).edit(RENAMED, on=expected)


def test_edit_of_an_unknown_meeting_is_not_found(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.slug = "nowhere"
    with pytest.raises(NotFound, match="no meeting “nowhere”"):
        desk.edit(RENAMED, on=1)


def test_edit_on_an_older_draft_is_rebased(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.edit(ROOMED, by="bob")
    edited = desk.edit(RENAMED, on=1)
    assert (edited.version, edited.rebased) == (3, True)
    session = edited.draft.meeting.phases[0].sessions[0]
    assert (session.room, session.title["en"]) == ("hall", "Mine")


def test_edit_of_one_field_on_an_older_draft_conflicts(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.edit({"edit": "set_session", "session": "s", "title": "Theirs"}, by="bob")
    with pytest.raises(EditConflict) as caught:
        desk.edit(RENAMED, on=1)
    (conflict,) = caught.value.conflicts
    assert (conflict.pointer, conflict.base, conflict.theirs, conflict.yours) == (
        "/phases/0/sessions/0/title/en",
        "Session s",
        "Theirs",
        "Mine",
    )
    assert desk.draft.version == 2


def test_rebase_over_what_came_and_went_again(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.edit({"edit": "add_session", "phase": "p", "session": a_session("new")}, by="bob")
    desk.edit({"edit": "set_session", "session": "new", "room": "hall"}, by="bob")
    desk.edit({"edit": "remove_session", "session": "new"}, by="bob")
    desk.edit({"edit": "remove_session", "session": "t"}, by="bob")
    desk.edit({"edit": "add_session", "phase": "q", "session": a_session("t")}, by="bob")
    assert desk.edit(RENAMED, on=1).rebased
    with pytest.raises(EditConflict):
        desk.edit({"edit": "set_session", "session": "t", "title": "Mine"}, on=1)


def test_rebase_over_one_s_own_edits(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.edit(ROOMED)
    assert desk.edit(RENAMED, on=1).rebased


def test_slug_of_another_meeting_is_refused(tmp_path: Path) -> None:
    desk = an_office(tmp_path, the_meeting(), meeting_file("cap-19"))
    with pytest.raises(NotAllowed, match="slug “cap-19” is or was that of the meeting “cap-19”"):
        desk.edit({"edit": "set_meeting", "slug": "cap-19"})


def test_uid_and_revert_are_not_for_the_outside(tmp_path: Path) -> None:
    desk = office(tmp_path)
    changes = [{"path": ["meeting", "", "uid"], "before": str(desk.draft.meeting.uid), "after": None}]
    with pytest.raises(InvalidEdit):
        desk.edit({"edit": "revert", "changes": changes})


# Undo and redo


def test_undo_takes_back_and_redo_makes_again(tmp_path: Path) -> None:
    desk = office(tmp_path)
    after = desk.edit(RENAMED).draft.meeting
    assert desk.undo().draft.meeting == the_meeting()
    assert desk.redo().draft.meeting == after
    assert desk.undo().draft.meeting == the_meeting()
    assert desk.draft.version == 5


def test_undo_goes_back_edit_by_edit_and_redo_forth(tmp_path: Path) -> None:
    desk = office(tmp_path)
    titles = [{"edit": "set_session", "session": "s", "title": title} for title in ("One", "Two", "Three")]
    states = [desk.draft.meeting, *(desk.edit(written).draft.meeting for written in titles)]
    assert [desk.undo().draft.meeting for _ in range(3)] == states[2::-1]
    assert [desk.redo().draft.meeting for _ in range(3)] == states[1:]


def test_nothing_left_to_undo_is_not_allowed(tmp_path: Path) -> None:
    desk = office(tmp_path)
    with pytest.raises(NotAllowed, match="nothing is left to undo"):
        desk.undo()
    desk.edit(RENAMED)
    desk.undo()
    with pytest.raises(NotAllowed, match="nothing is left to undo"):
        desk.undo()


def test_nothing_left_to_redo_is_not_allowed(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.edit(RENAMED)
    with pytest.raises(NotAllowed, match="nothing is left to redo"):
        desk.redo()
    desk.undo()
    desk.redo()
    with pytest.raises(NotAllowed, match="nothing is left to redo"):
        desk.redo()


def test_new_edit_leaves_nothing_to_redo(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.edit(RENAMED)
    desk.undo()
    desk.edit(ROOMED)
    with pytest.raises(NotAllowed):
        desk.redo()


def test_undo_is_of_the_caller_s_own_edits(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.edit(RENAMED, by="ann")
    desk.edit(ROOMED, by="bob")
    with pytest.raises(NotAllowed):
        desk.undo(by="eve")
    session = desk.undo(by="ann").draft.meeting.phases[0].sessions[0]
    assert (session.title["en"], session.room) == ("Session s", "hall")


def test_undo_of_what_another_changed_since_conflicts(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.edit(RENAMED, by="ann")
    desk.edit({"edit": "set_session", "session": "s", "title": "Theirs"}, by="bob")
    with pytest.raises(EditConflict):
        desk.undo(by="ann")
    assert desk.draft.version == 3
    desk.undo(by="bob")
    assert desk.undo(by="ann").draft.meeting == the_meeting()


def test_undo_brings_back_all_that_a_removal_cleared(tmp_path: Path) -> None:
    desk = an_office(tmp_path, meeting_file("cap-19"))
    before = desk.draft.meeting
    desk.edit(
        {"edit": "remove_item", "item": before.items[2].id}, {"edit": "remove_phase", "phase": before.phases[1].id}
    )
    assert desk.undo().draft.meeting == before


def test_undo_of_an_import(tmp_path: Path) -> None:
    desk = office(tmp_path)
    other = meeting_file("cap-19").model_copy(update={"slug": "m", "uid": the_meeting().uid})
    desk.bring(other)
    assert desk.draft.meeting == other
    assert desk.undo(by="files").draft.meeting == the_meeting()
    assert desk.redo(by="files").draft.meeting == other


def test_undo_that_would_change_nothing_goes_on_to_the_one_before(tmp_path: Path) -> None:
    desk = office(tmp_path)
    desk.edit(RENAMED)
    desk.edit({"edit": "reorder_session", "session": "t", "before": "s"})
    desk.edit({"edit": "remove_session", "session": "t"}, by="bob")
    assert desk.undo().draft.meeting.phases[0].sessions[0].title["en"] == "Session s"


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(run=runs(canary_meeting(), most=5))
def test_history_replayed_gives_the_draft_and_undone_the_beginning(
    tmp_path_factory: pytest.TempPathFactory, run: list[Made]
) -> None:
    desk = an_office(tmp_path_factory.mktemp("history"), canary_meeting())
    for made in run:
        desk.edit(made.written)
    desk.undo() if desk.history() else None
    desk.redo() if desk.history() else None
    replayed = canary_meeting()
    for entry in desk.history():
        for written in entry.edits:
            replayed = read_edit(written).apply(replayed)
    assert replayed == desk.draft.meeting == run[-1].after
    while any(entry.takes_back is None for entry in desk.history()):
        try:
            desk.undo()
        except NotAllowed:
            break
    assert desk.draft.meeting == canary_meeting()


# Two at once


def test_two_threads_editing_at_once_lose_nothing(tmp_path: Path) -> None:
    desk = office(tmp_path)
    failures: list[Exception] = []

    def work(name: str) -> None:
        store = open_store(database_url(tmp_path))
        for number in range(8):
            written = {"edit": "add_session", "phase": "p", "session": a_session(f"{name}-{number}")}
            try:
                service.edit(store, "m", written, expected=1, author=name, now=desk.now)
            except Exception as error:
                failures.append(error)
        store.close()

    at_once(*(partial(work, name) for name in ("ann", "bob", "eve")))
    assert failures == []
    assert desk.draft.version == 25
    assert len(desk.draft.meeting.phases[0].sessions) == 26
    assert [entry.version for entry in desk.history()] == list(range(2, 26))


def test_two_threads_setting_one_field_conflict_and_neither_is_lost_silently(tmp_path: Path) -> None:
    desk = office(tmp_path)
    results: dict[str, Any] = {}

    def work(name: str) -> None:
        written = {"edit": "set_session", "session": "s", "title": name}
        try:
            results[name] = service.edit(desk.store, "m", written, expected=1, author=name, now=desk.now).version
        except EditConflict as error:
            results[name] = error.conflicts[0].theirs

    at_once(*(partial(work, name) for name in ("ann", "bob")))
    winner = desk.draft.meeting.phases[0].sessions[0].title["en"]
    loser = {"ann": "bob", "bob": "ann"}[winner]
    assert results == {winner: 2, loser: winner}


def test_others_write_while_a_long_list_is_worked_out_and_neither_is_lost(tmp_path: Path) -> None:
    sessions = [a_session(f"s{number}") for number in range(200)]
    desk = an_office(tmp_path, a_meeting(phases=[a_phase(sessions=sessions)]))
    listed = [{"edit": "set_session", "session": f"s{number % 200}", "title": f"T{number}"} for number in range(600)]
    order: list[str] = []

    def edit(name: str, store: Store, written: dict[str, Any] | list[dict[str, Any]]) -> None:
        service.edit(store, "m", written, expected=None, author=name, now=desk.now)
        order.append(name)

    def soon_after() -> None:
        time.sleep(0.1)
        store = open_store(database_url(tmp_path))
        edit("short", store, {"edit": "set_session", "session": "s199", "chair": None, "notice": "Late"})
        store.close()

    at_once(partial(edit, "long", desk.store, listed), soon_after)
    assert order == ["short", "long"]
    assert [entry.author for entry in desk.history()] == ["short", "long"]
    last = desk.draft.meeting.phases[0].sessions[199]
    assert (last.title["en"], last.notice) == ("T599", {"en": "Late"})
