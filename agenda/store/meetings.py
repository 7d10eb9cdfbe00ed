"""Meetings, their drafts and their history in the database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from agenda.changes import Change
from agenda.errors import NotFound
from agenda.meeting import Meeting
from agenda.store.schema import edits, former_slugs, meetings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row, Select

EDIT_FORMAT = 1


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
    """One applied edit: who, when, what was asked, what it changed, and the version it takes back, if it does."""

    version: int
    author: str
    made_at: datetime
    edits: tuple[dict[str, Any], ...]
    changes: tuple[Change, ...]
    takes_back: int | None


def written_draft(meeting: Meeting) -> str:
    """The canonical JSON of a meeting: keys in the nouns' order, defaults left out."""
    return json.dumps(meeting.written(), ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4)
def read_draft(written: str) -> Meeting:
    """The meeting of canonical JSON; immutable, so those read last are kept."""
    return Meeting.model_validate(json.loads(written))


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


def draft_by_slug(connection: Connection, slug: str) -> Draft | None:
    """The draft of the meeting at that slug, else of one that is to have it; None where there is none."""
    address = _one(connection, select(meetings).where(meetings.c.slug == slug))
    return address or _one(connection, select(meetings).where(meetings.c.draft_slug == slug))


def _one(connection: Connection, query: Select[Any]) -> Draft | None:
    row = connection.execute(query).one_or_none()
    return _draft(row) if row else None


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
    found = draft_by_slug(connection, slug)
    if found is None and (present := present_slug(connection, slug)):
        found = draft_by_slug(connection, present)
    return found


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


def history(connection: Connection, meeting_id: int, *, after: int = 0) -> Iterator[HistoryEntry]:
    """The edits that led to versions later than `after`, oldest first."""
    query = select(edits).where(edits.c.meeting_id == meeting_id, edits.c.version > after).order_by(edits.c.version)
    return (_history_entry(row) for row in connection.execute(query))


def _history_entry(row: Row[Any]) -> HistoryEntry:
    return HistoryEntry(
        version=row.version,
        author=row.author,
        made_at=row.made_at,
        edits=tuple(json.loads(row.edits)),
        changes=tuple(Change.from_json(change) for change in json.loads(row.changes)),
        takes_back=row.takes_back,
    )
