"""Copying a whole meeting for another year: the plan is taken over, what became of it is left behind.

Dates. The earliest phase begins on the given date, and everything else moves by the same number of days: each phase
keeps its distance from the first in whole days, and its weekdays where the date has the weekday of the old one
(`same_weekday` proposes such a date). Wall clocks are kept, whatever the zone's clocks do between the two years. A
sitting that would have no time left between its start and end on the new day keeps its elapsed length instead; a wall
clock that does not exist there is left for the findings to tell.

Taken over: texts, languages, audiences, venues, people, items, papers and their addresses, phases, deadlines, and
sittings with their slots, rooms, people and length.

Left behind: outcomes; every status but confirmed; of sittings the notices, recordings, sources and join links, which
are last year's addresses; of papers the revision; of items what they followed. A new uid gives every entry a new UID
and no stamps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta, weekday

from agenda.edits.base import revised
from agenda.edits.clearing import readers_of, without_references
from agenda.edits.phases import shift
from agenda.edits.placing import on_another_day
from agenda.errors import InvalidEdit, InvalidInput, Problem
from agenda.ids import PATTERN
from agenda.item import AgendaItem, ItemOfMeeting
from agenda.numbering import family
from agenda.schedule import zone_of
from agenda.tree import find, walk, without

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date, timedelta
    from uuid import UUID

    from agenda.meeting import Meeting
    from agenda.phase import Phase, Result
    from agenda.session import Session

UNFINISHED: frozenset[Result] = frozenset({"continued", "deferred"})


@dataclass(frozen=True)
class Carried:
    """An item that a meeting did not finish with, and the last it did with it: "continued" or "deferred"."""

    item: str
    result: Result


@dataclass(frozen=True)
class Copied:
    """A meeting made from another, and those of its items that it takes up again from there."""

    meeting: Meeting
    carried: tuple[Carried, ...]


def same_weekday(day: date, *, years: int = 1) -> date:
    """The day nearest to that date `years` later which has the same weekday; of 29 February, nearest to the 28th."""
    return day + relativedelta(years=years, days=-3, weekday=weekday(day.weekday())(+1))


def first_day(meeting: Meeting) -> date | None:
    """The first day of its earliest phase; None where it has no phase."""
    return min((phase.start for phase in meeting.phases), default=None)


def unfinished_items(meeting: Meeting) -> tuple[Carried, ...]:
    """The items whose last outcome says that they go on, in the order of the agenda.

    Outcomes follow one another by the first day of their phase, then as they stand in the file.
    """
    last: dict[str, Result] = {}
    for phase in sorted(meeting.phases, key=lambda phase: phase.start):
        last |= {outcome.item: outcome.result for outcome in phase.outcomes}
    return tuple(Carried(item.id, last[item.id]) for item in _items_of(meeting) if last.get(item.id) in UNFINISHED)


def copy_meeting(
    meeting: Meeting, *, slug: str, start: date, uid: UUID, items: Collection[str] | None = None
) -> Copied:
    """The meeting as a plan for the time from `start` on, under a slug and uid of its own.

    `items` are the ids of those to keep, all where it is None; one is kept with all it stands below. What referred to
    the others is cleared as if they were removed. Items that are carried over say whom they follow. Raises InvalidInput
    with the pointer /slug or /start, and NotFound for an item that is not there.
    """
    if not PATTERN.match(slug):
        raise _refusal("/slug", f"“{slug}” is not an id; use up to 64 of a-z, 0-9 and hyphen")
    days = start - (first_day(meeting) or start)
    try:
        phases = tuple(_phase(meeting, phase, days) for phase in meeting.phases)
    except (InvalidEdit, OverflowError):
        raise _refusal("/start", "takes something out of the years 1900 to 2200; choose another") from None
    documents = tuple(document.model_copy(update={"revision": None}) for document in meeting.documents)
    copied = meeting.model_copy(update={"slug": slug, "uid": uid, "phases": phases, "documents": documents})
    copied = _with_items(copied, items)
    kept = {item.id for item in _items_of(copied)}
    carried = tuple(one for one in unfinished_items(meeting) if one.item in kept)
    return Copied(_following(copied, meeting.slug, {one.item for one in carried}), carried)


def _refusal(pointer: str, message: str) -> InvalidInput:
    return InvalidInput([Problem(pointer, message)])


def _items_of(meeting: Meeting) -> Iterator[AgendaItem]:
    return (place.value for place in walk(meeting) if isinstance(place.value, AgendaItem))


def _phase(meeting: Meeting, phase: Phase, days: timedelta) -> Phase:
    zone, language = zone_of(meeting, phase), meeting.language
    held = {
        "sessions": tuple(_session(session, days, zone, language) for session in phase.sessions),
        "deadlines": tuple(shift(deadline, days, "due", language=language) for deadline in phase.deadlines),
        "outcomes": (),
        "status": "confirmed",
    }
    return shift(phase, days, "start", "end", language=language).model_copy(update=held)


def _session(session: Session, days: timedelta, zone: str, language: str) -> Session:
    left_behind = dict.fromkeys(("status", "notice", "recording", "source", "join"))
    return revised(session, on_another_day(session, days, zone) | left_behind, language)


def _with_items(meeting: Meeting, chosen: Collection[str] | None) -> Meeting:
    """The meeting with the chosen items and those they stand below; all where `chosen` is None."""
    if chosen is None:
        return meeting
    for identity in chosen:
        find(meeting, "item", identity)
    for identity in _tops_left_out(meeting.items, chosen):
        going = find(meeting, "item", identity)
        meeting = without_references(without(meeting, going.steps), readers_of(meeting, going))
    return meeting


def _tops_left_out(items: Sequence[AgendaItem], chosen: Collection[str]) -> Iterator[str]:
    """The highest items of which neither they nor any below them are chosen."""
    for item in items:
        if any(one.id in chosen for one in family(item)):
            yield from _tops_left_out(item.items, chosen)
        else:
            yield item.id


def _following(meeting: Meeting, slug: str, carried: Collection[str]) -> Meeting:
    """The meeting whose carried items follow their like in the meeting `slug`, and no other item any."""

    def following(items: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
        return tuple(
            item.model_copy(
                update={
                    "follows": ItemOfMeeting(meeting=slug, item=item.id) if item.id in carried else None,
                    "items": following(item.items),
                }
            )
            for item in items
        )

    return meeting.model_copy(update={"items": following(meeting.items)})
