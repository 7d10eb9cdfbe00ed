"""Subscribers of calendars, each with a connection and a memory of its own, all driven by one event loop."""

from __future__ import annotations

import asyncio
import gzip
import random
from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from load.meetings import mark_in

if TYPE_CHECKING:
    from collections.abc import Callable

STALE_SECONDS = 1.0
"""How long after a publication was acknowledged a feed of before may be answered."""
TICK = 0.001


@dataclass
class Published:
    """The acts of one meeting, in order: when each was acknowledged, and its number."""

    acts: list[tuple[float, int]] = field(default_factory=list)

    def age(self, number: int, asked: float) -> float:
        """For how many seconds, when it was asked for, a newer act had been acknowledged; 0 for the newest."""
        newer = next((acknowledged for acknowledged, act in self.acts if act > number), asked)
        return max(0.0, asked - newer)


@dataclass
class Tally:
    """What came of the requests of a stretch of time."""

    seconds: list[float] = field(default_factory=list)
    known: int = 0
    errors: list[str] = field(default_factory=list)
    retried: int = 0
    oldest: float = 0.0
    stale: int = 0

    def __add__(self, other: Tally) -> Tally:
        """What came of both."""
        return Tally(
            self.seconds + other.seconds,
            self.known + other.known,
            self.errors + other.errors,
            self.retried + other.retried,
            max(self.oldest, other.oldest),
            self.stale + other.stale,
        )

    def percentile(self, part: float) -> float:
        """Milliseconds within which that part of all requests was answered."""
        ordered = sorted(self.seconds)
        return 1_000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]


class Subscriber(asyncio.Protocol):
    """One calendar that asks for one feed, with the ETag that it was given if it is of the kind that keeps one."""

    def __init__(self, crowd: Crowd, path: str, published: Published, *, remembers: bool) -> None:
        self.crowd, self.published, self.remembers = crowd, published, remembers
        self.head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nUser-Agent: load\r\n".encode()
        self.etag = b""
        self.transport: asyncio.Transport | None = None
        self.is_busy = self.is_retry = False
        self.received = b""
        self.wanted = self.asked = 0.0

    def ask(self, wanted: float) -> None:
        """Asks; `wanted` is when it was to be, which its answer is timed from."""
        self.is_busy, self.is_retry, self.wanted, self.asked, self.received = True, False, wanted, monotonic(), b""
        self._send()

    def _send(self) -> None:
        if self.transport is None or self.transport.is_closing():
            self.crowd.connect(self)
            return
        condition = b"If-None-Match: " + self.etag + b"\r\n" if self.remembers and self.etag else b""
        self.transport.write(self.head + condition + b"\r\n")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio."""
        self.transport = transport  # type: ignore[assignment]
        if self.is_busy:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio. An idle connection that was closed as it was used again is used anew, once (RFC 9110 §9.2.2)."""
        self.transport = None
        if not self.is_busy:
            return
        if self.is_retry or self.received:
            self._done(f"cut off: {exc}")
            return
        self.is_retry = True
        self.crowd.tally.retried += 1
        self._send()

    def data_received(self, data: bytes) -> None:
        """asyncio."""
        self.received = self.received + data if self.received else data
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return
        status = self.received[9:12]
        if status == b"304":
            self._read(self.etag, b"")
        elif status == b"200":
            start = self.received.index(b"content-length: ") + 16
            length = int(self.received[start : self.received.index(b"\r\n", start)])
            if len(self.received) < end + 4 + length:
                return
            start = self.received.index(b"etag: ") + 6
            self._read(self.received[start : self.received.index(b"\r\n", start)], self.received[end + 4 :])
        else:
            self._done(f"answered {status.decode()}")

    def _read(self, etag: bytes, body: bytes) -> None:
        crowd = self.crowd
        number = crowd.numbers.get(etag)
        if number is None:
            number = crowd.numbers[etag] = mark_in(gzip.decompress(body))
        self.etag = etag
        crowd.tally.known += not body
        age = self.published.age(number, self.asked)
        crowd.tally.oldest = max(crowd.tally.oldest, age)
        crowd.tally.stale += age > STALE_SECONDS
        self._done("")

    def _done(self, error: str) -> None:
        self.is_busy = False
        if error:
            self.crowd.tally.errors.append(error)
        else:
            self.crowd.tally.seconds.append(monotonic() - self.wanted)
        self.crowd.is_done(self)


class Crowd:
    """All subscribers of a service at 127.0.0.1, half of whom send ETags."""

    def __init__(self, port: int, feeds: list[tuple[str, Published]], size: int, *, seed: int = 1) -> None:
        self.port, self.random = port, random.Random(seed)  # noqa: S311
        self.numbers: dict[bytes, int] = {}
        self.tally = Tally()
        self.members = [
            Subscriber(self, *feeds[position // 2 % len(feeds)], remembers=position % 2 == 0)
            for position in range(size)
        ]
        self.is_done: Callable[[Subscriber], None] = lambda _: None
        self._connecting: set[asyncio.Task[object]] = set()

    def connect(self, member: Subscriber) -> None:
        """Opens the member's connection; it asks once it is open."""
        task = asyncio.create_task(self._connect(member))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _connect(self, member: Subscriber) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: member, "127.0.0.1", self.port)
        except OSError as error:
            member._done(f"not connected: {error}")

    def any_idle(self) -> Subscriber:
        """One at random that waits for no answer."""
        while (member := self.random.choice(self.members)).is_busy:
            pass
        return member

    async def as_fast_as_possible(self, seconds: float, at_once: int) -> float:
        """Requests a second where each answer is followed by the next subscriber's request, so many at once."""
        end = monotonic() + seconds
        self.tally = Tally()
        self.is_done = lambda _: self.any_idle().ask(monotonic()) if monotonic() < end else None
        for _ in range(at_once):
            self.any_idle().ask(monotonic())
        await asyncio.sleep(seconds)
        await self._all_idle()
        return len(self.tally.seconds) / seconds

    async def at_random(self, seconds: float, rate: float) -> Tally:
        """So many requests a second at random moments, whatever became of those before (an open loop)."""
        self.tally, self.is_done = Tally(), lambda _: None
        now = monotonic()
        end, due = now + seconds, now
        waiting: deque[float] = deque()
        while (now := monotonic()) < end:
            while due <= now:
                waiting.append(due)
                due += self.random.expovariate(rate)
            while waiting:
                self.any_idle().ask(waiting.popleft())
            await asyncio.sleep(TICK)
        await self._all_idle()
        return self.tally

    async def _all_idle(self) -> None:
        patience = monotonic() + 10
        while busy := [one for one in self.members if one.is_busy]:
            if monotonic() > patience:
                self.tally.errors += ["no answer in 10 seconds"] * len(busy)
                return
            await asyncio.sleep(0.01)
