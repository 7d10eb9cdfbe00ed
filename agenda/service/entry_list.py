"""The entries of a feed in order, with what a feed is made of in columns beside them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection
from functools import cached_property
from itertools import chain, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from agenda.pieces import Piece
from agenda.store.entries import PublishedEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

COMPONENT, CLOCK, DIGEST, LAST_MODIFIED = map(attrgetter, ("component", "clock", "digest", "last_modified"))
FEW = 20
"""Of so many entries one may be renewed for sums and runs to be mended rather than made anew."""
LENGTH_OF_A_RUN = 64
"""Entries of a run, on average."""
DIGESTS = 1 << 128
"""Sums of digests are kept below this."""


class Run:
    """Neighbours in a list: from an entry that opens a run up to the next that does. It is replaced, never changed."""

    def __init__(self, entries: Sequence[PublishedEntry]) -> None:
        self.entries = entries

    @cached_property
    def piece(self) -> Piece:
        """Their components as one."""
        return Piece(b"".join(map(COMPONENT, self.entries)))


def opens_run(entry: PublishedEntry) -> bool:
    """Whether a run begins with this entry.

    It depends on the UID alone: a list is cut at the same places, hence compressed to the same bytes, whatever lists
    it followed.
    """
    return int(entry.uid[-4:], 16) % LENGTH_OF_A_RUN == 0


class Columns(NamedTuple):
    """What feeds are made of, entry by entry."""

    components: Sequence[bytes]
    digests: Sequence[int]
    clocks: Sequence[str]


class EntryList(tuple[PublishedEntry, ...]):
    """Published entries by start and UID.

    Sums and runs are made when they are first asked for. Those of a list that follows another are that one's, mended: a
    feed of 10,000 entries of which one was renewed looks at that one and its neighbours alone.
    """

    @cached_property
    def runs(self) -> list[Run]:
        """The list in runs of some entries each."""
        return list(_cut(self))

    @property
    def pieces(self) -> list[Piece]:
        """The bytes of each run."""
        return [run.piece for run in self.runs]

    @cached_property
    def columns(self) -> Columns:
        """Those of all entries, for who picks few and often: entries lie far apart in memory."""
        return Columns(list(map(COMPONENT, self)), list(map(DIGEST, self)), list(map(CLOCK, self)))

    @cached_property
    def digest(self) -> int:
        """As `digest_of`."""
        return _sum_of(map(DIGEST, self))

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


class Picked(Collection[PublishedEntry]):
    """Some entries of a list, in order, and what a feed of them is made of."""

    def __init__(self, entries: EntryList, places: Sequence[int]) -> None:
        self.entries, self.places = entries, places

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[PublishedEntry]:
        return map(self.entries.__getitem__, self.places)

    def __contains__(self, entry: object) -> bool:
        return entry in list(self)

    @property
    def components(self) -> Sequence[bytes]:
        """As `components_of`."""
        column = self.entries.columns.components
        return [column[place] for place in self.places]

    @property
    def digest(self) -> int:
        """As `digest_of`."""
        column = self.entries.columns.digests
        return _sum_of([column[place] for place in self.places])

    @property
    def clocks(self) -> Collection[str]:
        """The zones and years that they name, some of them often."""
        column = self.entries.columns.clocks
        return [column[place] for place in self.places]


class _Mending:
    """The work of one `followed`."""

    def __init__(self, former: EntryList) -> None:
        self.runs, self.digest = former.runs.copy(), former.digest
        self.clocks, self.moments = former.clocks.copy(), former.moments.copy()

    def drop(self, ended: tuple[datetime, str]) -> None:
        at = self._run_at(ended)
        entries = self.runs[at].entries if self.runs else ()
        place = bisect_left(entries, ended, key=order)
        if place == len(entries) or order(entries[place]) != ended:
            return
        self._cut_again(at, [*entries[:place], *entries[place + 1 :]])
        entry = entries[place]
        self.digest = (self.digest - entry.digest) % DIGESTS
        self.clocks -= Counter([entry.clock])
        self.moments -= Counter([entry.last_modified])

    def insert(self, entry: PublishedEntry) -> None:
        at = self._run_at(order(entry))
        entries = self.runs[at].entries if self.runs else ()
        place = bisect_left(entries, order(entry), key=order)
        self._cut_again(at, [*entries[:place], entry, *entries[place:]])
        self.digest = (self.digest + entry.digest) % DIGESTS
        self.clocks[entry.clock] += 1
        self.moments[entry.last_modified] += 1

    def _run_at(self, moment: tuple[datetime, str]) -> int:
        """Which run has the entries of that start and UID, or would have."""
        return max(0, bisect_right(self.runs, moment, key=_first) - 1)

    def _cut_again(self, at: int, entries: list[PublishedEntry]) -> None:
        """Puts these entries in the place of a run's, cut where the whole list would be."""
        until = at + 1
        if entries and at and not opens_run(entries[0]):
            at -= 1
            entries = [*self.runs[at].entries, *entries]
        self.runs[at:until] = _cut(entries)

    def done(self) -> EntryList:
        made = EntryList(chain.from_iterable(run.entries for run in self.runs))
        vars(made).update({name: getattr(self, name) for name in ("runs", "digest", "clocks", "moments")})
        return made


def _cut(entries: Sequence[PublishedEntry]) -> Iterator[Run]:
    """Runs of entries that stand in order."""
    openings = [place for place, entry in enumerate(entries) if place and opens_run(entry)]
    for start, end in pairwise([0, *openings, len(entries)]):
        if start < end:
            yield Run(entries[start:end])


def _first(run: Run) -> tuple[datetime, str]:
    return order(run.entries[0])


def order(entry: PublishedEntry) -> tuple[datetime, str]:
    """By start and UID."""
    return entry.starts, entry.uid


def components_of(entries: Collection[PublishedEntry]) -> Sequence[bytes]:
    """The bytes of each."""
    return entries.components if isinstance(entries, Picked) else list(map(COMPONENT, entries))


def digest_of(entries: Collection[PublishedEntry]) -> int:
    """What tells these entries from any others: the sum of their digests, below 2^128."""
    return entries.digest if isinstance(entries, EntryList | Picked) else _sum_of(map(DIGEST, entries))


def _sum_of(digests: Iterable[int]) -> int:
    return sum(digests) % DIGESTS


def clocks_of(entries: Collection[PublishedEntry]) -> frozenset[str]:
    """The zones and years that any of them names."""
    return frozenset(entries.clocks if isinstance(entries, EntryList | Picked) else map(CLOCK, entries))


def latest_of(entries: Collection[PublishedEntry]) -> datetime:
    """When the latest of them was last modified."""
    return max(entries.moments if isinstance(entries, EntryList) else map(LAST_MODIFIED, entries))
