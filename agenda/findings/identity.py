"""Findings about ids: references to nothing, and one id on two objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.findings.finding import Finding, found
from agenda.findings.sentence import Codes, Named, Sentence, said
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
                sentence = said(
                    "%(what)s names the %(noun)s “%(id)s”, which the meeting does not have;"
                    " add that %(noun)s or name another",
                    what=plan.name(place.value),
                    noun=Named(noun, None, ""),
                    id=identity,
                )
                yield found("unknown-reference", sentence, place.pointer + within)


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
        return found("duplicate-id", _of_outcomes(len(places), first), *(place.pointer for place in places))
    sentence = said(
        "%(count)s %(noun)s have the id “%(id)s”, among them %(first)s and %(second)s; give each its own id",
        count=len(places),
        noun=Codes("nouns", (first.noun,)),
        id=first.identity,
        first=plan.name(first),
        second=plan.name(second),
    )
    return found("duplicate-id", sentence, *(f"{place.pointer}/id" for place in places))


def _of_outcomes(count: int, first: Outcome) -> Sentence:
    if first.session is None:
        return said(
            "%(count)s outcomes of one phase are for item “%(item)s”; keep one of them or name their sessions",
            count=count,
            item=first.item,
        )
    return said(
        "%(count)s outcomes of one phase are for item “%(item)s” in session “%(sitting)s”;"
        " keep one of them or name their sessions",
        count=count,
        item=first.item,
        sitting=first.session,
    )


IDENTITY = (unknown_reference, duplicate_id)
