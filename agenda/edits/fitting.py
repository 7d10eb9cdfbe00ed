"""The edit that makes the running order of a sitting fill it exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from agenda.edits.base import Edit, refuse
from agenda.edits.placing import zone_at
from agenda.running import length_of, shared
from agenda.session import Session
from agenda.tree import Key, altered, find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.changes import Path
    from agenda.meeting import Meeting
    from agenda.session import Slot


class FitSlots(Edit):
    """Gives the slots of a sitting whole minutes that fill it exactly.

    Slots without minutes share evenly what the others leave, which stay as they are. Where all say their minutes, or
    too little is left for the others, every slot is made longer or shorter in proportion, one without minutes counting
    as the mean of the rest. A break keeps its minutes, unless there is nothing but breaks.
    """

    name = "fit_slots"
    edit: Literal["fit_slots"]
    session: str

    def apply(self, meeting: Meeting) -> Meeting:
        place = find(meeting, "session", self.session)
        session = place.value
        assert isinstance(session, Session)  # noqa: S101 - found by its noun
        length = length_of(session, zone_at(meeting, place))
        if length is None:
            raise refuse("/session", "has no length to fill; give it a start and an end, or minutes, first")
        if not session.slots:
            raise refuse("/session", "has no slots to fit; add some first")
        slots = tuple(
            slot if slot.minutes == minutes else slot.model_copy(update={"minutes": minutes})
            for slot, minutes in zip(session.slots, fitted(session.slots, length), strict=True)
        )
        return altered(meeting, place.steps, lambda value: value.model_copy(update={"slots": slots}))

    def names(self) -> set[Key]:
        return {("session", self.session)}

    def writes(self, base: Meeting) -> set[Path]:
        del base
        return {("session", self.session, "slots")}


def fitted(slots: Sequence[Slot], length: int) -> list[int]:
    """The minutes of each slot when they fill `length`, as FitSlots says; raises InvalidEdit where that cannot be."""
    minutes = [slot.minutes for slot in slots]
    given = sum(each or 0 for each in minutes)
    unsaid = [at for at, each in enumerate(minutes) if each is None]
    if unsaid and length - given >= len(unsaid):
        return _with_parts(minutes, unsaid, shared(length - given, [1] * len(unsaid)))
    stretched = [at for at, slot in enumerate(slots) if slot.kind != "break" or slot.minutes is None]
    stretched = stretched or list(range(len(slots)))
    left = length - sum(each or 0 for at, each in enumerate(minutes) if at not in stretched)
    weights = _weights([minutes[at] for at in stretched])
    needed = sum(weight > 0 for weight in weights) or len(weights)
    if left < needed:
        message = f"is too short for a minute each: {max(left, 0)} left for {needed} slots"
        raise refuse("/session", message + "; shorten a break or lengthen the sitting")
    return _with_parts(minutes, stretched, shared(left, weights))


def _weights(minutes: Sequence[int | None]) -> list[int]:
    said = [each for each in minutes if each is not None]
    mean = max(1, sum(said) // len(said)) if said else 1
    return [mean if each is None else each for each in minutes]


def _with_parts(minutes: Sequence[int | None], positions: Sequence[int], parts: Sequence[int]) -> list[int]:
    filled = [each or 0 for each in minutes]
    for at, part in zip(positions, parts, strict=True):
        filled[at] = part
    return filled
