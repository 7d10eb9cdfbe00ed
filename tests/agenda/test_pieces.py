from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st

from agenda.pieces import Piece, gzipped, size_of


@given(st.lists(st.binary(max_size=3_000), max_size=12))
def test_gzip_of_pieces_is_one_member_of_their_bytes(parts: list[bytes]) -> None:
    pieces = [Piece(part) for part in parts]
    decompressor = zlib.decompressobj(31)
    assert decompressor.decompress(b"".join(gzipped(pieces))) == b"".join(parts)
    assert (decompressor.eof, decompressor.unused_data) == (True, b"")
    assert size_of(pieces) == len(b"".join(parts))


def test_piece_that_stood_in_one_body_is_not_compressed_again_for_another() -> None:
    old, new = Piece(b"old" * 100), Piece(b"new" * 100)
    gzipped([old])
    assert (old.is_deflated, new.is_deflated) == (True, False)
    kept = old.deflated
    gzipped([new, old])
    assert old.deflated is kept
