"""What the running service keeps for personal feeds: choices, what took long to make, and which were fetched."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, cast

from starlette.concurrency import run_in_threadpool

from agenda.errors import AgendaError, NotFound, Revoked, StoreUnavailable
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
SHARE = 16
"""The part of the cache that what was sent may take, and choices as much."""
BYTES_OF_A_CHOICE = 2_500
LEAST_KEPT = 128_000
"""Bytes of a calendar that is kept: to make a shorter one anew is as fast, and each has one reader."""


class LastRevisions:
    """The last revision of each meeting asked for by uid, looked up anew after each publication.

    With the database away it is the one that was last seen.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self._news: object = None
        self._known: dict[int, Latest | None] = {}
        self._former: dict[int, Latest | None] = {}

    def get(self, uid: UUID) -> Latest | None:
        """The last revision; None where none is published."""
        if self._news is not (news := self.site.news.of_all()):
            self._news, self._known, self._former = news, {}, self._former | self._known
        try:
            return self._known[uid.int]
        except KeyError:
            return self._look_up(uid)

    def _look_up(self, uid: UUID) -> Latest | None:
        try:
            return self._known.setdefault(uid.int, reading.latest_of(self.site.store, uid))
        except StoreUnavailable:
            if uid.int not in self._former:
                raise
            return self._former[uid.int]


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
    """The personal feeds of one running service; `most_choices` are remembered for when the database is away."""

    store: Store
    shelf: Shelf
    revisions: LastRevisions
    fetches: Fetches
    most_choices: int
    _choices: OrderedDict[str, PersonalFeed] = field(default_factory=OrderedDict)

    @staticmethod
    def of(site: Site) -> Personal:
        """Those of a service."""
        share = site.shelf.most // SHARE
        return Personal(site.store, Shelf(share), LastRevisions(site), Fetches(site.store), share // BYTES_OF_A_CHOICE)

    def open(self, token: str) -> Opened:
        """The feed of a token; raises NotFound or Revoked, or StoreUnavailable."""
        try:
            opened = service.open_feed(self.store, token, known=self._shown)
        except (NotFound, Revoked):
            self.forget(token)
            raise
        self._choices[token] = opened.feed
        self._choices.move_to_end(token)
        if len(self._choices) > self.most_choices:
            self._choices.popitem(last=False)
        return opened

    def recalled(self, token: str) -> Opened | None:
        """The feed of a token as it last was, without asking for it; None where it is not remembered."""
        feed = self._choices.get(token)
        return None if feed is None else service.opened_with(self._shown, feed)

    def _shown(self, uid: UUID) -> Latest | None:
        """The last revision, unless the meeting has been withdrawn for as long as its feeds say so."""
        of = self.revisions.get(uid)
        if of is None or of.withdrawn_at is None:
            return of
        with suppress(Revoked):
            require_shown(of)
            return of
        return None

    def forget(self, token: str) -> None:
        """Recalls the feed of a token no more."""
        self._choices.pop(token, None)


def personal_of(request: Request) -> Personal:
    """What the service that a request came to keeps."""
    return cast("Personal", request.app.state.personal)
