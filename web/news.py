"""Which revision of each meeting is the last: kept in memory, and looked up again several times a second.

What any process publishes, this one serves after the next look; what it publishes itself, after `look` is called.
"""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic
from typing import TYPE_CHECKING

from agenda import service
from agenda.errors import StoreUnavailable

if TYPE_CHECKING:
    from agenda.store import Store
    from agenda.store.revisions import Latest

INTERVAL = 0.25
"""Seconds between two looks, at most; they are made by requests, so an idle service makes none."""
MOST_KEPT = 100_000


class News:
    """The last revisions of the meetings asked for, by the slug they were asked by."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.of_all = object()
        self.seen: int | None = None
        self.looked = float("-inf")
        self._latest: OrderedDict[str, Latest] = OrderedDict()

    def due(self) -> bool:
        """Whether the last look is too long ago."""
        return monotonic() - self.looked > INTERVAL

    def look(self) -> None:
        """Forgets what has been published anew since the last look; with the database away, what is known stays."""
        self.looked = monotonic()
        try:
            newest, changed = service.news(self.store, since=self.seen)
        except StoreUnavailable:
            return
        if newest == self.seen:
            return
        self.seen = newest
        self.of_all = object()
        for slug in [slug for slug, latest in self._latest.items() if latest.meeting_id in changed]:
            del self._latest[slug]

    def latest(self, slug: str) -> Latest:
        """The last revision of the meeting at that slug; raises NotFound, or StoreUnavailable."""
        if self.due():
            self.look()
        if (known := self._latest.get(slug)) is not None:
            return known
        found = service.latest(self.store, slug)
        self._latest[slug] = found
        while len(self._latest) > MOST_KEPT:
            self._latest.popitem(last=False)
        return found

    def state(self, subject: str) -> object:
        """What is known of a slug without asking the database, or for "" of all meetings: another after each news."""
        return self._latest.get(subject) if subject else self.of_all
