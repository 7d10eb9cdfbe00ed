"""The hours that a sitting is for those who chair or speak in it, on the clocks where they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agenda.people import Person
    from agenda.session import Session
    from agenda.timespan import Timespan

MORNING, NIGHT = time(7), time(22)


@dataclass(frozen=True)
class HoursThere:
    """A sitting on the clocks of a zone; `is_unsocial` where it begins before 07:00 or runs past 22:00 there."""

    zone: str
    span: Timespan

    @property
    def is_unsocial(self) -> bool:
        """Whether it asks for hours at which people sleep."""
        start, end = self.span.start, self.span.end
        return start.time() < MORNING or end.time() > NIGHT or end.date() != start.date()


@dataclass(frozen=True)
class VoiceHours:
    """Somebody who chairs or speaks, and the hours a sitting is for them; None where their zone is not known."""

    person: Person
    hours: HoursThere | None


def hours_for(zone: str, span: Timespan) -> HoursThere:
    """The hours that a sitting is in that IANA zone."""
    return HoursThere(zone, span.in_zone(zone))


def hours_of_voices(session: Session, span: Timespan, people: Iterable[Person]) -> Iterator[VoiceHours]:
    """The hours a sitting at `span` is for each who chairs or speaks in it, the chair first, each person once."""
    by_id = {person.id: person for person in people}
    for identity in voices_of(session):
        if (person := by_id.get(identity)) is not None:
            yield VoiceHours(person, hours_for(person.time_zone, span) if person.time_zone else None)


def voices_of(session: Session) -> dict[str, str]:
    """Who chairs or speaks, by id, each with the pointer within the sitting of the first place that names them."""
    named: dict[str, str] = {}
    if session.chair is not None:
        named[session.chair] = "/chair"
    for position, slot in enumerate(session.slots):
        for rank, speaker in enumerate(slot.speakers):
            named.setdefault(speaker.person, f"/slots/{position}/speakers/{rank}/person")
    return named
