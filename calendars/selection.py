"""Which entries a feed holds, in the order of the view they come from; closed ones have left before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.entries import Entry


class Listed(Protocol):
    """An entry, or a row that stands for one."""

    @property
    def kind(self) -> str:
        """As `Entry.kind`."""

    @property
    def phase(self) -> str:
        """As `Entry.phase`."""


AnyEntry = TypeVar("AnyEntry", bound=Listed)


def entries_of_meeting(entries: Sequence[AnyEntry]) -> tuple[AnyEntry, ...]:
    """Every phase, sitting and deadline."""
    return tuple(entries)


def entries_of_phase(entries: Sequence[AnyEntry], phase: str) -> tuple[AnyEntry, ...]:
    """A phase, its sittings and its deadlines."""
    return tuple(entry for entry in entries if entry.phase == phase)


def entries_of_deadlines(entries: Sequence[AnyEntry]) -> tuple[AnyEntry, ...]:
    """All deadlines, or the phases where there is none: Evolution keeps the old entries of an empty feed."""
    return tuple(entry for entry in entries if entry.kind == "deadline") or _phases(entries)


def entries_of_item(entries: Sequence[Entry], item: str) -> tuple[Entry, ...]:
    """Sittings, deadlines and phases that name an item or its children; all phases where none does."""
    return tuple(entry for entry in entries if item in entry.item_ids) or _phases(entries)


def entries_of_person(entries: Sequence[Entry], person: str) -> tuple[Entry, ...]:
    """Sittings that somebody chairs or speaks in, and the phases."""
    return tuple(entry for entry in entries if entry.kind == "phase" or person in entry.person_ids)


def entries_of_room(entries: Sequence[Entry], room: str) -> tuple[Entry, ...]:
    """Sittings held in a room, and the phases."""
    return tuple(entry for entry in entries if entry.kind == "phase" or _is_in(entry, room))


def entries_of_session(entries: Sequence[Entry], session: str) -> tuple[Entry, ...]:
    """One sitting."""
    return tuple(entry for entry in entries if entry.kind == "session" and entry.id == session)


def _is_in(entry: Entry, room: str) -> bool:
    return entry.place is not None and entry.place.room_id == room


def _phases(entries: Sequence[AnyEntry]) -> tuple[AnyEntry, ...]:
    return tuple(entry for entry in entries if entry.kind == "phase")
