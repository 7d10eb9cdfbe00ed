"""From a view of a meeting to its calendar entries: one for each phase, dated sitting and deadline."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from agenda.entries import Business, Entry, Place, Step, Voice
from agenda.numbering import numbered
from agenda.running import planned_starts
from agenda.schedule import due_of, span_of, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from agenda.audiences import View
    from agenda.item import AgendaItem
    from agenda.phase import Deadline, Phase
    from agenda.session import Session, Slot, Speaker
    from agenda.timespan import Timespan

Shared = dict[int, tuple["Session", Entry]]
"""Entries of sittings by the identity of the sitting, which is kept with it so that no other gets its identity."""
DEADLINE_LENGTH = timedelta(minutes=30)


def entries_of(view: View, *, shared: Shared | None = None) -> tuple[Entry, ...]:
    """The entries of a view, phase by phase: the phase, its sittings that have times, its deadlines.

    `shared` is handed from view to view of one meeting: a sitting that is the same object in two has one entry.
    """
    projection = _Projection(view, {} if shared is None else shared)
    return tuple(entry for phase in view.meeting.phases for entry in projection.of_phase(phase))


class _Projection:
    """The work of one `entries_of`, with what it looks up kept by id."""

    def __init__(self, view: View, shared: Shared) -> None:
        meeting = view.meeting
        self.view, self.shared = view, shared
        self.business = {
            item.id: Business(number=number, title=item.title, action=item.action)
            for number, item in numbered(meeting.items)
        }
        self.above = dict(_ancestors(meeting.items))
        self.people = {person.id: person for person in meeting.people}
        self.venues = {venue.id: venue for venue in meeting.venues}
        self.rooms = {room.id: (room, venue) for venue in meeting.venues for room in venue.rooms}
        self.voices: dict[str, Voice] = {}

    def of_phase(self, phase: Phase) -> Iterator[Entry]:
        yield self._phase(phase)
        zone = zone_of(self.view.meeting, phase)
        for session in phase.sessions:
            if id(session) not in self.shared and (span := span_of(session, zone)):
                self.shared[id(session)] = session, self._session(session, span, phase, zone)
            if id(session) in self.shared:
                yield self.shared[id(session)][1]
        for deadline in phase.deadlines:
            yield self._deadline(deadline, phase, zone)

    def _phase(self, phase: Phase) -> Entry:
        uid = self.view.uid_of("phase", phase.id)
        return Entry(
            uid=uid,
            kind="phase",
            id=phase.id,
            phase=phase.id,
            phase_uid=uid,
            title=phase.title,
            start=phase.start,
            end=phase.end,
            zone="",
            status="cancelled" if phase.is_off else phase.status,
            category=phase.kind,
            phase_kind=phase.kind,
            platform=phase.platform,
            business=self._business(phase.items),
            item_ids=self._with_ancestors(phase.items),
        )

    def _session(self, session: Session, span: Timespan, phase: Phase, zone: str) -> Entry:
        items = [slot.item for slot in session.slots if slot.item]
        speakers = [speaker.person for slot in session.slots for speaker in slot.speakers]
        off = phase.is_off or session.is_cancelled
        return Entry(
            uid=self.view.uid_of("session", session.id),
            kind="session",
            id=session.id,
            phase=phase.id,
            phase_uid=self.view.uid_of("phase", phase.id),
            title=session.title,
            start=span.start.astimezone(UTC),
            end=span.end.astimezone(UTC),
            zone=zone,
            status="cancelled" if off else session.status,
            category=session.kind,
            phase_kind=phase.kind,
            place=self._place(session, phase),
            is_online=phase.kind in {"online", "hybrid"} or bool(session.join),
            join=session.join,
            chair=self._voice(session.chair) if session.chair else None,
            interpretation=session.interpretation,
            notice=session.notice,
            description=session.description,
            recording=session.recording,
            steps=tuple(self._steps(session.slots, span.start)),
            is_restricted=session.audience is not None,
            item_ids=self._with_ancestors(items),
            person_ids=tuple(dict.fromkeys([session.chair, *speakers] if session.chair else speakers)),
        )

    def _deadline(self, deadline: Deadline, phase: Phase, zone: str) -> Entry:
        due = due_of(deadline, zone).astimezone(UTC)
        return Entry(
            uid=self.view.uid_of("deadline", deadline.id),
            kind="deadline",
            id=deadline.id,
            phase=phase.id,
            phase_uid=self.view.uid_of("phase", phase.id),
            title=deadline.title,
            start=due - DEADLINE_LENGTH,
            end=due,
            zone=zone,
            status="cancelled" if phase.is_off else "confirmed",
            category=deadline.kind,
            phase_kind=phase.kind,
            platform=phase.platform,
            business=self._business(deadline.items),
            is_restricted=deadline.audience is not None,
            item_ids=self._with_ancestors(deadline.items),
        )

    def _place(self, session: Session, phase: Phase) -> Place | None:
        if session.room in self.rooms:
            room, venue = self.rooms[session.room]
            return Place(room_id=room.id, room=room.name, venue=venue.name, address=venue.address)
        if phase.venue in self.venues:
            venue = self.venues[phase.venue]
            return Place(venue=venue.name, address=venue.address)
        return None

    def _business(self, items: Sequence[str]) -> tuple[Business, ...]:
        return tuple(self.business[item] for item in items if item in self.business)

    def _with_ancestors(self, items: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for item in items for one in (item, *self.above.get(item, ()))))

    def _voice(self, person_id: str, speaker: Speaker | None = None) -> Voice | None:
        person = self.people.get(person_id)
        if person is None:
            return None
        if speaker is not None and speaker.role is not None:
            return Voice(name=person.name, affiliation=person.affiliation, role=speaker.role)
        if person_id not in self.voices:
            self.voices[person_id] = Voice(name=person.name, affiliation=person.affiliation)
        return self.voices[person_id]

    def _steps(self, slots: Sequence[Slot], start: datetime) -> Iterator[Step]:
        for slot, planned in zip(slots, planned_starts(slots, start), strict=True):
            voices = (self._voice(speaker.person, speaker) for speaker in slot.speakers)
            yield Step(
                kind=slot.kind,
                start=planned.astimezone(UTC) if planned else None,
                minutes=slot.minutes,
                item=next(iter(self._business([slot.item])), None) if slot.item else None,
                title=slot.title,
                speakers=tuple(voice for voice in voices if voice),
            )


def _ancestors(items: Sequence[AgendaItem], above: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    for item in items:
        yield item.id, above
        yield from _ancestors(item.items, (item.id, *above))
