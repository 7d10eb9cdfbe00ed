"""The running order of a sitting on the clock: when each slot begins and ends, and what time is left or lacking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda.schedule import span_of
from agenda.timespan import MINUTE, instant, later

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from agenda.session import Session, Slot


@dataclass(frozen=True)
class RunningSlot:
    """A slot with its planned instants, in the zone of the phase; None where they do not follow from the minutes."""

    slot: Slot
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True)
class RunningOrder:
    """The slots of a sitting on the clock; `length` is that of the sitting in minutes, None where it has none."""

    slots: tuple[RunningSlot, ...]
    length: int | None

    @property
    def planned(self) -> int:
        """The minutes that the slots give, together."""
        return sum(one.slot.minutes or 0 for one in self.slots)

    @property
    def open_slots(self) -> int:
        """How many slots say no minutes."""
        return sum(one.slot.minutes is None for one in self.slots)

    @property
    def remaining(self) -> int | None:
        """The minutes that no slot takes, at least 0; None for a sitting without a length."""
        return None if self.length is None else max(0, self.length - self.planned)

    @property
    def over(self) -> int | None:
        """The minutes that the slots take beyond the sitting, at least 0; None for a sitting without a length."""
        return None if self.length is None else max(0, self.planned - self.length)


def running_order(session: Session, zone: str) -> RunningOrder:
    """The running order of a sitting whose phase is in that IANA zone; one not scheduled yet has no clock times."""
    start = instant(session.start, zone, fold=session.fold or 0) if session.start else None
    starts = planned_starts(session.slots, start)
    slots = (RunningSlot(slot, at, _end(slot, at)) for slot, at in zip(session.slots, starts, strict=True))
    return RunningOrder(tuple(slots), length_of(session, zone))


def _end(slot: Slot, start: datetime | None) -> datetime | None:
    return later(start, slot.minutes * MINUTE) if start and slot.minutes is not None else None


def planned_starts(slots: Sequence[Slot], start: datetime | None) -> Iterator[datetime | None]:
    """When each slot is to begin: the aware start plus the minutes before it; None once a slot says no minutes."""
    moment = start
    for slot in slots:
        yield moment
        moment = _end(slot, moment)


def length_of(session: Session, zone: str) -> int | None:
    """The elapsed minutes of a sitting, rounded down, scheduled or not; None where it has no length above nothing."""
    span = span_of(session, zone)
    minutes = span.minutes if span else session.minutes
    return minutes if minutes and minutes > 0 else None


def shared(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Whole minutes that sum to `total`, in proportion to the weights, none of which is negative, by largest remainder.

    What weighs something gets at least 1 where `total` allows it, so that nothing planned vanishes; equal remainders
    go to the earlier. Weights that are all 0 share evenly.
    """
    weighed = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(weighed)
    parts = [total * weight // whole for weight in weighed]
    by_remainder = sorted(range(len(parts)), key=lambda at: (-(total * weighed[at] % whole), at))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    for at in (at for at, part in enumerate(parts) if part == 0 and weighed[at]):
        longest = max(range(len(parts)), key=lambda at: (parts[at], -at))
        if parts[longest] > 1:
            parts[longest] -= 1
            parts[at] = 1
    return tuple(parts)
