"""What the database tells of writes by any process: open pages, and the next request, look at once."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.applications import Starlette

END_SECONDS = 1.0
log = logging.getLogger("plenary")


class Ear:
    """What a process does with what it is told, on its event loop."""

    def __init__(self, app: Starlette) -> None:
        self.app, self.is_told = app, True

    def heard(self) -> None:
        """Somebody wrote, or may have written while nothing was heard."""
        self._say(is_told=True)
        for name in ("publications", "draft_watch"):
            if (watch := getattr(self.app.state, name, None)) is not None:
                watch.nudge()

    def lost(self) -> None:
        """Writes are looked for, as often as where nobody tells of them."""
        self._say(is_told=False)

    def _say(self, *, is_told: bool) -> None:
        site = self.app.state.site
        site.news.told(will_be=is_told)
        if is_told is not self.is_told:
            words = "tells of writes again" if is_told else "does not tell of writes; they are looked for"
            log.warning("database %s: it %s", site.store.name, words)
        self.is_told = is_told


@asynccontextmanager
async def hearing(app: Starlette) -> AsyncIterator[None]:
    """Listens while the service runs, where the database can tell."""
    listener = app.state.site.store.listener()
    if listener is None:
        yield
        return
    loop, ear = asyncio.get_running_loop(), Ear(app)

    def on_the_loop(act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # it has ended
            loop.call_soon_threadsafe(act)

    acts = partial(on_the_loop, ear.heard), partial(on_the_loop, ear.lost)
    thread = Thread(target=listener.run, args=acts, daemon=True, name="listener")
    thread.start()
    try:
        yield
    finally:
        listener.close()
        await asyncio.to_thread(thread.join, END_SECONDS)
