"""Lines of plain text of a certain width in columns: letters of East Asian scripts take two, combining marks none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wcwidth import iter_graphemes, wcswidth, wcwidth

from web.documents.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 76
"""Columns that no line passes, but one that is an address: mail programs then do not break it."""
ADDRESS = re.compile(r"[a-z]+://", re.IGNORECASE)
NOT_FIRST = frozenset("、。，．・：；？！）」』】〕〉》〗”’％…ー々)]},.;:!?%")
NOT_LAST = frozenset("（「『【〔〈《〖“‘([{")
"""Marks that a line does not begin or end with (JIS X 4051, GB/T 15834)."""


def columns_of(text: str) -> int:
    """How many columns a printed text takes."""
    return max(wcswidth(text), 0)


def wrapped(text: str, *, first: str = "", rest: str = "", width: int = WIDTH) -> list[str]:
    """The text on lines of at most `width` columns, the first after `first` and the others after `rest`."""
    lines, line, used = [], first, columns_of(first)
    room = used
    for unit, is_after_blank in _units(one_line(text), width - max(room, columns_of(rest))):
        glue = " " if is_after_blank and used > room else ""
        if used > room and used + len(glue) + columns_of(unit) > width:
            lines.append(line.rstrip())
            line, used, glue = rest, columns_of(rest), ""
            room = used
        line, used = line + glue + unit, used + len(glue) + columns_of(unit)
    return [*lines, line.rstrip()]


def _units(text: str, most: int) -> Iterator[tuple[str, bool]]:
    """What is not broken, and whether a blank stands before it; too long a word is cut at `most` columns."""
    for word in text.split(" "):
        is_first = True
        for unit in [word] if ADDRESS.match(word.lstrip("<(")) else _parts(word):
            for piece in _cut(unit, most):
                yield piece, is_first
                is_first = False


def _parts(word: str) -> Iterator[str]:
    """A word between whose wide letters a line may end, but for the marks that keep to their neighbour."""
    part = ""
    for letter in iter_graphemes(word):
        if part and _may_break(part, letter):
            yield part
            part = ""
        part += letter
    if part:
        yield part


def _may_break(before: str, after: str) -> bool:
    if after[0] in NOT_FIRST or before[-1] in NOT_LAST:
        return False
    return wcwidth(after[0]) == 2 or wcwidth(before[-1]) == 2


def _cut(unit: str, most: int) -> Iterator[str]:
    if columns_of(unit) <= most or ADDRESS.match(unit.lstrip("<(")):
        yield unit
        return
    piece, used = "", 0
    for letter in iter_graphemes(unit):
        if piece and used + columns_of(letter) > most:
            yield piece
            piece, used = "", 0
        piece, used = piece + letter, used + columns_of(letter)
    yield piece
