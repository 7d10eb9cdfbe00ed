"""Published entries and their components in the database, each row for as long as an entry stands as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, bindparam, insert, or_, select, update

from agenda.audiences import PUBLIC
from agenda.entries import Stamp
from agenda.publishing import Record
from agenda.store.schema import components, entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import BindParameter, Connection, Row

    from agenda.entries import Entry
    from agenda.publishing import Revision
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

    @cached_property
    def digest(self) -> int:
        """128 bits that tell this component from every other that the same entry has had or will have."""
        version = f"{self.uid} {self.sequence} {self.last_modified.timestamp():.0f}"
        return int.from_bytes(blake2b(version.encode(), digest_size=16).digest(), "big")


def view_key(audiences: Iterable[str]) -> str:
    """A view's name in the database: its audiences' ids, sorted; empty for the public."""
    return " ".join(sorted(audiences))


def standing(meeting_id: int | BindParameter[int], number: int | BindParameter[int]) -> Any:
    """The condition for the rows of a revision: those that stood when it was published."""
    return and_(
        entries.c.meeting_id == meeting_id,
        entries.c.since <= number,
        or_(entries.c.until.is_(None), entries.c.until > number),
    )


def record_of(row: Row[Any]) -> Record:
    """The record that a row keeps."""
    stamp = Stamp(sequence=row.sequence, created=row.created_at, last_modified=row.last_modified)
    return Record(UUID(row.uid), row.entry, stamp, row.since, row.off_since, row.shown)


def end_views(connection: Connection, meeting_id: int, revision: Revision) -> None:
    """Closes the rows of views that are no more, their audience having been removed."""
    ended = entries.c.view.not_in([view_key(view) for view in revision.records])
    standing = and_(entries.c.meeting_id == meeting_id, entries.c.until.is_(None), ended)
    connection.execute(update(entries).where(standing).values(until=revision.number))


def add_records(connection: Connection, meeting_id: int, view: frozenset[str], revision: Revision) -> None:
    """Closes the rows of what a revision renewed in a view, and adds those that stand from now on."""
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


def add_public_components(
    connection: Connection,
    draft: Draft,
    revision: Revision,
    *,
    render: Callable[[Entry, Stamp, str], bytes],
    address: str,
) -> None:
    """Makes and keeps the components of what a revision renewed in the public view, in each of its languages."""
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


OF_MEETING: BindParameter[int] = bindparam("meeting")
OF_REVISION: BindParameter[int] = bindparam("revision")
OF_VIEW: BindParameter[str] = bindparam("view")
IN_FEED = (
    select(entries, components.c.component)
    .outerjoin(
        components,
        and_(
            components.c.entry_id == entries.c.id,
            components.c.language == bindparam("language"),
            components.c.address == bindparam("address"),
        ),
    )
    .where(standing(OF_MEETING, OF_REVISION), entries.c.view == OF_VIEW, entries.c.shown.is_(True))
    .order_by(entries.c.starts, entries.c.uid)
)
"""Statements of the first request after a publication are put together once: that takes longer than what they do."""
RENEWED = IN_FEED.where(entries.c.since > bindparam("after"))
ENDED = select(entries.c.starts, entries.c.uid).where(
    entries.c.meeting_id == OF_MEETING,
    entries.c.view == OF_VIEW,
    entries.c.until.between(bindparam("from"), OF_REVISION),
)


def feed_rows(
    connection: Connection,
    meeting_id: int,
    number: int,
    *,
    audiences: Iterable[str],
    language: str,
    address: str,
    after: int = 0,
) -> tuple[list[PublishedEntry], list[tuple[int, Record]]]:
    """The entries of a revision in a view: those whose component is kept, and (row id, record) of those without.

    With `after`, only what was renewed later than that revision.
    """
    asked = {"meeting": meeting_id, "revision": number, "view": view_key(audiences)}
    asked |= {"language": language, "address": address}
    statement, asked = (RENEWED, asked | {"after": after}) if after else (IN_FEED, asked)
    rows = connection.execute(statement, asked).all()
    ready = [_published(row) for row in rows if row.component is not None]
    return ready, [(row.id, record_of(row)) for row in rows if row.component is None]


def ended(
    connection: Connection, meeting_id: int, number: int, *, audiences: Iterable[str], after: int
) -> set[tuple[datetime, str]]:
    """Start and UID of the entries of a view that stood in revision `after` and do not stand so in this later one."""
    asked = {"meeting": meeting_id, "revision": number, "view": view_key(audiences), "from": after + 1}
    return {(row.starts, row.uid) for row in connection.execute(ENDED, asked)}


def renewals(connection: Connection, meeting_id: int, number: int, *, audiences: Iterable[str]) -> dict[str, int]:
    """By UID, in which revision each entry of a view became what it is in this one."""
    query = select(entries.c.uid, entries.c.since).where(
        standing(meeting_id, number), entries.c.view == view_key(audiences)
    )
    return {row.uid: row.since for row in connection.execute(query)}


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


def shown_records(connection: Connection, meeting_id: int, number: int, *, audiences: Iterable[str]) -> list[Record]:
    """The entries of a view that a revision's feeds hold, with what is cancelled and gone, by start and UID."""
    query = (
        select(entries)
        .where(standing(meeting_id, number), entries.c.view == view_key(audiences), entries.c.shown.is_(True))
        .order_by(entries.c.starts, entries.c.uid)
    )
    return [record_of(row) for row in connection.execute(query)]
