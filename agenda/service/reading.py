"""What readers get: editions, feeds and lists; a view decides what is in them before anything else does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agenda.audiences import PUBLIC, View, seen_by
from agenda.errors import NotFound, StoreUnavailable, Withdrawn
from agenda.service.entry_list import EntryList, order
from agenda.store import entries, meetings, personal, revisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from agenda.meeting import Meeting
    from agenda.publishing import Record
    from agenda.service.publishing import Publisher
    from agenda.store import Store
    from agenda.store.entries import PublishedEntry
    from agenda.store.meetings import Draft
    from agenda.store.revisions import Census, Latest, ListedMeeting, Masthead
    from agenda.tree import Key


@dataclass(frozen=True)
class Edition:
    """A revision as a set of audiences may read it; `stamped` names the view whose records are theirs.

    `changed` says of each phase, sitting and deadline in which revision what these readers are told of it last changed.
    """

    number: int
    published_at: datetime
    message: str
    view: View
    stamped: frozenset[str]
    changed: Mapping[Key, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Feed:
    """The published entries of a view in one language, by start and UID, and what they are of."""

    masthead: Masthead
    language: str
    entries: EntryList


def latest(store: Store, slug: str) -> Latest:
    """The number of a meeting's last revision, with its slug and languages; raises NotFound where none is published.

    A slug that the meeting had once leads to it too; `Latest.slug` says which it has now.
    """
    found = revisions.asked_latest(store, slug)
    if found is None:
        with store.reading() as connection:
            present = meetings.present_slug(connection, slug)
            found = revisions.latest(connection, present) if present else None
    if found is None or not found.number:
        raise NotFound("published meeting", slug)
    return found


def latest_of(store: Store, uid: UUID) -> Latest | None:
    """The last revision of a meeting, whatever its slug is by now; None where none is published."""
    with store.reading() as connection:
        return personal.latest_of(connection, uid)


def require_standing(of: Latest, *, since: datetime | None = None) -> None:
    """Raises Withdrawn where the meeting is; with `since` only where it is withdrawn since then or earlier."""
    if of.withdrawn_at is not None and (since is None or of.withdrawn_at <= since):
        raise Withdrawn(of.slug)


def edition(store: Store, of: Latest, *, audiences: Iterable[str] = PUBLIC) -> Edition:
    """The revision as those audiences may read it."""
    with store.reading() as connection:
        found = revisions.edition_of(connection, of.meeting_id, of.number, audiences=audiences)
        renewed = entries.renewals(connection, of.meeting_id, of.number, audiences=found.stamped)
    view = seen_by(found.meeting, audiences, formerly_withheld=found.withheld)
    changed = dict(_changed_in(view, renewed))
    return Edition(found.number, found.published_at, found.message, view, found.stamped, changed)


def _changed_in(view: View, renewed: Mapping[str, int]) -> Iterator[tuple[Key, int]]:
    """The revision in which each entry of a view last changed; one without a time has none."""
    for phase in view.meeting.phases:
        keys = [("phase", phase.id), *(("session", one.id) for one in phase.sessions)]
        keys += [("deadline", one.id) for one in phase.deadlines]
        for key in keys:
            if number := renewed.get(str(view.uid_of(*key))):
                yield key, number


def feed(
    store: Store,
    of: Latest,
    *,
    language: str,
    publisher: Publisher,
    audiences: Iterable[str] = PUBLIC,
    former: Feed | None = None,
) -> Feed:
    """The entries of a revision; what has no component in that language yet gets one, and keeps it.

    `former` is the feed of an earlier revision of this meeting, for the same audiences and language: what was not
    renewed since is taken from it.
    """
    with store.reading() as connection:
        masthead = revisions.masthead_of(connection, of.meeting_id, of.number, audiences=audiences)
        stamped = masthead.stamped
        known = former if former and _leads_to(former.masthead, masthead) else None
        after = known.masthead.number if known else 0
        ready, missing = entries.feed_rows(
            connection,
            of.meeting_id,
            of.number,
            audiences=stamped,
            language=language,
            address=publisher.address,
            after=after,
        )
        if known:
            ended = entries.ended(connection, of.meeting_id, of.number, audiences=stamped, after=after)
    if missing:
        ready = sorted([*ready, *_made(store, missing, of.slug, language, publisher)], key=order)
    found = known.entries.followed(ended=ended, renewed=ready) if known else EntryList(ready)
    return Feed(masthead, language, found)


def _leads_to(former: Masthead, later: Masthead) -> bool:
    """Whether entries of one revision may stand in the feed of a later one: their view and address are the same."""
    is_same = (former.stamped, former.meeting.slug) == (later.stamped, later.meeting.slug)
    return is_same and former.number < later.number


def _made(
    store: Store, missing: list[tuple[int, Record]], slug: str, language: str, publisher: Publisher
) -> list[PublishedEntry]:
    made = [
        (row, record, publisher.render(record.entry, record.stamp, slug=slug, language=language))
        for row, record in missing
    ]
    try:
        with store.writing(waits=False) as connection:
            entries.add_components(
                connection,
                [(row, component) for row, _, component in made],
                language=language,
                address=publisher.address,
            )
    except StoreUnavailable:
        # A reader gets the feed even where it cannot be kept; the next one will have it made again.
        pass
    return [entries.published_entry(record, component) for _, record, component in made]


def listing(
    store: Store,
    *,
    most: int = 100,
    year: int | None = None,
    body: str = "",
    withdrawn_after: datetime | None = None,
) -> list[ListedMeeting]:
    """The published meetings, latest-ending first: `most` of them, or all of a year or of a body (by acronym).

    One that is withdrawn is among them only where that was later than `withdrawn_after`.
    """
    with store.reading() as connection:
        limit = most if year is None and not body else None
        return revisions.published_meetings(
            connection, most=limit, year=year, body=body, withdrawn_after=withdrawn_after
        )


def news(store: Store, *, since: int | None) -> tuple[int, frozenset[int]]:
    """The row of the latest publication of all, and the meetings (row ids) published after the row `since`."""
    with store.reading() as connection:
        newest = revisions.newest(connection)
        changed = revisions.published_after(connection, since) if since is not None and newest != since else frozenset()
        return newest, changed


def census(store: Store) -> Census:
    """How many meetings were ever published, and how many publications there were; raises StoreUnavailable."""
    with store.reading() as connection:
        return revisions.census(connection)


def earliest_withdrawal(store: Store, *, after: datetime) -> datetime | None:
    """When the meeting was withdrawn that was so first after that time; None where none was, or it is back."""
    with store.reading() as connection:
        return revisions.earliest_withdrawal(connection, after=after)


def published_meeting(store: Store, slug: str) -> Meeting:
    """A meeting as last published, whole: for organisers, never for readers. Raises NotFound, or Withdrawn."""
    of = latest(store, slug)
    require_standing(of)
    with store.reading() as connection:
        return revisions.edition_of(connection, of.meeting_id, of.number).meeting


def draft(store: Store, slug: str) -> Draft:
    """The draft of a meeting; raises NotFound."""
    with store.reading() as connection:
        return meetings.draft_of(connection, slug)
