"""Representations kept in memory: bounded in bytes, least recently used out first, known by what they are of."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from web.representation import Representation

MOST_ASKED = 10_000


class Shelf:
    """Keeps for each key the representation of one state; `most` bytes in all."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.weight = 0
        self._kept: OrderedDict[Hashable, tuple[Hashable, Representation]] = OrderedDict()
        self._asked: OrderedDict[Hashable, Hashable] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def last(self, asked: Hashable) -> Representation | None:
        """What was last given to who asked so, of whatever state: for when the present one cannot be known."""
        kept = self._kept.get(self._asked.get(asked))
        return kept[1] if kept else None

    def get(
        self, key: Hashable, state: Hashable, make: Callable[[], Representation], *, asked: Hashable
    ) -> Representation:
        """The representation of the key in that state, made now if it is not kept; `asked` is what led to the key."""
        kept = self._kept.get(key)
        if kept and kept[0] == state:
            self._kept.move_to_end(key)
            made = kept[1]
        else:
            made = make()
            self._put(key, state, made)
        self._remember(asked, key)
        return made

    def _remember(self, asked: Hashable, key: Hashable) -> None:
        self._asked[asked] = key
        self._asked.move_to_end(asked)
        while len(self._asked) > MOST_ASKED:
            self._asked.popitem(last=False)

    def _put(self, key: Hashable, state: Hashable, made: Representation) -> None:
        self._drop(key)
        if made.weight > self.most:
            return
        self._kept[key] = (state, made)
        self.weight += made.weight
        while self.weight > self.most:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        if (dropped := self._kept.pop(key, None)) is not None:
            self.weight -= dropped[1].weight
