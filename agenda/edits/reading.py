"""Edits by name, and reading them from JSON."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agenda.edits.base import Edit, as_invalid_edit, refuse
from agenda.edits.days import CopyDay, ShiftSessions
from agenda.edits.fitting import FitSlots
from agenda.edits.objects import Add, ObjectEdit, Remove, Reorder, Set
from agenda.edits.outcomes import RecordOutcome, RemoveOutcome
from agenda.edits.phases import CancelPhase, MovePhase, PostponePhase, RedatePhase, StretchPhase
from agenda.edits.times import CancelSession, MoveSession, UnscheduleSession
from agenda.edits.whole import ReplaceMeeting, Revert
from agenda.errors import InvalidEdit, Problem
from agenda.nouns import NOUNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VERBS: dict[str, type[ObjectEdit]] = {"add": Add, "set": Set, "remove": Remove, "reorder": Reorder}
MOST_IN_ONE = 1_000


def _object_edits() -> dict[str, type[Edit]]:
    edits: dict[str, type[Edit]] = {}
    for noun in NOUNS.keys() - {"outcome", "meeting"}:
        for verb, base in VERBS.items():
            name = f"{verb}_{noun}"
            edits[name] = type(name, (base,), {"noun": noun, "name": name, "__module__": __name__})
    edits["set_meeting"] = type(
        "set_meeting", (Set,), {"noun": "meeting", "name": "set_meeting", "__module__": __name__}
    )
    return edits


EDITS: dict[str, type[Edit]] = _object_edits() | {
    edit.name: edit
    for edit in (
        MoveSession,
        UnscheduleSession,
        CancelSession,
        ShiftSessions,
        CopyDay,
        FitSlots,
        MovePhase,
        StretchPhase,
        PostponePhase,
        RedatePhase,
        CancelPhase,
        RecordOutcome,
        RemoveOutcome,
        ReplaceMeeting,
        Revert,
    )
}
"""Every edit by its name."""


def read_edit(written: Mapping[str, Any]) -> Edit:
    """The edit that `{"edit": NAME, …}` says; raises InvalidEdit with pointers into it."""
    name = written.get("edit") if isinstance(written, dict) else None
    if not isinstance(name, str) or name not in EDITS:
        near = difflib.get_close_matches(str(name), EDITS, 1)
        raise refuse("/edit", f"“{str(name)[:80]}” is not an edit{f'; did you mean {near[0]}?' if near else ''}")
    try:
        return EDITS[name].model_validate(written)
    except ValidationError as error:
        raise as_invalid_edit(error, "") from None


def read_edits(written: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> tuple[Edit, ...]:
    """One edit from outside or a list applied as one; raises InvalidEdit with pointers into what was given."""
    if not isinstance(written, list):
        return (_from_outside(written),)  # type: ignore[arg-type]
    if not 0 < len(written) <= MOST_IN_ONE:
        raise refuse("", f"a list holds 1 to {MOST_IN_ONE} edits")
    return tuple(_at(position, one) for position, one in enumerate(written))


def _from_outside(written: Mapping[str, Any]) -> Edit:
    edit = read_edit(written)
    if edit.edit == Revert.name:
        raise refuse("/edit", "“revert” is what undo and redo leave in the history; call one of those")
    return edit


def _at(position: int, written: Mapping[str, Any]) -> Edit:
    try:
        return _from_outside(written)
    except InvalidEdit as error:
        raise InvalidEdit([Problem(f"/{position}{p.pointer}", p.message) for p in error.problems]) from None
