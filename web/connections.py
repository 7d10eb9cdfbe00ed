"""HTTP connections that are closed where the head of a request does not come in time: a client that says a byte now and
then would otherwise hold one for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

HEAD_SECONDS = 20.0
"""From the connection, or the first byte of a later request, to the end of its headers."""


class PunctualProtocol(HttpToolsProtocol):
    """uvicorn's, which itself waits for ever for a first request.

    A connection has one timer, which looks now and then: a request costs it no more than noting the time.
    """

    _since: float | None
    """When it began to wait for the head of a request; None while it waits for none."""
    _timer: TimerHandle

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begins to wait for the first head."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._look_after(HEAD_SECONDS)

    def on_message_begin(self) -> None:
        """Begins to wait for the head of a request."""
        super().on_message_begin()
        if self._since is None:
            self._since = self.loop.time()

    def on_headers_complete(self) -> None:
        """Waits no more."""
        self._since = None
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._timer.cancel()
        super().connection_lost(exc)

    def _look_after(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        """Closes the connection where the time is over, but not while an earlier request of it is being answered."""
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if self._since is None or is_answering:
            self._look_after(HEAD_SECONDS)
        elif (left := self._since + HEAD_SECONDS - self.loop.time()) > 0:
            self._look_after(left)
        else:
            self.transport.close()
