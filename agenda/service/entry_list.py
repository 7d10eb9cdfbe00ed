"""The entries of a feed in order, with what a feed is made of in columns beside them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from agenda.store.entries import PublishedEntry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

COMPONENT, CLOCK, LAST_MODIFIED = map(attrgetter, ("component", "clock", "last_modified"))
FEW = 20
"""Of so many entries one may be renewed for the columns to be mended rather than made anew."""
DIGESTS = 1 << 128
"""Sums of digests are kept below this."""


class EntryList(tuple[PublishedEntry, ...]):
    """Published entries by start and UID.

    Columns are made when they are first asked for. Those of a list that follows another are that one's, mended: a
    feed of 10,000 entries of which one was renewed looks at that one alone.
    """

    @cached_property
    def components(self) -> list[bytes]:
        """The bytes of each."""
        return list(map(COMPONENT, self))

    @cached_property
    def digest(self) -> int:
        """What tells these entries from any others: the sum of their digests, below 2^128."""
        return sum(entry.digest for entry in self) % DIGESTS

    @cached_property
    def clocks(self) -> Counter[str]:
        """How many name each zone and its years."""
        return Counter(map(CLOCK, self))

    @cached_property
    def moments(self) -> Counter[datetime]:
        """How many were last modified at each time."""
        return Counter(map(LAST_MODIFIED, self))

    def followed(self, *, ended: Collection[tuple[datetime, str]], renewed: Sequence[PublishedEntry]) -> EntryList:
        """The list without the entries that were at those starts with those UIDs, and with those renewed."""
        if (len(ended) + len(renewed)) * FEW > len(self):
            return EntryList(sorted([*(one for one in self if order(one) not in ended), *renewed], key=order))
        mended = _Mending(self)
        for place in ended:
            mended.drop(place)
        for entry in renewed:
            mended.insert(entry)
        return mended.done()


class _Mending:
    """The work of one `followed`."""

    def __init__(self, former: EntryList) -> None:
        self.entries, self.components, self.digest = list(former), former.components.copy(), former.digest
        self.clocks, self.moments = former.clocks.copy(), former.moments.copy()

    def drop(self, ended: tuple[datetime, str]) -> None:
        place = bisect_left(self.entries, ended, key=order)
        if place == len(self.entries) or order(self.entries[place]) != ended:
            return
        entry = self.entries.pop(place)
        del self.components[place]
        self.digest = (self.digest - entry.digest) % DIGESTS
        self.clocks -= Counter([entry.clock])
        self.moments -= Counter([entry.last_modified])

    def insert(self, entry: PublishedEntry) -> None:
        place = bisect_left(self.entries, order(entry), key=order)
        self.entries.insert(place, entry)
        self.components.insert(place, entry.component)
        self.digest = (self.digest + entry.digest) % DIGESTS
        self.clocks[entry.clock] += 1
        self.moments[entry.last_modified] += 1

    def done(self) -> EntryList:
        made = EntryList(self.entries)
        vars(made).update({name: getattr(self, name) for name in ("components", "digest", "clocks", "moments")})
        return made


def order(entry: PublishedEntry) -> tuple[datetime, str]:
    """By start and UID."""
    return entry.starts, entry.uid
