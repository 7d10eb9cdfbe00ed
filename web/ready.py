"""Connections over which an answer that is ready is sent as soon as a request's head is read: no task, no messages."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from web.pipelines import PipelineProtocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from uvicorn.config import Config
    from uvicorn.server import ServerState

    from web.representation import Messages

WITH_BODY = {b"content-length", b"transfer-encoding"}
METHODS = {b"GET", b"HEAD"}
log = logging.getLogger("plenary")
MOST_TOGETHER = 8
"""Requests that come in one piece and are answered so: others wait meanwhile."""
MOST_COPIED = 16_384
"""Bytes of a body that are copied behind its head: two buffers take longer to be sent."""


class ReadyProtocol(PipelineProtocol):
    """One that asks the application's `at_once` first, a function from a request's scope to ready messages.

    So are answered requests without a body on a connection that is kept alive and waits for no other answer, nor for
    its client to read one; all else goes to the application, which would answer those the same.
    """

    answered = 0
    """How many requests of the connection were answered so."""
    _together = 0
    """How many of those that came last, in one piece."""
    _is_answered = False
    _dated: tuple[object, bytes] = (None, b"")
    """uvicorn's own headers as it last made them, which it does every second, and as they are sent; of the process."""

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._find = _finder_in(self.app)

    def data_received(self, data: bytes) -> None:
        """Reads what came."""
        self._together = 0
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Answers at once, or begins the request."""
        found = self._found()
        self._is_answered = found is not None
        if found is None:
            self._unset_keepalive_if_required()  # the request before it may have been answered a moment ago
            super().on_headers_complete()
        else:
            self._send(found)

    def on_message_complete(self) -> None:
        """Ends the request, which an answered one has no need of."""
        if not self._is_answered:
            super().on_message_complete()

    def timeout_keep_alive_handler(self) -> None:
        """Closes the connection, unless its client is still about the answer: that was handed on, not yet sent."""
        if self.transport.get_write_buffer_size():
            self._wait_for_more()
        else:
            super().timeout_keep_alive_handler()

    def _found(self) -> Messages | None:
        if self._find is None or not self._may_answer():
            return None
        try:
            path, _, query = self.url.partition(b"?")
            scope = {
                "method": self.parser.get_method().decode("ascii"),
                "path": path.decode("ascii"),
                "query_string": query,
                "headers": self.headers,
            }
            return self._find(scope)
        except Exception:
            log.debug("a request is left to the application", exc_info=True)
            return None

    def _may_answer(self) -> bool:
        parser, cycle = self.parser, self.cycle
        return (
            self._together < MOST_TOGETHER
            and parser.get_method() in METHODS
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not parser.should_upgrade()
            and (cycle is None or (cycle.response_complete and not self.pipeline))
            and not self.flow.write_paused
            and not self.transport.is_closing()
            and b"#" not in self.url
            and b"%" not in self.url.partition(b"?")[0]
            and WITH_BODY.isdisjoint([name for name, _ in self.headers])
        )

    def _send(self, found: Messages) -> None:
        head = b"".join([STATUS_LINE[found.start["status"]], self._own_headers(), found.head])
        body = found.last["body"]
        if found.more or len(body) > MOST_COPIED:
            self.transport.writelines([head, *[message["body"] for message in found.more], body])
        else:
            self.transport.write(head + body)
        self.answered += 1
        self._together += 1
        self.server_state.total_requests += 1
        self._wait_for_more()

    def _wait_for_more(self) -> None:
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _own_headers(self) -> bytes:
        made, lines = ReadyProtocol._dated
        if made is not self.server_state.default_headers:
            made = self.server_state.default_headers
            lines = b"".join(b"%b: %b\r\n" % header for header in made)
            ReadyProtocol._dated = made, lines
        return lines


def _finder_in(app: Any) -> Callable[[dict[str, Any]], Messages | None] | None:
    """What an application, or one that it wraps, offers as `at_once`."""
    while app is not None:
        if (found := getattr(app, "at_once", None)) is not None:
            return found  # type: ignore[no-any-return]
        app = getattr(app, "app", None)
    return None
