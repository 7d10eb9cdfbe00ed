"""The hot path: what is kept and still right is answered before routing, from ready bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.errors import StoreUnavailable
from web.options import recognised
from web.representation import Conditions, respond
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from web.representation import Messages
    from web.site import Site

    Endpoint = Callable[[Request], Awaitable[Response]]


def asked_by(scope: Scope) -> Hashable:
    """What a request asks, as the shelf knows it: path, known options, and the languages its reader takes."""
    query, language = scope["query_string"], None
    for name, value in scope["headers"]:
        if name == b"accept-language":
            language = value
    return scope["path"], recognised(query) if query else (), language


def stale_when_away(endpoint: Endpoint) -> Endpoint:
    """The endpoint, which with the database away answers what it last answered, where that is still kept."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except StoreUnavailable:
            kept = site_of(request).shelf.find(asked_by(request.scope))
            if kept is None:
                raise
            return respond(request, kept.representation)

    return answer


class HotPath:
    """The service: answers GET and HEAD from the shelf, and hands all else to the application."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and (found := self._find(scope)):
            await send(found.start)
            await send(found.body)
        else:
            await self.app(scope, receive, send)

    def _find(self, scope: Scope) -> Messages | None:
        accepts = tags = since = language = None
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepts = value
            elif name == b"if-none-match":
                tags = value
            elif name == b"accept-language":
                language = value
            elif name == b"if-modified-since":
                since = value
        query = scope["query_string"]
        kept = self.site.shelf.find((scope["path"], recognised(query) if query else (), language))
        if kept is None:
            return None
        news = self.site.news
        if news.due():
            news.look()
        if news.state(kept.subject) is not kept.state:
            return None
        return kept.representation.messages(Conditions(accepts, tags, since), head=scope["method"] == "HEAD")
