"""Bytes in pieces: each is compressed once, in however many bodies it stands, and gzip is put together of them.

A raw deflate stream that ends in a full flush may be followed by any other (RFC 1951 §3.2.4, RFC 1950's zlib manual),
and the checksum of a whole follows from those of its parts: so a body of which one piece is new costs that piece.
"""

from __future__ import annotations

import zlib
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEVEL = 6
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""RFC 1952 §2.3: deflate, no name, no time, from any system."""
LAST_BLOCK = b"\x03\x00"
"""An empty block that says it is the last (RFC 1951 §3.2.3)."""
POLYNOMIAL = 0xEDB88320
ONE = 1 << 31
"""1 among polynomials modulo that of CRC-32, whose lowest power is the highest bit."""


class Piece:
    """A run of bytes, with what is needed to compress a body that it stands in."""

    __slots__ = ("__dict__", "plain")

    def __init__(self, plain: bytes) -> None:
        self.plain = plain

    @cached_property
    def deflated(self) -> bytes:
        """As raw deflate, which any other may follow."""
        deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        return deflate.compress(self.plain) + deflate.flush(zlib.Z_FULL_FLUSH)

    @property
    def is_deflated(self) -> bool:
        """Whether that is made already."""
        return "deflated" in self.__dict__

    @cached_property
    def checksum(self) -> int:
        """CRC-32 of these bytes alone."""
        return zlib.crc32(self.plain)

    @cached_property
    def shift(self) -> int:
        """What the checksum of all that stands before is multiplied by: x to the number of these bits."""
        return _power(8 * len(self.plain))


def gzipped(pieces: Iterable[Piece]) -> list[bytes]:
    """The parts of one gzip member (RFC 1952) that holds the pieces one behind the other."""
    parts, checksum, size = [GZIP_HEAD], 0, 0
    for piece in pieces:
        parts.append(piece.deflated)
        checksum = _product(piece.shift, checksum) ^ piece.checksum
        size += len(piece.plain)
    end = checksum.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
    return [*parts, LAST_BLOCK + end]


def size_of(pieces: Sequence[Piece]) -> int:
    """How many bytes they are."""
    return sum(len(piece.plain) for piece in pieces)


def _product(one: int, other: int) -> int:
    """The product of two polynomials modulo that of CRC-32."""
    product = 0
    while one:
        if one & ONE:
            product ^= other
        one = one << 1 & 0xFFFFFFFF
        other = other >> 1 ^ POLYNOMIAL if other & 1 else other >> 1
    return product


@lru_cache(maxsize=64)
def _doubled(times: int) -> int:
    """X to the power of two to `times`."""
    return _product(_doubled(times - 1), _doubled(times - 1)) if times else ONE >> 1


def _power(exponent: int) -> int:
    """X to that power."""
    power = ONE
    for place in range(exponent.bit_length()):
        if exponent >> place & 1:
            power = _product(_doubled(place), power)
    return power
