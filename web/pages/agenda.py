"""The pages of a meeting: its agenda in each of its readings, and the pages of phases and sittings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agenda.errors import NotFound
from agenda.selection import EVERYTHING, items_met, selected
from web.forms.jsonld import meeting_block, sitting_block
from web.pages.boards import with_boards
from web.pages.business import business_of, business_on
from web.pages.codes import code_of
from web.pages.context import AgendaPage, PhasePage, SessionPage
from web.pages.finding import find_of
from web.pages.heads import banner_of, clocks_of, frame_of, head_of
from web.pages.looking import Way
from web.pages.offers import offer_of
from web.pages.papers import papers_of
from web.pages.parts import LabelledLink, Participant
from web.pages.reading import Reading, query_string
from web.pages.rendering import render
from web.pages.since import marks_since, since_of
from web.pages.sittings import bounds_of, sitting
from web.pages.stages import stage, stages_of
from web.pages.timeline import timeline_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.audiences import View
    from agenda.people import Person
    from agenda.place import Venue
    from agenda.selection import Selection
    from agenda.service import Comparison
    from web.pages.context import Edition, Reader
    from web.pages.parts import Business, Stage

FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain",
    "csv": "text/csv",
}
"""Extension and media type of the forms that an agenda is taken along in."""


def agenda_page(
    view: View,
    edition: Edition,
    reader: Reader,
    *,
    at: str = "",
    selection: Selection = EVERYTHING,
    since: Comparison | None = None,
) -> str:
    """The HTML of the agenda, or of its reading `at` ("timetable", "items", "timeline"), as far as it is selected.

    With `since`, what changed between that revision and the present one is marked.
    """
    reading = Reading(
        view,
        reader,
        revision=edition.number if edition.present else None,
        kept=(("since", str(since.before.number)),) if since else (),
        at=at,
        selection=selection,
        changed=edition.changed,
        marks=marks_since(since, reader) if since else {},
    )
    return render("agenda.html", agenda_in(reading, edition, since=since), reader)


def agenda_in(reading: Reading, edition: Edition, *, since: Comparison | None = None) -> AgendaPage:
    """An agenda as its template gets it: of the last publication, of one before it, or of a draft."""
    meeting = reading.view.meeting
    shown = replace(reading, view=selected(reading.view, reading.selection))
    is_all = reading.at == "" and not reading.selection
    return AgendaPage(
        frame=frame_of(
            reading,
            edition,
            title=readings_by_name(reading)[reading.at] if reading.at else "",
            data=meeting_block(reading) if is_all and not reading.is_alone else "",
        ),
        head=replace(head_of(reading, edition), code=None if reading.is_draft else code_of(reading.reader.address)),
        banner=banner_of(reading, edition),
        description=reading.prose(meeting.description) if is_all else None,
        contact=reading.prose(meeting.contact) if is_all else None,
        links=tuple(LabelledLink(reading.phrase(link.label), link.url) for link in meeting.links) if is_all else (),
        clocks=clocks_of(reading),
        phases=_phases(shown),
        items=_items(reading, shown),
        people=tuple(participant(shown, person) for person in shown.view.meeting.people) if shown.at == "" else (),
        papers=papers_of(shown) if shown.holds("items") else (),
        sites=tuple(reading.site(venue) for venue in _venues_of_no_phase(reading.view)) if is_all else (),
        offer=offer_of(reading) if is_all and not reading.is_alone else None,
        choose_action=f"{reading.reader.home}my{query_string(reading.keep)}",
        at=reading.at,
        has_overview=bool(shown.view.meeting.phases) and (is_all or reading.at == "timeline"),
        timeline=timeline_of(shown) if reading.at == "timeline" or is_all else None,
        find=None if reading.is_draft else find_of(reading, shown),
        readings=() if reading.is_draft else tuple(_readings(reading)),
        forms=() if reading.is_draft else tuple(_forms(reading)),
        since=since_of(shown, since) if since else None,
    )


def readings_by_name(reading: Reading) -> dict[str, str]:
    """The readings of an agenda, by their names in the address, in words."""
    _ = reading.gettext
    return {
        "": _("Whole agenda"),
        "timetable": _("Order of business"),
        "items": _("Agenda by item"),
        "timeline": _("Timeline"),
    }


def _phases(shown: Reading) -> tuple[Stage, ...]:
    if shown.at == "items":
        return ()
    rooms = [hall for venue in shown.view.meeting.venues for hall in shown.site(venue).rooms]
    return tuple(with_boards(stage, rooms) for stage in stages_of(shown))


def _items(reading: Reading, shown: Reading) -> tuple[Business, ...]:
    """The items of what is shown; in their own reading those that were looked for, each with its whole story."""
    if not shown.holds("items"):
        return ()
    if reading.at == "items" and reading.selection:
        return business_on(reading, items_met(reading.view, reading.selection))
    return business_of(shown)


def _readings(reading: Reading) -> Iterator[Way]:
    meeting = reading.view.meeting
    has = {"items": bool(meeting.items), "timeline": bool(meeting.phases)}
    for name, title in readings_by_name(reading).items():
        if has.get(name, True):
            yield Way(reading.agenda(at=name), title, is_current=name == reading.at)


def _forms(reading: Reading) -> Iterator[Way]:
    _ = reading.gettext
    titles = {"pdf": "PDF", "docx": "Word", "txt": _("Plain text"), "csv": _("Table (CSV)")}
    for extension, media_type in FORMS.items():
        yield Way(reading.form(extension), titles[extension], media_type=media_type)


def phase_page(view: View, edition: Edition, reader: Reader, phase_id: str) -> str:
    """The HTML of one phase; raises NotFound."""
    reading = Reading(view, reader, is_whole=False, changed=edition.changed)
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
    reading = Reading(view, reader, is_whole=False, changed=edition.changed)
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
