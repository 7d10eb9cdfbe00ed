"""Findings about things at the same time: a room or a person booked twice, and phases that overlap.

A clash is reported once for the one that starts later, with the earlier one that runs longest. So every
sitting in a clash is named at least once, and findings stay linear in the number of bookings: 20,000 sittings
in one room at one hour give 19,999 findings, not 200 million.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from agenda.findings.finding import Finding, found
from agenda.findings.sentence import Named, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agenda.findings.plan import Plan, PlannedPhase, Sitting

T = TypeVar("T")


def overlapping(spans: Iterable[tuple[float, float, T]]) -> Iterator[tuple[T, T]]:
    """Pairs (earlier, later) of things that overlap, at most one pair for each later one.

    Spans are half-open [start, end); empty ones overlap nothing. One sweep over sorted starts: O(n log n).
    """
    longest: tuple[float, float, T] | None = None
    for span in sorted((span for span in spans if span[0] < span[1]), key=lambda span: span[0]):
        if longest is not None and span[0] < longest[1]:
            yield longest[2], span[2]
        if longest is None or span[1] > longest[1]:
            longest = span


def room_double_booked(plan: Plan) -> Iterator[Finding]:
    """Two sittings hold one room at one time."""
    by_room: dict[str, list[Sitting]] = defaultdict(list)
    for sitting in plan.taking_place:
        if sitting.session.room is not None:
            by_room[sitting.session.room].append(sitting)
    for room, sittings in by_room.items():
        name = plan.name(plan.rooms[room]) if room in plan.rooms else Named("room", None, room)
        for earlier, later in _clashes(sittings):
            sentence = said(
                "%(room)s is booked twice at one time, for %(earlier)s and %(later)s; move one of them",
                room=name,
                earlier=plan.name(earlier.session),
                later=plan.name(later.session),
            )
            yield found("room-double-booked", sentence, f"{later.pointer}/room", f"{earlier.pointer}/room")


def person_double_booked(plan: Plan) -> Iterator[Finding]:
    """Somebody chairs or speaks in two sittings at one time; whole sittings are compared, not slots."""
    by_person: dict[str, list[Sitting]] = defaultdict(list)
    for sitting in plan.taking_place:
        for person in sitting.voices:
            by_person[person].append(sitting)
    for person, sittings in by_person.items():
        name = plan.name(plan.people[person]) if person in plan.people else Named("person", None, person)
        for earlier, later in _clashes(sittings):
            sentence = said(
                "%(person)s is needed in two places at one time, for %(earlier)s and %(later)s;"
                " move one of them or name somebody else",
                person=name,
                earlier=plan.name(earlier.session),
                later=plan.name(later.session),
            )
            yield found("person-double-booked", sentence, later.voices[person], earlier.voices[person])


def _clashes(sittings: list[Sitting]) -> Iterator[tuple[Sitting, Sitting]]:
    return overlapping(
        (sitting.span.start.timestamp(), sitting.span.end.timestamp(), sitting)
        for sitting in sittings
        if sitting.span is not None
    )


def phases_overlap(plan: Plan) -> Iterator[Finding]:
    """Two phases share a day; cancelled and postponed ones share none."""
    windows: list[tuple[float, float, PlannedPhase]] = [
        (planned.phase.start.toordinal(), planned.phase.end.toordinal() + 1, planned)
        for planned in plan.phases
        if not planned.phase.is_off
    ]
    for earlier, later in overlapping(windows):
        sentence = said(
            "%(later)s starts on %(start)s, before %(earlier)s is over on %(end)s; change the dates of one of them",
            later=plan.name(later.phase),
            start=later.phase.start,
            earlier=plan.name(earlier.phase),
            end=earlier.phase.end,
        )
        yield found("phases-overlap", sentence, later.pointer, earlier.pointer)


CLASHES = (room_double_booked, person_double_booked, phases_overlap)
