"""Whether the process lives, and whether it can serve: for whoever restarts it, and whoever sends it requests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from agenda.errors import StoreUnavailable
from agenda.store.migrations import HEAD, schema_of
from web.making import Maker
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from agenda.store import Store

NOT_KEPT = {"cache-control": "no-store"}
SECONDS = 4.0
"""After which a database that says neither yes nor no counts as away: who asks waits no longer than some seconds."""
AWAY = "The database cannot be reached.\n"
OTHER_SCHEMA = (
    "The database is not at the schema of this release; run “plenary migrate”, or install the other release.\n"
)
checking = Maker(threads=1)


async def healthz(request: Request) -> Response:  # noqa: ARG001
    """GET `/healthz`: the process lives and its event loop turns; nothing else is looked at."""
    return PlainTextResponse("ok\n", headers=NOT_KEPT)


async def readyz(request: Request) -> Response:
    """GET `/readyz`: 200 where the database answers and is at this release's schema, else 503 with one sentence."""
    store = site_of(request).store
    try:
        async with asyncio.timeout(SECONDS):
            fault = await checking.make(("readyz", store), lambda: why_not_ready(store))
    except TimeoutError:
        fault = AWAY
    if not fault:
        return PlainTextResponse("ready\n", headers=NOT_KEPT)
    return PlainTextResponse(fault, 503, headers=NOT_KEPT | {"retry-after": "5"})


def why_not_ready(store: Store) -> str:
    """What keeps the service from serving; "" where nothing does. It says nothing of where the database is."""
    try:
        present = schema_of(store)
    except StoreUnavailable:
        return AWAY
    return "" if present == HEAD else OTHER_SCHEMA


ROUTES = [Route("/healthz", healthz), Route("/readyz", readyz)]
