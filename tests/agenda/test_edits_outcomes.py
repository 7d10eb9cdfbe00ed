"""The edits of outcomes, which are known by phase, item and session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session

from agenda.edits import cleared_by, read_edit
from agenda.errors import InvalidEdit, NotFound

if TYPE_CHECKING:
    from agenda.meeting import Meeting


def base() -> Meeting:
    outcomes = [{"item": "one", "result": "noted"}, {"item": "one", "result": "agreed", "session": "s"}]
    phases = [a_phase(sessions=[a_session("s")], outcomes=outcomes), a_phase("q")]
    return a_meeting(items=[{"id": "one", "title": "One"}, {"id": "two", "title": "Two"}], phases=phases)


def results(name: str, **keys: Any) -> list[tuple[str, str, str | None]]:
    meeting = read_edit({"edit": name, **keys}).apply(base())
    return [(one.item, one.result, one.session) for phase in meeting.phases for one in phase.outcomes]


def test_outcome_of_another_item_is_added() -> None:
    assert results("record_outcome", phase="p", outcome={"item": "two", "result": "adopted"}) == [
        ("one", "noted", None),
        ("one", "agreed", "s"),
        ("two", "adopted", None),
    ]


def test_outcome_of_the_same_item_and_sitting_is_replaced() -> None:
    assert results("record_outcome", phase="p", outcome={"item": "one", "result": "adopted", "session": "s"}) == [
        ("one", "noted", None),
        ("one", "adopted", "s"),
    ]


def test_outcome_of_the_same_item_in_another_phase_is_added() -> None:
    assert results("record_outcome", phase="q", outcome={"item": "one", "result": "adopted"})[-1] == (
        "one",
        "adopted",
        None,
    )


@pytest.mark.parametrize(
    ("outcome", "pointer"),
    [
        ({"item": "nowhere", "result": "adopted"}, "/outcome/item"),
        ({"item": "one", "result": "adopted", "session": "nowhere"}, "/outcome/session"),
        ({"item": "one", "result": "liked"}, "/outcome/result"),
        ({"item": "one"}, "/outcome/result"),
        ({"result": "noted"}, "/outcome/item"),
    ],
)
def test_outcome_that_cannot_be_is_refused(outcome: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidEdit) as caught:
        results("record_outcome", phase="p", outcome=outcome)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]


def test_outcome_is_removed_by_item_and_sitting() -> None:
    assert results("remove_outcome", phase="p", item="one", session="s") == [("one", "noted", None)]
    assert results("remove_outcome", phase="p", item="one") == [("one", "agreed", "s")]


def test_removal_of_an_outcome_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        results("remove_outcome", phase="q", item="one")


def test_removal_of_an_outcome_clears_nothing() -> None:
    assert cleared_by(base(), read_edit({"edit": "remove_outcome", "phase": "p", "item": "one"})) == ()
