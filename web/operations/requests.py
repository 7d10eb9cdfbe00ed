"""Every request that is not answered before routing passes here: it is counted by its route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.operations.clients import family_of
from web.representation import asked_by

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from web.site import Site

NO_ROUTE = "none"


class Requests:
    """The application, with each of its answers counted."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_see)
        finally:
            self._count(scope, status)

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
