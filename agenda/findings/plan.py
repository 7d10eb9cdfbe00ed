"""The meeting laid out for checking: objects with their pointers, sittings with their zones and instants."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from agenda.findings.sentence import named
from agenda.hours import voices_of
from agenda.item import AgendaItem
from agenda.place import Room
from agenda.schedule import span_of, zone_of
from agenda.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from agenda.findings.sentence import Named
    from agenda.meeting import Meeting
    from agenda.noun import Noun
    from agenda.people import Person
    from agenda.phase import Phase
    from agenda.session import Session
    from agenda.timespan import Timespan
    from agenda.tree import Place


@dataclass(frozen=True)
class PlannedPhase:
    """A phase, its pointer and the IANA zone of its wall clocks."""

    phase: Phase
    pointer: str
    zone: str


@dataclass(frozen=True)
class Sitting:
    """A session, its pointer, its phase, and its instants where it has both start and length."""

    session: Session
    pointer: str
    within: PlannedPhase
    span: Timespan | None

    @cached_property
    def voices(self) -> dict[str, str]:
        """Who chairs or speaks, by id, each with the pointer of the first place that names them."""
        return {person: self.pointer + within for person, within in voices_of(self.session).items()}


@dataclass(frozen=True)
class Plan:
    """All that the checks of one meeting share, made once."""

    meeting: Meeting
    today: date
    places: tuple[Place, ...]
    phases: tuple[PlannedPhase, ...]
    sittings: tuple[Sitting, ...]

    def name(self, noun: Noun) -> Named:
        """The object as a sentence names it."""
        return named(noun, self.meeting.language)

    @cached_property
    def taking_place(self) -> tuple[Sitting, ...]:
        """The sittings that are to happen as dated: not cancelled, nor in a cancelled or postponed phase."""
        return tuple(
            sitting for sitting in self.sittings if not (sitting.session.is_cancelled or sitting.within.phase.is_off)
        )

    @cached_property
    def rooms(self) -> dict[str, Room]:
        """Every room of every venue by id, the first of two with one id."""
        return {room.id: room for room in reversed(list(self._all(Room)))}

    @cached_property
    def people(self) -> dict[str, Person]:
        """Every person by id, the first of two with one id."""
        return {person.id: person for person in reversed(self.meeting.people)}

    @cached_property
    def items(self) -> tuple[tuple[str, AgendaItem], ...]:
        """Every agenda item of the tree with its pointer, parents before children."""
        return tuple((place.pointer, place.value) for place in self.places if isinstance(place.value, AgendaItem))

    def _all(self, kind: type[Room]) -> Iterator[Room]:
        return (place.value for place in self.places if isinstance(place.value, kind))


def plan_of(meeting: Meeting, *, today: date) -> Plan:
    """The meeting laid out for checking."""
    phases = tuple(
        PlannedPhase(phase, f"/phases/{position}", zone_of(meeting, phase))
        for position, phase in enumerate(meeting.phases)
    )
    sittings = tuple(sitting for phase in phases for sitting in _sittings_of(phase))
    return Plan(meeting, today, tuple(walk(meeting)), phases, sittings)


def _sittings_of(phase: PlannedPhase) -> Iterator[Sitting]:
    for position, session in enumerate(phase.phase.sessions):
        yield Sitting(session, f"{phase.pointer}/sessions/{position}", phase, span_of(session, phase.zone))
