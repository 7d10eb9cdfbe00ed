"""QR codes on paper: of the address of the page that is printed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True)
class Code:
    """A QR code as an SVG has it: its side in modules, quiet zone included, and the path of the dark ones."""

    side: int
    path: str


@lru_cache(maxsize=256)
def code_of(address: str) -> Code:
    """The QR code of an address, black modules as one path in units of a module."""
    import segno

    rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=2))
    runs = (f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row))
    return Code(len(rows), "".join(runs))


def _runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where the dark modules of a row begin, and how many stand together."""
    start = None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None
