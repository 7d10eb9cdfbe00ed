"""Representations kept in memory: bounded in bytes, least recently used out first, each known by what it is of.

What is asked (an address with its known options and languages) leads to a key, and a key to the representation of one
state of its subject. Two questions may lead to one key: they share the bytes.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from web.representation import Representation

MOST_ASKED = 20_000


class Kept(NamedTuple):
    """A representation of the state that its subject (a slug, or "" for all meetings) had when it was made."""

    subject: str
    state: object
    representation: Representation


class Shelf:
    """Keeps what was made, `most` bytes in all."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.weight = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._asked: OrderedDict[Hashable, Hashable] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, asked: Hashable) -> Kept | None:
        """What was last given to who asked so, of whatever state."""
        key = self._asked.get(asked)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def get(
        self, asked: Hashable, key: Hashable, subject: str, state: object, make: Callable[[], Representation]
    ) -> Representation:
        """The representation of the key in that state, made now if it is not kept."""
        kept = self._kept.get(key)
        if kept is None or kept.state != state:
            kept = Kept(subject, state, make())
            self._put(key, kept)
        elif kept.state is not state:
            kept = self._kept[key] = kept._replace(state=state)
        if key in self._kept:
            self._kept.move_to_end(key)
            self._remember(asked, key)
        return kept.representation

    def _remember(self, asked: Hashable, key: Hashable) -> None:
        self._asked[asked] = key
        self._asked.move_to_end(asked)
        while len(self._asked) > MOST_ASKED:
            self._asked.popitem(last=False)

    def _put(self, key: Hashable, kept: Kept) -> None:
        self._drop(key)
        if kept.representation.weight > self.most:
            return
        self._kept[key] = kept
        self.weight += kept.representation.weight
        while self.weight > self.most:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        if (dropped := self._kept.pop(key, None)) is not None:
            self.weight -= dropped.representation.weight
