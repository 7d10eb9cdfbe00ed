"""Whether an edit made on an older draft still stands: what it touches against what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.changes import Path, compare, pointer_at, shown, touched, value_at
from agenda.errors import AgendaError, Conflict
from agenda.tree import Key, index, references

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.edits.base import Edit
    from agenda.meeting import Meeting


def conflicts_of(edits: Sequence[Edit], *, base: Meeting, current: Meeting) -> tuple[Conflict, ...]:
    """Where the edits, made on `base`, touch what differs in `current`; none means they may be applied there.

    A written path clashes with a change of it, above it or below it; a named object clashes only where it went, came
    or moved. What was changed and changed back has not changed.
    """
    theirs = set(touched(compare(base, current)))
    written, named, after = _touch(edits, base)
    written |= _reached(edits, current)
    clashes = {path for path in theirs if path in named or any(_meets(path, mine) for mine in written)}
    states = [index(meeting) for meeting in (base, current, after)] if clashes else []
    return tuple(
        Conflict(pointer_at(states[1], path), *(shown(path, value_at(places, path)) for places in states))
        for path in sorted(clashes)
    )


def _touch(edits: Sequence[Edit], base: Meeting) -> tuple[set[Path], set[Key], Meeting]:
    """The paths the edits write on their base, the objects they name, and what they make of it."""
    written: set[Path] = set()
    named: set[Key] = set()
    meeting = base
    for edit in edits:
        named |= edit.names()
        try:
            written |= edit.writes(meeting)
            meeting = edit.apply(meeting)
        except AgendaError:
            # It does not stand on its own base; applying it to the present draft will say why.
            continue
    return written, named | (_referred_to(meeting) - _referred_to(base)), meeting


def _referred_to(meeting: Meeting) -> set[Key]:
    return {reference.target for reference in references(meeting)}


def _reached(edits: Sequence[Edit], current: Meeting) -> set[Path]:
    """What edits that remove or select would write today, such as a sitting put into the phase meanwhile."""
    paths: set[Path] = set()
    if not any(edit.selects for edit in edits):
        return paths
    for edit in edits:
        try:
            if edit.selects:
                paths |= edit.writes(current)
            current = edit.apply(current)
        except AgendaError:
            continue
    return paths


def _meets(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
