"""Published instants that the zone data of today would put elsewhere: a government changed its clocks meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda.audiences import seen_by
from agenda.projection import entries_of
from agenda.store import meetings, revisions
from agenda.timespan import zone_data_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from agenda.publishing import Revision
    from agenda.store import Store
    from agenda.text import Text


@dataclass(frozen=True)
class MovedInstant:
    """A sitting or deadline whose wall clock means another instant by now than when it was published."""

    slug: str
    noun: str
    identity: str
    title: Text
    published: datetime | date
    by_now: datetime | date
    revision: int
    zone_data: str


def moved_by_zones(store: Store) -> list[MovedInstant]:
    """What newer zone data moves in the last publication of each meeting; publishing it again puts it right."""
    with store.reading() as connection:
        found = []
        for meeting_id in revisions.published_with_other_zones(connection, zone_data_version()):
            draft = meetings.draft_by_id(connection, meeting_id)
            last = draft and revisions.last_revision(connection, draft)
            if draft and last:
                found += list(_moved_in(last, draft.slug))
        return found


def _moved_in(last: Revision, slug: str) -> Iterator[MovedInstant]:
    """Each once, in whichever view it is."""
    told = set()
    for audiences, records in last.records.items():
        view = seen_by(last.meeting, audiences, formerly_withheld=last.withheld.get(audiences, frozenset()))
        by_now = {entry.uid: entry for entry in entries_of(view)}
        for record in records:
            entry, published = by_now.get(record.uid), record.entry
            if entry is None or published.is_cancelled or record.uid in told:
                continue
            if (entry.start, entry.end) != (published.start, published.end):
                told.add(record.uid)
                yield MovedInstant(
                    slug, entry.kind, entry.id, entry.title, published.start, entry.start, last.number, last.zone_data
                )
