"""Work that takes long or much memory, such as hashing a password, done in threads, few at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
AT_ONCE = 2
"""A hash takes 64 MiB and most of a core; the rest wait, and the loop answers others meanwhile."""
_limiter: RunVar[CapacityLimiter | None] = RunVar("plenary_passwords", None)


async def in_turn(work: Callable[[], T]) -> T:
    """What `work` returns or raises."""
    limiter = _limiter.get(None)
    if limiter is None:
        limiter = CapacityLimiter(AT_ONCE)
        _limiter.set(limiter)
    return await run_sync(work, limiter=limiter)
