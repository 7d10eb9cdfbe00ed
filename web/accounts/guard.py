"""The one gate against forged requests: what would change anything goes by here, whatever route it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

from web.accounts.identity import cookie_name
from web.problems import answer
from web.protection import ForeignForm, require_own_form

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing (RFC 9110 §9.2.1)."""
BY_SECRET = ("/my", "/login/once")
"""Paths where the secret in the address, and no cookie, says who may: pages there send no Referer, hence no Origin."""


class OwnPagesOnly:
    """Answers 403 to an unsafe request that a page of another site sent.

    It holds with a cookie and without: logging somebody in as another is a forgery too. Programs that send a token
    and no cookie are let through, since no page can make a browser send theirs.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and scope["method"] not in SAFE:
            request = Request(scope, receive)
            try:
                require_own(request)
            except ForeignForm as error:
                response = await answer(request, error)
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)


def require_own(request: Request) -> None:
    """Raises ForeignForm for an unsafe request of another site's page."""
    has_cookie = cookie_name(request) in request.cookies
    if "authorization" in request.headers and not has_cookie:
        return
    path = request.url.path
    is_by_secret = any(path == start or path.startswith(f"{start}/") for start in BY_SECRET)
    require_own_form(request, takes_null=is_by_secret)
