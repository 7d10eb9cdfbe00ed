"""Outcomes as the pages print them: "Approved; referred to PTC and Council"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.pages.dates import date_in_words
from web.pages.parts import Result

if TYPE_CHECKING:
    from agenda.phase import Outcome, Phase
    from web.pages.reading import Reading


def results_of(
    reading: Reading, phase: Phase, *, session: str | None = None, item: str | None = None
) -> tuple[Result, ...]:
    """The outcomes of a phase, or only those of a sitting or an item, in the order of the file."""
    return tuple(
        _result(reading, outcome)
        for outcome in phase.outcomes
        if session in {None, outcome.session} and item in {None, outcome.item} and outcome.item in reading.items
    )


def _result(reading: Reading, outcome: Outcome) -> Result:
    heading = reading.heading(outcome.item)
    assert heading is not None, "results_of asks for items that the view holds"  # noqa: S101
    session = reading.sessions.get(outcome.session or "")
    return Result(
        item=heading,
        words=verdict(reading, outcome),
        result=outcome.result,
        note=reading.prose(outcome.note),
        session=reading.session_anchor(session[0]) if session else None,
        date=date_in_words(outcome.on, reading.interface) if outcome.on else "",
    )


def verdict(reading: Reading, outcome: Outcome) -> str:
    """What was done: "Approved; referred to PTC and Council"."""
    if not outcome.refer_to:
        return reading.words.results[outcome.result]
    bodies = {"bodies": reading.list_of(reading.body_name(acronym) for acronym in outcome.refer_to)}
    if outcome.result == "referred":
        return reading.gettext("Referred to %(bodies)s") % bodies
    words = {"result": reading.words.results[outcome.result]}
    return reading.gettext("%(result)s; referred to %(bodies)s") % (words | bodies)
