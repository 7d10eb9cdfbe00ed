"""The running service makes the publications whose time has come."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from agenda import service
from agenda.errors import AgendaError, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from web.site import Site

SECONDS = 2.0
log = logging.getLogger("plenary")


def publish_due(site: Site) -> int:
    """Makes what is due; how many publications were made. What stops one is kept beside it and logged."""
    done = service.publish_due(site.store, now=datetime.now(UTC), publisher=site.publisher)
    for slug, outcome in done:
        if isinstance(outcome, AgendaError):
            log.warning("%s: the scheduled publication was not made: %s", slug, outcome)
    return sum(not isinstance(outcome, AgendaError) for _, outcome in done)


async def watch(site: Site) -> None:
    """Looks every two seconds, until it is cancelled; with the database away, again the next time."""
    while True:
        try:
            if await run_in_threadpool(publish_due, site):
                site.news.look()
        except StoreUnavailable as error:
            log.warning("scheduled publications cannot be looked for: %s", error)
        await asyncio.sleep(SECONDS)


@asynccontextmanager
async def scheduling(site: Site) -> AsyncIterator[None]:
    """Watches while the service runs."""
    watcher = asyncio.create_task(watch(site))
    try:
        yield
    finally:
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher
