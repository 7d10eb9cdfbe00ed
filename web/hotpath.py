"""The hot path: what is kept and still right is answered before routing, from ready bytes."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from agenda.errors import StoreUnavailable
from web.asked import asked_by, heard
from web.operations.clients import families, family_of
from web.operations.requests import Answering, Requests
from web.options import recognised
from web.representation import deliver, respond
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from web.asked import Heard
    from web.representation import Messages
    from web.site import Site

    Endpoint = Callable[[Request], Awaitable[Response]]
    Direct = Callable[[Scope, Hashable, Heard], Messages | None]


def stale_when_away(endpoint: Endpoint) -> Endpoint:
    """The endpoint, which with the database away answers what it last answered, where that is still kept."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except StoreUnavailable:
            site, asked = site_of(request), asked_by(request.scope)
            kept = site.shelf.asked.get(asked) or site.selections.asked.get(asked)
            if kept is None:
                raise
            return respond(request, kept.representation)

    return answer


class HotPath:
    """The service: answers GET and HEAD from the shelf, and hands all else to the application, by way of `others`.

    Written for speed: every request that finds what it asks passes here and nowhere else. Most of them connections
    have answered already, by `at_once` (`web/ready.py`). `direct` may answer what is not kept, without a log.
    """

    def __init__(self, app: Starlette, site: Site, others: ASGIApp, direct: Direct | None = None) -> None:
        self.app, self.site, self.direct = app, site, direct
        self.requests = Requests(others, site)
        self.asked, self.states, self.answered = site.shelf.asked, site.news.states, site.tally.ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            method = scope["method"]
            if (method == "GET" or method == "HEAD") and (found := self.at_once(scope)):  # noqa: PLR1714
                start, more, last, _ = found
                await send(start)
                for message in more:
                    await send(message)
                await send(last)
                return
        await self.requests(scope, receive, send)

    def at_once(self, scope: Scope) -> Messages | None:
        """What is kept for a GET or HEAD and still right, and counted; None where the application has to be asked."""
        conditions, language, agent = listened = heard(scope)
        query = scope["query_string"]
        asked = scope["path"], recognised(query) if query else (), language
        kept = self.asked.get(asked)
        if kept is None:
            return self.direct(scope, asked, listened) if self.direct else None
        news = self.site.news
        if monotonic() > news.next_look:
            news.look()
        if kept.state is not self.states.get(kept.subject):
            return None
        kept.used = True
        representation = kept.representation
        found = representation.known.get(conditions)
        if found is None:
            if not representation.is_at_hand(conditions):
                return None
            found = representation.messages(conditions)
        self.answered[kept.route, found[0]["status"], families.get(agent) or family_of(agent)] += 1
        return found


class LoggedHotPath(HotPath):
    """As slow as telling of each request makes it: also what is answered from the shelf gets an id and a line."""

    at_once = None  # type: ignore[assignment]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        found = super().at_once(scope) if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} else None
        if found is None:
            await self.requests(scope, receive, send)
            return
        answering = Answering(scope, send)
        await deliver(found, answering.send)
        answering.log(ready=True)
