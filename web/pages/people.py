"""The page of a person, a delegation or an office: the sittings that it chairs or speaks in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.errors import NotFound
from web.pages.agenda import participant
from web.pages.context import PersonPage
from web.pages.excerpts import excerpts
from web.pages.heads import clocks_of, frame_of, head_of
from web.pages.reading import Reading
from web.pages.rendering import render

if TYPE_CHECKING:
    from agenda.audiences import View
    from agenda.session import Slot
    from web.pages.context import Edition, Reader


def person_page(view: View, edition: Edition, reader: Reader, person_id: str) -> str:
    """The HTML of somebody's sittings; raises NotFound."""
    reading = Reading(view, reader, is_whole=False)
    if person_id not in reading.people:
        raise NotFound("person", person_id, place=view.meeting.slug)
    person = participant(reading, reading.people[person_id])
    path = ("people", person_id)

    def speaks_in(slot: Slot) -> bool:
        return any(speaker.person == person_id for speaker in slot.speakers)

    page = PersonPage(
        frame=frame_of(reading, edition, path=path, title=person.name.plain),
        head=head_of(reading, edition),
        clocks=clocks_of(reading, path=path),
        person=person,
        phases=excerpts(
            reading,
            sessions=lambda session: session.chair == person_id or any(map(speaks_in, session.slots)),
            slots=speaks_in,
        ),
        webcal=reading.webcal(*path),
        download=reading.calendar(*path),
    )
    return render("person.html", page, reader)
