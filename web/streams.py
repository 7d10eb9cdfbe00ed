"""Streams of server-sent events: how an event is written, one look for all who listen, and an end in good time."""

from __future__ import annotations

import asyncio
import json
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

MEDIA_TYPE = "text/event-stream"
UNBUFFERED = {"cache-control": "no-store", "x-accel-buffering": "no"}
"""What keeps caches and proxies (nginx reads the second) from holding a stream back."""
HEARTBEAT_EVENT = ":\n\n"
ENDINGS = (signal.SIGTERM, signal.SIGINT)


def event(name: str, data: object, *, identity: int | None = None) -> str:
    """An event of a stream (HTML Living Standard §9.2.6), its data as JSON."""
    line = f"id: {identity}\n" if identity is not None else ""
    return f"event: {name}\n{line}data: {json.dumps(data, ensure_ascii=False)}\n\n"


def retry_after(milliseconds: int) -> str:
    """How long a browser waits before it opens a stream that was cut off again."""
    return f"retry: {milliseconds}\n\n"


class Lookout:
    """Calls `look` every `interval` seconds for as long as `is_needed`, and at once when it is nudged."""

    def __init__(self, look: Callable[[], None], is_needed: Callable[[], object], interval: float) -> None:
        self.look, self.is_needed, self.interval = look, is_needed, interval
        self._nudge = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, unless it has begun; the next look comes now."""
        self._nudge.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def nudge(self) -> None:
        """Has the next look come now."""
        self._nudge.set()

    async def _run(self) -> None:
        while self.is_needed():
            self._nudge.clear()
            self.look()
            try:
                async with asyncio.timeout(self.interval):
                    await self._nudge.wait()
            except TimeoutError:
                continue


@contextmanager
def told_of_the_end(tell: Callable[[], None]) -> Iterator[None]:
    """Has `tell` called on the event loop as soon as the process is asked to end, which it then does as it would have.

    Servers wait for open answers before they tell an application that it ends, and streams are open for as long as
    nobody tells them. Where this is not the main thread, signals are somebody else's.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    former: dict[int, Any] = {number: signal.getsignal(number) for number in ENDINGS}

    def end(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(tell)
        if callable(former[number]):
            former[number](number, frame)

    replaced = [number for number in ENDINGS if callable(former[number])]
    for number in replaced:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in replaced:
            if signal.getsignal(number) is end:
                signal.signal(number, former[number])
