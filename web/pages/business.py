"""The agenda by item: the tree of items, each with what is asked, its papers, and its story through the phases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from agenda.numbering import with_numbers
from agenda.reduction import pruned
from agenda.running import planned_starts
from agenda.schedule import due_of, zone_of
from web.pages.clocks import zone_name
from web.pages.papers import paper
from web.pages.parts import Anchor, Business, Chapter, Event
from web.pages.phrases import Phrase
from web.pages.results import results_of
from web.pages.sittings import bounds_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from agenda.item import AgendaItem
    from agenda.phase import Phase
    from web.pages.reading import Reading

DEEPEST_HEADING = 6
LEFT_OPEN = frozenset({"continued", "deferred"})
"""Results after which an item is to be taken up again."""

Stories = dict[str, list[Chapter]]


def business_of(reading: Reading) -> tuple[Business, ...]:
    """Every item of the tree, parents before children."""
    return tuple(_items(reading, reading.view.meeting.items, stories_of(reading), depth=0))


def business_in(reading: Reading, items: Sequence[AgendaItem]) -> tuple[Business, ...]:
    """These items and all below them, without their stories, on a page that is about one item."""
    return tuple(_items(reading, items, {}, depth=0))


def business_on(reading: Reading, met: Collection[str]) -> tuple[Business, ...]:
    """The items with these ids and the ones above them, each with its whole story."""
    kept = pruned(with_numbers(reading.view.meeting.items), met)
    return tuple(_items(reading, kept, stories_of(reading), depth=0))


def stories_of(reading: Reading) -> Stories:
    """What each phase that names an item does with it, by the item's id, in the order of the phases."""
    stories: defaultdict[str, list[Chapter]] = defaultdict(list)
    for phase in reading.view.meeting.phases:
        events: defaultdict[str, list[Event]] = defaultdict(list)
        for identity, event in _events(reading, phase):
            events[identity].append(event)
        decided = [outcome.item for outcome in phase.outcomes if outcome.item in reading.items]
        for identity in dict.fromkeys([*events, *decided]):
            results = results_of(reading, phase, item=identity)
            stories[identity].append(Chapter(reading.phase_anchor(phase), tuple(events[identity]), results))
    return {identity: _led_on(chapters) for identity, chapters in stories.items()}


def _led_on(chapters: Sequence[Chapter]) -> list[Chapter]:
    """The chapters, each that leaves the item open with the phase that takes it up again."""
    following = [*(chapter.phase for chapter in chapters[1:]), None]
    return [
        replace(chapter, next=phase) if chapter.results and chapter.results[-1].result in LEFT_OPEN else chapter
        for chapter, phase in zip(chapters, following, strict=True)
    ]


def _items(reading: Reading, items: Sequence[AgendaItem], stories: Stories, *, depth: int) -> Iterator[Business]:
    for item in items:
        number = reading.items[item.id][0]
        yield Business(
            id=item.id,
            number=number,
            title=reading.phrase(item.title),
            href=reading.page("items", item.id),
            depth=min(depth, 4),
            level=min(3 + depth, DEEPEST_HEADING),
            actions=reading.actions(item),
            category=reading.optional(item.category),
            description=reading.prose(item.description),
            audience=reading.audience_names(item.audience),
            follows=_follows(reading, item),
            papers=tuple(paper(reading, identity) for identity in item.documents if identity in reading.documents),
            story=tuple(stories.get(item.id, ())),
            mark=reading.marks.get(("item", item.id), ""),
        )
        yield from _items(reading, item.items, stories, depth=depth + 1)


def _follows(reading: Reading, item: AgendaItem) -> Anchor | None:
    if item.follows is None:
        return None
    href = f"{reading.reader.home}m/{item.follows.meeting}#item-{item.follows.item}"
    return Anchor(href, Phrase(f"{item.follows.meeting}, {item.follows.item}"))


def _events(reading: Reading, phase: Phase) -> Iterator[tuple[str, Event]]:
    """What happens to each item in a phase: that it is open, and then by time; what has no time yet is last."""
    yield from _openings(reading, phase)
    dated = sorted((*_deadlines(reading, phase), *_slots(reading, phase)), key=lambda one: one[0])
    yield from ((identity, event) for _, identity, event in dated)


def _openings(reading: Reading, phase: Phase) -> Iterator[tuple[str, Event]]:
    when = f"{reading.short_date(phase.start)} – {reading.short_date(phase.end)}"
    for identity in phase.items:
        yield identity, Event(reading.gettext("Open"), None, when, tag=_tag(reading, phase))


def _deadlines(reading: Reading, phase: Phase) -> Iterator[tuple[float, str, Event]]:
    for deadline in phase.deadlines:
        moment = due_of(deadline, zone_of(reading.view.meeting, phase))
        anchor = Anchor(reading.here(f"deadline-{deadline.id}"), reading.phrase(deadline.title))
        for identity in deadline.items:
            yield moment.timestamp(), identity, Event("", anchor, _when(reading, moment), tag=_tag(reading, phase))


def _slots(reading: Reading, phase: Phase) -> Iterator[tuple[float, str, Event]]:
    for session in phase.sessions:
        start, _end = bounds_of(reading, phase, session)
        tag = reading.words.statuses["cancelled"] if session.is_cancelled else _tag(reading, phase)
        for slot, moment in zip(session.slots, planned_starts(session.slots, start), strict=True):
            if slot.item is None:
                continue
            known = moment or start
            event = Event(
                reading.phrase(slot.title).plain, reading.session_anchor(session), _when(reading, known), tag=tag
            )
            yield known.timestamp() if known else inf, slot.item, event


def _tag(reading: Reading, phase: Phase) -> str:
    return reading.words.statuses[phase.status] if phase.is_off else ""


def _when(reading: Reading, moment: datetime | None) -> str:
    if moment is None:
        return reading.gettext("not yet scheduled")
    return f"{reading.short_date(moment.date())}, {moment:%H:%M} {zone_name(moment)}"
