"""A phase cut down to what concerns one thing: the sittings, steps, deadlines and outcomes that a page is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from web.pages.stages import kind_of, stage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from agenda.phase import Phase
    from agenda.session import Session, Slot
    from web.pages.parts import Sitting, Stage
    from web.pages.reading import Reading


def excerpts(
    reading: Reading,
    *,
    sessions: Callable[[Session], bool],
    slots: Callable[[Slot], bool],
    items: Collection[str] = (),
) -> tuple[Stage, ...]:
    """The phases that have something to say, each with those sittings alone and those steps of their running orders.

    `items` are those whose openings, deadlines and outcomes are kept.
    """
    cut = [(phase, _cut(phase, sessions, items)) for phase in reading.view.meeting.phases]
    return tuple(
        _stage(reading, phase, less, slots)
        for phase, less in cut
        if less.sessions or less.deadlines or less.outcomes or less.items
    )


def _cut(phase: Phase, sessions: Callable[[Session], bool], items: Collection[str]) -> Phase:
    return phase.model_copy(
        update={
            "description": None,
            "items": tuple(item for item in phase.items if item in items),
            "deadlines": tuple(one for one in phase.deadlines if not set(items).isdisjoint(one.items)),
            "sessions": tuple(session for session in phase.sessions if sessions(session)),
            "outcomes": tuple(outcome for outcome in phase.outcomes if outcome.item in items),
        }
    )


def _stage(reading: Reading, phase: Phase, less: Phase, slots: Callable[[Slot], bool]) -> Stage:
    made = stage(reading, less)
    kept = {session.id: [slots(slot) for slot in session.slots] for session in less.sessions}
    days = [replace(day, sittings=tuple(_sitting(one, kept[one.id]) for one in day.sittings)) for day in made.days]
    return replace(
        made,
        kind=kind_of(reading, phase),
        days=tuple(days),
        unscheduled=tuple(_sitting(one, kept[one.id]) for one in made.unscheduled),
    )


def _sitting(sitting: Sitting, kept: list[bool]) -> Sitting:
    steps = tuple(step for step, is_kept in zip(sitting.steps, kept, strict=True) if is_kept)
    return replace(sitting, steps=steps, has_hours=any(step.times for step in steps), description=None)
