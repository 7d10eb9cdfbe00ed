"""HTTP connections that are closed where a client takes for ever: over the head of a request, its body, or reading the
answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

HEAD_SECONDS = 20.0
"""From the connection, the end of an answer, or the first byte of a later request, to the end of its headers."""
BODY_SECONDS, BODY_RATE = 20.0, 500
"""A body of so many bytes may take these seconds, and one for each such number of bytes that came."""
ANSWER_SECONDS = 300.0
"""In which a client has to take something of what waits for it; systems tell of it in pieces of a megabyte or so."""
TOO_SLOW = b"The body of this request took too long.\n"
TIMEOUT = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%s" % (len(TOO_SLOW), TOO_SLOW)
)


class PunctualProtocol(HttpToolsProtocol):
    """uvicorn's, which itself waits for ever for a first request, for bodies, and for who does not read.

    A connection has one timer, which looks now and then: a request costs it no more than noting the time.
    """

    _due: float | None
    """When the head or body that has begun has to have come; None while the client owes none."""
    _is_in_body = False
    _unsent = 0
    """The bytes that waited to be sent at the last look."""
    _unsent_since: float
    """When they last became fewer."""
    _timer: TimerHandle

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begins to wait for the first head."""
        super().connection_made(transport)
        self._due = self._unsent_since = self.loop.time()
        self._due += HEAD_SECONDS
        self._timer = self.loop.call_later(HEAD_SECONDS, self._look)

    def on_message_begin(self) -> None:
        """Begins to wait for the head of a request."""
        super().on_message_begin()
        if self._due is None:
            self._due = self.loop.time() + HEAD_SECONDS

    def on_headers_complete(self) -> None:
        """Begins to wait for the body."""
        self._due, self._is_in_body = self.loop.time() + BODY_SECONDS, True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Waits longer for what is coming."""
        if self._due is not None:
            self._due += len(body) / BODY_RATE
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Waits no more, but for the next head where the request was answered before it ended."""
        self._due, self._is_in_body = None, False
        super().on_message_complete()
        self._await_next_head()

    def on_response_complete(self) -> None:
        """Begins to wait for the next head: also blank lines between requests keep a connection no longer than that."""
        super().on_response_complete()
        self._await_next_head()

    def resume_writing(self) -> None:
        """Notes that something of an answer was taken."""
        self._unsent_since = self.loop.time()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._timer.cancel()
        super().connection_lost(exc)

    def _await_next_head(self) -> None:
        if self._due is None and self.cycle is not None and self.cycle.response_complete:
            self._due = self.loop.time() + HEAD_SECONDS

    def _look(self) -> None:
        """Closes the connection where the time is over, and looks again in a while."""
        now = self.loop.time()
        wait = HEAD_SECONDS
        if not self._is_taking_answers(now):
            self.transport.abort()
        elif self._due is not None and not self._waits_for_us():
            if self._due > now:
                wait = min(wait, self._due - now)
            else:
                self._end()
        self._timer = self.loop.call_later(wait, self._look)

    def _waits_for_us(self) -> bool:
        """Whether the client need not go on: reading is paused, or an earlier request of it is being answered."""
        if self._is_in_body:
            return self.flow.read_paused
        return self.cycle is not None and not self.cycle.response_complete

    def _is_taking_answers(self, now: float) -> bool:
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent < self._unsent:
            self._unsent_since = now
        self._unsent = unsent
        return now - self._unsent_since < ANSWER_SECONDS

    def _end(self) -> None:
        self._due = None
        if self._is_in_body and not self.cycle.response_started and not self.pipeline:
            self.transport.write(TIMEOUT)
        self.transport.close()
