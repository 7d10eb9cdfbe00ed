"""The axis of the timeline: from instants to places along it, with long empty time left out."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = 86_400.0
INSET = 7.0
"""Free units at both ends, so that marks of the first and the last instant are whole."""
LONG, MARGIN = 0.25, 0.04
"""Empty time is left out where it is longer than this share of what is filled, but for this share at either end."""
GAP = 34.0


@dataclass(frozen=True)
class Scale:
    """A broken line from seconds of the epoch to units; it rises, and `gaps` are where it leaves empty time out.

    `day` is how many units a day has outside the gaps; `pieces` are the stretches of time outside them, each from
    the first thing in it.
    """

    knots: tuple[tuple[float, float], ...]
    gaps: tuple[tuple[float, float], ...]
    day: float
    pieces: tuple[tuple[float, float], ...]

    def at(self, moment: float) -> float:
        """The place of an instant; one outside the scale is at its nearer end."""
        moment = min(max(moment, self.knots[0][0]), self.knots[-1][0])
        position = bisect_right(self.knots, moment, 1, len(self.knots) - 1, key=lambda knot: knot[0])
        (t0, x0), (t1, x1) = self.knots[position - 1 : position + 1]
        return x0 + (moment - t0) / (t1 - t0) * (x1 - x0)


def scale_of(spans: Iterable[tuple[float, float]], width: float) -> Scale:
    """The scale on which every span of whole days, in seconds of the epoch, has its place within `width` units."""
    blocks = _merged(spans)
    busy = sum(end - start for start, end in blocks)
    margin = MARGIN * busy
    empty = [
        (before, after) for (_, before), (after, _) in pairwise(blocks) if after - before > 2 * margin + LONG * busy
    ]
    cuts = [(before + margin, after - margin) for before, after in empty]
    first, last = blocks[0][0], blocks[-1][1]
    gap = min(GAP, 0.3 * width / max(len(cuts), 1))
    rate = (width - 2 * INSET - gap * len(cuts)) / (last - first - sum(end - start for start, end in cuts))
    knots = [(first, INSET)]
    for start, end in cuts:
        x = knots[-1][1] + (start - knots[-1][0]) * rate
        knots += [(start, x), (end, x + gap)]
    knots.append((last, width - INSET))
    return Scale(
        knots=tuple(knots),
        gaps=tuple((x0, x1) for (_, x0), (_, x1) in zip(knots[1:-1:2], knots[2:-1:2], strict=True)),
        day=rate * DAY,
        pieces=tuple(zip([first, *(after for _, after in empty)], [*(end for end, _ in cuts), last], strict=True)),
    )


def _merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    blocks: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if blocks and start <= blocks[-1][1]:
            blocks[-1] = blocks[-1][0], max(blocks[-1][1], end)
        else:
            blocks.append((start, end))
    return blocks
