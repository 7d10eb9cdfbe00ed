"""Connections are closed where a client takes for ever over a body or an answer, and only there."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from lines import listening

from web import connections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

ANSWER = b"x" * 20_000_000
HEAD = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers /early before it reads the body, /late a second after it, and /large with more than is buffered."""
    path = scope["path"]
    while path != "/early":
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if not message["more_body"]:
            break
    if path == "/late":
        await asyncio.sleep(1)
    body = ANSWER if path == "/large" else b"answer"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Where a server listens that waits for half a second, and for answers to be taken for a second."""
    for name in ("HEAD_SECONDS", "BODY_SECONDS"):
        monkeypatch.setattr(connections, name, 0.5)
    monkeypatch.setattr(connections, "ANSWER_SECONDS", 1.0)
    with listening(app) as found:
        yield found


@contextmanager
def said(port: int, *lines: bytes, every: float = 0.0) -> Iterator[socket.socket]:
    """A connection over which the lines are said."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        for piece in lines:
            line.sendall(piece)
            time.sleep(every)
        yield line


def heard(line: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    found = b""
    try:
        while more := line.recv(65_536):
            found += more
    except ConnectionResetError:
        pass
    return found


def test_body_that_comes_too_slowly_is_answered_408(port: int) -> None:
    with said(port, HEAD % b"/", *[b"a"] * 3, every=0.1) as line:
        assert heard(line).startswith(b"HTTP/1.1 408 Request Timeout\r\n")


def test_body_that_comes_fast_enough_may_take_its_time(port: int) -> None:
    with said(port, HEAD % b"/", *[b"a" * 900] * 10, every=0.1) as line:
        assert line.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")


def test_answer_may_take_longer_than_the_body_might(port: int) -> None:
    with said(port, HEAD % b"/late", b"a" * 9000) as line:
        assert line.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("rest", [b"a", b"\r\n"], ids=["an answered request's body", "blank lines"])
def test_what_comes_after_an_answer_holds_no_connection(port: int, rest: bytes) -> None:
    request = HEAD % b"/early" if rest == b"a" else b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    with said(port, request) as line:
        ends = time.monotonic() + 4
        while time.monotonic() < ends:
            try:
                line.sendall(rest)
            except OSError:
                return
            time.sleep(0.1)
    pytest.fail("it was still open after 4 s")


def test_answer_that_nobody_takes_is_thrown_away(port: int) -> None:
    with said(port, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n") as line:
        time.sleep(2.5)
        assert len(heard(line)) < len(ANSWER)


def test_answer_that_is_taken_slowly_is_sent_whole(port: int) -> None:
    with said(port, b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") as line:
        found = 0
        while more := line.recv(200_000):
            found += len(more)
            time.sleep(0.02)
    assert found > len(ANSWER)
