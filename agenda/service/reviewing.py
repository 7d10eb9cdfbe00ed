"""What publishing a draft would change, for each kind of reader; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda import publishing
from agenda.audiences import PUBLIC, seen_by
from agenda.changes import Change, compare
from agenda.findings import Finding, check
from agenda.numbering import numbered
from agenda.service.rereading import compare_views
from agenda.store import meetings, revisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from agenda.audiences import View
    from agenda.publishing import Record, Revision
    from agenda.store import Store

FEED_NOUNS = ("phase", "session", "item", "person", "room")
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
        feeds=tuple(_moving(old, renewed, after)),
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


def _moving(old: Mapping[UUID, Record], renewed: Iterable[Record], after: View) -> Iterator[tuple[str, str]]:
    """The feeds that hold any of what is renewed: by the names of each entry, as it was and as it will be."""
    entries = [record.entry for new in renewed for record in (old.get(new.uid), new) if record and record.shown]
    if not entries:
        return
    yield MEETING
    if any(entry.kind == "deadline" for entry in entries):
        yield DEADLINES
    named = dict.fromkeys(name for entry in entries for name in entry.names)
    if any(entry.kind == "phase" for entry in entries):
        named |= dict.fromkeys(_with_every_phase(after))
    keys = (name.partition("/") for name in named)
    yield from sorted(
        ((noun, identity) for noun, _, identity in keys if noun in FEED_NOUNS),
        key=lambda key: (FEED_NOUNS.index(key[0]), key[1]),
    )


def _with_every_phase(view: View) -> Iterator[str]:
    """The names of the feeds that hold all phases: of people, rooms, and items that no entry names."""
    yield from (f"person/{person.id}" for person in view.meeting.people)
    yield from (f"room/{room.id}" for venue in view.meeting.venues for room in venue.rooms)
    scheduled = {item for phase in view.meeting.phases for item in phase.items}
    scheduled |= {
        slot.item for phase in view.meeting.phases for one in phase.sessions for slot in one.slots if slot.item
    }
    yield from (f"item/{item.id}" for _, item in numbered(view.meeting.items) if item.id not in scheduled)
