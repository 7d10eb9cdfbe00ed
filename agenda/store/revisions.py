"""Revisions, published entries and their components in the database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, func, insert, or_, select, update

from agenda.audiences import PUBLIC
from agenda.changes import Change
from agenda.entries import Stamp
from agenda.errors import NotFound
from agenda.publishing import Record, Revision
from agenda.store.meetings import read_draft, written_draft
from agenda.store.schema import components, entries, meetings, revisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection, Row

    from agenda.entries import Entry
    from agenda.meeting import Meeting
    from agenda.store.meetings import Draft


@dataclass(frozen=True)
class PublishedEntry:
    """A row of a feed: an entry's place in time, and its component's bytes."""

    uid: str
    kind: str
    status: str
    phase: str
    names: frozenset[str]
    clock: str
    starts: datetime
    ends: datetime
    sequence: int
    last_modified: datetime
    component: bytes


@dataclass(frozen=True)
class Edition:
    """A revision as pages and feeds need it: without its records, but with which view's are the reader's."""

    meeting_id: int
    number: int
    published_at: datetime
    message: str
    meeting: Meeting
    withheld: frozenset[str]
    stamped: frozenset[str]


def view_key(audiences: Iterable[str]) -> str:
    """A view's name in the database: its audiences' ids, sorted; empty for the public."""
    return " ".join(sorted(audiences))


@dataclass(frozen=True)
class Latest:
    """The last revision of a meeting by number (0: none yet), with its present slug and languages."""

    meeting_id: int
    slug: str
    number: int
    languages: tuple[str, ...]


def latest(connection: Connection, slug: str) -> Latest | None:
    """The last revision of the meeting with that slug; None where there is no such meeting."""
    query = select(meetings.c.id, meetings.c.slug, meetings.c.revision, meetings.c.languages)
    row = connection.execute(query.where(meetings.c.slug == slug)).one_or_none()
    return row and Latest(row.id, row.slug, row.revision, tuple((row.languages or "").split()))


def newest(connection: Connection) -> int:
    """The row id of the latest publication of all meetings; 0 where there is none."""
    return connection.execute(select(func.max(revisions.c.id))).scalar_one() or 0


def published_after(connection: Connection, row: int) -> frozenset[int]:
    """The row ids of the meetings that were published later than that publication."""
    query = select(revisions.c.meeting_id).where(revisions.c.id > row).distinct()
    return frozenset(connection.execute(query).scalars())


def edition_of(connection: Connection, meeting_id: int, number: int, *, audiences: Iterable[str] = PUBLIC) -> Edition:
    """A revision without its records, as `audiences` have it; raises NotFound."""
    row = _revision_row(connection, meeting_id, number)
    meeting = read_draft(row.meeting)
    declared = {audience.id for audience in meeting.audiences}
    stamped = frozenset(audiences) & frozenset(row.audiences.split()) & declared
    withheld = json.loads(row.withheld).get(view_key(stamped), [])
    return Edition(
        meeting_id,
        row.number,
        row.published_at,
        row.message,
        meeting,
        frozenset(withheld),
        stamped,
    )


def _revision_row(connection: Connection, meeting_id: int, number: int) -> Row[Any]:
    query = select(revisions).where(revisions.c.meeting_id == meeting_id, revisions.c.number == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("revision", str(number))
    return row


def last_revision(connection: Connection, draft: Draft) -> Revision | None:
    """The last publication of a meeting with every record, shown or not; None where it was never published."""
    if draft.revision == 0:
        return None
    row = _revision_row(connection, draft.meeting_id, draft.revision)
    records: dict[frozenset[str], list[Record]] = {}
    query = select(entries).where(_standing(draft.meeting_id, draft.revision)).order_by(entries.c.id)
    for found in connection.execute(query):
        records.setdefault(frozenset(found.view.split()), []).append(_record(found))
    return Revision(
        number=row.number,
        published_at=row.published_at,
        message=row.message,
        meeting=read_draft(row.meeting),
        changes=tuple(Change.from_json(change) for change in json.loads(row.changes)),
        records={view: tuple(found) for view, found in records.items()},
        withheld={frozenset(key.split()): frozenset(ids) for key, ids in json.loads(row.withheld).items()},
        zone_data=row.zone_data,
    )


def _standing(meeting_id: int, number: int) -> Any:
    return and_(
        entries.c.meeting_id == meeting_id,
        entries.c.since <= number,
        or_(entries.c.until.is_(None), entries.c.until > number),
    )


def _record(row: Row[Any]) -> Record:
    stamp = Stamp(sequence=row.sequence, created=row.created_at, last_modified=row.last_modified)
    return Record(UUID(row.uid), row.entry, stamp, row.since, row.off_since, row.shown)


def add(
    connection: Connection,
    draft: Draft,
    revision: Revision,
    *,
    author: str,
    render: Callable[[Entry, Stamp, str], bytes],
    address: str,
) -> None:
    """Keeps a new revision: rows for what it changed alone, with their components for the public view."""
    connection.execute(
        insert(revisions).values(
            meeting_id=draft.meeting_id,
            number=revision.number,
            version=draft.version,
            published_at=revision.published_at,
            author=author,
            message=revision.message,
            meeting=written_draft(revision.meeting),
            changes=json.dumps([change.as_json() for change in revision.changes], ensure_ascii=False),
            audiences=view_key(revision.stamped),
            withheld=json.dumps({view_key(view): sorted(ids) for view, ids in revision.withheld.items() if ids}),
            zone_data=revision.zone_data,
        )
    )
    _end_views(connection, draft.meeting_id, revision)
    for view in revision.records:
        _add_records(connection, draft.meeting_id, view, revision)
    _add_components(connection, draft, revision, render=render, address=address)
    connection.execute(
        update(meetings)
        .where(meetings.c.id == draft.meeting_id)
        .values(
            revision=revision.number,
            published_version=draft.version,
            published_at=revision.published_at,
            starts=min(phase.start for phase in revision.meeting.phases).isoformat(),
            ends=max(phase.end for phase in revision.meeting.phases).isoformat(),
            languages=" ".join(revision.meeting.languages),
            body=revision.meeting.body.acronym if revision.meeting.body else None,
        )
    )


def _end_views(connection: Connection, meeting_id: int, revision: Revision) -> None:
    """Closes the rows of views that are no more, their audience having been removed."""
    ended = entries.c.view.not_in([view_key(view) for view in revision.records])
    standing = and_(entries.c.meeting_id == meeting_id, entries.c.until.is_(None), ended)
    connection.execute(update(entries).where(standing).values(until=revision.number))


def _add_records(connection: Connection, meeting_id: int, view: frozenset[str], revision: Revision) -> None:
    renewed = {str(record.uid): record for record in revision.records[view] if record.since == revision.number}
    if not renewed:
        return
    current = and_(entries.c.meeting_id == meeting_id, entries.c.view == view_key(view), entries.c.until.is_(None))
    uids = list(renewed)
    for start in range(0, len(uids), 500):
        chunk = uids[start : start + 500]
        connection.execute(update(entries).where(current, entries.c.uid.in_(chunk)).values(until=revision.number))
    rows = [_row(meeting_id, view, record) for record in renewed.values()]
    connection.execute(insert(entries), rows)


def _row(meeting_id: int, view: frozenset[str], record: Record) -> dict[str, Any]:
    entry = record.entry
    return {
        "meeting_id": meeting_id,
        "view": view_key(view),
        "uid": str(record.uid),
        "since": record.since,
        "until": None,
        "sequence": record.stamp.sequence,
        "created_at": record.stamp.created,
        "last_modified": record.stamp.last_modified,
        "off_since": record.off_since,
        "shown": record.shown,
        "kind": entry.kind,
        "status": entry.status,
        "phase": entry.phase,
        "clock": _clock(entry),
        "names": " ".join(entry.names),
        "starts": _as_instant(entry.start),
        "ends": _as_instant(entry.end),
        "entry": record.written,
    }


def _clock(entry: Entry) -> str:
    return " ".join(map(str, entry.clock or ()))


def _as_instant(moment: datetime | date) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)


def _add_components(
    connection: Connection,
    draft: Draft,
    revision: Revision,
    *,
    render: Callable[[Entry, Stamp, str], bytes],
    address: str,
) -> None:
    renewed = {str(record.uid): record for record in revision.renewed(PUBLIC) if record.shown}
    query = select(entries.c.id, entries.c.uid).where(
        entries.c.meeting_id == draft.meeting_id, entries.c.view == "", entries.c.since == revision.number
    )
    rows = [
        {
            "entry_id": row.id,
            "language": language,
            "address": address,
            "component": render(renewed[row.uid].entry, renewed[row.uid].stamp, language),
        }
        for row in connection.execute(query)
        if row.uid in renewed
        for language in revision.meeting.languages
    ]
    if rows:
        connection.execute(insert(components), rows)


def feed_rows(
    connection: Connection,
    meeting_id: int,
    number: int,
    *,
    audiences: Iterable[str],
    language: str,
    address: str,
) -> tuple[list[PublishedEntry], list[tuple[int, Record]]]:
    """The entries of a revision in a view: those whose component is kept, and (row id, record) of those without."""
    made = and_(
        components.c.entry_id == entries.c.id,
        components.c.language == language,
        components.c.address == address,
    )
    query = (
        select(entries, components.c.component)
        .outerjoin(components, made)
        .where(_standing(meeting_id, number), entries.c.view == view_key(audiences), entries.c.shown.is_(True))
        .order_by(entries.c.starts, entries.c.uid)
    )
    rows = connection.execute(query).all()
    ready = [_published(row) for row in rows if row.component is not None]
    return ready, [(row.id, _record(row)) for row in rows if row.component is None]


def _published(row: Row[Any]) -> PublishedEntry:
    return PublishedEntry(
        row.uid,
        row.kind,
        row.status,
        row.phase,
        frozenset(row.names.split()),
        row.clock,
        row.starts,
        row.ends,
        row.sequence,
        row.last_modified,
        row.component,
    )


def published_entry(record: Record, component: bytes) -> PublishedEntry:
    """A record as the row of a feed, with its component."""
    entry, stamp = record.entry, record.stamp
    return PublishedEntry(
        str(record.uid),
        entry.kind,
        entry.status,
        entry.phase,
        frozenset(entry.names),
        _clock(entry),
        _as_instant(entry.start),
        _as_instant(entry.end),
        stamp.sequence,
        stamp.last_modified,
        component,
    )


def add_components(connection: Connection, made: Sequence[tuple[int, bytes]], *, language: str, address: str) -> None:
    """Keeps components that were made on first use: (row id of the entry, bytes)."""
    present = set(
        connection.execute(
            select(components.c.entry_id).where(
                components.c.language == language,
                components.c.address == address,
                components.c.entry_id.in_([row for row, _ in made]),
            )
        ).scalars()
    )
    rows = [
        {"entry_id": row, "language": language, "address": address, "component": component}
        for row, component in made
        if row not in present
    ]
    if rows:
        connection.execute(insert(components), rows)


@dataclass(frozen=True)
class ListedMeeting:
    """A published meeting in a list: its dates are the first and last day of its phases."""

    slug: str
    starts: date
    ends: date
    published_at: datetime
    meeting: Meeting


def published_meetings(connection: Connection, *, most: int | None, year: int | None, body: str) -> list[ListedMeeting]:
    """The published meetings, latest-ending first; of a year are those with a day in it."""
    query = (
        select(meetings.c.slug, meetings.c.starts, meetings.c.ends, meetings.c.published_at, revisions.c.meeting)
        .join(
            revisions,
            and_(revisions.c.meeting_id == meetings.c.id, revisions.c.number == meetings.c.revision),
        )
        .order_by(meetings.c.ends.desc(), meetings.c.slug)
        .limit(most)
    )
    if year is not None:
        query = query.where(meetings.c.starts <= f"{year}-12-31", meetings.c.ends >= f"{year}-01-01")
    if body:
        query = query.where(meetings.c.body == body)
    return [
        ListedMeeting(
            row.slug,
            date.fromisoformat(row.starts),
            date.fromisoformat(row.ends),
            row.published_at,
            read_draft(row.meeting),
        )
        for row in connection.execute(query)
    ]


def shown_records(connection: Connection, meeting_id: int, number: int, *, audiences: Iterable[str]) -> list[Record]:
    """The entries of a view that a revision's feeds hold, with what is cancelled and gone, by start and UID."""
    query = (
        select(entries)
        .where(_standing(meeting_id, number), entries.c.view == view_key(audiences), entries.c.shown.is_(True))
        .order_by(entries.c.starts, entries.c.uid)
    )
    return [_record(row) for row in connection.execute(query)]
