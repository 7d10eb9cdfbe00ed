"""Findings about ids: references to nothing, and one id on two objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.findings.finding import Finding, found
from agenda.phase import Outcome
from agenda.tree import references_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.findings.plan import Plan
    from agenda.tree import Key, Place


def unknown_reference(plan: Plan) -> Iterator[Finding]:
    """A field names an object that the meeting does not have."""
    known = {place.key for place in plan.places}
    for place in plan.places:
        for within, (noun, identity) in references_in(place.value):
            if (noun, identity) not in known:
                message = (
                    f"{plan.name(place.value)} names the {noun} “{identity}”, which the meeting does not"
                    f" have; add that {noun} or name another"
                )
                yield found("unknown-reference", message, place.pointer + within)


def duplicate_id(plan: Plan) -> Iterator[Finding]:
    """Two or more objects of one kind have one id: one finding, whose subjects are all of them."""
    first: dict[Key, Place] = {}
    shared: dict[Key, list[Place]] = {}
    for place in plan.places:
        if first.setdefault(place.key, place) is not place:
            shared.setdefault(place.key, [first[place.key]]).append(place)
    return (_shared(plan, places) for places in shared.values())


def _shared(plan: Plan, places: list[Place]) -> Finding:
    first, second = places[0].value, places[1].value
    if isinstance(first, Outcome):
        there = f" in session “{first.session}”" if first.session else ""
        message = (
            f"{len(places)} outcomes of one phase are for item “{first.item}”{there};"
            " keep one of them or name their sessions"
        )
        return found("duplicate-id", message, *(place.pointer for place in places))
    message = (
        f"{len(places)} {_plural(first.noun)} have the id “{first.identity}”, among them"
        f" {plan.name(first)} and {plan.name(second)}; give each its own id"
    )
    return found("duplicate-id", message, *(f"{place.pointer}/id" for place in places))


def _plural(noun: str) -> str:
    return "people" if noun == "person" else f"{noun}s"


IDENTITY = (unknown_reference, duplicate_id)
