"""What is sent for an address, ready in bytes, and the conditional requests of RFC 9110 §13 upon it."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from web.headers import STANDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from starlette.requests import Request
    from starlette.types import Message, Receive, Scope, Send

PUBLIC_CACHE = "public, max-age=0, s-maxage=1, stale-if-error=604800"
GZIP_LEVEL = 6
SMALLEST_GZIP = 500


def fingerprint(parts: Iterable[object]) -> str:
    """A short digest of what bytes are made of, for an ETag."""
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


Conditions = tuple[bytes | None, bytes | None, bytes | None, str]
"""What of a request decides the form of its answer: Accept-Encoding, If-None-Match, If-Modified-Since, the method."""
MOST_KNOWN = 64
LONGEST_HEARD = 4_000
"""Bytes of these headers that are heeded; servers take far longer ones, and what they say is remembered."""


class Messages(NamedTuple):
    """The two ASGI messages of an answer, made once and sent many times."""

    start: Message
    body: Message


@dataclass(frozen=True)
class Representation:
    """A body, its media type, the fingerprint of what it is made of, and when that last changed (UTC).

    One that `is_compact`, as PDFs are, would not become smaller and is never sent as gzip.
    """

    body: bytes
    media_type: str
    fingerprint: str
    last_modified: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    cache_control: str = PUBLIC_CACHE
    is_compact: bool = False

    @cached_property
    def gzipped(self) -> bytes:
        """The body compressed, the same bytes each time."""
        return gzip.compress(self.body, GZIP_LEVEL, mtime=0)

    @property
    def weight(self) -> int:
        """Bytes that it may take in memory, compressed form included."""
        return len(self.body) * (2 if self.is_compact else 3) // 2 + 4_000

    def etag(self, *, zipped: bool) -> str:
        """The strong entity tag of either form (RFC 9110 §8.8.3)."""
        return f'"{self.fingerprint}-gzip"' if zipped else f'"{self.fingerprint}"'

    @cached_property
    def _tags(self) -> tuple[bytes, bytes]:
        return self.etag(zipped=False).encode(), self.etag(zipped=True).encode()

    @cached_property
    def _made(self) -> dict[tuple[bool, bool, bool], Messages]:
        return {}

    @cached_property
    def known(self) -> dict[Conditions, Messages]:
        """The messages for the conditions that came so far, as many as are worth keeping."""
        return {}

    def messages(self, conditions: Conditions) -> Messages:
        """200 or 304, with gzip where it is asked for; for HEAD without the body."""
        accepts, tags, since, method = conditions
        may_zip = not self.is_compact and len(self.body) >= SMALLEST_GZIP
        zipped = accepts is not None and may_zip and accepts_gzip(accepts)
        form = (zipped, self.is_current(tags, since), method == "HEAD")
        found = self._made.get(form) or self._make(form)
        if len(self.known) < MOST_KNOWN and sum(len(one or b"") for one in conditions[:3]) < 300:
            self.known[conditions] = found
        return found

    def is_current(self, tags: bytes | None, since: bytes | None) -> bool:
        """Whether the client has this already: If-None-Match first, If-Modified-Since only without it (§13.2.2)."""
        if tags is not None:
            return tags in self._tags or names_tag(tags, self._tags)
        if since is not None:
            date = read_date(since)
            return date is not None and self.last_modified <= date
        return False

    def _make(self, form: tuple[bool, bool, bool]) -> Messages:
        zipped, is_current, head = form
        headers = {
            "etag": self.etag(zipped=zipped),
            "last-modified": format_datetime(self.last_modified, usegmt=True),
            "cache-control": self.cache_control,
            "vary": "Accept-Encoding",
            **STANDING,
            **self.headers,
        }
        body = b"" if is_current else self.gzipped if zipped else self.body
        if not is_current:
            headers |= {"content-type": self.media_type, "content-length": str(len(body))}
            headers |= {"content-encoding": "gzip"} if zipped else {}
        made = Messages(
            {
                "type": "http.response.start",
                "status": 304 if is_current else 200,
                "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
            },
            {"type": "http.response.body", "body": b"" if head else body},
        )
        self._made[form] = made
        return made


class Answer(Response):
    """A response whose messages are ready."""

    def __init__(self, messages: Messages) -> None:
        super().__init__(messages.body["body"], messages.start["status"])
        self.raw_headers = messages.start["headers"]
        self._messages = messages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """ASGI."""
        await send(self._messages.start)
        await send(self._messages.body)


def respond(request: Request, representation: Representation) -> Response:
    """200 or 304 for GET and HEAD, gzip where it is asked for."""
    return Answer(representation.messages(conditions_of(request.scope)))


def conditions_of(scope: Scope) -> Conditions:
    """The headers of a request that decide the form of its answer."""
    return heard(scope)[0]


def heard(scope: Scope) -> tuple[Conditions, bytes | None]:
    """The headers of a request that decide the form of its answer, and its Accept-Language.

    A header sent as several lines is one list (RFC 9110 §5.3). Longer ones than any reader's are as if not sent.
    """
    accepts = tags = since = language = None
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accepts = value if accepts is None else accepts + b", " + value
        elif name == b"if-none-match":
            tags = value if tags is None else tags + b", " + value
        elif name == b"accept-language":
            language = value if language is None else language + b", " + value
        elif name == b"if-modified-since":
            since = value
    if len(accepts or b"") + len(tags or b"") + len(since or b"") + len(language or b"") > LONGEST_HEARD:
        return (None, None, None, scope["method"]), None
    return (accepts, tags, since, scope["method"]), language


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
