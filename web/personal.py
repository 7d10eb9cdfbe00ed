"""What the running service keeps for personal feeds: choices, what took long to make, and which were fetched."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, cast

from starlette.concurrency import run_in_threadpool

from agenda.errors import AgendaError, NotFound, Revoked
from agenda.service import personal as service
from agenda.service import reading
from web.feeds import require_shown
from web.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from datetime import datetime
    from uuid import UUID

    from starlette.requests import Request

    from agenda.service.personal import Opened
    from agenda.store import Store
    from agenda.store.personal import PersonalFeed
    from agenda.store.revisions import Latest
    from web.representation import Representation
    from web.site import Site

SECONDS_BETWEEN_WRITES = 1.0
SHARE, SHARE_OF_CHOICES = 8, 16
"""The parts of the cache that what is kept of choices may take beside it, and the choices themselves."""
BYTES_OF_A_CHOICE, BYTES_OF_A_CHARACTER = 1_000, 8
"""What a choice takes in memory, and what each character of its JSON takes there."""
LEAST_KEPT = 128_000
"""Bytes of a calendar that is kept when it is first asked for; a shorter one is when it is asked for again."""


class LastRevisions:
    """The last revision of each meeting asked for by uid, looked up anew after each publication."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._news: object = None
        self._known: dict[int, Latest | None] = {}

    def get(self, uid: UUID) -> Latest | None:
        """The last revision; None where none is published."""
        if self._news is not (news := self.site.news.of_all()):
            self._news = news
            self._known.clear()
        try:
            return self._known[uid.int]
        except KeyError:
            return self._known.setdefault(uid.int, reading.latest_of(self.site.store, uid))

    def are_known(self, uids: Iterable[UUID]) -> bool:
        """Whether `get` has all of these without asking."""
        return self._news is self.site.news.of_all() and all(uid.int in self._known for uid in uids)


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


class Choices:
    """The choices that were asked for last, by token, `most` bytes of them.

    They tell what is asked for again, and answer while the database is away.
    """

    def __init__(self, most: int) -> None:
        self.most, self.weight = most, 0
        self._feeds: OrderedDict[str, PersonalFeed] = OrderedDict()

    def get(self, token: str) -> PersonalFeed | None:
        """The choice as it last was; None where it is not remembered."""
        return self._feeds.get(token)

    def add(self, token: str, feed: PersonalFeed) -> None:
        """Remembers a choice, and forgets the ones that were not asked for longest."""
        self.drop(token)
        self._feeds[token] = feed
        self.weight += _weight_of(feed)
        while self.weight > self.most:
            _, dropped = self._feeds.popitem(last=False)
            self.weight -= _weight_of(dropped)

    def drop(self, token: str) -> None:
        """Forgets a choice."""
        former = self._feeds.pop(token, None)
        if former is not None:
            self.weight -= _weight_of(former)


def _weight_of(feed: PersonalFeed) -> int:
    return BYTES_OF_A_CHOICE + BYTES_OF_A_CHARACTER * feed.length


class State(NamedTuple):
    """What an answer about a choice depends on: its version, when it is dropped, and what is last published."""

    version: int
    drops_at: datetime | None
    revisions: tuple[Latest, ...]


def standing(opened: Opened) -> Opened:
    """The same; raises Revoked where none of its meetings is published any more."""
    if not opened.meetings:
        raise Revoked("every meeting of this calendar was withdrawn")
    return opened


@dataclass(frozen=True)
class Personal:
    """The personal feeds of one running service."""

    store: Store
    shelf: Shelf
    choices: Choices
    revisions: LastRevisions
    fetches: Fetches

    @staticmethod
    def of(site: Site) -> Personal:
        """Those of a service."""
        most = site.shelf.most
        shelf, choices = Shelf(most // SHARE), Choices(most // SHARE_OF_CHOICES)
        return Personal(site.store, shelf, choices, LastRevisions(site), Fetches(site.store))

    def open(self, token: str) -> Opened:
        """The feed of a token; raises NotFound or Revoked, or StoreUnavailable."""
        opened = standing(self.open_to_edit(token))
        self.choices.add(token, opened.feed)
        return opened

    def open_to_edit(self, token: str) -> Opened:
        """The same, which may have no meeting left, for who has come to change it."""
        try:
            return service.open_feed(self.store, token, known=self._shown)
        except (NotFound, Revoked):
            self.choices.drop(token)
            raise

    def recalled(self, token: str) -> Opened | None:
        """The feed of a token as it last was, without asking; None where not all of that is remembered.

        Raises Revoked.
        """
        feed = self.choices.get(token)
        if feed is None or not self.revisions.are_known(chosen.meeting for chosen in feed.choice.meetings):
            return None
        return standing(service.opened_with(self._shown, feed))

    def last_sent(self, token: str, asked: Hashable) -> Representation | None:
        """What was last answered to that question, where it is kept, and of the choice as that is remembered."""
        kept, feed = self.shelf.asked.get(asked), self.choices.get(token)
        is_of_it = kept and feed and isinstance(kept.state, State) and kept.state.version == feed.version
        return kept.representation if kept and is_of_it else None

    def least_kept(self, token: str) -> int:
        """Bytes from which the calendar of a token is kept: one that nobody asks for again is not worth it."""
        return LEAST_KEPT if self.choices.get(token) is None else 0

    def _shown(self, uid: UUID) -> Latest | None:
        """The last revision, unless the meeting has been withdrawn for as long as its feeds say so."""
        of = self.revisions.get(uid)
        if of is None or of.withdrawn_at is None:
            return of
        with suppress(Revoked):
            require_shown(of)
            return of
        return None


def personal_of(request: Request) -> Personal:
    """What the service that a request came to keeps."""
    return cast("Personal", request.app.state.personal)
