"""What the running service keeps for personal feeds: what it sent, what is revoked, and which were fetched."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, cast

from starlette.concurrency import run_in_threadpool

from agenda.errors import AgendaError, Revoked
from agenda.service import personal as service
from agenda.service import reading
from web.feeds import require_shown
from web.shelf import Shelf

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from starlette.requests import Request

    from agenda.service.personal import Opened
    from agenda.store import Store
    from agenda.store.personal import PersonalFeed
    from agenda.store.revisions import Latest
    from web.site import Site

SECONDS_BETWEEN_WRITES = 1.0
MOST_REVOKED = 10_000
SHARE = 8
"""The part of the cache that what was sent may take."""


class LastRevisions:
    """The last revision of each meeting asked for by uid, looked up anew after each publication."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._news: object = None
        self._known: dict[UUID, Latest | None] = {}

    def get(self, uid: UUID) -> Latest | None:
        """The last revision; None where none is published."""
        if self._news is not (news := self.site.news.of_all()):
            self._news = news
            self._known.clear()
        if uid not in self._known:
            self._known[uid] = reading.latest_of(self.site.store, uid)
        return self._known[uid]


class Fetches:
    """Notes which feeds were fetched today, at most one write a day for each and one write a second for all."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._waiting: set[str] = set()
        self._written = float("-inf")

    def is_due(self, feed: PersonalFeed, now: datetime) -> bool:
        """Notes a fetch; whether it is time to write what was noted."""
        if feed.fetched_at is not None and feed.fetched_at.date() >= now.date():
            return False
        self._waiting.add(feed.id)
        return monotonic() - self._written > SECONDS_BETWEEN_WRITES

    async def write(self, now: datetime) -> None:
        """Writes what was noted; that it cannot be written is nothing to whoever fetches."""
        noted, self._waiting = self._waiting, set()
        self._written = monotonic()
        try:
            await run_in_threadpool(service.note_fetched, self.store, noted, now=now)
        except AgendaError:
            return


@dataclass(frozen=True)
class Personal:
    """The personal feeds of one running service; `revoked` are the tokens of which that is known without asking."""

    shelf: Shelf
    revisions: LastRevisions
    fetches: Fetches
    revoked: OrderedDict[str, None] = field(default_factory=OrderedDict)

    @staticmethod
    def of(site: Site) -> Personal:
        """Those of a service."""
        share = site.shelf.most // SHARE
        return Personal(Shelf(share), LastRevisions(site), Fetches(site.store))

    def open(self, store: Store, token: str) -> Opened:
        """The feed of a token; raises NotFound or Revoked."""
        try:
            return service.open_feed(store, token, known=self._shown)
        except Revoked:
            self.note_revoked(token)
            raise

    def _shown(self, uid: UUID) -> Latest | None:
        """The last revision, unless the meeting has been withdrawn for as long as its feeds say so."""
        of = self.revisions.get(uid)
        if of is None or of.withdrawn_at is None:
            return of
        with suppress(Revoked):
            require_shown(of)
            return of
        return None

    def note_revoked(self, token: str) -> None:
        """Remembers that a feed is revoked, for when the database cannot be asked."""
        self.revoked[token] = None
        while len(self.revoked) > MOST_REVOKED:
            self.revoked.popitem(last=False)


def personal_of(request: Request) -> Personal:
    """What the service that a request came to keeps."""
    return cast("Personal", request.app.state.personal)
