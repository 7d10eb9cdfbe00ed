"""Findings about dates and wall clocks: hours that clocks skip or repeat, and things outside their phase."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from agenda.findings.finding import Finding, found
from agenda.findings.sentence import said
from agenda.noun import write_time
from agenda.schedule import due_wall_clock
from agenda.timespan import exists, is_ambiguous

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from agenda.findings.plan import Plan, PlannedPhase
    from agenda.findings.sentence import Value
    from agenda.noun import Noun
    from agenda.phase import Deadline


class Reading(NamedTuple):
    """A wall clock that somebody wrote: where, of what, and in which zone."""

    pointer: str
    of: Noun
    wall: datetime
    zone: str


def local_time_does_not_exist(plan: Plan) -> Iterator[Finding]:
    """A sitting starts or ends, or a deadline falls, in an hour that its zone's clocks skip."""
    exists_there = cache(exists)  # sittings in many rooms share their hours
    for pointer, noun, wall, zone in chain(_starts(plan), _ends(plan), _dues(plan)):
        if not exists_there(wall, zone):
            sentence = said(
                "%(what)s: clocks in %(zone)s skip %(time)s; choose another hour",
                what=plan.name(noun),
                zone=zone,
                time=_said(wall),
            )
            yield found("local-time-does-not-exist", sentence, pointer)


def local_time_ambiguous(plan: Plan) -> Iterator[Finding]:
    """A sitting starts, or a deadline falls, in an hour that its zone's clocks repeat.

    A given fold silences it for the sitting. An end is never ambiguous: it is by rule the first instant of
    its wall time after the start.
    """
    is_ambiguous_there = cache(is_ambiguous)
    for pointer, noun, wall, zone in chain(_starts(plan, with_fold=False), _dues(plan)):
        if is_ambiguous_there(wall, zone):
            values: dict[str, Value] = {"what": plan.name(noun), "zone": zone, "time": _said(wall)}
            sentence = (
                said(
                    "%(what)s: clocks in %(zone)s show %(time)s twice;"
                    " say which with fold 0 (the first) or 1 (the second)",
                    **values,
                )
                if noun.noun == "session"
                else said("%(what)s: clocks in %(zone)s show %(time)s twice; choose another hour", **values)
            )
            yield found("local-time-ambiguous", sentence, pointer)


def _starts(plan: Plan, *, with_fold: bool = True) -> Iterator[Reading]:
    for sitting in plan.sittings:
        session = sitting.session
        if session.start is not None and (with_fold or session.fold is None):
            yield Reading(f"{sitting.pointer}/start", session, session.start, sitting.within.zone)


def _ends(plan: Plan) -> Iterator[Reading]:
    for sitting in plan.sittings:
        if sitting.session.end is not None:
            yield Reading(f"{sitting.pointer}/end", sitting.session, sitting.session.end, sitting.within.zone)


def _dues(plan: Plan) -> Iterator[Reading]:
    for phase, pointer, deadline in _deadlines(plan):
        yield Reading(f"{pointer}/due", deadline, due_wall_clock(deadline), phase.zone)


def _deadlines(plan: Plan) -> Iterator[tuple[PlannedPhase, str, Deadline]]:
    for phase in plan.phases:
        for position, deadline in enumerate(phase.phase.deadlines):
            yield phase, f"{phase.pointer}/deadlines/{position}", deadline


def session_ends_before_start(plan: Plan) -> Iterator[Finding]:
    """A sitting's end is not after its start (RFC 5545 §3.8.2.2 wants it later)."""
    for sitting in plan.sittings:
        if sitting.span is not None and not sitting.span.length.total_seconds() > 0:
            name = plan.name(sitting.session)
            if sitting.session.minutes is not None:
                sentence = said("%(sitting)s does not end after it starts; give it at least one minute", sitting=name)
                yield found("session-ends-before-start", sentence, f"{sitting.pointer}/minutes")
            else:
                sentence = said("%(sitting)s does not end after it starts; choose an end after its start", sitting=name)
                yield found("session-ends-before-start", sentence, f"{sitting.pointer}/end")


def session_outside_phase(plan: Plan) -> Iterator[Finding]:
    """A sitting starts on a day that is not one of its phase's."""
    for sitting in plan.sittings:
        start, within = sitting.session.start, sitting.within
        if start is not None and not _holds(within, start.date()):
            sentence = said(
                "%(sitting)s starts on %(date)s, outside %(phase)s (%(start)s to %(end)s);"
                " move it or change the phase's dates",
                sitting=plan.name(sitting.session),
                date=start.date(),
                phase=plan.name(within.phase),
                start=within.phase.start,
                end=within.phase.end,
            )
            yield found("session-outside-phase", sentence, f"{sitting.pointer}/start")


def session_without_time(plan: Plan) -> Iterator[Finding]:
    """A sitting lacks a start or a length."""
    for sitting in plan.sittings:
        if sitting.span is None:
            name = plan.name(sitting.session)
            sentence = (
                said("%(sitting)s has no start; give it a start and an end (or minutes)", sitting=name)
                if sitting.session.start is None
                else said("%(sitting)s has no end; give it a start and an end (or minutes)", sitting=name)
            )
            yield found("session-without-time", sentence, sitting.pointer)


def phase_ends_before_start(plan: Plan) -> Iterator[Finding]:
    """A phase's last day comes before its first."""
    for planned in plan.phases:
        phase = planned.phase
        if phase.end < phase.start:
            sentence = said(
                "%(phase)s ends on %(end)s, before it starts on %(start)s; correct one",
                phase=plan.name(phase),
                end=phase.end,
                start=phase.start,
            )
            yield found("phase-ends-before-start", sentence, f"{planned.pointer}/end")


def deadline_outside_phase(plan: Plan) -> Iterator[Finding]:
    """A deadline falls on a day that is not one of its phase's."""
    for within, pointer, deadline in _deadlines(plan):
        day = due_wall_clock(deadline).date()
        if not _holds(within, day):
            sentence = said(
                "%(deadline)s falls on %(date)s, outside %(phase)s (%(start)s to %(end)s);"
                " change it or the phase's dates",
                deadline=plan.name(deadline),
                date=day,
                phase=plan.name(within.phase),
                start=within.phase.start,
                end=within.phase.end,
            )
            yield found("deadline-outside-phase", sentence, f"{pointer}/due")


def _holds(within: PlannedPhase, day: date) -> bool:
    return within.phase.start <= day <= within.phase.end


def _said(wall: datetime) -> str:
    return write_time(wall).replace("T", " ")


CLOCKS = (
    local_time_does_not_exist,
    local_time_ambiguous,
    session_ends_before_start,
    session_outside_phase,
    session_without_time,
    phase_ends_before_start,
    deadline_outside_phase,
)
