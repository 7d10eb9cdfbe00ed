"""Editing a draft: edits with a rebase, undo, redo, and the findings that follow."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from agenda.carrying import carry, carry_all_unchecked
from agenda.changes import Change, compare, inverted
from agenda.edits import Edit, cleared_by, conflicts_of, read_edits, settled
from agenda.errors import EditConflict, InvalidEdit, NotAllowed, Problem
from agenda.findings import Finding, check
from agenda.store import meetings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from agenda.meeting import Meeting
    from agenda.store import Store
    from agenda.store.meetings import Draft, HistoryEntry, Turn

FEW = 20
"""So many edits in a list are worked out while other writers wait."""
MOST_TRIES = 5


@dataclass(frozen=True)
class Edited:
    """What an edit came to: the draft's version, whether it was carried over a newer one, and what it cleared."""

    draft: Draft
    rebased: bool
    cleared: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def version(self) -> int:
        """The draft's version after the edit."""
        return self.draft.version


@dataclass(frozen=True)
class _Worked:
    """What edits make of a draft: it is right for as long as the draft is at that version."""

    draft: Draft
    rebased: bool
    after: Meeting
    cleared: tuple[str, ...]
    made: list[dict[str, Any]]


def edit(
    store: Store,
    slug: str,
    written: dict[str, Any] | list[dict[str, Any]],
    *,
    expected: int | None,
    author: str,
    now: datetime,
) -> Edited:
    """Applies one edit, or a list as one, made on version `expected` of the draft (None: on whichever it is).

    Raises NotFound, InvalidEdit, or EditConflict where what it touches has changed since that version. An edit that
    changes nothing makes no version. What a long list makes is worked out while others may write, and again if they do.
    """
    edits = read_edits(written)
    work_out = partial(_work_out, slug=slug, edits=edits, expected=expected, are_listed=isinstance(written, list))
    if len(edits) > FEW:
        worked, draft = _kept_ahead(store, work_out, author=author, now=now)
    else:
        with store.writing() as connection:
            worked = work_out(connection)
            draft = _kept(connection, worked, author=author, now=now)
    return Edited(draft, worked.rebased, worked.cleared, check(draft.meeting, today=now.date()))


def _kept_ahead(
    store: Store, work_out: Callable[[Connection], _Worked], *, author: str, now: datetime
) -> tuple[_Worked, Draft]:
    """What was worked out before other writers were asked to wait, and the draft that it became."""
    for _ in range(MOST_TRIES):
        with store.reading() as connection:
            worked = work_out(connection)
        with suppress(EditConflict), store.writing() as connection:
            return worked, _kept(connection, worked, author=author, now=now)
    raise EditConflict([])


def _work_out(
    connection: Connection, *, slug: str, edits: Sequence[Edit], expected: int | None, are_listed: bool
) -> _Worked:
    draft = meetings.draft_of(connection, slug)
    rebased = _rebase(connection, draft, edits, expected)
    after, cleared = applied(draft.meeting, edits, are_listed=are_listed)
    return _Worked(draft, rebased, after, cleared, [one.as_json() for one in settled(draft.meeting, edits)])


def _kept(connection: Connection, worked: _Worked, *, author: str, now: datetime) -> Draft:
    return save(connection, worked.draft, worked.after, edits=worked.made, author=author, now=now)


def try_edit(
    store: Store, slug: str, written: dict[str, Any] | list[dict[str, Any]], *, expected: int | None, now: datetime
) -> Edited:
    """What `edit` would come to, which is not saved: the draft is at its present version, its meeting is after it."""
    edits = read_edits(written)
    with store.reading() as connection:
        draft = meetings.draft_of(connection, slug)
        rebased = _rebase(connection, draft, edits, expected)
        after, cleared = applied(draft.meeting, edits, are_listed=isinstance(written, list))
        if after.slug != draft.meeting.slug:
            _require_free_slug(connection, draft, after)
    return Edited(replace(draft, meeting=after), rebased, cleared, check(after, today=now.date()))


def _rebase(connection: Connection, draft: Draft, edits: Sequence[Edit], expected: int | None) -> bool:
    """Whether the edits have to be carried over newer ones; raises EditConflict where they cannot be.

    Over one that forgot a name nothing is carried: who made the edit still has that name before them.
    """
    if expected is None or expected == draft.version:
        return False
    if not 0 < expected < draft.version:
        raise NotAllowed(f"version {expected} is none of this draft, which is at {draft.version}; read it again")
    later = list(meetings.history_back(connection, draft.meeting_id, above=expected, last=draft.version))
    if any(entry.forgets for entry in later):
        raise NotAllowed(f"a name was forgotten since version {expected}, which you have; read the draft again")
    base = carry_all_unchecked(draft.meeting, (inverted(entry.changes) for entry in later))
    if conflicts := conflicts_of(edits, base=base, current=draft.meeting):
        raise EditConflict(conflicts)
    return True


def applied(meeting: Meeting, edits: Iterable[Edit], *, are_listed: bool = False) -> tuple[Meeting, tuple[str, ...]]:
    """The meeting after the edits, one upon the other, and what they cleared.

    With `are_listed` they were given as a list: pointers of InvalidEdit start with the place in it.
    """
    cleared: tuple[str, ...] = ()
    for place, one in enumerate(edits):
        try:
            cleared += cleared_by(meeting, one)
            meeting = one.apply(meeting)
        except InvalidEdit as error:
            at = f"/{place}" if are_listed else ""
            raise InvalidEdit([Problem(f"{at}{found.pointer}", found.message) for found in error.problems]) from None
    return meeting, cleared


def save(
    connection: Connection,
    draft: Draft,
    after: Meeting,
    *,
    edits: Sequence[dict[str, Any]],
    author: str,
    now: datetime,
    takes_back: int | None = None,
) -> Draft:
    """The draft saved as `after` and the edits recorded; the draft itself where nothing differs."""
    changes = compare(draft.meeting, after)
    if not changes:
        return draft
    if after.slug != draft.meeting.slug:
        _require_free_slug(connection, draft, after)
    saved = meetings.save(connection, draft, after)
    if saved is None:
        raise EditConflict([])
    meetings.record(connection, saved, author=author, now=now, edits_made=edits, changes=changes, takes_back=takes_back)
    return saved


def _require_free_slug(connection: Connection, draft: Draft, after: Meeting) -> None:
    holder = meetings.holder_of(connection, after.slug)
    if holder is not None and holder.meeting_id != draft.meeting_id:
        raise NotAllowed(f"slug “{after.slug}” is or was that of the meeting “{holder.slug}”; choose another")


def undo(store: Store, slug: str, *, author: str, now: datetime) -> Edited:
    """Takes back the author's latest edit not yet undone, as a new edit.

    Raises NotAllowed where nothing is left, EditConflict where what it changed has been changed since.
    """
    return _turn(store, slug, author=author, now=now, back=True)


def redo(store: Store, slug: str, *, author: str, now: datetime) -> Edited:
    """Makes the author's latest undone edit again, as a new edit; raises as `undo`."""
    return _turn(store, slug, author=author, now=now, back=False)


def _turn(store: Store, slug: str, *, author: str, now: datetime, back: bool) -> Edited:
    with store.writing() as connection:
        draft = meetings.draft_of(connection, slug)
        done, undone = standing(meetings.turned_by(connection, draft.meeting_id, author))
        entry, after = _effective(connection, draft, done if back else undone)
        if entry is None:
            raise NotAllowed(f"nothing is left to {'undo' if back else 'redo'}")
        changes = inverted(entry.changes)
        saved = save(
            connection,
            draft,
            after,
            edits=[_revert(changes) if back else _revert(changes) | {"again": True}],
            author=author,
            now=now,
            takes_back=entry.version,
        )
        return Edited(saved, rebased=False, cleared=(), findings=check(saved.meeting, today=now.date()))


def _effective(connection: Connection, draft: Draft, turned: Sequence[Turn]) -> tuple[HistoryEntry | None, Meeting]:
    """The latest of the entries that can still be turned to an effect, and the meeting then; raises EditConflict."""
    for turn in reversed(turned):
        entry = meetings.history_entry(connection, draft.meeting_id, turn.version)
        after = carry(draft.meeting, inverted(entry.changes))
        if after != draft.meeting:
            return entry, after
    return None, draft.meeting


def _revert(changes: Sequence[Change]) -> dict[str, Any]:
    return {"edit": "revert", "changes": [change.as_json() for change in changes]}


def standing(own: Sequence[Turn]) -> tuple[list[Turn], list[Turn]]:
    """An author's edits that can be undone and their undos that can be redone, latest last.

    An undo takes back an edit, a redo takes back an undo; a new edit leaves nothing to redo.
    """
    by_version = {turn.version: turn for turn in own}
    done: dict[int, Turn] = {}
    undone: dict[int, Turn] = {}
    for turn in own:
        turned = by_version.get(turn.takes_back or 0)
        if turned is None:
            done[turn.version] = turn
            undone.clear()
        elif undone.pop(turned.version, None) is not None:
            done[turn.version] = turn
        else:
            done.pop(turned.version, None)
            undone[turn.version] = turn
    return list(done.values()), list(undone.values())


def findings_of(store: Store, slug: str, *, now: datetime) -> tuple[Finding, ...]:
    """The findings of a draft; raises NotFound."""
    with store.reading() as connection:
        return check(meetings.draft_of(connection, slug).meeting, today=now.date())
