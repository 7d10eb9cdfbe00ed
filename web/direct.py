"""Personal feeds are answered before routing: each has one client, so none finds what another had made before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.routing import Match

from web import my, problems
from web.headers import StandingHeaders

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Receive, Scope, Send


class PersonalFeedsFirst:
    """ASGI: answers GET and HEAD of `/my/{token}.ics` as the application would, and hands it all else.

    Layers and routes that such a request only passes through take as long as half of what answers it.
    """

    def __init__(self, app: Starlette) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        match, found = my.CALENDAR.matches(scope)
        if match is not Match.FULL:
            await self.app(scope, receive, send)
            return
        scope.update(found, app=self.app, route=my.CALENDAR)
        request = Request(scope, receive)
        answer: ASGIApp
        try:
            answer = await my.calendar(request)
        except Exception as error:
            answer = StandingHeaders(await problems.answer(request, error))
        await answer(scope, receive, send)
