"""The parts of an agenda that templates print: phases, sittings, steps, items, outcomes, papers, people.

Strings are of the interface, in the reader's language; a `Phrase` is text of the meeting itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.pages.looking import Board
    from web.pages.phrases import Phrase, Prose


@dataclass(frozen=True)
class Hour:
    """A moment on one clock: `iso` for machines, `text` such as "10:00", `note` what differs ("+1 day", "CEST")."""

    iso: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Clock:
    """A span, or with no `end` a moment, on a named clock.

    `zone` is the name at that instant ("CET", "UTC+03:00"), `shift` how its day differs from the venue's ("+1 day").
    `day` is the venue's day, from which a script can count; `is_same` says that it repeats the venue's clock.
    """

    start: Hour
    end: Hour | None
    zone: str
    day: str
    shift: str = ""
    is_same: bool = False


@dataclass(frozen=True)
class Times:
    """One span on the venue's clock and on the reader's."""

    venue: Clock
    reader: Clock


@dataclass(frozen=True)
class Anchor:
    """A link inside the site: an address and what it says."""

    href: str
    text: Phrase


@dataclass(frozen=True)
class NamedZone:
    """An IANA zone as used in a phase: its names there, and a sentence for each clock change inside."""

    name: str
    names: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentLanguage:
    """One language of a paper: its address, tag, and name for readers."""

    href: str
    language: str
    name: str


@dataclass(frozen=True)
class Paper:
    """A document; `edition` is such as "Rev. 2", `missing` says which of the meeting's languages it is not in."""

    id: str
    symbol: Phrase
    title: Phrase
    edition: str
    languages: tuple[DocumentLanguage, ...]
    missing: str = ""


@dataclass(frozen=True)
class Heading:
    """An agenda item as others name it."""

    number: str
    title: Phrase
    href: str
    actions: str = ""


@dataclass(frozen=True)
class Who:
    """Somebody who chairs or speaks: `role` and `affiliation` may be empty."""

    name: Phrase
    affiliation: Phrase
    href: str
    role: Phrase
    title: Phrase


@dataclass(frozen=True)
class Step:
    """One row of a running order; `hours` are the venue's and the reader's, None where nothing is planned."""

    kind: str
    times: Times | None
    title: Phrase | str
    item: Heading | None
    minutes: int | None
    speakers: tuple[Who, ...]
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Join:
    """A way to take part; `features` in words, `audience` whom it is for."""

    label: Phrase
    href: str
    features: str
    audience: str


@dataclass(frozen=True)
class Result:
    """An outcome: what was done with which item, where; `result` as the meeting file says it."""

    item: Heading
    words: str
    result: str
    note: Prose | None
    session: Anchor | None
    date: str


@dataclass(frozen=True)
class Sitting:
    """A session; `tags` are words such as "Cancelled"; `is_off` says that its hours no longer stand.

    `start` and `end` are its instants for the script, `changed` the revision in which it last changed (0: not known);
    `mark` says what is new of it since a revision that the reader named, as it does of phases, deadlines and items.
    `not_interpreted` names the languages of the meeting that it is not interpreted into, where it is into others.
    """

    id: str
    title: Phrase
    href: str
    day: str
    times: Times | None
    length: str
    is_off: bool
    tags: tuple[str, ...]
    kind: str
    room: Hall | None
    venue: Phrase | None
    expected: str
    chair: Who | None
    interpretation: str
    join: tuple[Join, ...]
    recording: str
    source: str
    notice: Phrase | None
    description: Prose | None
    audience: str
    steps: tuple[Step, ...]
    has_hours: bool
    results: tuple[Result, ...] = ()
    start: str = ""
    end: str = ""
    changed: int = 0
    not_interpreted: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Day:
    """The sittings of one day of a phase, by time; `board` is the day at a glance where several run at once."""

    iso: str
    title: str
    short: str
    sittings: tuple[Sitting, ...]
    board: Board | None = None


@dataclass(frozen=True)
class Due:
    """A deadline; `day` is its date in words, `position` which day of the phase it is, `instant` is for the script."""

    id: str
    title: Phrase
    kind: str
    day: str
    times: Times
    position: str
    audience: str
    items_label: str
    items: tuple[Heading, ...]
    instant: str = ""
    changed: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Hall:
    """A room: its name, how many people it seats, and its page."""

    name: Phrase
    capacity: str
    href: str


@dataclass(frozen=True)
class Site:
    """A venue with its rooms."""

    name: Phrase
    address: str
    zone: str
    rooms: tuple[Hall, ...]


@dataclass(frozen=True)
class Stage:
    """A phase with everything in it; `warning` is a sentence where its dates do not stand.

    `start` and `end` are the instants at which its first day begins and its last is over.
    """

    id: str
    title: Phrase
    href: str
    kind: str
    status: str
    is_off: bool
    warning: str
    window: str
    dates: str
    length: str
    contents: str
    zone: NamedZone
    site: Site | None
    platform: Phrase | None
    platform_href: str
    has_decisions: bool
    description: Prose | None
    items: tuple[Heading, ...]
    deadlines: tuple[Due, ...]
    days: tuple[Day, ...]
    unscheduled: tuple[Sitting, ...]
    results: tuple[Result, ...]
    webcal: str
    download: str
    deadlines_webcal: str
    start: str = ""
    end: str = ""
    changed: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Event:
    """One thing that happens to an item in a phase: words, a link, when; `tag` says that it does not stand."""

    words: str
    place: Anchor | None
    when: str
    tag: str = ""


@dataclass(frozen=True)
class Chapter:
    """What one phase does with an item; `next` is the one that takes up what it left open."""

    phase: Anchor
    events: tuple[Event, ...]
    results: tuple[Result, ...]
    next: Anchor | None = None


@dataclass(frozen=True)
class Business:
    """An agenda item with its annotation, papers and story; `depth` counts from 0, `level` is its heading's."""

    id: str
    number: str
    title: Phrase
    href: str
    depth: int
    level: int
    actions: str
    category: Phrase | None
    description: Prose | None
    audience: str
    follows: Anchor | None
    papers: tuple[Paper, ...]
    story: tuple[Chapter, ...]
    mark: str = ""


@dataclass(frozen=True)
class Participant:
    """A person, a delegation or an office."""

    id: str
    name: Phrase
    href: str
    title: Phrase
    affiliation: Phrase
    country: str
    zone: str


@dataclass(frozen=True)
class LabelledLink:
    """A link that the meeting itself gives."""

    label: Phrase
    href: str


@dataclass(frozen=True)
class Parent:
    """A body that the meeting's body reports to."""

    acronym: str
    name: Phrase
