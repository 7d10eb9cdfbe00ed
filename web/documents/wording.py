"""Sentences and lines that Word documents and plain text both say, in the reader's language.

A line is a tuple of pieces, words of the interface and phrases of the meeting, so that each can be marked as such.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from agenda.text import UNPRINTABLE
from web.pages.phrases import BIDI_CONTROLS, Phrase
from web.pages.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.pages.context import AgendaPage, Reader
    from web.pages.parts import Business, Clock, Due, Hall, Heading, Paper, Result, Sitting, Stage, Times, Who

Words = tuple[Phrase | str, ...]
Piece = TypeVar("Piece")
BLANKS = re.compile(r"[ \t\r\n\x85\u2002\u2003\u2028\u2029]+")


@dataclass(frozen=True)
class Told:
    """A meeting's agenda and who reads it."""

    page: AgendaPage
    reader: Reader

    def gettext(self, message: str) -> str:
        """The interface's string for an English one."""
        return self.reader.translations.gettext(message)

    def label(self, words: str) -> str:
        """ "Venue:"."""
        return self.gettext("%(label)s:") % {"label": words}

    @property
    def legend(self) -> str:
        """What the order of business is worth."""
        return self.gettext("The order of business is an advance indication; outcomes are the record of what was done.")

    def minutes(self, count: int) -> str:
        """ "90 minutes"."""
        return self.reader.translations.ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}

    @cached_property
    def named_zones(self) -> str:
        """The zones of the places: "Europe/Brussels", "America/Toronto and Europe/Zurich"."""
        return listed(self.reader.translations, [zone for zone, _ in self.page.clocks.venue])

    @cached_property
    def clock_sentences(self) -> tuple[str, ...]:
        """Whose clocks the document tells: first the place's, then the reader's where one was chosen."""
        _ = self.gettext
        if not self.page.clocks.venue:
            return ()
        told = [_("All times are those of the place of the meeting: %(zones)s.") % {"zones": self.named_zones}]
        if zone := self.reader.zone:
            told.append(_("Where they differ, the times in %(zone)s stand beside them.") % {"zone": zone})
        return tuple(told)

    @cached_property
    def publication(self) -> str:
        """ "Revision 3, published 1 November 2022, 10:12 UTC"."""
        head, _ = self.page.head, self.gettext
        said = (_("published"), head.published.text) if head.published else (_("not published"),)
        return f"{head.revision}, {' '.join(said)}"

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What is to be known before anything else: that this is an old revision, or a part of the agenda."""
        banner, find = self.page.banner, self.page.find
        told = [f"{banner.title}. {banner.detail}"] if banner else []
        if find and find.is_active:
            chosen = "; ".join(f"{chip.kind}: {chip.label.plain}" for chip in find.chips)
            told.append(self.gettext("This is a part of the agenda: %(selection)s.") % {"selection": chosen})
            told += [said for said in (find.nothing or find.counts,) if said]
        return tuple(told)

    @cached_property
    def body(self) -> Words:
        """ "Permanent Technical Committee (PTC)"."""
        head = self.page.head
        if head.body is None:
            return ()
        return (head.body, f" ({head.acronym})") if head.acronym else (head.body,)

    @cached_property
    def reports_to(self) -> Words:
        """ "reports to Permanent Technical Committee (PTC), Council"."""
        said: list[Phrase | str] = []
        for parent in self.page.head.parents:
            said += [", "] if said else [self.gettext("reports to"), " "]
            is_named = parent.name and parent.name.text != parent.acronym
            said += [parent.name, f" ({parent.acronym})"] if is_named else [parent.acronym]
        return tuple(said)

    def second(self, times: Times) -> Clock | None:
        """The reader's clock, where they chose one and it says something else."""
        return times.reader if self.reader.zone and not times.reader.is_same else None

    def place_of(self, sitting: Sitting) -> Words:
        """ "Room 1, Conference Centre"."""
        room = sitting.room.name if sitting.room else None
        return joined([(part,) for part in (room, sitting.venue) if part], ", ")

    def facts(self, sitting: Sitting) -> Words:
        """Where a sitting is, of what kind, who chairs it, in which languages, for how many and for whom."""
        _ = self.gettext
        chair: Words = (_("Chair:"), " ", *who(sitting.chair)) if sitting.chair else ()
        without = f" ({sitting.not_interpreted})" if sitting.not_interpreted else ""
        spoken = f" {sitting.interpretation}{without}"
        interpretation: Words = (_("Interpretation:"), spoken) if sitting.interpretation else ()
        others = [(fact,) for fact in (sitting.length, sitting.expected, sitting.audience)]
        return joined([self.place_of(sitting), (sitting.kind,), chair, interpretation, *others])

    def due_facts(self, due: Due) -> Words:
        """What kind of deadline it is, for which items, when in the phase, and for whom."""
        items = f"{due.items_label} {', '.join(item.number for item in due.items)}" if due.items else ""
        return joined([(due.kind,), (items,), (due.position,), (due.audience,)])

    def terms(self, stage: Stage) -> tuple[tuple[str, Words, str], ...]:
        """Where a phase takes place, by which clock, and whether it decides: label, words, and an address or ""."""
        _ = self.gettext
        zone = " ".join([f"{stage.zone.name} ({stage.zone.names}).", *stage.zone.changes])
        decides = _("may be taken") if stage.has_decisions else _("none are taken in this phase")
        place: Words = ()
        if site := stage.site:
            place = joined([(site.name,), (site.address,), joined([hall_name(hall) for hall in site.rooms], ", ")])
        platform: Words = (stage.platform,) if stage.platform else ()
        terms = (
            (_("Venue"), place, ""),
            (_("Platform"), platform, stage.platform_href),
            (_("Time zone"), (zone,), ""),
            (_("Decisions"), (decides,), ""),
        )
        return tuple(term for term in terms if term[1])

    def item_facts(self, item: Business) -> Words:
        """What is asked on an item, its category, and for whom it is."""
        category: Words = (self.gettext("Category"), " ", item.category) if item.category else ()
        return joined([(item.actions,), category, (item.audience,)])


def joined(lines: Iterable[tuple[Piece | str, ...]], separator: str = " · ") -> tuple[Piece | str, ...]:
    """The lines that say something as one, with a separator between them."""
    said: list[Piece | str] = []
    for line in lines:
        if any(line):
            said += [separator, *line] if said else line
    return tuple(said)


def one_line(text: str) -> str:
    """The text on one line, without characters that control terminals or the direction of writing."""
    return BLANKS.sub(" ", UNPRINTABLE.sub("", text).translate(BIDI_CONTROLS)).strip()


def plain(words: Words) -> str:
    """A line as a string, what directs writing taken out."""
    return "".join(word.plain if isinstance(word, Phrase) else word for word in words)


def hours_of(clock: Clock) -> str:
    """ "10:00–13:00", or "01:30 CEST–03:00" where the zone changes in between."""
    start = " ".join(part for part in (clock.start.text, clock.start.note) if part)
    return f"{start}–{clock.end.text}" if clock.end else start


def rest_of(clock: Clock) -> str:
    """What stands after the hours: " (+1 day) CET, +1 day"."""
    end = f" ({clock.end.note})" if clock.end and clock.end.note else ""
    return f"{end} {clock.zone}{f', {clock.shift}' if clock.shift else ''}"


def step_hour(clock: Clock) -> str:
    """The hour of a step: "10:30", with its zone and day where they are not those of the sitting."""
    return " ".join(part for part in (clock.start.text, clock.start.note, clock.shift) if part)


def who(one: Who) -> Words:
    """ "Ms Kim, Republic of Korea (Vice-Chair)"."""
    named = joined([(one.name,), (one.affiliation,)], ", ")
    return (*named, " (", one.role, ")") if one.role else named


def hall_name(hall: Hall) -> Words:
    """ "Room 1 (200 seats)"."""
    return (hall.name, f" ({hall.capacity})") if hall.capacity else (hall.name,)


def heading_of(item: Heading | Business) -> Words:
    """ "2.1 Work programme"."""
    return (f"{item.number}\u2002", item.title)


def paper_name(paper: Paper) -> Words:
    """ "PC0602E1, Draft report (Rev. 2)"."""
    named = joined([(paper.symbol,), (paper.title,)], ", ")
    return (*named, f" ({paper.edition})") if paper.edition else named


def decided_in(result: Result) -> Words:
    """Where and when something was decided: "Third sitting, 17 November 2022"."""
    return joined([(result.session.text,) if result.session else (), (result.date,)], ", ")


def absolute(href: str) -> str:
    """An address that leads out of the document; "" for one of the site's own places."""
    return "" if href.startswith(("/", "#")) else href
