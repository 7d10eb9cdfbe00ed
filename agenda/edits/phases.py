"""The edits of a phase as a whole: moving it, stretching its window, postponing, re-dating and cancelling it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

from agenda.edits.base import Edit, refuse, revised
from agenda.errors import InvalidEdit
from agenda.noun import LocalDate, write_time
from agenda.phase import Phase, PhaseStatus
from agenda.tree import Key, altered, find

if TYPE_CHECKING:
    from datetime import date, timedelta

    from agenda.changes import Path
    from agenda.meeting import Meeting
    from agenda.noun import Noun

N = TypeVar("N", bound="Noun")


class PhaseEdit(Edit):
    """An edit that names one phase."""

    phase: str

    def _phase(self, meeting: Meeting) -> Phase:
        phase = find(meeting, "phase", self.phase).value
        assert isinstance(phase, Phase)  # noqa: S101 - found by its noun
        return phase

    def _with(self, meeting: Meeting, phase: Phase) -> Meeting:
        return altered(meeting, find(meeting, "phase", self.phase).steps, lambda _: phase)

    def names(self) -> set[Key]:
        return {("phase", self.phase)}


class _SetStatus(PhaseEdit):
    status: ClassVar[PhaseStatus]

    def apply(self, meeting: Meeting) -> Meeting:
        phase = revised(self._phase(meeting), {"status": self.status}, meeting.language)
        return self._with(meeting, phase)

    def writes(self, base: Meeting) -> set[Path]:
        del base
        return {("phase", self.phase, "status")}


class CancelPhase(_SetStatus):
    """Cancels a phase and with it all that is held in it."""

    name = "cancel_phase"
    status = "cancelled"
    edit: Literal["cancel_phase"]


class PostponePhase(_SetStatus):
    """Says that a phase is not held as dated, nor anything in it; it keeps its dates until `redate_phase`."""

    name = "postpone_phase"
    status = "postponed"
    edit: Literal["postpone_phase"]


class _ToAnotherDay(PhaseEdit):
    start: LocalDate

    def apply(self, meeting: Meeting) -> Meeting:
        phase = self._phase(meeting)
        try:
            moved = _shifted(phase, self.start - phase.start, meeting.language)
        except (InvalidEdit, OverflowError):
            raise refuse(
                "/start", "takes something of the phase out of the years 1900 to 2200; choose another"
            ) from None
        return self._with(meeting, moved)

    def writes(self, base: Meeting) -> set[Path]:
        phase = self._phase(base)
        paths: set[Path] = {("phase", self.phase, field) for field in ("start", "end")}
        for session in phase.sessions:
            paths |= {("session", session.id, "start"), ("session", session.id, "end")}
        paths |= {("deadline", deadline.id, "due") for deadline in phase.deadlines}
        return paths | {("outcome", f"{phase.id}:{outcome.identity}", "on") for outcome in phase.outcomes if outcome.on}


class MovePhase(_ToAnotherDay):
    """Moves a phase to another first day; its end, sittings, deadlines and outcomes go with it, by the same days."""

    name = "move_phase"
    edit: Literal["move_phase"]


class RedatePhase(_ToAnotherDay):
    """Gives a phase, postponed or not, its dates: moves it as `move_phase` does and confirms it."""

    name = "redate_phase"
    edit: Literal["redate_phase"]

    def apply(self, meeting: Meeting) -> Meeting:
        moved = super().apply(meeting)
        return self._with(moved, revised(self._phase(moved), {"status": "confirmed"}, meeting.language))

    def writes(self, base: Meeting) -> set[Path]:
        return super().writes(base) | {("phase", self.phase, "status")}


def _shifted(phase: Phase, days: timedelta, language: str) -> Phase:
    moved = {
        "sessions": tuple(shift(session, days, "start", "end", language=language) for session in phase.sessions),
        "deadlines": tuple(shift(deadline, days, "due", language=language) for deadline in phase.deadlines),
        "outcomes": tuple(shift(outcome, days, "on", language=language) for outcome in phase.outcomes),
    }
    return shift(phase, days, "start", "end", language=language).model_copy(update=moved)


def shift(value: N, days: timedelta, *fields: str, language: str) -> N:
    """The object with the times in these fields so many days later; raises InvalidEdit or OverflowError."""
    written: dict[str, date | None] = {field: getattr(value, field) for field in fields}
    patch = {field: write_time(moment + days) for field, moment in written.items() if moment is not None}
    return revised(value, patch, language) if patch else value


class StretchPhase(PhaseEdit):
    """Moves the first day of a phase, its last or both; what is in it stays where it is."""

    name = "stretch_phase"
    edit: Literal["stretch_phase"]
    start: LocalDate | None = None
    end: LocalDate | None = None

    @property
    def _window(self) -> dict[str, str]:
        given = {"start": self.start, "end": self.end}
        return {field: write_time(day) for field, day in given.items() if day is not None}

    def apply(self, meeting: Meeting) -> Meeting:
        if not self._window:
            raise refuse("/end", "required: the new first day as start, the new last day as end, or both")
        return self._with(meeting, revised(self._phase(meeting), self._window, meeting.language))

    def writes(self, base: Meeting) -> set[Path]:
        del base
        return {("phase", self.phase, field) for field in self._window}
