"""What is sent for an address, ready in bytes, and the conditional requests of RFC 9110 §13 upon it."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from starlette.requests import Request

PUBLIC_CACHE = "public, max-age=0, s-maxage=1, stale-if-error=604800"
GZIP_LEVEL = 6
SMALLEST_GZIP = 500


def fingerprint(parts: Iterable[object]) -> str:
    """A short digest of what bytes are made of, for an ETag."""
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Representation:
    """A body, its media type, the fingerprint of what it is made of, and when that last changed (UTC)."""

    body: bytes
    media_type: str
    fingerprint: str
    last_modified: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    cache_control: str = PUBLIC_CACHE

    @cached_property
    def gzipped(self) -> bytes:
        """The body compressed, the same bytes each time."""
        return gzip.compress(self.body, GZIP_LEVEL, mtime=0)

    @property
    def weight(self) -> int:
        """Bytes that it may take in memory."""
        return len(self.body) * 2

    def etag(self, *, zipped: bool) -> str:
        """The strong entity tag of either form (RFC 9110 §8.8.3)."""
        return f'"{self.fingerprint}-gzip"' if zipped else f'"{self.fingerprint}"'


def respond(request: Request, representation: Representation) -> Response:
    """200 or 304 for GET and HEAD, gzip where it is asked for."""
    zipped = len(representation.body) >= SMALLEST_GZIP and accepts_gzip(request.headers.get("accept-encoding", ""))
    headers = {
        "etag": representation.etag(zipped=zipped),
        "last-modified": format_datetime(representation.last_modified, usegmt=True),
        "cache-control": representation.cache_control,
        "vary": "Accept-Encoding",
        **representation.headers,
    }
    if not is_modified(request.headers, representation):
        return Response(status_code=304, headers=headers)
    body = representation.gzipped if zipped else representation.body
    if zipped:
        headers["content-encoding"] = "gzip"
    headers["content-length"] = str(len(body))
    return Response(b"" if request.method == "HEAD" else body, headers=headers, media_type=representation.media_type)


def is_modified(headers: Mapping[str, str], representation: Representation) -> bool:
    """Whether the client's copy is out of date: If-None-Match first, If-Modified-Since only without it (§13.2.2)."""
    if (tags := headers.get("if-none-match")) is not None:
        own = {representation.etag(zipped=zipped) for zipped in (False, True)}
        given = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" not in given and own.isdisjoint(given)
    if (since := headers.get("if-modified-since")) is not None:
        try:
            return representation.last_modified > parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return True
    return True


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header allows gzip (RFC 9110 §12.5.3): named, or by a star, and not with q=0."""
    qualities: dict[str, float] = {}
    for part in header.lower().split(","):
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
