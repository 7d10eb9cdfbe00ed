"""HTTP connections that are closed where a client takes for ever: over the head of a request, its body, or reading the
answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from web.ready import ReadyProtocol

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

HEAD_SECONDS = 20.0
"""From the connection, or the first byte after an answer, to the end of a request's headers."""
BODY_SECONDS, BODY_RATE = 20.0, 500
"""A body of so many bytes may take these seconds, and one for each such number of bytes that came."""
ANSWER_SECONDS = 300.0
"""In which a client has to take something of what waits for it; systems tell of it in pieces of a megabyte or so."""
LOOKS = 8
"""Looks at a connection in that time: what is begun is noticed, and what is overdue seen, by an eighth of it later."""
TOO_SLOW = b"The body of this request took too long.\n"
TIMEOUT = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%s" % (len(TOO_SLOW), TOO_SLOW)
)


class Owed(NamedTuple):
    """What a client has to end: the head or the body after the last request, and after so many answered at once."""

    cycle: RequestResponseCycle | None
    answered: int
    is_body: bool


class PunctualProtocol(ReadyProtocol):
    """uvicorn's itself waits for ever for a first request, for bodies, and for who does not read; this one does not.

    A connection is looked at now and then; a request costs it nothing, and a body the counting of its bytes.
    """

    _owed: Owed | None = None
    """What the client had begun at the last look and has to end."""
    _due = 0.0
    """When it has to have come, but for the bytes that came since."""
    _received = 0
    _unsent = 0
    """The bytes that waited to be sent at the last look."""
    _unsent_since: float
    """When they last became fewer."""
    _timer: TimerHandle

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begins to wait for the first head."""
        super().connection_made(transport)
        self._unsent_since = self.loop.time()
        self._look()

    def on_body(self, body: bytes) -> None:
        """Waits longer for what is coming."""
        self._received += len(body)
        super().on_body(body)

    def resume_writing(self) -> None:
        """Notes that something of an answer was taken."""
        self._unsent_since = self.loop.time()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._timer.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        """Closes the connection where the time is over, and looks again in a while."""
        now, owed = self.loop.time(), self._what_is_owed()
        if owed != self._owed:
            self._owed, self._received = owed, 0
            self._due = now + (BODY_SECONDS if owed and owed.is_body else HEAD_SECONDS)
        if not self._is_taking_answers(now):
            self.transport.abort()
        elif owed and now >= self._due + self._received / BODY_RATE:
            self._end(is_in_body=owed.is_body)
        self._timer = self.loop.call_later(HEAD_SECONDS / LOOKS, self._look)

    def _what_is_owed(self) -> Owed | None:
        """None where the client need not go on: it is idle between requests, or waits for us."""
        cycle = self.cycle
        if cycle is None or (cycle.response_complete and not self.pipeline):
            return None if self.timeout_keep_alive_task else Owed(cycle, self.answered, is_body=False)
        return Owed(cycle, self.answered, is_body=True) if cycle.more_body and not self.flow.read_paused else None

    def _is_taking_answers(self, now: float) -> bool:
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent < self._unsent:
            self._unsent_since = now
        self._unsent = unsent
        return now - self._unsent_since < ANSWER_SECONDS

    def _end(self, *, is_in_body: bool) -> None:
        if is_in_body and not self.cycle.response_started and not self.pipeline:
            self.transport.write(TIMEOUT)
        self.transport.close()
