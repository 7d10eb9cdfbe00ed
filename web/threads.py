"""Threads for one sort of work, as many as it may take at once: what waits for them keeps no other sort waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync

if TYPE_CHECKING:
    from collections.abc import Callable

Done = TypeVar("Done")


class Threads:
    """At most so many in each event loop; `name` tells them from others in a debugger."""

    def __init__(self, name: str, most: int) -> None:
        self._most = most
        self._limiter: RunVar[CapacityLimiter] = RunVar(f"plenary_{name}")

    async def run(self, work: Callable[[], Done]) -> Done:
        """What `work` returns or raises."""
        limiter = self._limiter.get(None)
        if limiter is None:
            limiter = CapacityLimiter(self._most)
            self._limiter.set(limiter)
        return await run_sync(work, limiter=limiter)
