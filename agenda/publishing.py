"""Publishing: from a draft and what was last published to an immutable Revision with a stamp for every entry.

Rules of `feeds.md`: SEQUENCE rises with start, end, status, room or join link; LAST-MODIFIED moves with any field; an
unchanged entry keeps both; what is cancelled or removed keeps its last published times and stays as CANCELLED for 90
days. Each view is stamped for itself, so that what its readers cannot see never touches what they have.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from agenda.audiences import CLOSED_DEADLINE, PUBLIC, closed_title, seen_by, views_of
from agenda.changes import Change, compare
from agenda.entries import Entry, Stamp
from agenda.ids import entry_uid
from agenda.projection import entries_of
from agenda.timespan import zone_data_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from agenda.meeting import Meeting

RETENTION = timedelta(days=90)
TICK = timedelta(seconds=1)
SAID_OF_CANCELLED = ("start", "end", "place", "zone")


@dataclass(frozen=True)
class Record:
    """A published entry in one view: its fields as written JSON, its stamp, and since which revision it stands so.

    `off_since` is the publication that cancelled it. One that is not `shown` has outlived its retention; it is kept
    so that its stamp goes on if it is ever added again.
    """

    uid: UUID
    written: str
    stamp: Stamp
    since: int
    off_since: datetime | None = None
    shown: bool = True

    @cached_property
    def entry(self) -> Entry:
        """The entry read from `written`."""
        return Entry.model_validate_json(self.written)


@dataclass(frozen=True)
class Revision:
    """A publication: the whole meeting, what changed in it, and the records of every view."""

    number: int
    published_at: datetime
    message: str
    meeting: Meeting
    changes: tuple[Change, ...] = ()
    records: Mapping[frozenset[str], tuple[Record, ...]] = field(default_factory=dict)
    withheld: Mapping[frozenset[str], frozenset[str]] = field(default_factory=dict)
    zone_data: str = ""

    def renewed(self, view: frozenset[str] = PUBLIC) -> Iterator[Record]:
        """The records of a view that this publication made or changed."""
        return (record for record in self.records[view] if record.since == self.number)


def publish(draft: Meeting, previous: Revision | None, *, now: datetime, message: str) -> Revision:
    """The next Revision, or `previous` itself where the draft is what was last published.

    Its time is `now` to the second, but at least a second after the previous one, so that stamps never fall.
    """
    if previous is not None and previous.meeting == draft:
        return previous
    at = now.astimezone(UTC).replace(microsecond=0)
    if previous is not None:
        at = max(at, previous.published_at + TICK)
    publication = _Publication(draft, previous, at)
    records, withheld = {}, {}
    for audiences in views_of(draft):
        records[audiences], withheld[audiences] = publication.of_view(audiences)
    return Revision(
        number=publication.number,
        published_at=at,
        message=message,
        meeting=draft,
        changes=compare(previous.meeting, draft) if previous else (),
        records=records,
        withheld=withheld,
        zone_data=zone_data_version(),
    )


class _Publication:
    """The work of one `publish`."""

    def __init__(self, draft: Meeting, previous: Revision | None, at: datetime) -> None:
        self.draft, self.previous, self.at = draft, previous, at
        self.number = previous.number + 1 if previous else 1
        assert draft.uid is not None, "a meeting has its uid from creation on"  # noqa: S101
        self.present = {entry_uid(draft.uid, noun, identity) for noun, identity in _entry_keys(draft)}

    def of_view(self, audiences: frozenset[str]) -> tuple[tuple[Record, ...], frozenset[str]]:
        before = self._predecessor(audiences)
        old = {record.uid: record for record in self.previous.records[before]} if self.previous else {}
        withheld = self.previous.withheld.get(before, frozenset()) if self.previous else frozenset()
        view = seen_by(self.draft, audiences, formerly_withheld=withheld)
        entries = entries_of(view)
        seen = {entry.uid for entry in entries}
        records = [self._restamped(old.get(entry.uid), entry) for entry in entries]
        records += [self._tombstone(record) for uid, record in old.items() if uid not in seen]
        if self.previous and audiences not in self.previous.records:
            records = [replace(record, since=self.number) for record in records]
        return tuple(records), view.withheld

    def _predecessor(self, audiences: frozenset[str]) -> frozenset[str]:
        """The view whose stamps this one continues: its own, less the audiences that are new in this publication."""
        if self.previous is None:
            return PUBLIC
        return frozenset(audiences & {audience.id for audience in self.previous.meeting.audiences})

    def _restamped(self, old: Record | None, entry: Entry) -> Record:
        if entry.is_cancelled:
            entry = cancelled_form(entry, old.entry if old else entry)
        written = entry.model_dump_json(exclude_defaults=True)
        if old is None:
            return Record(
                entry.uid,
                written,
                Stamp(created=self.at, last_modified=self.at),
                self.number,
                self._off(entry),
            )
        if old.written == written or old.entry == entry:
            return self._aged(old, stays=entry.kind == "phase")
        rises = old.entry.status != entry.status or _moved(old.entry, entry)
        stamp = Stamp(sequence=old.stamp.sequence + rises, created=old.stamp.created, last_modified=self.at)
        off_since = (old.off_since or self.at) if entry.is_cancelled else None
        return Record(entry.uid, written, stamp, self.number, off_since)

    def _off(self, entry: Entry) -> datetime | None:
        return self.at if entry.is_cancelled else None

    def _tombstone(self, old: Record) -> Record:
        """The record of an entry that left the view: cancelled, and without words where it is only closed now."""
        entry = cancelled_form(old.entry, old.entry)
        if entry.uid in self.present:
            entry = _redacted(entry, self.draft)
        if entry == old.entry:
            return self._aged(old, stays=False)
        stamp = Stamp(
            sequence=old.stamp.sequence + (not old.entry.is_cancelled),
            created=old.stamp.created,
            last_modified=self.at,
        )
        written = entry.model_dump_json(exclude_defaults=True)
        return Record(entry.uid, written, stamp, self.number, old.off_since or self.at)

    def _aged(self, record: Record, *, stays: bool) -> Record:
        """The record as it is, no more shown once it has been off for 90 days and its time is over as long."""
        if stays or record.off_since is None or not record.shown:
            return record
        if self.at <= max(_over(record.entry), record.off_since) + RETENTION:
            return record
        return replace(record, shown=False, since=self.number)


def _entry_keys(meeting: Meeting) -> Iterator[tuple[str, str]]:
    for phase in meeting.phases:
        yield "phase", phase.id
        yield from (("session", session.id) for session in phase.sessions)
        yield from (("deadline", deadline.id) for deadline in phase.deadlines)


def _over(entry: Entry) -> datetime:
    """When the entry's time is over everywhere: its end, or noon UTC of the day after its last one."""
    if isinstance(entry.end, datetime):
        return entry.end
    return datetime.combine(entry.end + timedelta(days=1), time(12), UTC)


def _moved(old: Entry, new: Entry) -> bool:
    """Whether start, end, room or join link differ."""
    rooms = [entry.place.room_id if entry.place else None for entry in (old, new)]
    return (old.start, old.end, old.join, rooms[0]) != (new.start, new.end, new.join, rooms[1])


def cancelled_form(entry: Entry, published: Entry) -> Entry:
    """What a calendar says of an entry that does not take place: its title, and time and place as last published."""
    return Entry(
        uid=entry.uid,
        kind=entry.kind,
        id=entry.id,
        phase=entry.phase,
        phase_uid=entry.phase_uid,
        title=entry.title,
        category=entry.category,
        phase_kind=entry.phase_kind,
        is_online=entry.is_online,
        is_restricted=entry.is_restricted,
        item_ids=published.item_ids if published.is_cancelled else entry.item_ids,
        person_ids=published.person_ids if published.is_cancelled else entry.person_ids,
        status="cancelled",
        **{name: getattr(published, name) for name in SAID_OF_CANCELLED},
    )


def _redacted(entry: Entry, meeting: Meeting) -> Entry:
    """The tombstone of what its readers may no longer see: no words, no kind, no items."""
    return entry.model_copy(
        update={
            "id": f"closed-{entry.uid.hex[:12]}",
            "title": closed_title(CLOSED_DEADLINE, meeting.languages),
            "category": None,
            "item_ids": (),
            "person_ids": (),
        }
    )
