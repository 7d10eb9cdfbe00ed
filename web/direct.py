"""Personal feeds are answered before routing: each has one client, and is made for it."""

from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.routing import Match

from agenda.errors import StoreUnavailable
from web import my, problems
from web.headers import StandingHeaders
from web.operations.clients import family_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Receive, Scope, Send

    from web.asked import Heard
    from web.personal import Personal
    from web.representation import Messages
    from web.site import Site


SECONDS_OF_REST = 30.0
log = logging.getLogger("plenary")


class PersonalFeedsFirst:
    """ASGI: answers GET and HEAD of `/my/{token}.ics` as the application would, and hands it all else.

    Layers and routes that such a request only passes through take as long as half of what answers it.
    """

    def __init__(self, app: Starlette, site: Site, personal: Personal) -> None:
        self.app, self.site, self.personal = app, site, personal
        self._rests_until = float("-inf")

    def answer_to(self, scope: Scope, asked: Hashable, heard: Heard) -> Messages | None:
        """The answer to such a request, counted but in no log; None where it is not one that is ready at once.

        `asked` is as `asked_by` has it. What goes wrong comes to nothing here: `__call__` meets it again, and answers
        for it; alone for a while where the database is away, since that may take long to be seen.
        """
        named = my.CALENDAR.path_regex.match(scope["path"])
        if named is None or monotonic() < self._rests_until:
            return None
        try:
            made = my.ready_calendar(self.site, self.personal, named["token"], scope["query_string"], asked)
        except StoreUnavailable:
            self._rests_until = monotonic() + SECONDS_OF_REST
            return None
        except Exception:
            log.debug("a personal feed is left to the application", exc_info=True)
            return None
        conditions, _, agent = heard
        if made is None or not made.is_at_hand(conditions):
            return None
        found = made.messages(conditions)
        self.site.tally.routed[my.CALENDAR.path, found.start["status"], family_of(agent)] += 1
        return found

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
