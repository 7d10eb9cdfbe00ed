"""A reader of server-sent events: keeps what a stream says, with when it was said."""

from __future__ import annotations

import json
import queue
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.client import HTTPResponse
    from ssl import SSLContext


@dataclass(frozen=True)
class Heard:
    """One event: its name, its data, its id, and the monotonic time at which it came; "closed" ends a stream."""

    name: str
    data: Any
    identity: str
    at: float


@dataclass
class Listening:
    """An open stream."""

    status: int
    heard: queue.Queue[Heard] = field(default_factory=queue.Queue)

    def next(self, name: str, *, patience: float = 10.0) -> Heard:
        """The next event of that name; others before it are passed over. Raises AssertionError where none comes."""
        deadline = time.monotonic() + patience
        passed = []
        while (left := deadline - time.monotonic()) > 0:
            try:
                event = self.heard.get(timeout=left)
            except queue.Empty:
                break
            if event.name == name:
                return event
            passed.append(event)
        raise AssertionError(f"no “{name}” in {patience} seconds, but {passed}")


@contextmanager
def listening(address: str, headers: Mapping[str, str], *, tls: SSLContext | None = None) -> Iterator[Listening]:
    """A stream that is read in a thread until it is left."""
    parts = urlsplit(address)
    plain = HTTPConnection(parts.netloc, timeout=60)
    connection = plain if tls is None else HTTPSConnection(parts.netloc, timeout=60, context=tls)
    connection.request("GET", f"{parts.path}?{parts.query}", headers=dict(headers))
    answer = connection.getresponse()
    stream = Listening(answer.status)
    reader = Thread(target=_read, args=(answer, stream.heard), daemon=True)
    reader.start()
    try:
        yield stream
    finally:
        if connection.sock is not None:
            connection.sock.shutdown(2)
        reader.join(timeout=5)
        connection.close()


def _read(answer: HTTPResponse, heard: queue.Queue[Heard]) -> None:
    fields: dict[str, str] = {}
    try:
        while line := answer.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif "event" in fields:
                heard.put(Heard(fields["event"], json.loads(fields["data"]), fields.get("id", ""), time.monotonic()))
                fields = {}
    except (OSError, HTTPException, ValueError):
        pass
    heard.put(Heard("closed", None, "", time.monotonic()))
