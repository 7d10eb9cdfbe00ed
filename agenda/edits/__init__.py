"""Edits: what organisers do to a meeting, as data.

An edit reads as `{"edit": NAME, …}` and gives the next Meeting by `apply`. Each says which objects it names and which
paths it writes, so that an edit made on an older draft can be told from one that clashes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.edits.base import Edit, cleared_by
from agenda.edits.reading import EDITS, read_edit, read_edits
from agenda.edits.rebase import conflicts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agenda.meeting import Meeting

__all__ = ["EDITS", "Edit", "apply", "cleared_by", "conflicts_of", "read_edit", "read_edits", "settled"]


def apply(meeting: Meeting, edit: Edit) -> Meeting:
    """The next meeting; raises InvalidEdit, or NotFound where the edit names what is not there."""
    return edit.apply(meeting)


def settled(meeting: Meeting, edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits, each made on what the one before it left, with the ids they mint written out for history."""
    former: Edit | None = None
    for edit in edits:
        if former is not None:
            meeting = former.apply(meeting)
        yield edit.settled(meeting)
        former = edit
