"""What a database holds against what the same edits and publications make in an empty one, row for row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from databases import database_url
from sqlalchemy import select

from agenda import service
from agenda.files import read_meeting, write_yaml
from agenda.store import meetings as kept
from agenda.store import open_store
from agenda.store import revisions as published
from agenda.store.migrations import migrate
from agenda.store.schema import components, edits, entries, meetings, revisions
from web.feeds import whole_calendar
from web.publisher import CalendarPublisher

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.store import Store
    from agenda.store.meetings import HistoryEntry

LINKS = {"id", "meeting_id", "entry_id"}
"""Columns that only say where a row is kept."""


@dataclass(frozen=True)
class Publishing:
    """A kept publication: the draft's version that it made public, and all that it was asked with."""

    number: int
    version: int
    message: str
    author: str
    published_at: Any


def history_of(store: Store, slug: str) -> list[HistoryEntry]:
    """The edits that led to the draft, oldest first."""
    with store.reading() as connection:
        return list(kept.history(connection, kept.draft_of(connection, slug).meeting_id))


def publishings_of(store: Store, slug: str) -> list[Publishing]:
    """The publications of a meeting, oldest first."""
    asked = select(*(revisions.c[name] for name in Publishing.__dataclass_fields__)).order_by(revisions.c.number)
    with store.reading() as connection:
        meeting = kept.draft_of(connection, slug).meeting_id
        return [Publishing(*row) for row in connection.execute(asked.where(revisions.c.meeting_id == meeting))]


def require_replayable(store: Store, slug: str, folder: Path, address: str) -> list[bytes]:
    """Makes the history of a database of one meeting anew in an empty one, and compares all rows of both.

    Answers the feed as it is after each publication. Publications that changed nothing are not told apart.
    """
    anew = open_store(database_url(folder, "replayed"))
    try:
        migrate(anew)
        feeds = _replay(store, anew, slug, CalendarPublisher(address))
        for table, rows in contents(anew).items():
            assert contents(store)[table] == rows, f"{table} is not what its history makes"
        return feeds
    finally:
        anew.close()


def _replay(store: Store, anew: Store, slug: str, publisher: CalendarPublisher) -> list[bytes]:
    history, first, *later = history_of(store, slug), *publishings_of(store, slug)
    assert [one.version for one in history] == list(range(2, len(history) + 2))
    assert [one.number for one in later] == list(range(2, len(later) + 2))
    with store.reading() as connection:
        of = published.latest(connection, slug)
        assert of is not None
        meeting = published.edition_of(connection, of.meeting_id, 1).meeting
    file = read_meeting(write_yaml(meeting), source=slug)
    service.import_meetings(
        anew, [file], author=first.author, now=first.published_at, publisher=publisher, message=first.message
    )
    feeds = [_feed(anew, slug, publisher)]
    done = 1
    for one in later:
        _edit(anew, slug, history[done - 1 : one.version - 1])
        done = one.version
        asked = {"message": one.message, "author": one.author, "now": one.published_at}
        assert service.publish(anew, slug, publisher=publisher, **asked).is_new
        feeds.append(_feed(anew, slug, publisher))
    _edit(anew, slug, history[done - 1 :])
    return feeds


def _edit(anew: Store, slug: str, history: list[HistoryEntry]) -> None:
    for entry in history:
        written = [*entry.edits]
        service.edit(anew, slug, written, expected=entry.version - 1, author=entry.author, now=entry.made_at)


def _feed(store: Store, slug: str, publisher: CalendarPublisher) -> bytes:
    return whole_calendar(store, service.latest(store, slug), publisher)


def contents(store: Store) -> dict[str, list[dict[str, Any]]]:
    """The rows of all that is about meetings, without where they are kept, in an order of their own."""
    asked = {table.name: select(table) for table in (meetings, edits, revisions, entries)}
    named = select(components, entries.c.view, entries.c.uid, entries.c.since)
    asked["components"] = named.join(entries, entries.c.id == components.c.entry_id)
    with store.reading() as connection:
        found = {name: connection.execute(query).mappings().all() for name, query in asked.items()}
    return {
        name: sorted(({key: value for key, value in row.items() if key not in LINKS} for row in rows), key=repr)
        for name, rows in found.items()
    }
