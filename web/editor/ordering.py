"""Where an object can go among its like, as edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agenda.tree import field_of, find

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agenda.meeting import Meeting
    from agenda.tree import Place


def orders(meeting: Meeting, place: Place) -> Mapping[str, dict[str, Any] | None]:
    """What puts an object elsewhere among its like, by the word for it; None where it can go no further."""
    noun, identity = place.key
    parent = find(meeting, *place.parent)
    siblings = [one.identity for one in getattr(parent.value, field_of(parent.value, noun))]
    at = siblings.index(identity)
    edit = {"edit": f"reorder_{noun}", noun: identity}
    after = siblings[at + 2] if at + 2 < len(siblings) else None
    found: dict[str, dict[str, Any] | None] = {
        "up": {**edit, "before": siblings[at - 1]} if at else None,
        "down": {**edit, "before": after} if at + 1 < len(siblings) else None,
    }
    if noun == "item":
        found["in"] = {**edit, "parent": siblings[at - 1]} if at else None
        found["out"] = _one_step_higher(meeting, edit, parent) if parent.key[0] == "item" else None
    return found


def _one_step_higher(meeting: Meeting, edit: dict[str, Any], parent: Place) -> dict[str, Any]:
    """The edit that puts an item right behind the one that it stands under."""
    above = find(meeting, *parent.parent)
    siblings = [one.identity for one in above.value.items]  # type: ignore[attr-defined]
    at = siblings.index(parent.key[1]) + 1
    before = siblings[at] if at < len(siblings) else None
    return {**edit, "parent": above.key[1] or None, "before": before}
