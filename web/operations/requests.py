"""Every request passes here that is not answered before routing: it gets an id, a line in the log, and is counted."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import TYPE_CHECKING

from web.asked import asked_by
from web.operations.clients import family_of
from web.operations.logs import ID_HEADER, REQUESTS, begin_request, loggable

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from web.site import Site

NO_ROUTE = "none"
PROBES = {"/healthz", "/readyz", "/metrics"}
"""Asked every few seconds: that all is well is not worth a line."""
log = logging.getLogger(REQUESTS)
faults = logging.getLogger("plenary")


class Answering:
    """What is sent in answer to one request, with its id among the headers unless shared caches may keep it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope, self.identity, self._send = scope, begin_request(scope), send
        self.status, self.size, self.is_whole = 500, 0, False
        self._since = perf_counter()

    async def send(self, message: Message) -> None:
        """Sends a message of the answer; those of ready answers are shared, and stay as they are."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message.get("headers", ())
            if not any(name == b"cache-control" and value.startswith(b"public") for name, value in headers):
                message = {**message, "headers": [*headers, (ID_HEADER, self.identity.encode())]}
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
            self.is_whole = not message.get("more_body", False)
        await self._send(message)

    def log(self, *, ready: bool = False) -> None:
        """One line of what was asked and how it was answered."""
        if not log.isEnabledFor(logging.INFO) or (self.status == 200 and self.scope["path"] in PROBES):
            return
        path, milliseconds = loggable(self.scope["path"]), round((perf_counter() - self._since) * 1_000, 1)
        known = {"method": self.scope["method"], "path": path, "route": route_of(self.scope), "status": self.status}
        known |= {"milliseconds": milliseconds, "bytes": self.size, "client": family_of(agent_of(self.scope))}
        known |= {"ready": True} if ready else {}
        words = "%s %s %d, %s ms, %d bytes"
        log.info(words, known["method"], path, self.status, milliseconds, self.size, extra={"known": known})


class Requests:
    """The application, with what is said and counted of each of its answers."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. What went wrong was logged where it was answered; it goes on only if it cut an answer off."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answering = Answering(scope, send)
        try:
            await self.app(scope, receive, answering.send)
        except Exception:
            if not answering.is_whole:
                raise
            if answering.status < 500:
                faults.exception("%s %s: after it was answered", scope["method"], loggable(scope["path"]))
        finally:
            self._count(scope, answering.status)
            answering.log()

    def _count(self, scope: Scope, status: int) -> None:
        route = route_of(scope)
        self.site.tally.routed[route, status, family_of(agent_of(scope))] += 1
        if kept := self.site.shelf.asked.get(asked_by(scope)):
            kept.route = route


def route_of(scope: Scope) -> str:
    """The path of the route that a request took, as it is written in the code: there are so many and no more."""
    return getattr(scope.get("route"), "path", NO_ROUTE)


def agent_of(scope: Scope) -> bytes | None:
    """The User-Agent of a request."""
    return next((value for name, value in scope["headers"] if name == b"user-agent"), None)
