"""Which revision of each meeting is the last: kept in memory, and looked up again several times a second.

What any process publishes, this one serves after the next look, which comes at once where the database tells of it
(`web/hearing.py`); what it publishes itself, after `look` is called. A
withdrawn meeting is forgotten on the day on which its feeds are gone too, so that nothing kept goes on being served.
"""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from agenda import service
from agenda.errors import StoreUnavailable
from agenda.store.revisions import Latest

if TYPE_CHECKING:
    from collections.abc import Callable

    from agenda.store import Store

INTERVAL, INTERVAL_WHEN_TOLD = 0.25, 0.75
"""Seconds between two looks, at most; they are made by requests, so an idle service makes none. The second is for when
the database tells of writes: it is looked all the same, since a pooler between may keep that to itself."""
MOST_KEPT = 100_000


class News:
    """What is known of the meetings asked for: `states` maps each slug they were asked by to its last revision.

    Under "" it has an object for all of them. A state is replaced, never changed: to compare by identity is enough.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.seen: int | None = None
        self.next_gone: datetime | None = None
        self.next_look = float("-inf")
        self.interval = INTERVAL
        self.states: dict[str, object] = {"": object()}

    def look(self) -> None:
        """Forgets what has been published anew since the last look; with the database away, what is known stays."""
        self.next_look = monotonic() + self.interval
        now = datetime.now(UTC)
        is_due = self.next_gone is not None and self.next_gone <= now
        try:
            newest, changed = service.news(self.store, since=self.seen)
            if newest == self.seen and not is_due:
                return
            next_gone = self._next_gone(now)
        except StoreUnavailable:
            if is_due:
                self._forget(lambda one: _is_gone(one, now))
            return
        self.seen, self.next_gone = newest, next_gone
        self._forget(lambda one: one.meeting_id in changed or _is_gone(one, now))

    def told(self, *, will_be: bool) -> None:
        """Has the next request look; whether the database will tell of the next write too."""
        self.interval = INTERVAL_WHEN_TOLD if will_be else INTERVAL
        self.next_look = float("-inf")

    def _next_gone(self, now: datetime) -> datetime | None:
        """When the feeds of a withdrawn meeting will be gone next."""
        earliest = service.earliest_withdrawal(self.store, after=now - service.WITHDRAWN_SHOWN)
        return earliest and earliest + service.WITHDRAWN_SHOWN

    def _forget(self, is_outdated: Callable[[Latest], bool]) -> None:
        outdated = [slug for slug, one in self.states.items() if isinstance(one, Latest) and is_outdated(one)]
        for slug in outdated:
            del self.states[slug]
        self.states[""] = object()

    def latest(self, slug: str) -> Latest:
        """The last revision of the meeting at that slug; raises NotFound, Withdrawn, or StoreUnavailable."""
        found = self._latest(slug)
        service.require_standing(found)
        return found

    def latest_calendar(self, slug: str) -> Latest:
        """As `latest`, also of a meeting that is withdrawn, for as long as its feeds say so."""
        found = self._latest(slug)
        service.require_standing(found, since=datetime.now(UTC) - service.WITHDRAWN_SHOWN)
        return found

    def _latest(self, slug: str) -> Latest:
        self.look_if_due()
        if isinstance(known := self.states.get(slug), Latest):
            return known
        found = service.latest(self.store, slug)
        if len(self.states) > MOST_KEPT:
            del self.states[next(one for one in self.states if one)]
        self.states[slug] = found
        return found

    def of_all(self) -> object:
        """What stands for all that is published: another object after each publication."""
        self.look_if_due()
        return self.states[""]

    def look_if_due(self) -> None:
        """Looks, unless the last look was a moment ago."""
        if monotonic() > self.next_look:
            self.look()


def _is_gone(of: Latest, now: datetime) -> bool:
    return of.withdrawn_at is not None and of.withdrawn_at + service.WITHDRAWN_SHOWN <= now
