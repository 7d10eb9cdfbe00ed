"""A worker ends when the command that started it is gone, so that none holds the port against the next start."""

from __future__ import annotations

import os
import signal
from multiprocessing import connection, parent_process
from threading import Thread


def end_with_parent() -> None:
    """Has this process asked to end as soon as the one that started it as a worker has ended, however it did."""
    if (parent := parent_process()) is not None:
        Thread(target=_wait, args=(parent.sentinel,), daemon=True).start()


def _wait(sentinel: int) -> None:
    connection.wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
