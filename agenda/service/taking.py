"""Taking sittings of another calendar into a phase: a preview, or one undoable edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.edits import read_edits
from agenda.errors import NotFound
from agenda.incoming import plan_taking
from agenda.service.editing import applied, save
from agenda.store import meetings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from agenda.incoming import Incoming, Taking
    from agenda.meeting import Meeting
    from agenda.phase import Phase
    from agenda.store import Store

    Read = Callable[[Meeting, Phase], Sequence[Incoming]]


def preview_sittings(store: Store, slug: str, phase: str, *, read: Read) -> tuple[Taking, ...]:
    """What `take_sittings` would do; raises NotFound."""
    with store.reading() as connection:
        meeting = meetings.draft_of(connection, slug).meeting
    return _plan(meeting, phase, read)


def take_sittings(store: Store, slug: str, phase: str, *, read: Read, author: str, now: datetime) -> tuple[Taking, ...]:
    """Takes sittings into a phase of the draft, all or none, as one edit; raises NotFound or InvalidEdit.

    `read` gives the sittings for the meeting and phase as they are when the edit is made.
    """
    with store.writing() as connection:
        draft = meetings.draft_of(connection, slug)
        takings = _plan(draft.meeting, phase, read)
        written = [taking.edit for taking in takings if taking.edit]
        if written:
            after, _ = applied(draft.meeting, [one for edit in written for one in read_edits(edit)])
            save(connection, draft, after, edits=written, author=author, now=now)
        return takings


def _plan(meeting: Meeting, identity: str, read: Read) -> tuple[Taking, ...]:
    phase = next((phase for phase in meeting.phases if phase.id == identity), None)
    if phase is None:
        raise NotFound("phase", identity, place=f"“{meeting.slug}”")
    return tuple(plan_taking(meeting, phase, read(meeting, phase)))
