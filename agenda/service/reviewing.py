"""What publishing a draft would change, for each kind of reader; nothing is written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda import publishing
from agenda.audiences import PUBLIC, seen_by
from agenda.changes import Change, compare
from agenda.findings import Finding, check
from agenda.service.rereading import compare_views
from agenda.store import meetings, revisions
from agenda.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from uuid import UUID

    from agenda.audiences import View
    from agenda.entries import Stamp
    from agenda.publishing import Record, Revision
    from agenda.store import Store

FeedKey = tuple[str, str]
Stamped = tuple["UUID", "Stamp"]
FEED_NOUNS = ("phase", "session", "item", "person", "room")
LASTING = {"item", "person", "room"}
"""What has a feed for as long as it is there, named by an entry or not."""
MEETING, DEADLINES = ("meeting", ""), ("deadlines", "")


@dataclass(frozen=True)
class ReviewedView:
    """What publishing would change for the readers of a view; `before` is None where nothing is published.

    `added`, `changed` and `cancelled` count entries of its calendars. `feeds` are those whose entries would differ, as
    (noun, id): the meeting's is ("meeting", ""), that of its deadlines ("deadlines", "").
    """

    audiences: frozenset[str]
    before: View | None
    after: View
    changes: tuple[Change, ...]
    added: int
    changed: int
    cancelled: int
    feeds: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Review:
    """What publishing would come to: the draft's findings, its changes, and what readers get, the public first.

    There are no views where findings stop the publication.
    """

    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    views: tuple[ReviewedView, ...]
    is_withdrawn: bool


def review(store: Store, slug: str, *, now: datetime) -> Review:
    """What publishing the draft now would change; raises NotFound."""
    with store.reading() as connection:
        draft = meetings.draft_of(connection, slug)
        last = revisions.last_revision(connection, draft)
        of = revisions.latest(connection, draft.slug)
    findings = check(draft.meeting, today=now.date())
    changes = compare(last.meeting, draft.meeting) if last else ()
    is_stopped = not draft.meeting.phases or any(finding.severity == "error" for finding in findings)
    views: tuple[ReviewedView, ...] = ()
    if not is_stopped:
        revision = publishing.publish(draft.meeting, last, now=now, message="")
        views = tuple(_reviewed(last, revision, audiences) for audiences in _kinds_of_readers(revision))
    return Review(findings, changes, views, is_withdrawn=bool(of and of.withdrawn_at))


def _kinds_of_readers(revision: Revision) -> list[frozenset[str]]:
    """The public, and each audience by itself that something is marked for."""
    marking = [one.id for one in revision.meeting.audiences if one.id in revision.stamped]
    return [PUBLIC, *(frozenset([identity]) for identity in marking)]


def _reviewed(last: Revision | None, revision: Revision, audiences: frozenset[str]) -> ReviewedView:
    after = _view(revision, audiences)
    before = _view(last, audiences) if last else None
    is_new = revision is not last
    old = _shown(last.records[audiences & last.stamped]) if last else {}
    renewed = [record for record in revision.records[audiences] if is_new and old.get(record.uid) != record]
    added = [record for record in renewed if record.shown and record.uid not in old]
    cancelled = [one for one in renewed if one.entry.is_cancelled and _stood(old.get(one.uid))]
    return ReviewedView(
        audiences=audiences,
        before=before,
        after=after,
        changes=compare_views(before, after) if before and is_new else (),
        added=len(added),
        cancelled=len(cancelled),
        changed=sum(_differs(old.get(record.uid), record) for record in renewed) - len(cancelled),
        feeds=tuple(_moving(_Feeds(old.values(), before), _Feeds(_shown(revision.records[audiences]).values(), after))),
    )


def _view(revision: Revision, audiences: frozenset[str]) -> View:
    declared = audiences & {audience.id for audience in revision.meeting.audiences}
    return seen_by(revision.meeting, audiences, formerly_withheld=revision.withheld.get(declared, frozenset()))


def _shown(records: Iterable[Record]) -> dict[UUID, Record]:
    return {record.uid: record for record in records if record.shown}


def _stood(record: Record | None) -> bool:
    return record is not None and not record.entry.is_cancelled


def _differs(old: Record | None, new: Record) -> bool:
    """Whether a calendar that has the entry gets another."""
    return old is not None and new.shown and old.stamp != new.stamp


class _Feeds:
    """The feeds of a view: which stamped entries each holds, as `calendars.selection` has it."""

    def __init__(self, records: Iterable[Record], view: View | None) -> None:
        self.every: set[Stamped] = set()
        self.phases: set[Stamped] = set()
        self.deadlines: set[Stamped] = set()
        self.named: defaultdict[FeedKey, set[Stamped]] = defaultdict(set)
        for record in records:
            self._add(record)
        self.objects = {place.key for place in walk(view.meeting) if place.key[0] in LASTING} if view else set()

    def _add(self, record: Record) -> None:
        entry, stamped = record.entry, (record.uid, record.stamp)
        self.every.add(stamped)
        if entry.kind == "phase":
            self.phases.add(stamped)
        elif entry.kind == "deadline":
            self.deadlines.add(stamped)
        for name in entry.names:
            noun, _, identity = name.partition("/")
            self.named[noun, identity].add(stamped)

    def keys(self) -> set[FeedKey]:
        """What there is, or was, a feed of."""
        return {key for key in self.named if key[0] in FEED_NOUNS} | self.objects

    def of(self, key: FeedKey) -> set[Stamped]:
        """The entries of one of them; none where its object is not there."""
        if key == MEETING:
            return self.every
        if key == DEADLINES:
            return self.deadlines or self.phases
        named = self.named.get(key, set())
        if key[0] not in LASTING:
            return named
        if key not in self.objects:
            return set()
        return (named or self.phases) if key[0] == "item" else named | self.phases


def _moving(old: _Feeds, new: _Feeds) -> Iterator[FeedKey]:
    """The feeds that hold other entries, or the same otherwise stamped, than before."""
    keys = sorted(old.keys() | new.keys(), key=lambda key: (FEED_NOUNS.index(key[0]), key[1]))
    yield from (key for key in (MEETING, DEADLINES, *keys) if old.of(key) != new.of(key))
