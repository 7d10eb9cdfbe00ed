"""The history of a draft: who did what when, the meeting at any version, and going back to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda.carrying import carry_all_unchecked
from agenda.changes import inverted
from agenda.edits.whole import ReplaceMeeting
from agenda.errors import NotAllowed, NotFound
from agenda.findings import check
from agenda.service.editing import Edited, save, standing
from agenda.store import meetings, past

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from agenda.meeting import Meeting
    from agenda.store import Store
    from agenda.store.meetings import Draft, HistoryEntry


@dataclass(frozen=True)
class Turns:
    """What somebody's undo and redo would take up, an edit and an undo of theirs; None where none is left."""

    undoes: HistoryEntry | None
    redoes: HistoryEntry | None


def history(store: Store, slug: str, *, before: int | None = None, most: int = 100) -> list[HistoryEntry]:
    """The edits that led to versions below `before` (None: to the present one), newest first; raises NotFound."""
    with store.reading() as connection:
        draft = meetings.draft_of(connection, slug)
        return meetings.latest_history(connection, draft.meeting_id, before=before, most=most)


def turns(store: Store, slug: str, *, author: str) -> Turns:
    """What the author's undo and redo would take up now; raises NotFound."""
    with store.reading() as connection:
        draft = meetings.draft_of(connection, slug)
        done, undone = standing(meetings.turned_by(connection, draft.meeting_id, author))
        undoes, redoes = (
            meetings.history_entry(connection, draft.meeting_id, some[-1].version) if some else None
            for some in (done, undone)
        )
        return Turns(undoes, redoes)


def version(store: Store, slug: str, number: int) -> Meeting:
    """The draft as it was at a version, from 1; raises NotFound."""
    with store.reading() as connection:
        return _version(connection, meetings.draft_of(connection, slug), number)


def _version(connection: Connection, draft: Draft, number: int) -> Meeting:
    """Goes back from the draft or a later publication, or on from an earlier one, whichever is nearer."""
    if not 1 <= number <= draft.version:
        raise NotFound("version", str(number), place=f"“{draft.slug}”, which is at {draft.version}")
    meeting_id = draft.meeting_id
    later, after = past.published_from(connection, meeting_id, number) or (draft.version, draft.meeting)
    if (earlier := past.published_until(connection, meeting_id, number)) and number - earlier[0] < later - number:
        on = meetings.history(connection, meeting_id, after=earlier[0], last=number)
        return carry_all_unchecked(earlier[1], (entry.changes for entry in on))
    back = meetings.history_back(connection, meeting_id, above=number, last=later)
    return carry_all_unchecked(after, (inverted(entry.changes) for entry in back))


def restore(store: Store, slug: str, number: int, *, expected: int | None, author: str, now: datetime) -> Edited:
    """Makes the draft what it was at a version, as an edit that can be undone.

    Raises NotFound, or NotAllowed where the draft is no more at version `expected`: others' edits would be undone.
    """
    with store.writing() as connection:
        draft = meetings.draft_of(connection, slug)
        if expected not in {None, draft.version}:
            raise NotAllowed(
                f"“{slug}” has been edited since version {expected}; look at what was done, then restore again"
            )
        before = _version(connection, draft, number)
        edit = {"edit": ReplaceMeeting.name, "meeting": before.written(), "version": number}
        saved = save(connection, draft, before, edits=[edit], author=author, now=now)
        return Edited(saved, rebased=False, cleared=(), findings=check(saved.meeting, today=now.date()))
