"""Text in the timeline's picture: how much room it may take at most, how it is cut, and where it goes.

Nobody measures fonts here: each class of characters has a width, in em, that the usual sans-serif fonts stay below.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from web.pages.phrases import Phrase

CLASSES = {
    0.33: " !',.:;|ijl·’",
    0.42: '"()-/I[]`ft{}“”',
    0.53: "Jcrsz",
    0.63: "$*+0123456789<=>?L^_aekvxy~«»–",
    0.67: "#ABEFKPSTVXYZbdghnopqu",
    0.79: "&CDGHNOQRUw",
    0.98: "%MW@mœæŒÆ—…ЖМФШЩЮжмфшщю№",
}
EMS = {character: em for em, characters in CLASSES.items() for character in characters}


@dataclass(frozen=True)
class Box:
    """A rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How broad it is, to a tenth of a unit."""
        return rounded(self.right - self.left)

    @property
    def height(self) -> float:
        """How high it is, to a tenth of a unit."""
        return rounded(self.bottom - self.top)

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        is_beside = self.right <= other.left or other.right <= self.left
        return not (is_beside or self.bottom <= other.top or other.bottom <= self.top)


@dataclass(frozen=True)
class Label:
    """One line of text at a place: `anchor` is the side of it that is at `x`, "start" being the left in any language.

    Its pieces are phrases, some in another language than the page; `box` is what they may take at most.
    """

    x: float
    y: float
    anchor: str
    pieces: tuple[Phrase, ...]
    box: Box
    is_title: bool = False


def rounded(value: float) -> float:
    """A number as short as a tenth of a unit allows."""
    short = round(value, 1)
    return int(short) if short == int(short) else short


def width_of(text: str, size: float) -> float:
    """The units that a text of one line takes at most."""
    return sum(_em(character) for character in text) * size


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    category, base = unicodedata.category(character), unicodedata.normalize("NFD", character)[0]
    if category in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if (known := EMS.get(base)) is not None:
        return known
    if unicodedata.bidirectional(character) == "AL":
        return 0.56
    return 0.84 if category == "Lu" else 0.7


def clipped(text: str, room: float, size: float) -> str:
    """`text`, or as much of it as `room` holds with an ellipsis; "" where that is nothing."""
    if width_of(text, size) <= room:
        return text
    left, kept = room - width_of("…", size), 0
    for character in text:
        left -= _em(character) * size
        if left < 0:
            break
        kept += 1
    return f"{text[:kept].rstrip()}…" if kept else ""


def fitted(pieces: Sequence[Phrase], room: float, size: float) -> tuple[Phrase, ...]:
    """As much of the pieces, from the first on, as `room` holds."""
    kept = []
    for piece in pieces:
        text = clipped(piece.text, room, size)
        if text:
            kept.append(replace(piece, text=text))
        if text != piece.text:
            break
        room -= width_of(text, size)
    return tuple(kept)


def lines_of(phrase: Phrase, room: float, size: float, *, most: int) -> tuple[Phrase, ...]:
    """A phrase broken between words into at most so many lines, the last of them clipped."""
    rest = phrase.text.split()
    lines: list[str] = []
    while rest and len(lines) < most - 1:
        taken = 1
        while taken < len(rest) and width_of(" ".join(rest[: taken + 1]), size) <= room:
            taken += 1
        if width_of(rest[0], size) > room:
            break
        lines.append(" ".join(rest[:taken]))
        rest = rest[taken:]
    last = clipped(" ".join(rest), room, size)
    return tuple(replace(phrase, text=text) for text in (*lines, last) if text)


def pieces_width(pieces: Iterable[Phrase], size: float) -> float:
    """The units that pieces take at most, one after the other."""
    return sum(width_of(piece.text, size) for piece in pieces)
