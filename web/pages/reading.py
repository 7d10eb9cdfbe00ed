"""One meeting as one reader reads it: its words in their language, its addresses, and where everything stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from agenda.numbering import numbered
from agenda.selection import EVERYTHING
from agenda.tree import index
from web.pages.dates import locale_of, short_date
from web.pages.parts import Anchor, Hall, Heading, Site, Who
from web.pages.phrases import Phrase, Prose, phrase_in
from web.pages.words import Words, listed, words_for
from web.selecting import selection_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from agenda.audiences import View
    from agenda.document import Document
    from agenda.item import AgendaItem
    from agenda.people import Person
    from agenda.phase import Phase
    from agenda.place import Room, Venue
    from agenda.selection import Selection
    from agenda.session import Session
    from agenda.text import Text
    from agenda.tree import Key, Place
    from web.pages.context import Reader

UTC = "UTC"
FRAGMENTS = {"phases": "phase", "sessions": "session", "items": "item", "people": "person"}
"""The parts of the agenda page that have a page of their own, and what their anchors begin with."""
IN_ONE_LANGUAGE = frozenset({"ics", "atom", "frab.xml", "frab.json", "pdf", "docx", "txt", "csv"})
FOR_READING = frozenset({"pdf", "docx", "txt", "csv"})
"""Forms that hold what the page shows: what was selected of it, with the reader's clock."""
HELD = {
    "": frozenset(FRAGMENTS),
    "timetable": frozenset({"phases", "sessions"}),
    "items": frozenset({"items"}),
    "timeline": frozenset[str](),
}
"""The readings of an agenda by their name in the address, and the parts that have an anchor in each."""


@dataclass(frozen=True)
class Reading:
    """A view and its reader. With `is_whole` the page holds everything, and links inside it are fragments alone.

    `revision` is the number of an old one, which is a page by itself: its parts have no pages or feeds of their own.
    A draft is one too, at the reader's address, and it has no feeds at all; `kept` is what its links carry on.
    `at` names the reading of the agenda that the page is, a key of `HELD`; `selection` is what was looked for in it.
    `changed` says of phases, sittings and deadlines in which revision they last changed, where that is known; `marks`
    what is new or changed since the revision that the reader named.
    """

    view: View
    reader: Reader
    is_whole: bool = True
    revision: int | None = None
    is_draft: bool = False
    kept: tuple[tuple[str, str], ...] = ()
    at: str = ""
    selection: Selection = EVERYTHING
    changed: Mapping[Key, int] = field(default_factory=dict)
    marks: Mapping[Key, str] = field(default_factory=dict)

    def gettext(self, message: str) -> str:
        """The interface's string for an English one."""
        return self.reader.translations.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The interface's string for a count, with %(count)s filled in."""
        return self.reader.translations.ngettext(one, many, count) % {"count": count}

    @cached_property
    def words(self) -> Words:
        """The interface's words for the meeting file's values."""
        return words_for(self.reader.translations)

    @cached_property
    def interface(self) -> str:
        """The language of the page itself."""
        return self.reader.interface

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The languages in which to look for text of the meeting, best first."""
        return (self.reader.language, *self.view.meeting.languages)

    @cached_property
    def zone(self) -> str:
        """The IANA zone of the reader's clock: UTC where none was chosen."""
        return self.reader.zone or UTC

    def phrase(self, text: Text | None) -> Phrase:
        """Text of the meeting in the reader's language, or the nearest to it; empty for None."""
        return phrase_in(text, self.wanted, page_language=self.interface)

    def optional(self, text: Text | None) -> Phrase | None:
        """`phrase`, but None where there is nothing to say."""
        return self.phrase(text) or None

    def prose(self, text: Text | None) -> Prose | None:
        """Text of the meeting in paragraphs; None where there is none."""
        phrase = self.phrase(text)
        paragraphs = tuple(part.strip() for part in re.split(r"\n\s*\n", phrase.text) if part.strip())
        return Prose(paragraphs, phrase.attributes, phrase.language, phrase.direction) if paragraphs else None

    def list_of(self, words: Iterable[str]) -> str:
        """ "a, b and c"."""
        return listed(self.reader.translations, [word for word in words if word])

    def language_name(self, tag: str) -> str:
        """A language's name in the page's language; the tag itself where it has none."""
        return locale_of(self.interface).languages.get(tag.replace("-", "_")) or language_alone(tag, self.interface)

    def country_name(self, code: str | None) -> str:
        """A country's name in the page's language; its code where it has none."""
        return str(locale_of(self.interface).territories.get(code or "", code or ""))

    def audience_names(self, audience: tuple[str, ...] | None) -> str:
        """Whom something narrower than the meeting is for, in words; "" for the public."""
        names = {group.id: self.phrase(group.name).plain for group in self.view.meeting.audiences}
        group = self.list_of(names.get(identity, identity) for identity in audience or ())
        return self.gettext("For %(audience)s only") % {"audience": group} if group else ""

    def short_date(self, day: date) -> str:
        """ "Wed 16 Nov", with the year where the phases of the meeting are not all of one."""
        return short_date(day, self.interface, with_year=self._crosses_years)

    @cached_property
    def _crosses_years(self) -> bool:
        return len({day.year for phase in self.view.meeting.phases for day in (phase.start, phase.end)}) > 1

    # Addresses.

    @cached_property
    def keep(self) -> dict[str, str]:
        """The query that links inside the site carry on: the language where it is not the only one, the zone chosen."""
        is_only = self.view.meeting.languages == (self.reader.language,)
        query = {} if is_only else {"lang": self.reader.language}
        return query | ({"tz": self.reader.zone} if self.reader.zone else {}) | dict(self.kept)

    @property
    def is_alone(self) -> bool:
        """Whether the page is not the present agenda, so that its parts have no pages of their own."""
        return self.is_draft or self.revision is not None

    @cached_property
    def root(self) -> tuple[str, ...]:
        """Where the agenda page stands below the meeting's address: there, or with the old revision's number."""
        return () if self.revision is None else ("revisions", str(self.revision))

    def page(self, *parts: str, **query: str) -> str:
        """The path of a page of the meeting, such as page("phases", "hybrid"); in an old revision of its part there."""
        if parts and self.is_alone:
            return self.here(f"{FRAGMENTS[parts[0]]}-{parts[1]}", of=parts[0]) if parts[0] in FRAGMENTS else ""
        return "/".join([self.reader.path, *self.root, *parts]) + query_string(self.keep | query)

    def present(self, *parts: str) -> str:
        """The path of a page of the meeting as it is now, from whichever revision this is."""
        return "/".join([self.reader.path, *parts]) + query_string(self.keep)

    def agenda(self, *, at: str | None = None, selection: Selection | None = None, **query: str) -> str:
        """The path of the agenda page as this reader has it now, or in another reading or with another selection."""
        options = [*(self.keep | query).items(), *self.looking(at=at, selection=selection)]
        return "/".join([self.reader.path, *self.root]) + query_string(options)

    def looking(self, *, at: str | None = None, selection: Selection | None = None) -> tuple[tuple[str, str], ...]:
        """The options that name the reading and the selection, this one's or the given ones."""
        reading = self.at if at is None else at
        chosen = self.selection if selection is None else selection
        return (*([("view", reading)] if reading else []), *selection_query(chosen))

    def here(self, fragment: str, *, of: str = "phases") -> str:
        """A link to a part of the agenda page, from whichever page this is; it stands where those of `of` do."""
        return f"#{fragment}" if self.holds(of) else f"{self.page()}#{fragment}"

    def holds(self, parts: str) -> bool:
        """Whether parts of the agenda, such as "items", stand on this very page."""
        return self.is_whole and parts in HELD[self.at]

    def part(self, parts: str, identity: str) -> str:
        """A link to what the agenda page and a page of its own are about: the former's part from inside it."""
        return f"#{FRAGMENTS[parts]}-{identity}" if self.holds(parts) else self.page(parts, identity)

    def form(self, extension: str, *parts: str) -> str:
        """The absolute address of another form of the meeting, such as "ics", or of one of its parts; "" of a draft."""
        if self.is_draft:
            return ""
        is_first = self.reader.language == self.view.meeting.language
        query = [] if is_first or extension not in IN_ONE_LANGUAGE else [("lang", self.reader.language)]
        if extension in FOR_READING:
            query += [*([("tz", self.reader.zone)] if self.reader.zone else []), *selection_query(self.selection)]
        return "/".join([self.reader.address, *self.root, *parts]) + f".{extension}" + query_string(query)

    def calendar(self, *parts: str) -> str:
        """The absolute address of a feed: of the meeting, or such as calendar("phases", "hybrid").

        "" for a part of an old revision, which has none.
        """
        return "" if parts and self.revision is not None else self.form("ics", *parts)

    def webcal(self, *parts: str) -> str:
        """The feed's address as calendars subscribe to it; "" for an old revision, which will not change."""
        return "" if self.is_alone else re.sub(r"\Ahttps?:", "webcal:", self.calendar(*parts))

    # Where everything stands.

    @cached_property
    def items(self) -> Mapping[str, tuple[str, AgendaItem]]:
        """Each item with its number, by id, in the order of the agenda."""
        return {item.id: (number, item) for number, item in numbered(self.view.meeting.items)}

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Each person by id."""
        return {person.id: person for person in self.view.meeting.people}

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Each paper by id."""
        return {document.id: document for document in self.view.meeting.documents}

    @cached_property
    def venues(self) -> Mapping[str, Venue]:
        """Each venue by id."""
        return {venue.id: venue for venue in self.view.meeting.venues}

    @cached_property
    def rooms(self) -> Mapping[str, tuple[Room, Venue]]:
        """Each room with its venue, by the room's id."""
        return {room.id: (room, venue) for venue in self.view.meeting.venues for room in venue.rooms}

    @cached_property
    def sessions(self) -> Mapping[str, tuple[Session, Phase]]:
        """Each sitting with its phase, by the sitting's id."""
        return {session.id: (session, phase) for phase in self.view.meeting.phases for session in phase.sessions}

    @cached_property
    def places(self) -> Mapping[Key, Place]:
        """Every object of the view by its key."""
        return index(self.view.meeting)

    def actions(self, item: AgendaItem) -> str:
        """What is asked of delegates on an item: "for discussion and decision"."""
        return self.list_of(self.words.actions[action] for action in item.action)

    def heading(self, identity: str) -> Heading | None:
        """An item by id as others name it; None where the view does not hold it."""
        return self._headings.get(identity)

    @cached_property
    def _headings(self) -> Mapping[str, Heading]:
        return {
            identity: Heading(number, self.phrase(item.title), self.part("items", identity), self.actions(item))
            for identity, (number, item) in self.items.items()
        }

    def headings(self, identities: Iterable[str]) -> tuple[Heading, ...]:
        """The items that the view holds of these ids."""
        return tuple(heading for identity in identities if (heading := self.heading(identity)))

    def who(self, identity: str | None, role: Text | None = None) -> Who | None:
        """Somebody by id as a chair or speaker; None where the view does not hold them."""
        person = self.people.get(identity or "")
        if person is None:
            return None
        return Who(
            name=self.phrase(person.name),
            affiliation=self.phrase(person.affiliation),
            href=self.part("people", person.id),
            role=self.phrase(role),
            title=self.phrase(person.title),
        )

    def body_name(self, acronym: str) -> str:
        """A body that others refer to: its acronym, or its name where it has no shorter one ("Council")."""
        body = self.view.meeting.body
        for parent in body.reports_to if body else ():
            if parent.acronym == acronym and parent.name and acronym in parent.name.values():
                return self.phrase(parent.name).plain
        return acronym

    def session_anchor(self, session: Session) -> Anchor:
        """A link to a sitting's own page."""
        return Anchor(self.page("sessions", session.id), self.phrase(session.title))

    def phase_anchor(self, phase: Phase) -> Anchor:
        """A link to a phase."""
        return Anchor(self.part("phases", phase.id), self.phrase(phase.title))

    def site(self, venue: Venue) -> Site:
        """A venue with its rooms."""
        rooms = tuple(self.hall(room) for room in venue.rooms)
        return Site(self.phrase(venue.name), venue.address or "", venue.time_zone or "", rooms)

    def hall(self, room: Room) -> Hall:
        """A room of a venue."""
        capacity = room.capacity
        seats = "" if capacity is None else self.ngettext("%(count)s seat", "%(count)s seats", capacity)
        return Hall(self.phrase(room.name), seats, self.page("rooms", room.id))


def query_string(query: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    """ "?lang=fr&tz=Asia/Seoul"; "" for no keys."""
    return "?" + urlencode(query, safe="/") if query else ""


def language_alone(tag: str, language: str) -> str:
    """The name of a tag's primary language in `language`, with the tag behind it; the tag where it has none."""
    name = locale_of(language).languages.get(tag.partition("-")[0])
    if not name:
        return tag
    return str(name) if "-" not in tag else f"{name} ({tag})"
