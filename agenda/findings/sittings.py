"""Findings about one sitting: its room, join links, length, interpretation, and the hours it asks of people.

A sitting that does not take place as dated needs none of these, and is passed over.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agenda.findings.finding import Finding, found
from agenda.findings.sentence import said
from agenda.hours import hours_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.findings.plan import Plan

INTERPRETERS_WORK = timedelta(hours=3)


def slots_exceed_session(plan: Plan) -> Iterator[Finding]:
    """The running order takes longer than the sitting."""
    for sitting in plan.taking_place:
        planned = sum(slot.minutes or 0 for slot in sitting.session.slots)
        if sitting.span is not None and sitting.span.minutes > 0 and planned > sitting.span.minutes:
            sentence = said(
                "%(sitting)s lasts %(minutes)s minutes, but its slots take %(planned)s;"
                " shorten them or lengthen the sitting",
                sitting=plan.name(sitting.session),
                minutes=sitting.span.minutes,
                planned=planned,
            )
            yield found("slots-exceed-session", sentence, f"{sitting.pointer}/slots")


def hybrid_session_without_room(plan: Plan) -> Iterator[Finding]:
    """A sitting of a hybrid phase has no room."""
    for sitting in plan.taking_place:
        if sitting.within.phase.kind == "hybrid" and sitting.session.room is None:
            name = plan.name(sitting.session)
            sentence = said("%(sitting)s is in a hybrid phase and has no room; give it one", sitting=name)
            yield found("hybrid-session-without-room", sentence, sitting.pointer)


def session_without_join_link(plan: Plan) -> Iterator[Finding]:
    """A sitting of an online or hybrid phase has no join link."""
    for sitting in plan.taking_place:
        kind = sitting.within.phase.kind
        if kind in {"online", "hybrid"} and not sitting.session.join:
            name = plan.name(sitting.session)
            sentence = (
                said("%(sitting)s is in an online phase and has no join link; add one", sitting=name)
                if kind == "online"
                else said("%(sitting)s is in a hybrid phase and has no join link; add one", sitting=name)
            )
            yield found("session-without-join-link", sentence, sitting.pointer)


def room_over_capacity(plan: Plan) -> Iterator[Finding]:
    """More people are expected than the room holds."""
    for sitting in plan.taking_place:
        room, expected = plan.rooms.get(sitting.session.room or ""), sitting.session.expected
        if room is not None and room.capacity is not None and expected is not None and expected > room.capacity:
            sentence = said(
                "%(sitting)s expects %(expected)s people, but %(room)s holds %(capacity)s; choose a larger room",
                sitting=plan.name(sitting.session),
                expected=expected,
                room=plan.name(room),
                capacity=room.capacity,
            )
            yield found("room-over-capacity", sentence, f"{sitting.pointer}/expected")


def unsocial_hour(plan: Plan) -> Iterator[Finding]:
    """A whole sitting begins before 07:00 or runs past 22:00 where its chair or a speaker is."""
    for sitting in plan.taking_place:
        if sitting.span is None:
            continue
        for person, pointer in sitting.voices.items():
            who = plan.people.get(person)
            if who is None or who.time_zone is None:
                continue
            hours = hours_for(who.time_zone, sitting.span)
            if hours.is_unsocial:
                there = hours.span
                sentence = said(
                    "%(sitting)s is from %(start)s to %(end)s in %(zone)s for %(person)s; consider another hour",
                    sitting=plan.name(sitting.session),
                    start=f"{there.start:%H:%M}",
                    end=f"{there.end:%H:%M}",
                    zone=who.time_zone,
                    person=plan.name(who),
                )
                yield found("unsocial-hour", sentence, pointer)


def interpretation_over_three_hours(plan: Plan) -> Iterator[Finding]:
    """An interpreted sitting is longer than one team of interpreters works."""
    for sitting in plan.taking_place:
        if sitting.session.interpretation and sitting.span is not None and sitting.span.length > INTERPRETERS_WORK:
            sentence = said(
                "%(sitting)s has interpretation for %(minutes)s minutes, and a team works three hours;"
                " shorten it or book a second team",
                sitting=plan.name(sitting.session),
                minutes=sitting.span.minutes,
            )
            yield found("interpretation-over-three-hours", sentence, f"{sitting.pointer}/interpretation")


SITTINGS = (
    slots_exceed_session,
    hybrid_session_without_room,
    session_without_join_link,
    room_over_capacity,
    unsocial_hour,
    interpretation_over_three_hours,
)
