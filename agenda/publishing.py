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

from agenda.audiences import CLOSED_DEADLINE, CLOSED_SITTING, PUBLIC, audiences_marking, closed_title, seen_by, sets_of
from agenda.changes import Change, compare
from agenda.entries import Entry, Stamp
from agenda.ids import closed_id, entry_uid
from agenda.meeting import MOST_AUDIENCES
from agenda.numbering import numbered
from agenda.projection import Shared, entries_of
from agenda.timespan import zone_data_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from agenda.audiences import View
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

    @property
    def stamped(self) -> frozenset[str]:
        """The audiences whose views have records of their own; a reader's others make no difference to them."""
        return frozenset().union(*self.records)

    def renewed(self, view: frozenset[str] = PUBLIC) -> Iterator[Record]:
        """The records of a view that this publication made or changed."""
        return (record for record in self.records[view] if record.since == self.number)


def publish(draft: Meeting, previous: Revision | None, *, now: datetime, message: str) -> Revision:
    """The next Revision, or `previous` itself where the draft is what was last published.

    The same draft is published anew where newer zone data make other instants of its wall clocks than were published.
    Its time is `now` to the second, but at least a second after the previous one, so that stamps never fall.
    """
    is_same = previous is not None and previous.meeting == draft
    if previous is not None and is_same and previous.zone_data == zone_data_version():
        return previous
    at = now.astimezone(UTC).replace(microsecond=0)
    if previous is not None:
        at = max(at, previous.published_at + TICK)
    publication = _Publication(draft, previous, at)
    records, withheld = {}, {}
    for audiences in stamped_views(draft, previous):
        records[audiences], withheld[audiences] = publication.of_view(audiences)
    if previous is not None and is_same and not _renews_any(records, publication.number):
        return previous
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


def _renews_any(records: Mapping[frozenset[str], tuple[Record, ...]], number: int) -> bool:
    return any(record.since == number for held in records.values() for record in held)


def stamped_views(draft: Meeting, previous: Revision | None) -> list[frozenset[str]]:
    """The views that a publication stamps, the public first: every set of the audiences that tell readers apart.

    Those are the ones that mark something in the draft, and those that once did: nobody reads as an audience that the
    meeting has no more, but should it come back, its stamps go on. Of the latter only as many as keep the number of
    audiences within MOST_AUDIENCES.
    """
    marking = sorted(audiences_marking(draft))
    former = sorted(previous.stamped - set(marking)) if previous else []
    return sets_of((marking + former)[:MOST_AUDIENCES])


@dataclass(frozen=True)
class _Readable:
    """What the readers of a view may see, as tombstones need to know it."""

    view: View

    @cached_property
    def entries(self) -> set[UUID]:
        """The UIDs of its phases, sittings and deadlines, dated or not."""
        return {self.view.uid_of(noun, identity) for noun, identity in _entry_keys(self.view.meeting)}

    @cached_property
    def items(self) -> set[str]:
        """The ids of its items."""
        return {item.id for _, item in numbered(self.view.meeting.items)}

    @cached_property
    def people(self) -> set[str]:
        """The ids of its people."""
        return {person.id for person in self.view.meeting.people}


class _Publication:
    """The work of one `publish`."""

    def __init__(self, draft: Meeting, previous: Revision | None, at: datetime) -> None:
        self.draft, self.previous, self.at = draft, previous, at
        self.number = previous.number + 1 if previous else 1
        assert draft.uid is not None, "a meeting has its uid from creation on"  # noqa: S101
        self.shared: Shared = {}
        self.kept: dict[int, tuple[Entry, str]] = {}
        self.present = {entry_uid(draft.uid, noun, identity) for noun, identity in _entry_keys(draft)}

    def of_view(self, audiences: frozenset[str]) -> tuple[tuple[Record, ...], frozenset[str]]:
        before = self._predecessor(audiences)
        old = {record.uid: record for record in self.previous.records[before]} if self.previous else {}
        declared = before & {audience.id for audience in self.draft.audiences}
        withheld = self.previous.withheld.get(declared, frozenset()) if self.previous else frozenset()
        view = seen_by(self.draft, audiences, formerly_withheld=withheld)
        entries, readable = entries_of(view, shared=self.shared), _Readable(view)
        seen = {entry.uid for entry in entries}
        records = [self._restamped(old.get(entry.uid), entry, readable) for entry in entries]
        records += [self._tombstone(record, readable) for uid, record in old.items() if uid not in seen]
        if self.previous and audiences not in self.previous.records:
            records = [replace(record, since=self.number) for record in records]
        return tuple(records), view.withheld

    def _predecessor(self, audiences: frozenset[str]) -> frozenset[str]:
        """The view whose stamps this one continues: its own, less the audiences that are new in this publication."""
        return audiences & self.previous.stamped if self.previous else PUBLIC

    def _restamped(self, old: Record | None, entry: Entry, readable: _Readable) -> Record:
        if entry.is_cancelled:
            entry = _cancelled_form(entry, old.entry if old else entry, readable)
        written = self._written(entry)
        if old is None:
            stamp = Stamp(created=self.at, last_modified=self.at)
            return Record(entry.uid, written, stamp, self.number, self._off(entry))
        if old.written == written or old.entry == entry:
            return self._aged(old, stays=entry.kind == "phase")
        rises = old.entry.status != entry.status or _moved(old.entry, entry)
        return self._aged(self._renewed(old, entry, rises=rises), stays=entry.kind == "phase")

    def _renewed(self, old: Record, entry: Entry, *, rises: bool) -> Record:
        """The record with another entry; its stamp moves only where a calendar shows the difference."""
        stamp = old.stamp
        if not _shows_the_same(old.entry, entry):
            stamp = Stamp(sequence=stamp.sequence + rises, created=stamp.created, last_modified=self.at)
        off_since = (old.off_since or self.at) if entry.is_cancelled else None
        written = self._written(entry)
        return Record(entry.uid, written, stamp, self.number, off_since, shown=old.shown or not entry.is_cancelled)

    def _written(self, entry: Entry) -> str:
        """The entry as JSON, made once for all views that share it."""
        if id(entry) not in self.kept:
            self.kept[id(entry)] = entry, entry.model_dump_json(exclude_defaults=True)
        return self.kept[id(entry)][1]

    def _off(self, entry: Entry) -> datetime | None:
        return self.at if entry.is_cancelled else None

    def _tombstone(self, old: Record, readable: _Readable) -> Record:
        """The record of an entry that left the view: cancelled, and without words where it is only closed now."""
        entry = _cancelled_form(old.entry, old.entry, readable)
        if entry.uid in self.present and entry.uid not in readable.entries:
            entry = _redacted(entry, self.draft)
        if entry == old.entry:
            return self._aged(old, stays=False)
        return self._aged(self._renewed(old, entry, rises=not old.entry.is_cancelled), stays=False)

    def _aged(self, record: Record, *, stays: bool) -> Record:
        """The record as it is, no more shown once it has been off for 90 days and its time is over as long.

        A phase that the meeting still has stays, so that no feed is ever empty.
        """
        if stays or record.off_since is None:
            shown = True
        else:
            shown = record.shown and self.at <= max(_over(record.entry), record.off_since) + RETENTION
        return record if shown == record.shown else replace(record, shown=shown, since=self.number)


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
    """Whether start, end, room or a join link's address differ; how a link or a room is called does not count."""
    return _whereabouts(old) != _whereabouts(new)


def _whereabouts(entry: Entry) -> tuple[object, ...]:
    room = entry.place.room_id if entry.place else None
    return entry.start, entry.end, room, [link.url for link in entry.join]


def _shows_the_same(old: Entry, new: Entry) -> bool:
    """Whether the components of both say the same: all but what feeds select by is equal."""
    return old.model_copy(update={"item_ids": new.item_ids, "person_ids": new.person_ids}) == new


def _cancelled_form(entry: Entry, published: Entry, readable: _Readable) -> Entry:
    """What a calendar says of an entry that does not take place: its title, and time and place as last published.

    Feeds go on selecting it by what it was published with, as far as the view still has that.
    """
    selected = published if published.is_cancelled and published.id == entry.id else entry
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
        item_ids=tuple(item for item in selected.item_ids if item in readable.items),
        person_ids=tuple(person for person in selected.person_ids if person in readable.people),
        status="cancelled",
        **{name: getattr(published, name) for name in SAID_OF_CANCELLED},
    )


def _redacted(entry: Entry, meeting: Meeting) -> Entry:
    """The tombstone of what its readers may no longer see: no words, no kind, no items."""
    words = CLOSED_SITTING if entry.kind == "session" else CLOSED_DEADLINE
    return entry.model_copy(
        update={
            "id": closed_id(entry.uid),
            "title": closed_title(words, meeting.languages),
            "category": None,
            "item_ids": (),
            "person_ids": (),
        }
    )
