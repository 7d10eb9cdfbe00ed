"""A meeting: the whole immutable tree that a meeting file describes."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from agenda.document import Document
from agenda.ids import Identifier
from agenda.item import AgendaItem
from agenda.noun import Languages, Line, Noun, Url, ZoneName
from agenda.people import Person
from agenda.phase import Phase
from agenda.place import Venue
from agenda.text import DEFAULT_LANGUAGE, Prose, Text

MOST_AUDIENCES = 6


class ParentBody(Noun):
    """A body that the meeting's body reports to."""

    acronym: Line
    name: Text | None = None


class Body(Noun):
    """The body that meets, and the chain it reports to, nearest first."""

    name: Text
    acronym: Line | None = None
    reports_to: tuple[ParentBody, ...] = ()


class Link(Noun):
    """A labelled address."""

    label: Text
    url: Url


class Audience(Noun):
    """A group of readers, such as Members; what names an audience is closed to all others."""

    noun: ClassVar[str] = "audience"

    id: Identifier
    name: Text


class Meeting(Noun):
    """A meeting; `languages` are BCP 47 tags, the first being that of plain strings; `uid` is minted at creation."""

    noun: ClassVar[str] = "meeting"
    children: ClassVar[dict[str, str]] = {
        "audiences": "audience",
        "venues": "venue",
        "people": "person",
        "documents": "document",
        "items": "item",
        "phases": "phase",
    }

    slug: Identifier
    uid: UUID | None = None
    title: Text
    symbol: Text | None = None
    body: Body | None = None
    time_zone: ZoneName
    languages: Languages = (DEFAULT_LANGUAGE,)
    description: Prose | None = None
    contact: Prose | None = None
    links: tuple[Link, ...] = ()
    audiences: Annotated[tuple[Audience, ...], Field(max_length=MOST_AUDIENCES)] = ()
    venues: tuple[Venue, ...] = ()
    people: tuple[Person, ...] = ()
    documents: tuple[Document, ...] = ()
    items: tuple[AgendaItem, ...] = ()
    phases: tuple[Phase, ...]

    @property
    def masthead(self) -> Meeting:
        """The meeting with its venues and the titles and dates of its phases, without what they hold."""
        bare = {"items": (), "deadlines": (), "sessions": (), "outcomes": ()}
        phases = tuple(phase.model_copy(update=bare) for phase in self.phases)
        return self.model_copy(update={"people": (), "documents": (), "items": (), "phases": phases})

    @property
    def language(self) -> str:
        """The meeting's first language, that of plain strings in its file."""
        return self.languages[0]
