"""The ASGI application: routes, headers that every answer carries, and errors."""

from __future__ import annotations

import gc
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from agenda.errors import AgendaError
from agenda.store import open_store
from web import accounts, api, changes, editor, feeds, live, meetings, my, problems
from web.accounts.guard import OwnPagesOnly
from web.direct import PersonalFeedsFirst
from web.documents import forms as documents
from web.documents import routes as printed
from web.editor.watch import Nudging
from web.forms import routes as forms
from web.headers import StandingHeaders
from web.hearing import hearing
from web.hotpath import HotPath, LoggedHotPath
from web.operations import health, metrics
from web.orphans import end_with_parent
from web.personal import Personal
from web.scheduler import scheduling
from web.settings import read_settings
from web.site import Site
from web.streams import told_of_the_end
from web.waiting import wait_for_schema

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from agenda.store import Store
    from web.settings import Settings

SWITCH_SECONDS = 0.0003
"""How long work in a thread, such as a publication, keeps the interpreter from readers who wait for it."""

STATIC = Path(__file__).parent / "static"


def create_app(store: Store, settings: Settings) -> Starlette:
    """The service over a database that is at this release's schema."""
    site = Site.of(store, settings)
    app = Starlette(
        lifespan=_running,
        routes=[
            Mount("/static", GZipMiddleware(StaticFiles(directory=STATIC), compresslevel=6), name="static"),
            *my.ROUTES,
            *health.ROUTES,
            *metrics.ROUTES,
            *feeds.ROUTES,
            *live.ROUTES,
            *api.ROUTES,
            *accounts.routes(),
            *editor.routes(),
            *forms.ROUTES,
            *documents.ROUTES,
            *printed.ROUTES,
            *changes.ROUTES,
            *meetings.ROUTES,
        ],
        middleware=[Middleware(StandingHeaders), Middleware(OwnPagesOnly), Middleware(Nudging)],
        exception_handlers={
            AgendaError: problems.answer,
            HTTPException: problems.answer,
            ClientDisconnect: problems.answer,
            500: problems.answer,
        },
    )
    app.router.redirect_slashes = False
    app.state.site, app.state.personal = site, Personal.of(site)
    return app


@asynccontextmanager
async def _running(app: Starlette) -> AsyncIterator[None]:
    press = app.state.site.press
    async with scheduling(app.state.site), live.ending_streams(app), hearing(app), metrics.workers_of(app).telling():
        with press.working(), told_of_the_end(press.end):
            yield


def create_service(store: Store, settings: Settings) -> HotPath:
    """The application behind its hot path."""
    app = create_app(store, settings)
    personal = PersonalFeedsFirst(app, app.state.site, app.state.personal)
    path = LoggedHotPath if settings.log_requests == "all" else HotPath
    return path(app, app.state.site, personal, personal.answer_to if settings.log_requests == "none" else None)


def from_environment() -> HotPath:
    """The application of a worker process, from the settings in its environment."""
    end_with_parent()
    settings = read_settings()
    store = open_store(settings.database_url)
    wait_for_schema(store)
    service = create_service(store, settings)
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    sys.setswitchinterval(SWITCH_SECONDS)
    return service
