"""Whether an edit made on an older draft still stands: what it touches against what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agenda.changes import Path, carry_unchecked, inverted, pointer_at, same, touched, value_at
from agenda.errors import AgendaError, Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.changes import Change
    from agenda.edits.base import Edit
    from agenda.meeting import Meeting


def conflicts_of(edits: Sequence[Edit], *, current: Meeting, since: Sequence[Change]) -> tuple[Conflict, ...]:
    """Where the edits, made before the changes `since`, touch what those changed; none means they may be applied.

    A written path clashes with a change of it, above it or below it; a named object clashes only where it went, came
    or moved. What was changed and changed back has not changed.
    """
    base = carry_unchecked(current, inverted(since))
    theirs = {path for path in touched(since) if not same(path, value_at(base, path), value_at(current, path))}
    written, named, after = _touch(edits, base)
    clashes = {path for path in theirs if any(_meets(path, mine) for mine in written)}
    clashes |= {path for path in theirs if path in named}
    return tuple(
        Conflict(pointer_at(current, path), _shown(base, path), _shown(current, path), _shown(after, path))
        for path in sorted(clashes)
    )


def _touch(edits: Sequence[Edit], base: Meeting) -> tuple[set[Path], set[Path], Meeting]:
    written: set[Path] = set()
    named: set[Path] = set()
    meeting = base
    for edit in edits:
        named |= set(edit.names())
        try:
            written |= edit.writes(meeting)
            meeting = edit.apply(meeting)
        except AgendaError:
            # It does not stand on its own base; applying it to the present draft will say why.
            continue
    return written, named, meeting


def _meets(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _shown(meeting: Meeting, path: Path) -> Any:
    value = value_at(meeting, path)
    return value["object"] if len(path) == 2 and value is not None else value
