"""The printed agenda as its template gets it: one meeting, or several that somebody has chosen from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from web.documents.wording import Told
from web.pages.agenda import agenda_in
from web.pages.codes import code_of
from web.pages.heads import place_of
from web.pages.phrases import direction_of
from web.pages.rendering import environment
from web.pages.timeline import timeline_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.pages.codes import Code
    from web.pages.context import AgendaPage, Edition, Reader
    from web.pages.parts import Site
    from web.pages.reading import Reading
    from web.pages.timeline_parts import Timeline


NEEDLESS = {
    "ltr": re.compile(r"<bdi>([^<\u0590-\u08ff\u200f\u2066-\u2069\ufb1d-\ufefc]*)</bdi>"),
    "rtl": re.compile(r"<bdi>([\s\u0600-\u06ff]*)</bdi>"),
}
"""Isolates around what is written in the document's own direction; without them a third less is to be typeset."""


@dataclass(frozen=True)
class PrintedMeeting:
    """A meeting on paper: its agenda, what is to be said of it, and the address of its page with its QR code.

    `prefix` keeps the places of several meetings apart; `zone` is the reader's clock, "" where none was chosen.
    """

    agenda: AgendaPage
    told: Told
    address: str
    code: Code
    interpretation: str
    zone: str
    sites: tuple[Site, ...]
    timeline: Timeline | None
    prefix: str = ""

    def link(self, href: str) -> str:
        """An address as it stands in this document: a place of the page is one of this meeting's."""
        return f"#{self.prefix}{href[1:]}" if href.startswith("#") else href


@dataclass(frozen=True)
class Sheet:
    """A printed document; `place` is how "page 2 of 9" is said: what stands before, between and after the numbers."""

    language: str
    direction: str
    title: str
    authors: tuple[str, ...]
    published: str
    running_head: str
    running_note: str
    place: tuple[str, str, str]
    meetings: tuple[PrintedMeeting, ...]


def sheet_html(printed: Iterable[tuple[Reading, Edition]], reader: Reader, *, title: str = "") -> str:
    """The HTML of a document: of each meeting its reading and its edition.

    With a `title` it is somebody's choice of meetings, else it is about the one. It needs nothing from elsewhere.
    """
    meetings = list(printed)
    is_one = len(meetings) == 1
    made = [
        _printed(reading, edition, prefix="" if is_one else f"{place}-")
        for place, (reading, edition) in enumerate(meetings, 1)
    ]
    moments = [f"{edition.published_at:%Y-%m-%dT%H:%M:%SZ}" for _, edition in meetings if edition.published_at]
    sheet = Sheet(
        language=reader.interface,
        direction=direction_of(reader.interface),
        title=title or made[0].agenda.frame.title,
        authors=tuple(dict.fromkeys(one.agenda.head.body.plain for one in made if one.agenda.head.body)),
        published=max(moments, default=""),
        running_head=made[0].agenda.frame.running_head if is_one else title,
        running_note=made[0].agenda.head.revision if is_one else "",
        place=place_of(reader),
        meetings=tuple(made),
    )
    html = environment().get_template("print/sheet.html").render(page=sheet, _=reader.translations.gettext)
    return NEEDLESS[sheet.direction].sub(r"\1", html)


def _printed(reading: Reading, edition: Edition, *, prefix: str) -> PrintedMeeting:
    """The meeting as of its revision, a page by itself: links to its parts stay in the document."""
    reading = replace(reading, revision=edition.number)
    agenda, address = agenda_in(reading, edition), reading.reader.address
    spoken = dict.fromkeys(tag for session, _ in reading.sessions.values() for tag in session.interpretation)
    return PrintedMeeting(
        agenda=agenda,
        told=Told(agenda, reading.reader),
        address=address,
        code=code_of(address),
        interpretation=reading.list_of(reading.language_name(tag) for tag in spoken),
        zone=reading.reader.zone or "",
        sites=tuple(reading.site(venue) for venue in reading.view.meeting.venues),
        timeline=timeline_sheets(reading),
        prefix=prefix,
    )
