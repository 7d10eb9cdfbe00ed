"""What a reader looks for in a view of a meeting: by phase, day, item, person, room, audience and words.

Within one of these any of the given ones will do; what is shown meets all that are given. It looks at the view alone,
so that what is closed is found by nothing but what the view says of it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

from agenda.numbering import family, numbered, with_numbers
from agenda.personal import MOST_PICKS, Picks
from agenda.reduction import items_named, people_named, pruned
from agenda.schedule import due_wall_clock
from agenda.wording import folded, written_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from agenda.audiences import View
    from agenda.meeting import Meeting
    from agenda.phase import Deadline, Outcome, Phase
    from agenda.session import Session

ALL = "public"
"""Among `audiences`: what is open to all."""
LASTING = ("phases", "items", "people", "rooms")
"""What a personal feed can follow, so that sittings added later come into it too."""


@dataclass(frozen=True)
class Selection:
    """What to show: ids, days on the phase's calendar, and words that must all occur; nothing at all is everything."""

    phases: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    items: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    words: str = ""

    def __bool__(self) -> bool:
        return any(self.given)

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The names of what is given."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))


EVERYTHING = Selection()


def selected(view: View, selection: Selection) -> View:
    """The view with the phases, sittings, deadlines and outcomes that meet the selection, and whatever they name.

    Every reference still leads on, and numbers of items stay as they are. Where nothing meets it there are no phases.
    """
    return replace(view, meeting=_Finding(view, selection).meeting()) if selection else view


def items_met(view: View, selection: Selection) -> frozenset[str]:
    """The ids of the items that a selection is about: those it gives, that hold its words, that come up in the rest."""
    ids = frozenset(item.id for _, item in numbered(view.meeting.items))
    if not selection:
        return ids
    finding = _Finding(view, selection)
    met = {one for one in ids if (not selection.items or one in finding.items) and finding.item_says(one)}
    rest = replace(selection, items=(), words="")
    if rest:
        met &= {item for phase in selected(view, rest).meeting.phases for item in items_named(phase)}
    return frozenset(met)


def picks_of(view: View, selection: Selection) -> Picks | None:
    """What a personal feed picks to hold what is shown; None where that is nothing, or more than it may pick.

    What is selected by one lasting thing alone is that thing, so that later sittings come too; else the sittings.
    """
    if is_lasting(selection):
        (name,) = selection.given
        known = tuple(one for one in getattr(selection, name) if one in _ids(view.meeting, name))
        return Picks(**{name: known}) if known else None
    sessions = tuple(session.id for phase in selected(view, selection).meeting.phases for session in phase.sessions)
    if not selection:
        return Picks()
    return Picks(sessions=sessions) if 0 < len(sessions) <= MOST_PICKS else None


def is_lasting(selection: Selection) -> bool:
    """Whether a personal feed can follow the selection itself, not only the sittings that it finds now."""
    return len(selection.given) == 1 and selection.given[0] in LASTING


def _ids(meeting: Meeting, name: str) -> set[str]:
    """The ids of the meeting that may be given in a list of `LASTING`."""
    if name == "items":
        return {item.id for _, item in numbered(meeting.items)}
    if name == "rooms":
        return {room.id for venue in meeting.venues for room in venue.rooms}
    return {one.id for one in getattr(meeting, name)}


class _Finding:
    """The work of one `selected`."""

    def __init__(self, view: View, selection: Selection) -> None:
        self.view, self.selection = view, selection
        self.words = [word for word in folded(selection.words).split() if word]
        self.by_id = {item.id: (number, item) for number, item in numbered(view.meeting.items)}
        self.items = {
            below.id for _, item in self.by_id.values() if item.id in selection.items for below in family(item)
        }
        self.people = {person.id: person for person in view.meeting.people}
        self.papers = {paper.id: paper for paper in view.meeting.documents}
        self.rooms = {room.id: (room, venue) for venue in view.meeting.venues for room in venue.rooms}

    def meeting(self) -> Meeting:
        meeting = self.view.meeting
        phases = tuple(kept for phase in meeting.phases if (kept := self._phase(phase)))
        named = {item for phase in phases for item in items_named(phase)}
        items = pruned(with_numbers(meeting.items), named)
        papers = {paper for _, item in numbered(items) for paper in item.documents}
        people = {person for phase in phases for person in people_named(phase)}
        rooms = {session.room for phase in phases for session in phase.sessions}
        venues = {phase.venue for phase in phases} | {self.rooms[room][1].id for room in rooms if room in self.rooms}
        return meeting.model_copy(
            update={
                "phases": phases,
                "items": items,
                "documents": tuple(one for one in meeting.documents if one.id in papers),
                "people": tuple(one for one in meeting.people if one.id in people),
                "venues": tuple(one for one in meeting.venues if one.id in venues),
            }
        )

    def _phase(self, phase: Phase) -> Phase | None:
        """The phase with what meets the selection in it; None where neither it nor anything in it does."""
        if self.selection.phases and phase.id not in self.selection.phases:
            return None
        sessions = tuple(session for session in phase.sessions if self._meets(session))
        deadlines = tuple(deadline for deadline in phase.deadlines if self._is_due(deadline))
        outcomes = tuple(self._outcomes(phase, {session.id for session in sessions}))
        items = tuple(item for item in phase.items if self._is_open(phase, item))
        if not (sessions or deadlines or outcomes or items or self._is_itself(phase)):
            return None
        update = {"sessions": sessions, "deadlines": deadlines, "outcomes": outcomes, "items": items}
        return phase.model_copy(update=update)

    def _meets(self, session: Session) -> bool:
        wanted = self.selection
        return (
            self._is_on(session.start.date() if session.start else None)
            and (not wanted.rooms or session.room in wanted.rooms)
            and self._is_for(session.audience, is_closed=session.id in self.view.closed)
            and self._names(slot.item for slot in session.slots)
            and (not wanted.people or not set(_people_of(session)).isdisjoint(wanted.people))
            and self._says(*self._words_of(session))
        )

    def _is_due(self, deadline: Deadline) -> bool:
        return (
            not (self.selection.people or self.selection.rooms)
            and self._is_on(due_wall_clock(deadline).date())
            and self._is_for(deadline.audience)
            and self._names(deadline.items)
            and self._says(deadline.title, *(word for item in deadline.items for word in self._words_of_item(item)))
        )

    def _is_itself(self, phase: Phase) -> bool:
        """Whether the phase is shown for what it is, whatever is in it."""
        return self._has_whole(phase) and not self.selection.items and self._says(*_words_of_phase(phase))

    def _is_open(self, phase: Phase, item: str) -> bool:
        """Whether an item that is open in the phase is among what is shown."""
        said = (*_words_of_phase(phase), *self._words_of_item(item))
        return self._has_whole(phase) and self._names([item]) and self._says(*said)

    def _has_whole(self, phase: Phase) -> bool:
        """Whether what is in the phase throughout, in no sitting, can meet the selection."""
        wanted = self.selection
        is_on = not wanted.days or any(phase.start <= day <= phase.end for day in wanted.days)
        return is_on and not (wanted.people or wanted.rooms) and self._is_for(None)

    def _outcomes(self, phase: Phase, kept: set[str]) -> Iterable[Outcome]:
        """Those of sittings that are shown; and of others where they meet the selection, without saying of which."""
        for outcome in phase.outcomes:
            if outcome.session in kept:
                yield outcome
            elif self._is_decided(outcome):
                yield outcome.model_copy(update={"session": None})

    def _is_decided(self, outcome: Outcome) -> bool:
        return (
            not (self.selection.people or self.selection.rooms)
            and self._is_on(outcome.on)
            and self._is_for(None)
            and self._names([outcome.item])
            and self._says(outcome.note, *self._words_of_item(outcome.item))
        )

    # What each option asks.

    def _is_on(self, day: date | None) -> bool:
        return not self.selection.days or day in self.selection.days

    def _is_for(self, audience: Sequence[str] | None, *, is_closed: bool = False) -> bool:
        wanted = self.selection.audiences
        if not wanted:
            return True
        is_for_all = audience is None and not is_closed
        return (ALL in wanted and is_for_all) or not set(audience or ()).isdisjoint(wanted)

    def _names(self, items: Iterable[str | None]) -> bool:
        return not self.selection.items or any(item in self.items for item in items)

    def _says(self, *texts: object) -> bool:
        return not self.words or written_in(texts, self.words)

    def item_says(self, identity: str) -> bool:
        """Whether the words occur in an item: its number, titles, annotation and papers."""
        return self._says(self.by_id[identity][1].description, *self._words_of_item(identity))

    # What is said of each.

    def _words_of_item(self, identity: str | None) -> Iterable[object]:
        if identity not in self.by_id:
            return
        number, item = self.by_id[identity]
        yield from (number, item.title)
        for paper in item.documents:
            if paper in self.papers:
                yield from (self.papers[paper].symbol, self.papers[paper].title)

    def _words_of(self, session: Session) -> Iterable[object]:
        yield from (session.title, session.description, session.notice)
        for slot in session.slots:
            yield slot.title
            yield from self._words_of_item(slot.item)
        for person in _people_of(session):
            if person in self.people:
                yield from (self.people[person].name, self.people[person].affiliation)
        if session.room in self.rooms:
            room, venue = self.rooms[session.room]
            yield from (room.name, venue.name)


def _people_of(session: Session) -> Iterable[str]:
    yield from (session.chair,) if session.chair else ()
    yield from (speaker.person for slot in session.slots for speaker in slot.speakers)


def _words_of_phase(phase: Phase) -> tuple[object, ...]:
    return (phase.title, phase.description, phase.platform.name if phase.platform else None)
