"""The hours of the slots as they stand in a form, and how they fill the sitting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agenda.edits.fitting import fitted
from agenda.errors import InvalidEdit, Problem
from agenda.running import length_of, running_order
from agenda.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.editor.fields.kinds import Drawing
    from web.editor.fields.typed import Typed
    from web.pages.reading import Reading

MOST_MINUTES = 100_000


@dataclass(frozen=True)
class Running:
    """The hours of each slot, "" where they do not follow, and a sentence on all of them together."""

    hours: tuple[str, ...]
    total: str
    has_length: bool


def running_of(drawing: Drawing, name: str, numbers: Sequence[int]) -> Running | None:
    """What follows from the times and minutes that are typed; None where there are no slots or no times to read."""
    session = _session_of(drawing.typed, name, numbers)
    if session is None or not numbers:
        return None
    order = running_order(session, drawing.zone)
    hours = tuple(
        f"{slot.start:%H:%M}" + (f"–{slot.end:%H:%M}" if slot.end else "") if slot.start else "" for slot in order.slots
    )
    return Running(hours, _total(drawing.reading, order.planned, order.length), order.length is not None)


def _total(reading: Reading, planned: int, length: int | None) -> str:
    if length is None:
        return reading.ngettext("%(count)s minute planned.", "%(count)s minutes planned.", planned)
    counts = {"planned": planned, "length": length, "rest": abs(length - planned)}
    if planned > length:
        return reading.gettext("%(planned)s of %(length)s minutes: %(rest)s too many.") % counts
    if planned < length:
        return reading.gettext("%(planned)s of %(length)s minutes: %(rest)s left.") % counts
    return reading.gettext("%(planned)s of %(length)s minutes: it fits.") % counts


def _session_of(typed: Typed, name: str, numbers: Sequence[int]) -> Session | None:
    """A sitting of the times that can be read, with slots of the minutes that can be."""
    slots = [_slot(typed, f"{name}.{number}") for number in numbers]
    times: dict[str, Any] = {key: value for key in ("start", "end") if (value := typed.one(key).strip())}
    minutes = typed.one("minutes").strip()
    if "end" not in times and minutes.isdecimal():
        times["minutes"] = minutes
    if (fold := typed.one("fold")) in {"0", "1"}:
        times["fold"] = int(fold)
    try:
        return Session.model_validate({"id": "typed", "title": "typed", "slots": slots, **times})
    except ValidationError:
        return None


def _slot(typed: Typed, name: str) -> dict[str, Any]:
    minutes, kind = typed.one(f"{name}.minutes").strip(), typed.one(f"{name}.kind")
    is_number = minutes.isdecimal() and len(minutes) < 7 and int(minutes) <= MOST_MINUTES
    kinds = {"kind": kind} if kind in {"break", "statement"} else {}
    return kinds | ({"minutes": int(minutes)} if is_number else {})


def fit(typed: Typed, name: str, zone: str, *, nothing: str) -> Typed:
    """The form whose slots fill the sitting; raises InvalidEdit, which says `nothing` where it has no length."""
    numbers = typed.rows(name)
    session = _session_of(typed, name, numbers)
    length = length_of(session, zone) if session else None
    if session is None or length is None:
        raise InvalidEdit([Problem(f"/{name}", nothing)])
    minutes = fitted(session.slots, length)
    return typed.with_values(
        (f"{name}.{number}.minutes", str(each)) for number, each in zip(numbers, minutes, strict=True)
    )
