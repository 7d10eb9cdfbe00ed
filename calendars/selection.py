"""Which entries a feed holds, in the order of the view they come from; closed ones have left before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


class Listed(Protocol):
    """An entry, or a row that stands for one."""

    @property
    def kind(self) -> str:
        """As `Entry.kind`."""

    @property
    def names(self) -> Collection[str]:
        """As `Entry.names`: "noun/id" of itself, its phase, and the items, people and room it names."""


AnyEntry = TypeVar("AnyEntry", bound=Listed)


def entries_of_meeting(entries: Sequence[AnyEntry]) -> Sequence[AnyEntry]:
    """Every phase, sitting and deadline."""
    return entries


def entries_of_deadlines(entries: Sequence[AnyEntry]) -> tuple[AnyEntry, ...]:
    """All deadlines, or the phases where there is none: Evolution keeps the old entries of an empty feed."""
    return tuple(entry for entry in entries if entry.kind == "deadline") or _phases(entries)


def entries_of(entries: Sequence[AnyEntry], noun: str, identity: str) -> tuple[AnyEntry, ...]:
    """What the feed of one phase, session, item, person or room holds.

    A phase's: it, its sittings and its deadlines. A session's: it. An item's: the sittings, deadlines and phases that
    name it or its children, or all phases where none does. A person's or a room's: the sittings chaired, spoken in or
    held there, and all phases.
    """
    name = f"{noun}/{identity}"
    named = tuple(entry for entry in entries if name in entry.names)
    if noun in {"person", "room"}:
        return tuple(entry for entry in entries if entry.kind == "phase" or name in entry.names)
    return named or (_phases(entries) if noun == "item" else ())


def _phases(entries: Sequence[AnyEntry]) -> tuple[AnyEntry, ...]:
    return tuple(entry for entry in entries if entry.kind == "phase")
