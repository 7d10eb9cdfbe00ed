"""The ASGI application: routes, headers that every answer carries, and errors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from agenda.errors import AgendaError
from agenda.store import open_store
from agenda.store.migrations import require_schema
from web import feeds, meetings, problems
from web.settings import read_settings
from web.site import Site

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from agenda.store import Store
    from web.settings import Settings

STATIC = Path(__file__).parent / "static"
HEADERS = {
    "content-security-policy": "default-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


class StandingHeaders:
    """Adds to every answer the headers that protect its reader."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def create_app(store: Store, settings: Settings) -> Starlette:
    """The service over a database that is at this release's schema."""
    app = Starlette(
        routes=[
            Route("/", meetings.meetings),
            Mount("/static", StaticFiles(directory=STATIC), name="static"),
            Route("/m/{slug}.ics", feeds.meeting_feed),
            Route("/m/{slug}/phases/{id}.ics", feeds.phase_feed),
            Route("/m/{slug}", meetings.agenda),
            Route("/m/{slug}/phases/{id}", meetings.phase),
            Route("/m/{slug}/sessions/{id}", meetings.session),
        ],
        middleware=[Middleware(StandingHeaders)],
        exception_handlers={
            AgendaError: problems.answer,
            HTTPException: problems.answer,
            500: problems.answer,
        },
    )
    app.router.redirect_slashes = False
    app.state.site = Site.of(store, settings)
    return app


def from_environment() -> Starlette:
    """The application of a worker process, from the settings in its environment."""
    settings = read_settings()
    store = open_store(settings.database_url)
    require_schema(store)
    return create_app(store, settings)
