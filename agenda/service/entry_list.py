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

COMPONENT, VERSION, CLOCK, LAST_MODIFIED = map(attrgetter, ("component", "version", "clock", "last_modified"))
FEW = 20
"""Of so many entries one may be renewed for the columns to be mended rather than made anew."""


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
    def versions(self) -> list[str]:
        """What tells each from what it was and will be."""
        return list(map(VERSION, self))

    @cached_property
    def clocks(self) -> Counter[str]:
        """How many name each zone and its years."""
        return Counter(map(CLOCK, self))

    @cached_property
    def moments(self) -> Counter[datetime]:
        """How many were last modified at each time."""
        return Counter(map(LAST_MODIFIED, self))

    @cached_property
    def by_uid(self) -> dict[str, PublishedEntry]:
        """Each by its UID."""
        return {entry.uid: entry for entry in self}

    def followed(self, *, ended: Collection[str], renewed: Sequence[PublishedEntry]) -> EntryList:
        """The list without the entries of the UIDs `ended`, and with those renewed."""
        if (len(ended) + len(renewed)) * FEW > len(self):
            return EntryList(sorted([*(one for one in self if one.uid not in ended), *renewed], key=order))
        mended = _Mending(self)
        for entry in filter(None, map(self.by_uid.get, ended)):
            mended.drop(entry)
        for entry in renewed:
            mended.insert(entry)
        return mended.done()


class _Mending:
    """The work of one `followed`."""

    def __init__(self, former: EntryList) -> None:
        self.entries, self.components, self.versions = list(former), former.components.copy(), former.versions.copy()
        self.clocks, self.moments, self.by_uid = former.clocks.copy(), former.moments.copy(), former.by_uid.copy()

    def drop(self, entry: PublishedEntry) -> None:
        place = bisect_left(self.entries, order(entry), key=order)
        del self.entries[place], self.components[place], self.versions[place]
        del self.by_uid[entry.uid]
        self.clocks -= Counter([entry.clock])
        self.moments -= Counter([entry.last_modified])

    def insert(self, entry: PublishedEntry) -> None:
        place = bisect_left(self.entries, order(entry), key=order)
        self.entries.insert(place, entry)
        self.components.insert(place, entry.component)
        self.versions.insert(place, entry.version)
        self.clocks[entry.clock] += 1
        self.moments[entry.last_modified] += 1
        self.by_uid[entry.uid] = entry

    def done(self) -> EntryList:
        made = EntryList(self.entries)
        columns = {name: getattr(self, name) for name in ("components", "versions", "clocks", "moments", "by_uid")}
        vars(made).update(columns)
        return made


def order(entry: PublishedEntry) -> tuple[datetime, str]:
    """By start and UID."""
    return entry.starts, entry.uid
