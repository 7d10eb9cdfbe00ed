"""Meetings, their drafts and their history in the database."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from agenda.changes import Change
from agenda.errors import NotFound
from agenda.store.schema import edits, former_slugs, meetings
from agenda.store.written import read_draft, written_draft
from agenda.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row, Select

    from agenda.meeting import Meeting

EDIT_FORMAT = 1
FORGET = "forget_person"
"""The name in history of what no edit does: a person's name forgotten."""


@dataclass(frozen=True)
class Draft:
    """A meeting as organisers have it now; `version` counts its edits, from 1."""

    meeting_id: int
    slug: str
    version: int
    meeting: Meeting
    revision: int
    published_version: int | None


@dataclass(frozen=True)
class HistoryEntry:
    """One applied edit: who, when, what was asked, what it changed, and the version it takes back, if it does.

    `is_undone` says that a later one takes it back, as far as whoever lists it has looked.
    """

    version: int
    author: str
    made_at: datetime
    edits: tuple[dict[str, Any], ...]
    changes: tuple[Change, ...]
    takes_back: int | None
    is_undone: bool = False

    @property
    def forgets(self) -> bool:
        """Whether it took a name out of the draft and all that had led to it."""
        return any(edit.get("edit") == FORGET for edit in self.edits)


@dataclass(frozen=True)
class Turn:
    """A version as undo and redo look at it: whether it takes back another."""

    version: int
    takes_back: int | None


def _draft(row: Row[Any]) -> Draft:
    return Draft(row.id, row.slug, row.version, read_draft(row.draft), row.revision, row.published_version)


def draft_of(connection: Connection, slug: str) -> Draft:
    """The draft of the meeting with that slug; raises NotFound."""
    found = holder_of(connection, slug)
    if found is None:
        raise NotFound("meeting", slug)
    return found


def draft_by_uid(connection: Connection, uid: UUID) -> Draft | None:
    """The draft of the meeting with that uid."""
    return _one(connection, select(meetings).where(meetings.c.uid == str(uid)))


def draft_by_id(connection: Connection, meeting_id: int) -> Draft | None:
    """The draft of the meeting in that row; None where there is none."""
    return _one(connection, select(meetings).where(meetings.c.id == meeting_id))


def versions_of(connection: Connection, meeting_ids: Collection[int]) -> dict[int, int]:
    """The versions of drafts by the rows of their meetings."""
    query = select(meetings.c.id, meetings.c.version).where(meetings.c.id.in_(meeting_ids))
    return {row.id: row.version for row in connection.execute(query)}


def draft_by_slug(connection: Connection, slug: str) -> Draft | None:
    """The draft of the meeting at that slug, else of one that is to have it; None where there is none."""
    return _found(_at_present(connection, select(meetings), slug))


def _one(connection: Connection, query: Select[Any]) -> Draft | None:
    return _found(connection.execute(query).one_or_none())


def _found(row: Row[Any] | None) -> Draft | None:
    return _draft(row) if row else None


@dataclass(frozen=True)
class DraftRow:
    """A draft in a list, without its meeting."""

    meeting_id: int
    slug: str
    version: int
    revision: int
    published_version: int | None
    is_withdrawn: bool


def listed_drafts(connection: Connection) -> list[DraftRow]:
    """Every draft: those never published, the last made first, then those published, the latest-ending first."""
    light = (column for column in meetings.c if column.name not in {"draft", "languages", "body"})
    query = select(*light).order_by(meetings.c.ends.is_(None).desc(), meetings.c.ends.desc(), meetings.c.id.desc())
    return [
        DraftRow(row.id, row.slug, row.version, row.revision, row.published_version, row.withdrawn_at is not None)
        for row in connection.execute(query)
    ]


def title_and_days(connection: Connection, meeting_id: int) -> tuple[Text, list[date]]:
    """A draft's title, and the first and last days of its phases; the rest of it is not made into objects."""
    written = connection.execute(select(meetings.c.draft).where(meetings.c.id == meeting_id)).scalar_one()
    meeting = json.loads(written)
    days = [date.fromisoformat(phase[key]) for phase in meeting["phases"] for key in ("start", "end")]
    return Text(meeting["title"]), days


def create(connection: Connection, meeting: Meeting, *, now: datetime) -> Draft:
    """Adds a meeting, at version 1."""
    row = {
        "uid": str(meeting.uid),
        "slug": meeting.slug,
        "draft_slug": meeting.slug,
        "version": 1,
        "draft": written_draft(meeting),
        "revision": 0,
        "created_at": now,
    }
    inserted = connection.execute(insert(meetings).values(row).returning(meetings.c.id)).scalar_one()
    return Draft(inserted, meeting.slug, 1, meeting, 0, None)


def save(connection: Connection, draft: Draft, after: Meeting) -> Draft | None:
    """The draft with the meeting `after`, one version on; None where the draft is no more at its version."""
    changed = connection.execute(
        update(meetings)
        .where(meetings.c.id == draft.meeting_id, meetings.c.version == draft.version)
        .values(version=draft.version + 1, draft=written_draft(after), draft_slug=after.slug)
    )
    if changed.rowcount != 1:
        return None
    return Draft(draft.meeting_id, draft.slug, draft.version + 1, after, draft.revision, draft.published_version)


def note_published(connection: Connection, draft: Draft) -> None:
    """Keeps that readers have what the draft says at its version: edits that came to nothing are none to publish."""
    if draft.version != draft.published_version:
        of_meeting = meetings.c.id == draft.meeting_id
        connection.execute(update(meetings).where(of_meeting).values(published_version=draft.version))


def readdress(connection: Connection, draft: Draft) -> None:
    """Puts the meeting at its draft's slug; its slug until now leads there."""
    if draft.meeting.slug == draft.slug:
        return
    connection.execute(update(meetings).where(meetings.c.id == draft.meeting_id).values(slug=draft.meeting.slug))
    _free_slug(connection, draft.meeting.slug)
    if draft.revision:
        connection.execute(insert(former_slugs).values(slug=draft.slug, meeting_id=draft.meeting_id))


def _free_slug(connection: Connection, slug: str) -> None:
    """A slug in use leads to its meeting, no more to the one that had it before."""
    connection.execute(delete(former_slugs).where(former_slugs.c.slug == slug))


def holder_of(connection: Connection, slug: str) -> Draft | None:
    """The draft of the meeting that has that slug, is to have it, or had it once; None where none has."""
    return _found(_held(connection, select(meetings), slug))


def id_of_holder(connection: Connection, slug: str) -> int | None:
    """The row of the meeting that `holder_of` finds; its draft is not read."""
    row = _held(connection, select(meetings.c.id), slug)
    return row.id if row else None


def _held(connection: Connection, query: Select[Any], slug: str) -> Row[Any] | None:
    row = _at_present(connection, query, slug)
    if row is None and (present := present_slug(connection, slug)):
        row = _at_present(connection, query, present)
    return row


def _at_present(connection: Connection, query: Select[Any], slug: str) -> Row[Any] | None:
    row = connection.execute(query.where(meetings.c.slug == slug)).one_or_none()
    return row or connection.execute(query.where(meetings.c.draft_slug == slug)).one_or_none()


def present_slug(connection: Connection, former: str) -> str | None:
    """The slug that a meeting formerly known as `former` has now."""
    query = (
        select(meetings.c.slug)
        .join(former_slugs, former_slugs.c.meeting_id == meetings.c.id)
        .where(former_slugs.c.slug == former)
    )
    return connection.execute(query).scalar_one_or_none()


def record(
    connection: Connection,
    draft: Draft,
    *,
    author: str,
    now: datetime,
    edits_made: Sequence[dict[str, Any]],
    changes: Sequence[Change],
    takes_back: int | None = None,
) -> None:
    """Appends to the history what led to this version of the draft."""
    connection.execute(
        insert(edits).values(
            meeting_id=draft.meeting_id,
            version=draft.version,
            format=EDIT_FORMAT,
            author=author,
            made_at=now,
            edits=json.dumps(list(edits_made), ensure_ascii=False),
            changes=json.dumps([change.as_json() for change in changes], ensure_ascii=False),
            takes_back=takes_back,
        )
    )


def history(
    connection: Connection, meeting_id: int, *, after: int = 0, last: int | None = None
) -> Iterator[HistoryEntry]:
    """The edits that led to versions later than `after`, up to `last` (None: the present one), oldest first."""
    query = select(edits).where(edits.c.meeting_id == meeting_id, edits.c.version > after).order_by(edits.c.version)
    rows = connection.execute(query if last is None else query.where(edits.c.version <= last))
    return (_history_entry(row) for row in rows)


def latest_history(connection: Connection, meeting_id: int, *, before: int | None, most: int) -> list[HistoryEntry]:
    """The edits that led to the last versions below `before` (None: all), newest first; it is said which are undone."""
    query = select(edits).where(edits.c.meeting_id == meeting_id).order_by(edits.c.version.desc()).limit(most)
    rows = connection.execute(query if before is None else query.where(edits.c.version < before)).all()
    undone = _undone_among(connection, meeting_id, [row.version for row in rows])
    return [replace(_history_entry(row), is_undone=row.version in undone) for row in rows]


def _undone_among(connection: Connection, meeting_id: int, versions: Sequence[int]) -> set[int]:
    """Which of these versions stand undone: an odd number of turns takes back them, or what took them back."""
    if not versions:
        return set()
    turning = edits.c.takes_back.is_not(None)
    query = select(edits.c.version, edits.c.takes_back).where(
        edits.c.meeting_id == meeting_id, edits.c.version > min(versions), turning
    )
    undone: set[int] = set()
    for row in connection.execute(query.order_by(edits.c.version.desc())):
        if row.version not in undone:
            undone.add(row.takes_back)
    return undone & set(versions)


def history_back(connection: Connection, meeting_id: int, *, above: int, last: int) -> Iterator[HistoryEntry]:
    """The edits that led from version `above` to version `last`, newest first."""
    led = edits.c.version.between(above + 1, last)
    query = select(edits).where(edits.c.meeting_id == meeting_id, led).order_by(edits.c.version.desc())
    return (_history_entry(row) for row in connection.execute(query))


def history_entry(connection: Connection, meeting_id: int, version: int) -> HistoryEntry:
    """The edit that led to a version, which there is."""
    query = select(edits).where(edits.c.meeting_id == meeting_id, edits.c.version == version)
    return _history_entry(connection.execute(query).one())


def turned_by(connection: Connection, meeting_id: int, author: str) -> list[Turn]:
    """An author's edits as undo and redo look at them, oldest first."""
    query = select(edits.c.version, edits.c.takes_back).where(
        edits.c.meeting_id == meeting_id, edits.c.author == author
    )
    return [Turn(row.version, row.takes_back) for row in connection.execute(query.order_by(edits.c.version))]


def _history_entry(row: Row[Any]) -> HistoryEntry:
    return HistoryEntry(
        version=row.version,
        author=row.author,
        made_at=row.made_at,
        edits=tuple(json.loads(row.edits)),
        changes=tuple(Change.from_json(change) for change in json.loads(row.changes)),
        takes_back=row.takes_back,
    )
