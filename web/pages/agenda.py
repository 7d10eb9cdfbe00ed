"""The pages of a meeting: its agenda, and the page of each phase and sitting that calendars link to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.errors import NotFound
from web.forms.jsonld import meeting_block, sitting_block
from web.pages.business import business_of
from web.pages.context import AgendaPage, PhasePage, SessionPage
from web.pages.heads import banner_of, clocks_of, frame_of, head_of
from web.pages.offers import offer_of
from web.pages.papers import papers_of
from web.pages.parts import LabelledLink, Participant
from web.pages.reading import Reading, query_string
from web.pages.rendering import render
from web.pages.sittings import bounds_of, sitting
from web.pages.stages import stage, stages_of

if TYPE_CHECKING:
    from agenda.audiences import View
    from agenda.people import Person
    from agenda.place import Venue
    from web.pages.context import Edition, Reader


def agenda_page(view: View, edition: Edition, reader: Reader) -> str:
    """The HTML of the whole agenda: order of business by phase, then the agenda by item, people and papers."""
    reading = Reading(view, reader, revision=edition.number if edition.present else None)
    return render("agenda.html", agenda_in(reading, edition), reader)


def agenda_in(reading: Reading, edition: Edition) -> AgendaPage:
    """The whole agenda as its template gets it: of the last publication, of one before it, or of a draft."""
    view, meeting = reading.view, reading.view.meeting
    return AgendaPage(
        frame=frame_of(reading, edition, data="" if reading.is_alone else meeting_block(reading)),
        head=head_of(reading, edition),
        banner=banner_of(reading, edition),
        description=reading.prose(meeting.description),
        contact=reading.prose(meeting.contact),
        links=tuple(LabelledLink(reading.phrase(link.label), link.url) for link in meeting.links),
        clocks=clocks_of(reading),
        phases=stages_of(reading),
        items=business_of(reading),
        people=tuple(participant(reading, person) for person in meeting.people),
        papers=papers_of(reading),
        sites=tuple(reading.site(venue) for venue in _venues_of_no_phase(view)),
        offer=None if reading.is_alone else offer_of(reading),
        choose_action=f"{reading.reader.home}my{query_string(reading.keep)}",
    )


def phase_page(view: View, edition: Edition, reader: Reader, phase_id: str) -> str:
    """The HTML of one phase; raises NotFound."""
    reading = Reading(view, reader, is_whole=False)
    phase = next((phase for phase in view.meeting.phases if phase.id == phase_id), None)
    if phase is None:
        raise NotFound("phase", phase_id, place=view.meeting.slug)
    path = ("phases", phase_id)
    page = PhasePage(
        frame=frame_of(reading, edition, path=path, title=reading.phrase(phase.title).plain),
        head=head_of(reading, edition),
        clocks=clocks_of(reading, path=path),
        phase=stage(reading, phase),
    )
    return render("phase.html", page, reader)


def session_page(view: View, edition: Edition, reader: Reader, session_id: str) -> str:
    """The HTML of one sitting; raises NotFound."""
    reading = Reading(view, reader, is_whole=False)
    if session_id not in reading.sessions:
        raise NotFound("session", session_id, place=view.meeting.slug)
    session, phase = reading.sessions[session_id]
    path = ("sessions", session_id)
    title, data = reading.phrase(session.title).plain, sitting_block(reading, phase, session)
    is_dated = all(bounds_of(reading, phase, session))
    page = SessionPage(
        frame=frame_of(reading, edition, path=path, title=title, data=data),
        head=head_of(reading, edition),
        clocks=clocks_of(reading, path=path),
        phase=stage(reading, phase),
        sitting=sitting(reading, phase, session),
        webcal=reading.webcal(*path) if is_dated else "",
        download=reading.calendar(*path) if is_dated else "",
    )
    return render("session.html", page, reader)


def participant(reading: Reading, person: Person) -> Participant:
    """Somebody as the pages print them."""
    affiliation = reading.phrase(person.affiliation)
    country = reading.country_name(person.country)
    return Participant(
        id=person.id,
        name=reading.phrase(person.name),
        href=reading.page("people", person.id),
        title=reading.phrase(person.title),
        affiliation=affiliation,
        country="" if country.replace("’", "'") == affiliation.text.replace("’", "'") else country,
        zone=person.time_zone or "",
    )


def _venues_of_no_phase(view: View) -> list[Venue]:
    named = {phase.venue for phase in view.meeting.phases}
    return [venue for venue in view.meeting.venues if venue.id not in named]
