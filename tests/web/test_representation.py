from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from starlette.requests import Request

from web.representation import Representation, accepts_gzip, respond

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
