"""Which revision of each meeting is the last: kept in memory, and looked up again several times a second.

What any process publishes, this one serves after the next look; what it publishes itself, after `look` is called.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from agenda import service
from agenda.errors import StoreUnavailable
from agenda.store.revisions import Latest

if TYPE_CHECKING:
    from agenda.store import Store

INTERVAL = 0.25
"""Seconds between two looks, at most; they are made by requests, so an idle service makes none."""
MOST_KEPT = 100_000


class News:
    """What is known of the meetings asked for: `states` maps each slug they were asked by to its last revision.

    Under "" it has an object for all of them. A state is replaced, never changed: to compare by identity is enough.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.seen: int | None = None
        self.next_look = float("-inf")
        self.states: dict[str, object] = {"": object()}

    def look(self) -> None:
        """Forgets what has been published anew since the last look; with the database away, what is known stays."""
        self.next_look = monotonic() + INTERVAL
        try:
            newest, changed = service.news(self.store, since=self.seen)
        except StoreUnavailable:
            return
        if newest == self.seen:
            return
        self.seen = newest
        outdated = [slug for slug, one in self.states.items() if isinstance(one, Latest) and one.meeting_id in changed]
        for slug in outdated:
            del self.states[slug]
        self.states[""] = object()

    def latest(self, slug: str) -> Latest:
        """The last revision of the meeting at that slug; raises NotFound, or StoreUnavailable."""
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
