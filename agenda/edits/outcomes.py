"""The edits of outcomes, which are known by phase, item and session rather than by an id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from agenda.edits.base import Edit, read_object, require_references
from agenda.phase import Outcome
from agenda.tree import Key, Place, altered, find, index, with_child, without

if TYPE_CHECKING:
    from agenda.changes import Path
    from agenda.meeting import Meeting


class RecordOutcome(Edit):
    """Records what a phase did with an item, in place of what was recorded for the same item and session."""

    name = "record_outcome"
    edit: Literal["record_outcome"]
    phase: str
    outcome: dict[str, Any]

    def _read(self, language: str) -> Outcome:
        outcome = read_object(Outcome, self.outcome, language=language, prefix="/outcome")
        assert isinstance(outcome, Outcome)  # noqa: S101 - read as one
        return outcome

    def apply(self, meeting: Meeting) -> Meeting:
        phase = find(meeting, "phase", self.phase)
        outcome = self._read(meeting.language)
        require_references(meeting, outcome, prefix="/outcome")
        present = index(meeting).get(("outcome", f"{self.phase}:{outcome.identity}"))
        if present:
            return altered(meeting, present.steps, lambda _: outcome)
        return with_child(meeting, phase.steps, "outcomes", outcome)

    def names(self) -> set[Key]:
        return {("phase", self.phase), ("item", str(self.outcome.get("item")))}

    def writes(self, base: Meeting) -> set[Path]:
        return {("outcome", f"{self.phase}:{self._read(base.language).identity}")}


class RemoveOutcome(Edit):
    """Takes back a recorded outcome."""

    name = "remove_outcome"
    selects = True
    edit: Literal["remove_outcome"]
    phase: str
    item: str
    session: str | None = None

    @property
    def _identity(self) -> str:
        return f"{self.phase}:{self.item}:{self.session or ''}"

    def apply(self, meeting: Meeting) -> Meeting:
        return without(meeting, self.removes(meeting).steps)

    def removes(self, meeting: Meeting) -> Place:
        return find(meeting, "outcome", self._identity)

    def names(self) -> set[Key]:
        return {("outcome", self._identity)}

    def writes(self, base: Meeting) -> set[Path]:
        del base
        return {("outcome", self._identity)}
