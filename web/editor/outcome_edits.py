"""Outcomes in forms: the edit that records one replaces it whole, so what two organisers made of it is merged here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agenda.changes import own_json
from agenda.edits.objects import merged
from agenda.errors import Conflict
from agenda.phase import Outcome
from agenda.tree import index
from web.editor.fields.form import merge_patch
from web.editor.saving import meeting_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.meeting import Meeting
    from agenda.tree import Place
    from web.editor.conflicts import Decided
    from web.editor.saving import Edits, Sent

Path = tuple[str, ...]


def is_same_outcome(place: Place, read: dict[str, Any]) -> bool:
    """Whether a form leaves an outcome to its item and sitting, by which it is known."""
    outcome = place.value
    return isinstance(outcome, Outcome) and (outcome.item, outcome.session) == (read.get("item"), read.get("session"))


def merged_outcome(
    sent: Sent, place: Place, read: dict[str, Any], current: Meeting, decided: Decided | None
) -> tuple[Edits, tuple[Conflict, ...]]:
    """The edit that makes of the present outcome what the form changes, or where another organiser changed the same.

    No edit where the form changes nothing. The outcome stands in the present meeting.
    """
    there = index(current)[place.key]
    base, theirs = _shown(sent, place), _shown(sent, there)
    patch = merge_patch(base, read)
    settled = _settled(sent, there, decided)
    found = tuple(
        Conflict("/".join([there.pointer, *path]), _at(base, path), _at(theirs, path), _at(read, path))
        for path in _paths(patch)
        if _at(base, path) != _at(theirs, path) != _at(read, path) and path not in settled
    )
    dropped = decided.theirs if decided else frozenset[Path]()
    for path in dropped:
        _drop(patch, path)
    after = merged(own_json(there.value), patch)
    if found or after == own_json(there.value):
        return [], found
    return [{"edit": "record_outcome", "phase": place.parent[1], "outcome": after}], ()


def _shown(sent: Sent, place: Place) -> dict[str, Any]:
    return sent.form.shown(place.value, sent.entered.reader.translations)


def _settled(sent: Sent, there: Place, decided: Decided | None) -> set[Path]:
    """The paths that were chosen about, of values that are still those that were shown."""
    if decided is None:
        return set()
    then = index(meeting_at(sent.entered, decided.against)).get(there.key)
    if then is None:
        return set()
    shown, present = _shown(sent, then), _shown(sent, there)
    return {path for path in decided.made if _at(shown, path) == _at(present, path)}


def _paths(patch: dict[str, Any]) -> Iterator[Path]:
    for key, value in patch.items():
        if isinstance(value, dict):
            yield from ((key, inner) for inner in value)
        else:
            yield (key,)


def _at(written: Any, path: Path) -> Any:
    for step in path:
        written = written.get(step) if isinstance(written, dict) else None
    return written


def _drop(patch: dict[str, Any], path: Path) -> None:
    *above, last = path
    for step in above:
        patch = patch.get(step) or {}
    patch.pop(last, None)
