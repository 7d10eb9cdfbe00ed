"""What cells call the objects of a meeting: their ids, or their names where only one has that name."""

from __future__ import annotations

import difflib
from collections import defaultdict
from typing import TYPE_CHECKING

from agenda.tables.cells import CellError, parts_in, words_in
from agenda.text import Text
from agenda.tree import walk

if TYPE_CHECKING:
    from agenda.meeting import Meeting
    from agenda.tables.grid import Cell

MOST_NAMED = 8


class Names:
    """The objects of a meeting by noun, id and name."""

    def __init__(self, meeting: Meeting) -> None:
        self.ids: dict[str, dict[str, str]] = defaultdict(dict)
        self._called: dict[tuple[str, str], set[str]] = defaultdict(set)
        for place in walk(meeting):
            noun, identity = place.key
            names = getattr(place.value, "name", None) or getattr(place.value, "title", None)
            texts = names if isinstance(names, Text) else Text()
            self.ids[noun][identity] = texts.best([meeting.language])
            for name in texts.values():
                self._called[noun, _plain(name)].add(identity)

    def find(self, noun: str, words: str) -> str:
        """The id of the object that words name; raises CellError where there is none, or more than one."""
        if words in self.ids[noun]:
            return words
        called = sorted(self._called.get((noun, _plain(words)), ()))
        if len(called) == 1:
            return called[0]
        if called:
            raise CellError(f"“{words}” is the name of {len(called)}: write an id, {' or '.join(called)}")
        raise CellError(self._nobody(noun, words))

    def _nobody(self, noun: str, words: str) -> str:
        known = list(self.ids[noun])
        near = difflib.get_close_matches(words, known, 1)
        if near:
            return f"there is no {noun} “{words[:80]}”; did you mean {near[0]}?"
        if not known:
            return f"there is no {noun} “{words[:80]}”: the meeting has none yet; add it first or empty the cell"
        listed = ", ".join(known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")
        return f"there is no {noun} “{words[:80]}”; write one of {listed}, or add it first"

    def one(self, noun: str, cell: Cell) -> str | None:
        """The id of what a cell names; None where it is empty. Raises CellError."""
        words = words_in(cell)
        return self.find(noun, words) if words else None

    def some(self, noun: str, cell: Cell) -> list[str]:
        """The ids of what a cell names, divided by semicolons, else by commas. Raises CellError."""
        found: list[str] = []
        for part in parts_in(cell):
            try:
                found.append(self.find(noun, part))
            except CellError:
                if "," not in part:
                    raise
                found += [self.find(noun, one) for one in parts_in(part, ",")]
        return list(dict.fromkeys(found))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
