"""Our connections around any application, and a bare line to them."""

from __future__ import annotations

import re
import socket
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

import uvicorn

from web.connections import PunctualProtocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

ITS_OWN = re.compile(rb"(date|x-request-id): [^\r]+\r\n")


@contextmanager
def listening(app: ASGIApp, **settings: Any) -> Iterator[int]:
    """The port at which an application is served by our connections."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        config = uvicorn.Config(
            app,
            loop="uvloop",
            http=PunctualProtocol,
            ws="none",
            lifespan="off",
            **{"log_level": "critical", "log_config": None} | settings,
        )
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, args=([door],))
        thread.start()
        try:
            yield door.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)


def request(method: str, target: str, headers: str = "") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: agenda.example.org", *([headers] if headers else [])]
    return "\r\n".join([*lines, "", ""]).encode()


class Line:
    """A connection, and the answers that come over it."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.come = bytearray()

    def close(self) -> None:
        self.socket.close()

    def answer(self, *, has_body: bool = True) -> tuple[bytes, bytes]:
        """Head, without what each answer has of its own, and body of the next answer."""
        while b"\r\n\r\n" not in self.come:
            self._more()
        head, _, self.come = self.come.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        size = int(length[1]) if length and has_body and b" 304 " not in head[:20] else 0
        while len(self.come) < size:
            self._more()
        body, self.come = bytes(self.come[:size]), self.come[size:]
        return ITS_OWN.sub(b"", head + b"\r\n"), body

    def rest(self) -> bytes:
        """All that comes until the connection is closed."""
        try:
            while more := self.socket.recv(65_536):
                self.come += more
        except ConnectionResetError:
            pass
        return bytes(self.come)

    def _more(self) -> None:
        more = self.socket.recv(65_536)
        assert more, f"closed after {bytes(self.come[:200])!r}"
        self.come += more
