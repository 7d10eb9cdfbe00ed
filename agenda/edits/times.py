"""The edits of times: moving and cancelling sittings, moving and cancelling phases. Wall clocks are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from agenda.changes import Path, rebuilt
from agenda.edits.base import Edit, as_invalid_edit, refuse, require_references
from agenda.noun import LocalDate, WallClock, write_time
from agenda.phase import Phase
from agenda.schedule import span_of, zone_of
from agenda.session import Session
from agenda.timespan import Timespan, instant, instant_after, is_ambiguous, later
from agenda.tree import Key, Place, altered, find

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from agenda.meeting import Meeting
    from agenda.noun import Noun


def _zone(meeting: Meeting, place: Place) -> str:
    phase = find(meeting, *place.parent).value
    assert isinstance(phase, Phase)  # noqa: S101 - sessions stand in phases
    return zone_of(meeting, phase)


class MoveSession(Edit):
    """Moves a sitting; without an end it keeps its elapsed length, without a room its room."""

    name = "move_session"
    edit: Literal["move_session"]
    session: str
    start: WallClock
    end: WallClock | None = None
    room: str | None = None

    def apply(self, meeting: Meeting) -> Meeting:
        place = find(meeting, "session", self.session)
        session = place.value
        assert isinstance(session, Session)  # noqa: S101 - found by its noun
        moved = _with(session, self._times(session, _zone(meeting, place)), meeting.language)
        after = altered(meeting, place.steps, lambda _: moved)
        require_references(after, moved, prefix="", below=False)
        return after

    def _times(self, session: Session, zone: str) -> dict[str, Any]:
        times: dict[str, Any] = {"start": write_time(self.start)}
        if "room" in self.model_fields_set:
            times["room"] = self.room
        if session.fold is not None and not is_ambiguous(self.start, zone):
            times["fold"] = None
        if self.end is not None:
            return times | {"end": write_time(self.end), "minutes": None}
        span = span_of(session, zone)
        if session.minutes is not None or span is None:
            return times
        return times | _length(instant(self.start, zone, fold=session.fold or 0), span)

    def names(self) -> set[Key]:
        return {("session", self.session)} | ({("room", self.room)} if self.room else set())

    def writes(self, base: Meeting) -> set[Path]:
        del base
        fields = ["start", "end", "minutes", "fold"] + (["room"] if "room" in self.model_fields_set else [])
        return {("session", self.session, field) for field in fields}


def _length(start: datetime, span: Timespan) -> dict[str, Any]:
    """An end as long after `start` as the span was, or minutes where no wall clock can say it."""
    end = later(start, span.length)
    wall = end.replace(tzinfo=None)
    if instant_after(start, wall).timestamp() == end.timestamp():
        return {"end": write_time(wall)}
    return {"end": None, "minutes": span.minutes}


def _with(value: Noun, patch: dict[str, Any], language: str) -> Noun:
    written = value.model_dump(mode="json", exclude_defaults=True, exclude=set(value.children)) | patch
    kept = {key: given for key, given in written.items() if given is not None}
    try:
        return rebuilt(value, kept, language=language)
    except ValidationError as error:
        raise as_invalid_edit(error, "") from None


class CancelSession(Edit):
    """Cancels a sitting; it stays in the meeting and says so."""

    name = "cancel_session"
    edit: Literal["cancel_session"]
    session: str

    def apply(self, meeting: Meeting) -> Meeting:
        place = find(meeting, "session", self.session)
        return altered(meeting, place.steps, lambda value: _with(value, {"status": "cancelled"}, meeting.language))

    def names(self) -> set[Key]:
        return {("session", self.session)}

    def writes(self, base: Meeting) -> set[Path]:
        del base
        return {("session", self.session, "status")}


class CancelPhase(Edit):
    """Cancels a phase and with it all that is held in it."""

    name = "cancel_phase"
    edit: Literal["cancel_phase"]
    phase: str

    def apply(self, meeting: Meeting) -> Meeting:
        place = find(meeting, "phase", self.phase)
        return altered(meeting, place.steps, lambda value: _with(value, {"status": "cancelled"}, meeting.language))

    def names(self) -> set[Key]:
        return {("phase", self.phase)}

    def writes(self, base: Meeting) -> set[Path]:
        del base
        return {("phase", self.phase, "status")}


class MovePhase(Edit):
    """Moves a phase to another first day; its end, sittings, deadlines and outcomes go with it, by the same days."""

    name = "move_phase"
    edit: Literal["move_phase"]
    phase: str
    start: LocalDate

    def apply(self, meeting: Meeting) -> Meeting:
        place = find(meeting, "phase", self.phase)
        phase = place.value
        assert isinstance(phase, Phase)  # noqa: S101 - found by its noun
        try:
            moved = _shifted(phase, self.start - phase.start, meeting.language)
        except (ValidationError, OverflowError):
            raise refuse(
                "/start", "takes something of the phase out of the years 1900 to 2200; choose another"
            ) from None
        return altered(meeting, place.steps, lambda _: moved)

    def names(self) -> set[Key]:
        return {("phase", self.phase)}

    def writes(self, base: Meeting) -> set[Path]:
        place = find(base, "phase", self.phase)
        phase = place.value
        assert isinstance(phase, Phase)  # noqa: S101 - found by its noun
        paths: set[Path] = {("phase", self.phase, field) for field in ("start", "end")}
        for session in phase.sessions:
            paths |= {("session", session.id, "start"), ("session", session.id, "end")}
        paths |= {("deadline", deadline.id, "due") for deadline in phase.deadlines}
        return paths | {("outcome", f"{phase.id}:{outcome.identity}", "on") for outcome in phase.outcomes if outcome.on}


def _shifted(phase: Phase, days: timedelta, language: str) -> Noun:
    def shift(value: Noun, *fields: str) -> Noun:
        written: dict[str, date | None] = {field: getattr(value, field) for field in fields}
        return _rebuilt_or_same(
            value,
            {field: write_time(moment + days) for field, moment in written.items() if moment is not None},
            language,
        )

    moved = {
        "sessions": tuple(shift(session, "start", "end") for session in phase.sessions),
        "deadlines": tuple(shift(deadline, "due") for deadline in phase.deadlines),
        "outcomes": tuple(shift(outcome, "on") for outcome in phase.outcomes),
    }
    return shift(phase, "start", "end").model_copy(update=moved)


def _rebuilt_or_same(value: Noun, patch: dict[str, Any], language: str) -> Noun:
    if not patch:
        return value
    written = value.model_dump(mode="json", exclude_defaults=True, exclude=set(value.children)) | patch
    return rebuilt(value, written, language=language)
