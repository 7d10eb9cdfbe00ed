"""What is sent for an address, ready in bytes, and the conditional requests of RFC 9110 §13 upon it."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from agenda.pieces import Piece, gzipped, size_of
from web.asked import accepts_gzip, conditions_of, names_tag, read_date
from web.headers import STANDING
from web.making import Maker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from starlette.requests import Request
    from starlette.types import Message, Receive, Scope, Send

    from web.asked import Conditions

PUBLIC_CACHE = "public, max-age=0, s-maxage=1, stale-if-error=604800"
SMALLEST_GZIP = 500
MOST_ZIPPED_AT_ONCE = 128_000
"""Bytes that may be compressed on the event loop, in about 2 ms; more are compressed in a thread."""
MOST_JOINED = 1_000_000
"""Bytes of pieces that are sent as one message; those of a longer body are sent as they are, and never copied."""
ZIPPING = Maker(threads=1)


def fingerprint(parts: Iterable[object]) -> str:
    """A short digest of what bytes are made of, for an ETag."""
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).hexdigest()


CONTROLS = bytes([*range(9), *range(10, 32), 127])
"""What no header may hold (RFC 9110 §5.5)."""
Form = tuple[bool, bool, bool]
"""Of an answer: whether it is gzip, whether it is 304, whether it is to HEAD."""
MOST_KNOWN, LONGEST_KNOWN = 64, 300


class Messages(NamedTuple):
    """The ASGI messages of an answer, made once and sent many times: `more` stand between the start and the last.

    `head` is the headers as lines, with the empty one that ends them.
    """

    start: Message
    more: tuple[Message, ...]
    last: Message
    head: bytes


@dataclass(eq=False)
class Representation:
    """A body, its media type, the fingerprint of what it is made of, and when that last changed (UTC).

    The body may be in pieces, which others stand on too. One that `is_compact`, as PDFs are, would not become smaller
    and is never sent as gzip.
    """

    content: bytes | Sequence[Piece]
    media_type: str
    fingerprint: str
    last_modified: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    cache_control: str = PUBLIC_CACHE
    is_compact: bool = False
    known: dict[Conditions, Messages] = field(default_factory=dict, init=False, repr=False)
    """The messages for the conditions that came so far, as many as are worth keeping."""
    _made: dict[Form, Messages] = field(default_factory=dict, init=False, repr=False)
    size: int = field(init=False)
    """How many bytes the body has."""

    def __post_init__(self) -> None:
        self.size = len(self.content) if isinstance(self.content, bytes) else size_of(self.content)

    @property
    def body(self) -> bytes:
        """The bytes as one."""
        return b"".join(piece.plain for piece in self._pieces)

    @cached_property
    def _pieces(self) -> Sequence[Piece]:
        return [Piece(self.content)] if isinstance(self.content, bytes) else self.content

    @property
    def weight(self) -> int:
        """Bytes that it may take in memory, compressed form included."""
        return self.size * (2 if self.is_compact else 3) // 2 + 4_000

    def etag(self, *, zipped: bool) -> bytes:
        """The strong entity tag of either form (RFC 9110 §8.8.3)."""
        return (f'"{self.fingerprint}-gzip"' if zipped else f'"{self.fingerprint}"').encode()

    def messages(self, conditions: Conditions) -> Messages:
        """200 or 304, with gzip where it is asked for; for HEAD without the body."""
        form = self._form(conditions)
        found = self._made.get(form) or self._make(form)
        accepts, tags, since, _ = conditions
        if len(self.known) < MOST_KNOWN and len(accepts or b"") + len(tags or b"") + len(since or b"") < LONGEST_KNOWN:
            self.known[conditions] = found
        return found

    def is_at_hand(self, conditions: Conditions) -> bool:
        """Whether the messages are made without compressing much."""
        if self.size <= MOST_ZIPPED_AT_ONCE:
            return True
        form = self._form(conditions)
        zipped, is_current, _ = form
        if not zipped or is_current or form in self._made:
            return True
        return sum(len(piece.plain) for piece in self._pieces if not piece.is_deflated) <= MOST_ZIPPED_AT_ONCE

    def _form(self, conditions: Conditions) -> Form:
        accepts, tags, since, method = conditions
        may_zip = not self.is_compact and self.size >= SMALLEST_GZIP
        zipped = accepts is not None and may_zip and accepts_gzip(accepts)
        return zipped, self.is_current(tags, since), method == "HEAD"

    async def prepare(self) -> None:
        """Compresses the body in a thread, once however many wait for it."""
        await ZIPPING.make(id(self), lambda: gzipped(self._pieces))

    def is_current(self, tags: bytes | None, since: bytes | None) -> bool:
        """Whether the client has this already: If-None-Match first, If-Modified-Since only without it (§13.2.2)."""
        if tags is not None:
            own = self.etag(zipped=False), self.etag(zipped=True)
            return tags in own or names_tag(tags, own)
        if since is not None:
            date = read_date(since)
            return date is not None and self.last_modified <= date
        return False

    def _make(self, form: Form) -> Messages:
        zipped, is_current, head = form
        own = [(b"etag", self.etag(zipped=zipped)), (b"last-modified", http_date(self.last_modified))]
        parts = [] if is_current else self._parts(zipped=zipped)
        if not is_current:
            own.append((b"content-type", self.media_type.encode()))
            own.append((b"content-length", b"%d" % sum(map(len, parts))))
            if zipped:
                own.append((b"content-encoding", b"gzip"))
        alike, alike_lines = headers_alike(self.cache_control, *self.headers.items())
        *more, last = [b""] if head or is_current else parts
        made = self._made[form] = Messages(
            {"type": "http.response.start", "status": 304 if is_current else 200, "headers": [*own, *alike]},
            tuple([{"type": "http.response.body", "body": part, "more_body": True} for part in more]),
            {"type": "http.response.body", "body": last},
            b"".join([lines_of(own), alike_lines, b"\r\n"]),
        )
        return made

    def _parts(self, *, zipped: bool) -> list[bytes]:
        """The body in either form, as it is sent."""
        if isinstance(self.content, bytes) and not zipped:
            return [self.content]
        parts = gzipped(self._pieces) if zipped else [piece.plain for piece in self._pieces]
        return [b"".join(parts)] if sum(map(len, parts)) <= MOST_JOINED else parts


def lines_of(headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Headers as they are sent; raises ValueError where one would be two (RFC 9110 §5.5)."""
    lines = b"".join([b"%b: %b\r\n" % header for header in headers])
    if len(lines) - len(lines.translate(None, CONTROLS)) != len(headers) * len(b"\r\n"):
        raise ValueError(f"a header has a line break or another control character: {lines!r}")
    return lines


@lru_cache(maxsize=1_000)
def http_date(moment: datetime) -> bytes:
    """A time as HTTP writes it (RFC 9110 §5.6.7)."""
    return format_datetime(moment, usegmt=True).encode()


@lru_cache(maxsize=1_000)
def headers_alike(cache_control: str, *own: tuple[str, str]) -> tuple[tuple[tuple[bytes, bytes], ...], bytes]:
    """The headers that many answers have alike, and their lines; those of their `own` come before what all have."""
    named = {"cache-control": cache_control, "vary": "Accept-Encoding", **STANDING, **dict(own)}
    headers = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in named.items())
    return headers, lines_of(headers)


class Answer(Response):
    """A response whose messages are ready, or will be once the body is compressed."""

    def __init__(self, representation: Representation, conditions: Conditions) -> None:
        super().__init__()
        self._representation, self._conditions = representation, conditions
        self._ready = self._take() if representation.is_at_hand(conditions) else None

    def _take(self) -> Messages:
        messages = self._representation.messages(self._conditions)
        self.status_code, self.raw_headers = messages.start["status"], messages.start["headers"]
        self.body = messages.last["body"]
        return messages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """ASGI."""
        if self._ready is None:
            await self._representation.prepare()
            self._ready = self._take()
        await deliver(self._ready, send)


async def deliver(messages: Messages, send: Send) -> None:
    """Sends them."""
    start, more, last, _ = messages
    await send(start)
    for message in more:
        await send(message)
    await send(last)


def respond(request: Request, representation: Representation) -> Response:
    """200 or 304 for GET and HEAD, gzip where it is asked for."""
    return Answer(representation, conditions_of(request.scope))
