"""Being told by PostgreSQL that somebody wrote (LISTEN), on a connection of its own, made anew where it is lost."""

from __future__ import annotations

import os
from contextlib import closing
from select import POLLIN, poll
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

CHANNEL = "plenary"
"""What every writer notifies; the server passes it on when what was written is kept, and not before."""
NAME = "plenary listener"
"""What the server's list of sessions calls it."""
RETRY_SECONDS = 1.0
GATHER_SECONDS = 0.02
"""How long what comes close behind waits, so that a hundred writers a second are told fifty times at most."""


class Listener:
    """Listens in the thread that runs it, until another thread closes it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ending, self._end = os.pipe()

    def run(self, heard: Callable[[], None], lost: Callable[[], None]) -> None:
        """Calls `heard` when it begins and whenever somebody wrote, `lost` when it cannot hear; until it is closed."""
        from psycopg import Error

        while True:
            try:
                if self._hear(heard):
                    break
            except (SQLAlchemyError, Error):
                lost()
            if self._is_closed_within(RETRY_SECONDS):
                break
        os.close(self._ending)

    def close(self) -> None:
        """Ends it."""
        os.close(self._end)

    def _hear(self, heard: Callable[[], None]) -> bool:
        """Listens on a new connection; True once it is closed. Raises what the driver raises where that is lost."""
        pooled = self._engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        with closing(connection):
            connection.execute(f"SET application_name = '{NAME}'; LISTEN {CHANNEL}")
            heard()
            while not self._is_closed_within(None, connection.fileno()):
                for _ in connection.notifies(timeout=0):
                    pass
                heard()
                if self._is_closed_within(GATHER_SECONDS):
                    return True
        return True

    def _is_closed_within(self, seconds: float | None, *files: int) -> bool:
        """Waits for that long, or until there is something to read from the files; whether it was closed meanwhile."""
        waiting = poll()
        for file in (self._ending, *files):
            waiting.register(file, POLLIN)
        ready = waiting.poll(None if seconds is None else seconds * 1_000)
        return self._ending in {file for file, _ in ready}
