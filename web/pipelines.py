"""Connections over which requests come faster than they are answered: a few are taken up, the rest stays bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

PIECE = 4_096
"""Bytes that are read at a time: some two hundred of the shortest requests."""
MOST_QUEUED = 16
"""Requests that wait for their turn before no more are read."""


class PipelineProtocol(HttpToolsProtocol):
    """uvicorn's itself makes requests of all that comes, thousands a quarter of a megabyte, and answers the dead.

    This one reads on when the queue is shorter (RFC 9112 §9.3.2), and forgets what a client wanted that has gone.
    """

    _held = b""
    """What came and is not read yet; meanwhile no more is taken from the client."""
    _running: RequestResponseCycle | None = None

    def data_received(self, data: bytes) -> None:
        """Reads what came, or puts it behind what waits to be read."""
        if self._held:
            self._held += data
        elif len(data) <= PIECE:
            super().data_received(data)
        else:
            self._read(data)

    def _read(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE):
            super().data_received(data[start : start + PIECE])
            if self.transport.is_closing() or self.parser.should_upgrade():
                return
            if len(self.pipeline) >= MOST_QUEUED:
                self._held = data[start + PIECE :]
                break
        if self._held:
            self.flow.pause_reading()

    def on_response_complete(self) -> None:
        """Goes on with the next request, and with reading where few are left."""
        super().on_response_complete()
        if not self._held or self.transport.is_closing():
            return
        if len(self.pipeline) < MOST_QUEUED:
            data, self._held = self._held, b""
            self._read(data)
        else:
            self.flow.pause_reading()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def connection_lost(self, exc: Exception | None) -> None:
        """Answers nobody any more."""
        self._held = b""
        self.pipeline.clear()
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)
