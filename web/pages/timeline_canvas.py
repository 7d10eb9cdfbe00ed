"""The plane on which a timeline is drawn: time runs to the right, or to the left where the page does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.pages.timeline_labels import Box, Label, fitted, pieces_width, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.pages.phrases import Phrase

LARGE, SMALL = 14.5, 13.0
"""Heights of text: titles, and all else."""
BOLD = 1.08
DEEP = 0.3
"""How far text reaches below its line, in em."""


@dataclass(frozen=True)
class Canvas:
    """So many units wide. Places come as distances from where time begins, and leave as those from the left."""

    width: int
    is_mirrored: bool

    def x(self, place: float) -> float:
        """A place from the left."""
        return rounded(self.width - place if self.is_mirrored else place)

    def box(self, start: float, end: float, *, top: float, height: float) -> Box:
        """The rectangle between two places, from the left."""
        left, right = (self.width - end, self.width - start) if self.is_mirrored else (start, end)
        return Box(rounded(left), rounded(top), rounded(right), rounded(top + height))

    def label(
        self,
        place: float,
        line: float,
        pieces: Sequence[Phrase],
        *,
        size: float = SMALL,
        room: float = 0.0,
        ends_here: bool = False,
    ) -> Label:
        """Text that begins at a place, or that ends there, and is cut where it needs more than `room`."""
        kept = fitted(pieces, room, size) if room else tuple(pieces)
        long = pieces_width(kept, size)
        start, end = (place - long, place) if ends_here else (place, place + long)
        box = self.box(start, end, top=line - size * (1 - DEEP), height=size)
        return Label(self.x(place), rounded(line), "end" if ends_here != self.is_mirrored else "start", kept, box)

    def lines(self, places: Sequence[tuple[float, float, float]]) -> str:
        """The path of upright lines, each a place, its top and its bottom."""
        return "".join(f"M{self.x(place)} {rounded(top)}V{rounded(bottom)}" for place, top, bottom in places)


def path_of(box: Box) -> str:
    """A rectangle as a path."""
    return f"M{rounded(box.left)} {rounded(box.top)}h{box.width}v{box.height}h{-box.width}z"
