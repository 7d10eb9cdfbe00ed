"""What goes on in drafts beside oneself: the edits of others as they come, and who has which page open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from agenda.changes import pointer_at
from agenda.errors import InvalidInput, NotFound, Problem
from agenda.store import meetings, presences
from agenda.tree import index

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from agenda.store import Store
    from agenda.store.meetings import Draft, HistoryEntry
    from agenda.store.presences import Presence

GONE_AFTER = timedelta(seconds=40)
"""A page says every 15 seconds that it is open; one not heard of for this long has been closed."""
MOST_PAGES = 20
"""The open pages of one account in one meeting that are kept; the oldest give way."""
MOST_NEWS = 50
PAGE = re.compile(r"[A-Za-z0-9_-]{8,32}\Z")
MOST_PLACE = 200


@dataclass(frozen=True)
class DraftNews:
    """The edits that led from a version of a draft to the present one, oldest first, as many as are told at once.

    `subjects` holds, for each, the JSON Pointers (RFC 6901) of what it changed, in the draft as it is now.
    """

    draft: Draft
    entries: tuple[HistoryEntry, ...]
    subjects: tuple[tuple[str, ...], ...]


def versions_of(store: Store, meeting_ids: Collection[int]) -> dict[int, int]:
    """The present versions of drafts, by the ids of their meetings."""
    with store.reading() as connection:
        return meetings.versions_of(connection, meeting_ids)


def draft_news(store: Store, meeting_id: int, *, after: int) -> DraftNews:
    """What was edited after a version of a draft; raises NotFound where the meeting is gone."""
    with store.reading() as connection:
        draft = meetings.draft_by_id(connection, meeting_id)
        if draft is None:
            raise NotFound("meeting", str(meeting_id))
        entries = tuple(meetings.history(connection, meeting_id, after=max(after, draft.version - MOST_NEWS)))
    places = index(draft.meeting)
    subjects = (tuple(dict.fromkeys(pointer_at(places, change.path[:2]) for change in one.changes)) for one in entries)
    return DraftNews(draft, entries, tuple(subjects))


def be_here(store: Store, meeting_id: int, *, page: str, place: str, email: str, now: datetime) -> None:
    """Notes that an account has a page open, and what it edits there; raises InvalidInput.

    Raises StoreUnavailable at once where another writer is at work: it will be said again in a few seconds.
    """
    _require_page(page, place)
    with store.writing(waits=False) as connection:
        presences.drop_before(connection, now - GONE_AFTER)
        if presences.owner_of(connection, meeting_id=meeting_id, page=page) not in {"", email}:
            raise InvalidInput([Problem("/page", "this page is somebody else's; make a new random id")])
        others = [one for one in presences.pages_of(connection, meeting_id=meeting_id, email=email) if one != page]
        for old in others[: max(0, len(others) - MOST_PAGES + 1)]:
            presences.remove(connection, meeting_id=meeting_id, page=old, email=email)
        presences.put(connection, meeting_id=meeting_id, page=page, email=email, place=place, now=now)


def be_gone(store: Store, meeting_id: int, *, page: str, email: str) -> None:
    """Notes that a page was closed; raises as `be_here`."""
    _require_page(page, "")
    with store.writing(waits=False) as connection:
        presences.remove(connection, meeting_id=meeting_id, page=page, email=email)


def _require_page(page: str, place: str) -> None:
    if not PAGE.match(page):
        raise InvalidInput([Problem("/page", "write a random id of 8 to 32 letters, digits, hyphens and underscores")])
    if len(place) > MOST_PLACE or not place.isprintable():
        raise InvalidInput([Problem("/place", f"write a pointer of at most {MOST_PLACE} characters")])


def present_in(store: Store, meeting_ids: Collection[int], *, now: datetime) -> dict[int, tuple[Presence, ...]]:
    """The open pages of drafts, by the ids of their meetings, each by address and page."""
    with store.reading() as connection:
        found = presences.present(connection, meeting_ids, since=now - GONE_AFTER)
    return {wanted: tuple(one for one in found if one.meeting_id == wanted) for wanted in meeting_ids}
