"""The edits of one sitting's time: placing it, taking it off the timetable, cancelling it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from agenda.edits.base import Edit, require_references, revised
from agenda.edits.placing import TIMES, placed, zone_at
from agenda.noun import WallClock, write_time
from agenda.running import length_of
from agenda.session import Session
from agenda.timespan import is_ambiguous
from agenda.tree import Key, altered, find

if TYPE_CHECKING:
    from agenda.changes import Path
    from agenda.meeting import Meeting


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
        moved = revised(session, self._patch(session, zone_at(meeting, place)), meeting.language)
        after = altered(meeting, place.steps, lambda _: moved)
        require_references(after, moved, prefix="", below=False)
        return after

    def _patch(self, session: Session, zone: str) -> dict[str, Any]:
        room = {"room": self.room} if "room" in self.model_fields_set else {}
        if self.end is None:
            return room | placed(session, self.start, zone, fold=session.fold)
        fold = session.fold if is_ambiguous(self.start, zone) else None
        times = {"start": write_time(self.start), "end": write_time(self.end), "minutes": None, "fold": fold}
        return room | times

    def names(self) -> set[Key]:
        return {("session", self.session)} | ({("room", self.room)} if self.room else set())

    def writes(self, base: Meeting) -> set[Path]:
        del base
        fields = [*TIMES, "room"] if "room" in self.model_fields_set else TIMES
        return {("session", self.session, field) for field in fields}


class UnscheduleSession(Edit):
    """Takes a sitting off the timetable: it has no start then, and its length as minutes; its room stays."""

    name = "unschedule_session"
    edit: Literal["unschedule_session"]
    session: str

    def apply(self, meeting: Meeting) -> Meeting:
        place = find(meeting, "session", self.session)
        session = place.value
        assert isinstance(session, Session)  # noqa: S101 - found by its noun
        minutes = session.minutes if session.end is None else length_of(session, zone_at(meeting, place))
        patch = dict.fromkeys(TIMES) | {"minutes": minutes}
        return altered(meeting, place.steps, lambda value: revised(value, patch, meeting.language))

    def names(self) -> set[Key]:
        return {("session", self.session)}

    def writes(self, base: Meeting) -> set[Path]:
        del base
        return {("session", self.session, field) for field in TIMES}


class CancelSession(Edit):
    """Cancels a sitting; it stays in the meeting and says so."""

    name = "cancel_session"
    edit: Literal["cancel_session"]
    session: str

    def apply(self, meeting: Meeting) -> Meeting:
        place = find(meeting, "session", self.session)
        return altered(meeting, place.steps, lambda value: revised(value, {"status": "cancelled"}, meeting.language))

    def names(self) -> set[Key]:
        return {("session", self.session)}

    def writes(self, base: Meeting) -> set[Path]:
        del base
        return {("session", self.session, "status")}
