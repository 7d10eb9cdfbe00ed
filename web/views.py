"""The published views that were read last, kept in memory: their entries, and the meetings that pages are made of."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from agenda import service
from agenda.audiences import PUBLIC
from agenda.personal import Selector
from agenda.service.entry_list import Picked
from agenda.tree import index

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from agenda.noun import Noun
    from agenda.personal import ChosenMeeting
    from agenda.service import Feed
    from agenda.service.entry_list import EntryList
    from agenda.service.reading import Edition
    from agenda.store import Store
    from agenda.store.revisions import Latest
    from agenda.tree import Key, Place
    from web.publisher import CalendarPublisher

BYTES_OF_AN_ENTRY = 3_500
BYTES_OF_AN_OBJECT = 2_500


@dataclass(frozen=True)
class ReadFeed:
    """The entries of one view of a meeting in one language, and how to find those of a choice among them."""

    feed: Feed

    @cached_property
    def _selector(self) -> Selector:
        uid = self.feed.masthead.meeting.uid
        assert uid is not None, "a meeting has its uid from creation on"  # noqa: S101
        return Selector(uid, self.feed.entries)

    def select(self, chosen: ChosenMeeting) -> EntryList | Picked:
        """The chosen entries, in order."""
        entries = self.feed.entries
        return entries if chosen.is_whole else Picked(entries, self._selector.places(chosen))

    @property
    def number(self) -> int:
        """The number of the revision."""
        return self.feed.masthead.number

    @cached_property
    def weight(self) -> int:
        """Bytes that it takes in memory, about."""
        return BYTES_OF_AN_ENTRY * len(self.feed.entries)


@dataclass(frozen=True)
class ReadEdition:
    """A revision as some audiences may read it, and how to find an object in it."""

    edition: Edition

    @cached_property
    def _objects(self) -> Mapping[Key, Place]:
        return index(self.edition.view.meeting)

    def find(self, noun: str, identity: str) -> Noun | None:
        """The object with that id; None where these readers have none."""
        place = self._objects.get((noun, identity))
        return place.value if place else None

    @property
    def number(self) -> int:
        """The number of the revision."""
        return self.edition.number

    @cached_property
    def weight(self) -> int:
        """Bytes that it takes in memory, about."""
        return BYTES_OF_AN_OBJECT * len(self._objects)


class Views:
    """What was read last, `most` bytes in all, and at least one; what a publication left alone is not read anew.

    It may be asked by several threads: two that miss the same read it twice, and either is kept.
    """

    def __init__(self, store: Store, publisher: CalendarPublisher, most: int) -> None:
        self.store, self.publisher, self.most, self.weight = store, publisher, most, 0
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, ReadFeed | ReadEdition] = OrderedDict()

    def feed(self, of: Latest, language: str, audiences: Iterable[str] = PUBLIC) -> ReadFeed:
        """The entries of a revision for these audiences."""
        key = ("feed", of.meeting_id, frozenset(audiences), language)
        kept = self._find(key)
        former = kept.feed if isinstance(kept, ReadFeed) else None
        if isinstance(kept, ReadFeed) and kept.number == of.number:
            return kept
        made = ReadFeed(
            service.feed(
                self.store, of, language=language, publisher=self.publisher, audiences=audiences, former=former
            )
        )
        self._keep(key, made)
        return made

    def edition(self, of: Latest, audiences: Iterable[str] = PUBLIC) -> ReadEdition:
        """The revision as these audiences may read it."""
        key = ("edition", of.meeting_id, frozenset(audiences))
        kept = self._find(key)
        if isinstance(kept, ReadEdition) and kept.number == of.number:
            return kept
        made = ReadEdition(service.edition(self.store, of, audiences=audiences))
        self._keep(key, made)
        return made

    def _find(self, key: Hashable) -> ReadFeed | ReadEdition | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def _keep(self, key: Hashable, made: ReadFeed | ReadEdition) -> None:
        weight = made.weight
        with self._lock:
            former = self._kept.pop(key, None)
            self.weight += weight - (former.weight if former else 0)
            self._kept[key] = made
            while self.weight > self.most and len(self._kept) > 1:
                self.weight -= self._kept.popitem(last=False)[1].weight
