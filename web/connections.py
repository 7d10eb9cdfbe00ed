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
    """uvicorn's, which itself waits for ever for a first request."""

    _waiting: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begins to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        """Begins to wait for the head of a request."""
        super().on_message_begin()
        if self._waiting is None:
            self._wait()

    def on_headers_complete(self) -> None:
        """Waits no more."""
        self._stop()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        """Closes the connection, but not while an earlier request of it is being answered."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait()
        else:
            self._waiting = None
            self.transport.close()
