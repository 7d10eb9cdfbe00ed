"""What templates of the public pages get: frozen dataclasses, every word already in the reader's language.

Three come from outside (`Edition`, `Reader`, `ListedMeeting`); the rest are made by the modules beside this one out of
`parts` and `phrases`. Every template sees one of the classes named …Page as `page`, and gettext as `_`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from web.translations import SOURCE_LANGUAGE

if TYPE_CHECKING:
    import gettext
    from collections.abc import Mapping
    from datetime import date, datetime

    from markupsafe import Markup

    from agenda.meeting import Body
    from agenda.text import Text
    from agenda.tree import Key
    from web.pages.change_groups import Group
    from web.pages.choices import Offer
    from web.pages.codes import Code
    from web.pages.comparing import Compare, Compared
    from web.pages.looking import Find, Way
    from web.pages.parts import (
        Business,
        Hall,
        Heading,
        Hour,
        LabelledLink,
        Paper,
        Parent,
        Participant,
        Site,
        Sitting,
        Stage,
    )
    from web.pages.phrases import Phrase, Prose
    from web.pages.since import Since
    from web.pages.timeline_parts import Timeline


@dataclass(frozen=True)
class Edition:
    """Which publication a page shows; `published_at` is in UTC, None for a draft, of which `number` is the version.

    For one that is shown as it was, `present` is the number of the last one; for that one `changed` says of phases,
    sittings and deadlines in which revision what its readers are told of them last changed.
    """

    number: int
    published_at: datetime | None
    message: str = ""
    present: int | None = None
    changed: Mapping[Key, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reader:
    """Who reads a page.

    `language` is the BCP 47 tag asked for; `zone` an IANA zone, or None where none was chosen; `address` the absolute
    address of the meeting's page, without extension or query; `home` the path of the list of meetings.
    """

    language: str
    zone: str | None
    address: str
    translations: gettext.NullTranslations
    home: str = "/"

    @cached_property
    def interface(self) -> str:
        """The language that `translations` speak, which may be another than `language`."""
        info: dict[str, str] = self.translations.info()
        return info.get("language", SOURCE_LANGUAGE).replace("_", "-")

    @cached_property
    def path(self) -> str:
        """The path of `address`, for links inside the site."""
        return urlsplit(self.address).path


@dataclass(frozen=True)
class ListedMeeting:
    """One published meeting of the list; `start` and `end` are its first and last day, both inclusive."""

    slug: str
    title: Text
    start: date
    end: date
    body: Body | None = None
    symbol: Text | None = None
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True)
class LanguageChoice:
    """One entry of the language switch."""

    language: str
    name: str
    href: str
    direction: str
    is_current: bool


@dataclass(frozen=True)
class ZoneGroup:
    """Zones of one region: pairs of IANA name and what the list shows."""

    region: str
    zones: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Clocks:
    """How times are to be read: the phases' zones, the reader's, and what else may be chosen.

    `device` is the address of the page without a chosen zone; "" where none is chosen.
    """

    venue: tuple[tuple[str, tuple[Phrase, ...]], ...]
    reader: str
    is_chosen: bool
    action: str
    keep: tuple[tuple[str, str], ...]
    groups: tuple[ZoneGroup, ...]
    device: str


@dataclass(frozen=True)
class Form:
    """The same in another form: its media type, a title, and its address."""

    media_type: str
    title: str
    href: str


@dataclass(frozen=True)
class Frame:
    """What every page has around its contents; `running_head` and the rest are for the printed margins.

    `data` is a block of JSON-LD for search engines, safe to stand in a script element. `revision` is the number of
    the last one where the page shows it, `live` the path where the next one is heard of, `words` what the script says
    by their names, and `changes` where readers learn what changed; else these are empty. `languages` are those
    of the contents, `others` those in which the page itself can be read.
    """

    language: str
    direction: str
    title: str
    home: str
    stylesheet: str
    script: str = ""
    languages: tuple[LanguageChoice, ...] = ()
    canonical: str = ""
    calendars: tuple[tuple[str, str], ...] = ()
    forms: tuple[Form, ...] = ()
    data: Markup | str = ""
    running_head: str = ""
    running_note: str = ""
    place: tuple[str, str, str] = ("", " / ", "")
    chosen_zone: str = ""
    revision: str = ""
    live: str = ""
    words: tuple[tuple[str, str], ...] = ()
    changes: str = ""
    others: tuple[LanguageChoice, ...] = ()


@dataclass(frozen=True)
class Head:
    """The head of a meeting's pages; what a draft does not have yet is None or ""."""

    title: Phrase
    symbol: Phrase | None
    body: Phrase | None
    acronym: str
    parents: tuple[Parent, ...]
    dates: str
    revision: str
    published: Hour | None
    message: str
    href: str
    webcal: str
    download: str
    changes: str
    code: Code | None = None


@dataclass(frozen=True)
class Banner:
    """What is said over a revision that is shown as it was, with the address of the present one."""

    title: str
    detail: str
    present: str
    link: str


@dataclass(frozen=True)
class AgendaPage:
    """The agenda of a meeting, as it is or with a `banner` as it was: all of it, or in the reading named `at`.

    `find` is the form that looks for something in it (None of a draft), `readings` and `forms` lead to it otherwise.
    `since` is what changed since a revision that the reader named.
    """

    frame: Frame
    head: Head
    banner: Banner | None
    description: Prose | None
    contact: Prose | None
    links: tuple[LabelledLink, ...]
    clocks: Clocks
    phases: tuple[Stage, ...]
    items: tuple[Business, ...]
    people: tuple[Participant, ...]
    papers: tuple[Paper, ...]
    sites: tuple[Site, ...]
    offer: Offer | None
    choose_action: str
    at: str
    has_overview: bool
    timeline: Timeline | None
    find: Find | None
    readings: tuple[Way, ...]
    forms: tuple[Way, ...]
    since: Since | None


@dataclass(frozen=True)
class PhasePage:
    """One phase of a meeting."""

    frame: Frame
    head: Head
    clocks: Clocks
    phase: Stage


@dataclass(frozen=True)
class SessionPage:
    """One sitting of a meeting, with the phase it belongs to."""

    frame: Frame
    head: Head
    clocks: Clocks
    phase: Stage
    sitting: Sitting
    webcal: str
    download: str


@dataclass(frozen=True)
class ItemPage:
    """One agenda item: the items it stands under, its papers, its children, and what each phase does with it."""

    frame: Frame
    head: Head
    clocks: Clocks
    item: Business
    above: tuple[Heading, ...]
    children: tuple[Business, ...]
    papers: tuple[Paper, ...]
    phases: tuple[Stage, ...]
    webcal: str
    download: str


@dataclass(frozen=True)
class PersonPage:
    """Somebody, and the sittings that they chair or speak in."""

    frame: Frame
    head: Head
    clocks: Clocks
    person: Participant
    phases: tuple[Stage, ...]
    webcal: str
    download: str


@dataclass(frozen=True)
class RoomPage:
    """A room, its venue, and its sittings by day."""

    frame: Frame
    head: Head
    clocks: Clocks
    room: Hall
    site: Site
    phases: tuple[Stage, ...]
    webcal: str
    download: str


@dataclass(frozen=True)
class ChangedEdition:
    """What one revision changed; `note` says it where there is nothing to tell, `tag` that it is the present one.

    `href` leads to its `page`, `since` to the present agenda with all that changed after it marked.
    """

    number: int
    title: str
    tag: str
    published: Hour
    message: str
    href: str
    page: str
    since: str
    groups: tuple[Group, ...]
    note: str


@dataclass(frozen=True)
class ChangesPage:
    """What each revision changed, newest first, or a `comparison` of two; `older` and `newer` lead on, or are empty."""

    frame: Frame
    head: Head
    compare: Compare | None
    comparison: Compared | None
    editions: tuple[ChangedEdition, ...]
    older: str
    newer: str
    atom: str


@dataclass(frozen=True)
class Row:
    """One meeting of the list."""

    href: str
    title: Phrase
    symbol: Phrase | None
    body: Phrase | None
    dates: str
    start: str


@dataclass(frozen=True)
class ListingPage:
    """The published meetings by year, latest first."""

    frame: Frame
    years: tuple[tuple[str, tuple[Row, ...]], ...] = ()


@dataclass(frozen=True)
class ProblemPage:
    """What went wrong and what to do; `mark` is the id under which the log says more, "" where it does not."""

    frame: Frame
    status: int
    title: str
    detail: str
    mark: str = ""
