"""What a request asks by its address and headers, as far as answers differ by them (RFC 9110 §12.5, §13)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from web.options import recognised

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime

    from starlette.types import Scope

Conditions = tuple[bytes | None, bytes | None, bytes | None, str]
"""What of a request decides the form of its answer: Accept-Encoding, If-None-Match, If-Modified-Since, the method."""
Heard = tuple[Conditions, bytes | None, bytes | None]
"""The same, with Accept-Language and User-Agent."""
LONGEST_HEARD = 4_000
"""Bytes of these headers that are heeded; servers take far longer ones, and what they say is remembered."""


def conditions_of(scope: Scope) -> Conditions:
    """The headers of a request that decide the form of its answer."""
    return heard(scope)[0]


def heard(scope: Scope) -> Heard:
    """The headers of a request that decide the form of its answer, its Accept-Language and its User-Agent.

    A header sent as several lines is one list (RFC 9110 §5.3). Longer ones than any reader's are as if not sent.
    """
    accepts = tags = since = language = agent = None
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accepts = value if accepts is None else accepts + b", " + value
        elif name == b"if-none-match":
            tags = value if tags is None else tags + b", " + value
        elif name == b"accept-language":
            language = value if language is None else language + b", " + value
        elif name == b"if-modified-since":
            since = value
        elif name == b"user-agent":
            agent = value
    if len(accepts or b"") + len(tags or b"") + len(since or b"") + len(language or b"") > LONGEST_HEARD:
        return (None, None, None, scope["method"]), None, agent
    return (accepts, tags, since, scope["method"]), language, agent


def asked_by(scope: Scope) -> Hashable:
    """What a request asks, as the shelf knows it: path, known options, and the languages its reader takes."""
    query = scope["query_string"]
    return scope["path"], recognised(query) if query else (), heard(scope)[1]


def names_tag(header: bytes, own: tuple[bytes, bytes]) -> bool:
    """Whether an If-None-Match header names one of our tags: quoted, weak, in a list, or by a star."""
    given = {tag.strip().removeprefix(b"W/") for tag in header.split(b",")}
    return b"*" in given or not given.isdisjoint(own)


@lru_cache(maxsize=1_000)
def read_date(header: bytes) -> datetime | None:
    """An HTTP date in any of its three forms (RFC 9110 §5.6.7); None where it is none."""
    try:
        return parsedate_to_datetime(header.decode("latin-1"))
    except (ValueError, TypeError):
        return None


@lru_cache(maxsize=1_000)
def accepts_gzip(header: bytes) -> bool:
    """Whether an Accept-Encoding header allows gzip (RFC 9110 §12.5.3): named, or by a star, and not with q=0."""
    qualities: dict[str, float] = {}
    for part in header.decode("latin-1").lower().split(","):
        coding, _, parameters = part.partition(";")
        qualities[coding.strip()] = _quality(parameters)
    return qualities.get("gzip", qualities.get("x-gzip", qualities.get("*", 0.0))) > 0


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
