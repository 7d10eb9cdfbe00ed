"""Representations kept in memory: bounded in bytes, each known by what it is of, the long unused out first.

What is asked (an address with its known options and languages) leads to what is kept, by a key of the few things that
its bytes depend on. Two questions may have one key: they share the bytes.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from web.representation import Representation

MOST_ASKED = 16
"""Questions remembered for one key; further ones are answered, not remembered."""
GONE = object()


@dataclass(slots=True, eq=False)
class Kept:
    """A representation of the state that its subject (a slug, or "" for all meetings) had when it was made.

    `weight` is its bytes in memory. `used` is set by whoever gives it out again; the shelf takes it back when it looks
    for what to drop. `route` is the one that leads to it, for counting.
    """

    subject: str
    state: object
    representation: Representation
    weight: int
    used: bool = False
    route: str = ""
    asked: list[Hashable] = field(default_factory=list)


class Shelf:
    """Keeps what was made, `most` bytes in all; what was not used since the last round goes first.

    `found` counts what was given out again, `made` what was made, by media type.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.weight = 0
        self.asked: dict[Hashable, Kept] = {}
        self.found = 0
        self.made: defaultdict[str, int] = defaultdict(int)
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(
        self,
        asked: Hashable,
        key: Hashable,
        subject: str,
        state: object,
        make: Callable[[], Representation],
        *,
        least: int = 0,
    ) -> Representation:
        """The representation of the key in that state, made now if it is not kept; below `least` bytes it never is."""
        kept = self._kept.get(key)
        if kept is None or kept.state != state:
            made = make()
            self.made[made.media_type] += 1
            if made.size < least:
                self.drop(key)
                return made
            kept = Kept(subject, state, made, made.weight)
            self._put(key, kept)
        else:
            self.found += 1
            kept.used = True
        kept.state = state
        if key in self._kept:
            self._remember(asked, kept)
        return kept.representation

    def has(self, key: Hashable, state: object) -> bool:
        """Whether the representation of the key in that state is kept."""
        kept = self._kept.get(key)
        return kept is not None and kept.state == state

    def _remember(self, asked: Hashable, kept: Kept) -> None:
        if self.asked.get(asked) is not kept and len(kept.asked) < MOST_ASKED:
            self.asked[asked] = kept
            kept.asked.append(asked)

    def _put(self, key: Hashable, kept: Kept) -> None:
        self.drop(key)
        if kept.weight > self.most:
            return
        self._kept[key] = kept
        self.weight += kept.weight
        while self.weight > self.most:
            oldest, candidate = next(iter(self._kept.items()))
            if candidate.used or candidate is kept:
                candidate.used = False
                self._kept.move_to_end(oldest)
            else:
                self.drop(oldest)

    def drop(self, key: Hashable) -> None:
        """Keeps no representation of the key any more."""
        dropped = self._kept.pop(key, None)
        if dropped is None:
            return
        self.weight -= dropped.weight
        dropped.state = GONE
        for asked in dropped.asked:
            if self.asked.get(asked) is dropped:
                del self.asked[asked]
