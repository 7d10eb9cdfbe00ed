"""A person's name forgotten: in the draft, its history, every revision, and what readers have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from agenda import publishing
from agenda.changes import Change
from agenda.errors import NotFound
from agenda.meeting import Meeting
from agenda.service.editing import save
from agenda.store import forgetting, meetings, revisions
from agenda.store.forgetting import Forgetting
from agenda.store.schema import meetings as rows

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from agenda.entries import Entry, Stamp
    from agenda.publishing import Record, Revision
    from agenda.service.publishing import Publisher
    from agenda.store import Store
    from agenda.store.meetings import Draft


@dataclass(frozen=True)
class Forgotten:
    """What was forgotten: the names, in how many rows they stood, and the revision by which readers are told."""

    names: tuple[str, ...]
    rows: int
    revision: int | None


def forget_person(
    store: Store,
    slug: str,
    person: str,
    *,
    instead: str,
    also: Collection[str] = (),
    author: str,
    now: datetime,
    publisher: Publisher,
) -> Forgotten:
    """Puts `instead` for every name that a person of a meeting ever had, and for `also`, wherever it stands.

    The draft gets it as an edit, whose history no longer knows what was before. What readers have is published again
    with it, and nothing else of the draft; a meeting that is withdrawn stays so. All of it is one transaction. Ids are
    left: they are addresses. Raises NotFound for a person whom the meeting never had.
    """
    with store.writing() as connection:
        draft = meetings.draft_of(connection, slug)
        known = forgetting.names_of(connection, draft.meeting_id, person)
        if not known:
            raise NotFound("person", person, place=f"“{slug}”")
        if not (names := {*known, *also} - {instead}):
            return Forgotten((), 0, None)
        forgets = Forgetting(names, instead)
        edit = {"edit": meetings.FORGET, "person": person}
        saved = save(connection, draft, _without(draft.meeting, forgets), edits=[edit], author=author, now=now)
        number = _publish_again(connection, saved, forgets, author=author, now=now, publisher=publisher)
        count = forgetting.forget(connection, draft.meeting_id, forgets)
        return Forgotten(tuple(forgets.names), count, number)


def _without(meeting: Meeting, forgets: Forgetting) -> Meeting:
    return Meeting.model_validate(forgets.in_value(meeting.written()))


def _publish_again(
    connection: Connection, saved: Draft, forgets: Forgetting, *, author: str, now: datetime, publisher: Publisher
) -> int | None:
    """Publishes what readers have without the names, also where it never had them: every process looks at it anew."""
    last = revisions.last_revision(connection, saved)
    if last is None:
        return None
    withdrawn_at = None if last.meeting.phases else last.published_at
    again = _without(last.meeting, forgets)
    revision = publishing.publish(again, last, now=now, message="")
    if revision is last:
        at = max(now.astimezone(UTC).replace(microsecond=0), last.published_at + publishing.TICK)
        revision = replace(last, number=last.number + 1, published_at=at, message="")
    revision = _cleared(revision, forgets)
    is_draft = saved.meeting == again
    version = 0 if withdrawn_at else saved.version if is_draft else -abs(saved.published_version or 0)

    def render(entry: Entry, stamp: Stamp, language: str) -> bytes:
        return publisher.render(entry, stamp, slug=again.slug, language=language)

    of = replace(saved, meeting=again, version=version)
    revisions.add(connection, of, revision, author=author, render=render, address=publisher.address)
    if withdrawn_at:
        standing = {"withdrawn_at": withdrawn_at, "published_version": saved.published_version}
        connection.execute(update(rows).where(rows.c.id == saved.meeting_id).values(standing))
    return revision.number


def _cleared(revision: Revision, forgets: Forgetting) -> Revision:
    """The revision without the names in what it carries on from earlier ones, and in what it says that it changed."""
    records = {
        view: tuple(_cleared_record(record, revision, forgets) for record in held)
        for view, held in revision.records.items()
    }
    changes = [Change.from_json(forgets.in_value(change.as_json())) for change in revision.changes]
    told = tuple(change for change in changes if change.before != change.after)
    return replace(revision, records=records, changes=told)


def _cleared_record(record: Record, revision: Revision, forgets: Forgetting) -> Record:
    written = forgets.in_json(record.written, separators=(",", ":"))
    if written == record.written:
        return record
    stamp: Any = record.stamp.model_copy(update={"last_modified": revision.published_at})
    return replace(record, written=written, stamp=stamp, since=revision.number)
