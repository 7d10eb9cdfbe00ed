"""Findings about the business of a meeting: items that nobody takes up, outcomes missing or barred."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from agenda.findings.finding import Finding, found
from agenda.findings.sentence import Codes, said
from agenda.numbering import family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.findings.plan import Plan
    from agenda.phase import Phase

DECISIONS = frozenset({"adopted", "approved", "endorsed", "elected", "agreed", "not_agreed"})
MILD_ACTIONS = frozenset({"information", "discussion"})


def _items_taken_up(phase: Phase) -> frozenset[str]:
    """The items that a phase or a slot of its sittings names."""
    slots = (slot.item for session in phase.sessions for slot in session.slots if slot.item is not None)
    return frozenset(phase.items).union(slots)


def item_not_scheduled(plan: Plan) -> Iterator[Finding]:
    """An item is in no slot and in no phase's items, nor is anything below it."""
    taken_up = frozenset[str]().union(*(_items_taken_up(phase) for phase in plan.meeting.phases))
    for pointer, item in plan.items:
        if not any(one.id in taken_up for one in family(item)):
            sentence = said(
                "%(item)s is in no slot and in no phase's items; schedule it or remove it", item=plan.name(item)
            )
            yield found("item-not-scheduled", sentence, pointer)


def decision_in_phase_without_decisions(plan: Plan) -> Iterator[Finding]:
    """A phase that may not take decisions records one."""
    for planned in plan.phases:
        if planned.phase.decisions:
            continue
        for position, outcome in enumerate(planned.phase.outcomes):
            if outcome.result in DECISIONS:
                sentence = said(
                    "%(phase)s takes no decisions, but records item “%(item)s” as %(result)s;"
                    " change the result or let the phase take decisions",
                    phase=plan.name(planned.phase),
                    item=outcome.item,
                    result=Codes("result", (outcome.result,)),
                )
                pointer = f"{planned.pointer}/outcomes/{position}/result"
                yield found("decision-in-phase-without-decisions", sentence, pointer)


def outcome_missing(plan: Plan) -> Iterator[Finding]:
    """An item that asks more than information or discussion has no outcome, and its last phase is over.

    A postponed phase is not over, since it is still to come; a cancelled one counts for nothing.
    """
    last_day: dict[str, date] = {}
    for phase in plan.meeting.phases:
        end = date.max if phase.status == "postponed" else phase.end
        for item_id in _items_taken_up(phase) if phase.status != "cancelled" else ():
            last_day[item_id] = max(end, last_day.get(item_id, end))
    settled = {outcome.item for phase in plan.meeting.phases for outcome in phase.outcomes}
    for pointer, item in plan.items:
        over = last_day.get(item.id, plan.today) < plan.today
        if over and item.id not in settled and not MILD_ACTIONS.issuperset(item.action):
            sentence = said(
                "%(item)s asks for %(actions)s and its last phase ended on %(date)s, but it has no outcome; record one",
                item=plan.name(item),
                actions=Codes("action", tuple(item.action)),
                date=last_day[item.id],
            )
            yield found("outcome-missing", sentence, pointer)


BUSINESS = (item_not_scheduled, decision_in_phase_without_decisions, outcome_missing)
