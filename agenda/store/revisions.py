"""Revisions in the database: the last of each meeting, any of them by number, and the list of all meetings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from agenda.audiences import PUBLIC
from agenda.changes import Change
from agenda.errors import NotFound
from agenda.publishing import Record, Revision
from agenda.store.entries import add_public_components, add_records, end_views, record_of, standing, view_key
from agenda.store.questions import Question
from agenda.store.schema import entries, meetings, revisions
from agenda.store.written import read_draft, written_draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import ColumnElement, Connection, Row

    from agenda.entries import Entry, Stamp
    from agenda.meeting import Meeting
    from agenda.store.engine import Store
    from agenda.store.meetings import Draft


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


@dataclass(frozen=True)
class Latest:
    """The last revision of a meeting by number (0: none yet), with its present slug and languages.

    `withdrawn_at` is set where that revision takes the meeting back. `first` is the first revision that is kept.
    """

    meeting_id: int
    slug: str
    number: int
    languages: tuple[str, ...]
    withdrawn_at: datetime | None = None
    first: int = 1


FIRST = select(func.min(revisions.c.number)).where(revisions.c.meeting_id == meetings.c.id).scalar_subquery()
LAST = select(
    meetings.c.id,
    meetings.c.slug,
    meetings.c.revision,
    meetings.c.languages,
    meetings.c.withdrawn_at,
    FIRST.label("first"),
)
# As a range, for which SQLite takes the index that covers the answer; the row itself lies behind a long draft.
LAST_BY_SLUG = Question(LAST.where(meetings.c.slug.between(bindparam("slug"), bindparam("slug"))))


def latest(connection: Connection, slug: str) -> Latest | None:
    """The last revision of the meeting with that slug; None where there is no such meeting."""
    row = connection.execute(LAST_BY_SLUG.statement, {"slug": slug}).one_or_none()
    return None if row is None else latest_in(row)


def asked_latest(store: Store, slug: str) -> Latest | None:
    """As `latest`, for who asks nothing else; raises StoreUnavailable."""
    row = store.ask(LAST_BY_SLUG, slug=slug)
    return None if row is None else latest_in(row)


def latest_in(row: Any) -> Latest:
    """What a row of `LAST` says."""
    languages = tuple((row.languages or "").split())
    return Latest(row.id, row.slug, row.revision, languages, row.withdrawn_at, row.first or 1)


def newest(connection: Connection) -> int:
    """The row id of the latest publication of all meetings; 0 where there is none."""
    return connection.execute(select(func.max(revisions.c.id))).scalar_one() or 0


def published_with_other_zones(connection: Connection, version: str) -> list[int]:
    """The row ids of the meetings that stand published with other zone data than that version."""
    last = and_(revisions.c.meeting_id == meetings.c.id, revisions.c.number == meetings.c.revision)
    query = select(meetings.c.id).join(revisions, last).where(meetings.c.withdrawn_at.is_(None))
    return list(connection.execute(query.where(revisions.c.zone_data != version)).scalars())


def published_after(connection: Connection, row: int) -> frozenset[int]:
    """The row ids of the meetings that were published later than that publication.

    Each as often as it was: asked for distinct ones SQLite reads the whole index of meetings.
    """
    query = select(revisions.c.meeting_id).where(revisions.c.id > row)
    return frozenset(connection.execute(query).scalars())


def earliest_withdrawal(connection: Connection, *, after: datetime) -> datetime | None:
    """The first time after that one at which a meeting was withdrawn that still is."""
    query = select(meetings.c.withdrawn_at).where(meetings.c.withdrawn_at > after)
    return connection.execute(query.order_by(meetings.c.withdrawn_at).limit(1)).scalar_one_or_none()


@dataclass(frozen=True)
class Census:
    """How many meetings were ever published, and how many publications there were."""

    meetings: int
    publications: int


def census(connection: Connection) -> Census:
    """Counted by the last number of each meeting, which stays when old revisions go."""
    query = select(func.count(), func.sum(meetings.c.revision)).where(meetings.c.revision > 0)
    published, publications = connection.execute(query).one()
    return Census(published, int(publications or 0))


def edition_of(connection: Connection, meeting_id: int, number: int, *, audiences: Iterable[str] = PUBLIC) -> Edition:
    """A revision without its records, as `audiences` have it; raises NotFound."""
    row = _revision_row(connection, meeting_id, number)
    meeting = read_draft(row.meeting)
    stamped = _stamped(meeting, row.audiences, audiences)
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


@dataclass(frozen=True)
class Masthead:
    """A revision as feeds and lists need it: `meeting` is without what its phases hold (Meeting.masthead)."""

    number: int
    published_at: datetime
    meeting: Meeting
    stamped: frozenset[str]


MASTHEAD = select(revisions.c.published_at, revisions.c.masthead, revisions.c.audiences).where(
    revisions.c.meeting_id == bindparam("meeting"), revisions.c.number == bindparam("number")
)


def masthead_of(connection: Connection, meeting_id: int, number: int, *, audiences: Iterable[str] = PUBLIC) -> Masthead:
    """The masthead of a revision, and which view's records are those of `audiences`; raises NotFound."""
    row = connection.execute(MASTHEAD, {"meeting": meeting_id, "number": number}).one_or_none()
    if row is None:
        raise NotFound("revision", str(number))
    meeting = read_draft(row.masthead)
    return Masthead(number, row.published_at, meeting, _stamped(meeting, row.audiences, audiences))


def _stamped(meeting: Meeting, kept: str, audiences: Iterable[str]) -> frozenset[str]:
    """The view whose records those audiences get: what it is not marked for is left out of it."""
    return frozenset(audiences) & frozenset(kept.split()) & {audience.id for audience in meeting.audiences}


def of_number(meeting_id: int, number: int) -> ColumnElement[bool]:
    """The condition for one revision's row."""
    return and_(revisions.c.meeting_id == meeting_id, revisions.c.number == number)


def _revision_row(connection: Connection, meeting_id: int, number: int) -> Row[Any]:
    row = connection.execute(select(revisions).where(of_number(meeting_id, number))).one_or_none()
    if row is None:
        raise NotFound("revision", str(number))
    return row


def last_revision(connection: Connection, draft: Draft) -> Revision | None:
    """The last publication of a meeting with every record, shown or not; None where it was never published."""
    if draft.revision == 0:
        return None
    row = _revision_row(connection, draft.meeting_id, draft.revision)
    records: dict[frozenset[str], list[Record]] = {}
    query = select(entries).where(standing(draft.meeting_id, draft.revision)).order_by(entries.c.id)
    for found in connection.execute(query):
        records.setdefault(frozenset(found.view.split()), []).append(record_of(found))
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
            masthead=written_draft(revision.meeting.masthead),
            changes=json.dumps([change.as_json() for change in revision.changes], ensure_ascii=False),
            audiences=view_key(revision.stamped),
            withheld=json.dumps({view_key(view): sorted(ids) for view, ids in revision.withheld.items() if ids}),
            zone_data=revision.zone_data,
        )
    )
    end_views(connection, draft.meeting_id, revision)
    for view in revision.records:
        add_records(connection, draft.meeting_id, view, revision)
    add_public_components(connection, draft, revision, render=render, address=address)
    _point_at(connection, draft, revision)


def _point_at(connection: Connection, draft: Draft, revision: Revision) -> None:
    """Makes a revision the meeting's last; one without a phase withdraws it, and leaves its days as they were."""
    meeting = revision.meeting
    values = {
        "revision": revision.number,
        "published_version": draft.version,
        "published_at": revision.published_at,
        "languages": " ".join(meeting.languages),
        "body": meeting.body.acronym if meeting.body else None,
        "withdrawn_at": None if meeting.phases else revision.published_at,
    }
    if meeting.phases:
        values["starts"] = min(phase.start for phase in meeting.phases).isoformat()
        values["ends"] = max(phase.end for phase in meeting.phases).isoformat()
    connection.execute(update(meetings).where(meetings.c.id == draft.meeting_id).values(values))


@dataclass(frozen=True)
class ListedMeeting:
    """A published meeting in a list: its dates are the first and last day of its phases, `meeting` is its masthead."""

    slug: str
    starts: date
    ends: date
    published_at: datetime
    meeting: Meeting


def published_meetings(
    connection: Connection, *, most: int | None, year: int | None, body: str, withdrawn_after: datetime | None = None
) -> list[ListedMeeting]:
    """The published meetings, latest-ending first; of a year are those with a day in it.

    Those that are withdrawn are among them only where that was later than `withdrawn_after`.
    """
    query = (
        select(meetings.c.slug, meetings.c.starts, meetings.c.ends, meetings.c.published_at, revisions.c.masthead)
        .join(
            revisions,
            and_(revisions.c.meeting_id == meetings.c.id, revisions.c.number == meetings.c.revision),
        )
        .where(_is_listed(withdrawn_after))
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
            _masthead(row.masthead),
        )
        for row in connection.execute(query)
    ]


@lru_cache(maxsize=1_000)
def _masthead(written: str) -> Meeting:
    """Read once for as long as it stays as it is: a list has a hundred, and a publication changes one."""
    return read_draft(written)


def _is_listed(withdrawn_after: datetime | None) -> ColumnElement[bool]:
    stands = meetings.c.withdrawn_at.is_(None)
    return stands if withdrawn_after is None else or_(stands, meetings.c.withdrawn_at > withdrawn_after)
