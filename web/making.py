"""Making what takes long away from the event loop, each thing once however many wait for it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from web.representation import Representation
    from web.shelf import Shelf

THREADS = 2
"""A page is Python from end to end: more threads would only take turns with what answers from memory."""
Made = TypeVar("Made")


class Maker:
    """Makes pages and files in threads, so that whoever asks for what is there does not wait for them."""

    def __init__(self, *, threads: int = THREADS, admit: Callable[[int], None] | None = None) -> None:
        """`admit` is asked before something new is made, with how many are under way; it may raise."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="maker")
        self._admit = admit
        self._under_way: dict[tuple[asyncio.AbstractEventLoop, Hashable], asyncio.Future[object]] = {}

    @property
    def under_way(self) -> int:
        """How many things are being made or wait for it."""
        return len(self._under_way)

    async def make(self, key: Hashable, work: Callable[[], Made]) -> Made:
        """What `work` returns, or raises; who asks for the key meanwhile gets the same, and may leave before."""
        loop = asyncio.get_running_loop()
        own = (loop, key)
        under_way = self._under_way.get(own)
        if under_way is None:
            if self._admit is not None:
                self._admit(len(self._under_way))
            under_way = self._under_way[own] = loop.run_in_executor(self._threads, work)
            under_way.add_done_callback(lambda done: self._end(own, done))
        return cast("Made", await asyncio.shield(under_way))

    async def shelved(
        self,
        shelf: Shelf,
        asked: Hashable,
        key: Hashable,
        subject: str,
        state: Hashable,
        work: Callable[[], Representation],
    ) -> Representation:
        """The representation of the key in that state from the shelf, made in a thread if it is not there."""
        made = None if shelf.has(key, state) else await self.make((key, state), work)
        return shelf.get(asked, key, subject, state, lambda: made or work())

    def _end(self, own: tuple[asyncio.AbstractEventLoop, Hashable], done: asyncio.Future[object]) -> None:
        del self._under_way[own]
        if not done.cancelled():
            done.exception()  # it is not lost where everybody has left
