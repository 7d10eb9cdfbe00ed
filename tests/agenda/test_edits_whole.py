"""The edits of a whole meeting: replacing it, and carrying changes back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from builders import UID, a_meeting, a_phase, a_session, meeting_file

from agenda.changes import compare, inverted
from agenda.edits import read_edit, read_edits
from agenda.errors import EditConflict, InvalidEdit


def replaced(**keys: Any) -> list[str]:
    """The pointers of what is wrong with a whole meeting that has these keys."""
    meeting = {"slug": "m", "title": "New", "time_zone": "UTC", "phases": [a_phase()]} | keys
    with pytest.raises(InvalidEdit) as caught:
        read_edit({"edit": "replace_meeting", "meeting": meeting}).apply(a_meeting())
    return [problem.pointer for problem in caught.value.problems]


def test_replaced_meeting_keeps_its_uid() -> None:
    before, new = a_meeting(), meeting_file("cap-19")
    written = new.written()
    del written["uid"]
    after = read_edit({"edit": "replace_meeting", "meeting": written}).apply(before)
    assert after == new.model_copy(update={"uid": before.uid})


def test_strings_of_a_whole_meeting_are_in_its_own_first_language() -> None:
    meeting = {"slug": "m", "title": "Neu", "languages": ["de"], "time_zone": "UTC", "phases": []}
    assert dict(read_edit({"edit": "replace_meeting", "meeting": meeting}).apply(a_meeting()).title) == {"de": "Neu"}


def test_uid_of_another_meeting_is_refused() -> None:
    assert replaced(uid=str(uuid.uuid4())) == ["/meeting/uid"]
    same = {"slug": "m", "uid": UID, "title": "New", "time_zone": "UTC", "phases": []}
    assert read_edit({"edit": "replace_meeting", "meeting": same}).apply(a_meeting()).uid == uuid.UUID(UID)


def test_ids_used_twice_and_references_to_nothing_are_refused() -> None:
    assert replaced(phases=[a_phase("p"), a_phase("p")]) == ["/meeting/phases/1/id"]
    assert replaced(phases=[a_phase(sessions=[a_session(room="x")])]) == ["/meeting/phases/0/sessions/0/room"]


def test_whole_meeting_that_cannot_be_read_is_refused() -> None:
    assert replaced(colour="red") == ["/meeting/colour"]
    assert replaced(languages=7) == ["/meeting/languages"]


def test_revert_takes_changes_back() -> None:
    before = a_meeting(phases=[a_phase(sessions=[a_session()])])
    after = read_edit({"edit": "cancel_session", "session": "s"}).apply(before)
    changes = [change.as_json() for change in inverted(compare(before, after))]
    revert = read_edit({"edit": "revert", "changes": changes})
    assert revert.apply(after) == before
    with pytest.raises(EditConflict):
        revert.apply(before)


def test_revert_is_not_taken_from_outside() -> None:
    with pytest.raises(InvalidEdit, match=r"^/edit: “revert” is what undo and redo leave"):
        read_edits({"edit": "revert", "changes": []})
    with pytest.raises(InvalidEdit, match=r"^/0/edit"):
        read_edits([{"edit": "revert", "changes": []}])
