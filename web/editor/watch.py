"""Watching drafts for the pages that have one open: one look for all of them, a few times a second.

What any process writes is seen at the next look; what this one writes, right after the request that wrote it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from agenda.errors import StoreUnavailable, TooMany
from agenda.service import presence
from web.site import site_of
from web.streams import Lookout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import HTTPConnection
    from starlette.types import ASGIApp, Receive, Scope, Send

    from agenda.service.presence import DraftNews
    from agenda.store import Store
    from agenda.store.presences import Presence

INTERVAL = 0.25
"""Seconds between two looks, while anybody listens."""
MOST_LISTENERS = 20
"""The streams that one account may have open in one process."""
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass
class Watched:
    """What is known of a draft that somebody listens to; `known` keeps what was made of a version, by what it is."""

    version: int
    people: tuple[Presence, ...] = ()
    listeners: set[asyncio.Event] = field(default_factory=set)
    known: dict[tuple[object, ...], object] = field(default_factory=dict)

    def tell(self) -> None:
        """Wakes those who listen."""
        for listener in self.listeners:
            listener.set()


class DraftWatch:
    """The drafts that pages of this process have open, by the ids of their meetings."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.drafts: dict[int, Watched] = {}
        self.streams: Counter[str] = Counter()
        self.is_ending = False
        self._lookout = Lookout(self.look, lambda: self.drafts, INTERVAL)

    @contextmanager
    def listening(self, meeting_id: int, version: int, *, email: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever something is new in a draft; raises TooMany for too many of one account."""
        if self.streams[email] >= MOST_LISTENERS:
            raise TooMany(f"{email} has {MOST_LISTENERS} pages open already; close some", wait=30)
        watched = self.drafts.setdefault(meeting_id, Watched(version))
        listener = asyncio.Event()
        self.streams[email] += 1
        watched.listeners.add(listener)
        self._lookout.start()
        try:
            yield listener
        finally:
            watched.listeners.discard(listener)
            self.streams -= Counter([email])
            if not watched.listeners:
                self.drafts.pop(meeting_id, None)

    def nudge(self) -> None:
        """Has the next look come now."""
        self._lookout.nudge()

    def end(self) -> None:
        """Ends every stream."""
        self.is_ending = True
        for watched in self.drafts.values():
            watched.tell()

    def look(self) -> None:
        """Finds out what is new in every draft that is listened to; with the database away, nothing is."""
        try:
            versions = presence.versions_of(self.store, list(self.drafts))
            people = presence.present_in(self.store, list(self.drafts), now=datetime.now(UTC))
        except StoreUnavailable:
            return
        for meeting_id, watched in self.drafts.items():
            version, present = versions.get(meeting_id, watched.version), people[meeting_id]
            is_new = version != watched.version
            if is_new:
                watched.version = version
                watched.known.clear()
            if is_new or _places(present) != _places(watched.people):
                watched.people = present
                watched.tell()

    def news(self, meeting_id: int, *, after: int) -> DraftNews:
        """What was edited after a version, read once for all who are at it; raises as `presence.draft_news`.

        Threads call it, and what is known may be cleared meanwhile.
        """
        watched = self.drafts[meeting_id]
        key = ("news", watched.version, after)
        news = cast("DraftNews | None", watched.known.get(key))
        if news is None:
            watched.known[key] = news = presence.draft_news(self.store, meeting_id, after=after)
        return news


def _places(people: tuple[Presence, ...]) -> list[tuple[str, str, str]]:
    return [(one.page, one.email, one.place) for one in people]


def watch_of(connection: HTTPConnection) -> DraftWatch:
    """The watch of the process that a request came to."""
    state = connection.app.state
    if not hasattr(state, "draft_watch"):
        state.draft_watch = DraftWatch(site_of(connection).store)
    return cast("DraftWatch", state.draft_watch)


class Nudging:
    """Has drafts looked at as soon as a request that may have written to one is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        await self.app(scope, receive, send)
        if scope["type"] == "http" and scope["method"] in WRITES:
            watch = getattr(scope["app"].state, "draft_watch", None)
            if watch is not None:
                watch.nudge()
