from __future__ import annotations

import asyncio
import gzip
from datetime import UTC, datetime
from functools import cached_property
from threading import current_thread
from typing import TYPE_CHECKING

import pytest
from starlette.requests import Request

from agenda.pieces import Piece, size_of
from web.asked import accepts_gzip
from web.representation import Representation, respond

if TYPE_CHECKING:
    from starlette.types import Message

AT = datetime(2022, 10, 1, 12, 0, 1, tzinfo=UTC)
BODY = b"BEGIN:VCALENDAR\r\n" * 100


def a_representation(body: bytes = BODY) -> Representation:
    return Representation(body, "text/calendar", "abc", AT)


def a_request(method: str = "GET", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "path": "/", "query_string": b"", "headers": raw})


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ('"abc"', 304),
        ('W/"abc"', 304),
        ('"x", "abc"', 304),
        ('"x",W/"abc-gzip"', 304),
        ("*", 304),
        ('"abcd"', 200),
        ("abc", 200),
        ("", 200),
        ('"ab', 200),
    ],
)
def test_if_none_match_takes_quoted_weak_list_and_star(tags: str, status: int) -> None:
    assert respond(a_request(if_none_match=tags), a_representation()).status_code == status


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Sat, 01 Oct 2022 12:00:01 GMT", 304),
        ("Sat, 01 Oct 2022 12:00:02 GMT", 304),
        ("Sat, 01 Oct 2022 12:00:00 GMT", 200),
        ("Saturday, 01-Oct-22 12:00:01 GMT", 304),
        ("nonsense", 200),
        ("Sat, 99 Oct 2022 12:00:01 GMT", 200),
    ],
)
def test_if_modified_since_compares_the_date_of_the_data(since: str, status: int) -> None:
    assert respond(a_request(if_modified_since=since), a_representation()).status_code == status


def test_if_none_match_of_several_lines_is_one_list() -> None:
    lines = [(b"if-none-match", b'"x"'), (b"if-none-match", b'"abc"'), (b"if-none-match", b'"y"')]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": lines}
    assert respond(Request(scope), a_representation()).status_code == 304


def test_if_none_match_is_heard_before_if_modified_since() -> None:
    request = a_request(if_none_match='"old"', if_modified_since="Sat, 01 Oct 2022 12:00:01 GMT")
    assert respond(request, a_representation()).status_code == 200


def test_304_carries_the_headers_a_cache_needs_and_no_body() -> None:
    response = respond(a_request(if_none_match='"abc"'), a_representation())
    assert response.body == b""
    assert {"etag", "last-modified", "cache-control", "vary"} <= set(response.headers)


def test_gzip_has_its_own_strong_tag_and_the_same_bytes() -> None:
    response = respond(a_request(accept_encoding="br, gzip;q=0.5"), a_representation())
    assert response.headers["etag"] == '"abc-gzip"'
    assert response.headers["content-encoding"] == "gzip"
    assert gzip.decompress(bytes(response.body)) == BODY
    assert response.headers["content-length"] == str(len(response.body))


def test_head_says_the_length_of_get_without_its_body() -> None:
    response = respond(a_request("HEAD"), a_representation())
    assert (bytes(response.body), response.headers["content-length"]) == (b"", str(len(BODY)))


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("deflate, x-gzip", True),
        ("*", True),
        ("gzip;q=0", False),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("identity", False),
        ("", False),
        ("gzip;q=high", False),
    ],
)
def test_gzip_is_sent_only_where_it_is_accepted(header: str, *, accepted: bool) -> None:
    assert accepts_gzip(header.encode()) is accepted


def test_small_bodies_are_sent_as_they_are() -> None:
    response = respond(a_request(accept_encoding="gzip"), a_representation(b"small"))
    assert "content-encoding" not in response.headers


LONG = [Piece(b"BEGIN:VEVENT %d\r\n" % number * 4_000) for number in range(20)]


def messages_of(representation: Representation, request: Request, times: int = 1) -> list[list[Message]]:
    """What each of so many that ask together is sent."""
    sent: list[list[Message]] = [[] for _ in range(times)]

    async def answer(messages: list[Message]) -> None:
        async def send(message: Message) -> None:
            messages.append(message)

        await respond(request, representation)(request.scope, request.receive, send)

    async def answer_all() -> None:
        await asyncio.gather(*map(answer, sent))

    asyncio.run(answer_all())
    return sent


@pytest.mark.parametrize("pieces", [LONG, LONG[:2], LONG[:1]])
@pytest.mark.parametrize("headers", [{}, {"accept_encoding": "gzip"}])
def test_body_in_pieces_is_sent_whole_and_its_length_said(pieces: list[Piece], headers: dict[str, str]) -> None:
    ((start, *parts),) = messages_of(Representation(pieces, "text/calendar", "abc", AT), a_request(**headers))
    body = b"".join(part["body"] for part in parts)
    assert dict(start["headers"])[b"content-length"] == str(len(body)).encode()
    assert [part.get("more_body", False) for part in parts] == [True] * (len(parts) - 1) + [False]
    assert (gzip.decompress(body) if headers else body) == b"".join(piece.plain for piece in pieces)


def test_head_of_a_body_in_pieces_says_its_length_and_sends_none() -> None:
    ((start, part),) = messages_of(Representation(LONG, "text/calendar", "abc", AT), a_request("HEAD"))
    assert dict(start["headers"])[b"content-length"] == str(size_of(LONG)).encode()
    assert part["body"] == b""


def test_long_body_is_compressed_away_from_the_event_loop_and_once_for_all_who_ask() -> None:
    compressed: list[str] = []

    class Watched(Piece):
        @cached_property
        def deflated(self) -> bytes:
            compressed.append(current_thread().name)
            return Piece(self.plain).deflated

    pieces: list[Piece] = [Watched(b"x" * 300_000), Watched(b"y" * 300_000)]
    sent = messages_of(Representation(pieces, "text/calendar", "abc", AT), a_request(accept_encoding="gzip"), 100)
    assert all(one == sent[0] for one in sent)
    assert len(compressed) == 2
    assert current_thread().name not in compressed
