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
    stopped = [(slug, outcome) for slug, outcome in done if isinstance(outcome, Exception)]
    for slug, error in stopped:
        fault = None if isinstance(error, AgendaError) else error
        log.warning("%s: the scheduled publication was not made: %s", slug, error, exc_info=fault)
    return len(done) - len(stopped)


async def watch(site: Site) -> None:
    """Looks every two seconds, until it is cancelled; whatever goes wrong, again the next time."""
    said = ""
    while True:
        try:
            made = await run_in_threadpool(publish_due, site)
            said = ""
            if made:
                site.news.look()
        except Exception as error:
            if str(error) != said:  # once, not every two seconds for as long as the database is away
                log.error("scheduled publications cannot be made: %s", error, exc_info=_unless_away(error))
            said = str(error)
        await asyncio.sleep(SECONDS)


def _unless_away(error: Exception) -> Exception | None:
    return None if isinstance(error, StoreUnavailable) else error


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
