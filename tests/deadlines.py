"""A test that waits for ever fails, and says where each of its threads stood."""

from __future__ import annotations

import signal
import sys
import threading
import time
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS = 480.0
"""For a test, and for what is made ready for it; the longest takes three minutes on a very busy machine."""
SECONDS_TO_END = 20.0
"""After which what is waited for while a failed test is put away is given up too."""
PATIENCE = 60.0
FRAMES = 12


def eventually(is_so: Callable[[], object], otherwise: str, *, within: float = PATIENCE) -> None:
    """Waits until it is so; raises AssertionError with the words where it is not in time."""
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline, f"not within {within} seconds: {otherwise}"
        time.sleep(0.02)


def at_once(*works: Callable[[], object], within: float = PATIENCE) -> None:
    """Does all of it in threads that begin together; raises what one of them raised, or that one has not ended."""
    start, raised = threading.Barrier(len(works), timeout=within), []

    def one(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=one, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    join(*threads, within=within)
    if raised:
        raise raised[0]


def join(*threads: threading.Thread, within: float = PATIENCE) -> None:
    """Waits for threads to end; raises AssertionError with where they stand where they do not in time."""
    deadline = time.monotonic() + within
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    assert not any(thread.is_alive() for thread in threads), f"not ended within {within} seconds:\n{stacks()}"


@contextmanager
def deadline(what: str) -> Iterator[None]:
    """Fails a test in whatever the main thread waits for."""

    def fail(*_: object) -> None:
        pytest.fail(f"{what} has waited for {SECONDS:g} seconds:\n{stacks()}", pytrace=False)

    before = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, SECONDS, SECONDS_TO_END)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def stacks() -> str:
    """Where each thread stands."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    places = {ident: "".join(traceback.format_stack(frame, FRAMES)) for ident, frame in sys._current_frames().items()}
    return "\n".join(f"thread {names.get(ident, ident)}:\n{place}" for ident, place in places.items())
