"""A worker that starts while the database is away waits for it, and the others answer meanwhile from what they keep."""

from __future__ import annotations

import logging
import signal
import threading
from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING

from agenda.errors import StoreUnavailable
from agenda.store.migrations import require_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.store import Store

SECONDS = 0.5
log = logging.getLogger("plenary")


def wait_for_schema(store: Store) -> None:
    """Returns once the database is at this release's schema; `plenary serve` has seen it there, so it will be again."""
    said = ""
    with _ended_at_once():
        while True:
            try:
                require_schema(store)
            except StoreUnavailable as error:
                if str(error) != said:
                    said = str(error)
                    log.error("a worker waits to start: %s", said)
                sleep(SECONDS)
            else:
                return


@contextmanager
def _ended_at_once() -> Iterator[None]:
    """Has a process that has nothing to finish end when it is asked to."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)
