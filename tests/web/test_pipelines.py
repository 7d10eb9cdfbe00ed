"""Requests that come faster than they are answered wait as bytes, are answered in order, and end with their client."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from lines import Line, listening, request

from web.pipelines import MOST_QUEUED, PIECE, PipelineProtocol

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from web.connections import PunctualProtocol

SHORTEST = b"GET / HTTP/1.1\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with what is asked, or how many bytes were sent; /slow only after a while, and often."""
    size = 0
    while scope["method"] == "POST":
        message = await receive()
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    said = b"%d" % size if size else scope["path"].encode() + scope["query_string"]
    parts = [said] * 3 if scope["path"] == "/slow" else [said]
    length = b"%d" % sum(map(len, parts))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
    for number, part in enumerate(parts):
        if scope["path"] == "/slow":
            await asyncio.sleep(0.05)
        await send({"type": "http.response.body", "body": part, "more_body": number < len(parts) - 1})


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many requests waited when another was taken up."""
    lengths: list[int] = []
    begin = PipelineProtocol.on_headers_complete

    def noted(self: PunctualProtocol) -> None:
        begin(self)
        lengths.append(len(self.pipeline))

    monkeypatch.setattr(PipelineProtocol, "on_headers_complete", noted, raising=False)
    return lengths


def test_flood_of_requests_is_taken_up_a_few_at_a_time(queued: list[int]) -> None:
    many = 8_000
    with listening(app) as port, closing(Line(port)) as line:
        line.socket.sendall(SHORTEST * many)
        assert {line.answer()[1] for _ in range(many)} == {b"/"}
    assert MOST_QUEUED < max(queued) <= MOST_QUEUED + 2 * PIECE // len(SHORTEST)


@pytest.mark.parametrize("size", [1, 7, 100, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_answers_come_in_order_wherever_pieces_end(size: int) -> None:
    targets = [f"/{number}?{'x' * (number % 40)}" for number in range(900)]
    with listening(app) as port, closing(Line(port)) as line:
        sent = b"".join(request("GET", target) for target in targets)
        for start in range(0, len(sent), size):
            line.socket.sendall(sent[start : start + size])
        assert [line.answer()[1].decode() for _ in targets] == [target.replace("?", "") for target in targets]


def test_bodies_between_requests_are_read_whole() -> None:
    post = request("POST", "/", "Content-Length: 100000") + b"x" * 100_000
    with listening(app) as port, closing(Line(port)) as line:
        line.socket.sendall((post + request("GET", "/a") * 3) * 20)
        assert [line.answer()[1] for _ in range(80)] == [b"100000", b"/a", b"/a", b"/a"] * 20


def test_what_is_no_request_ends_the_connection_after_what_was_one() -> None:
    with listening(app) as port, closing(Line(port)) as line:
        line.socket.sendall(SHORTEST * 1_000 + b"no request\r\n\r\n" + SHORTEST * 1_000)
        come = line.rest()
    assert come.count(b"HTTP/1.1 200 ") <= 1_000
    assert come.count(b"HTTP/1.1 400 ") <= 1


def test_client_that_goes_amid_many_requests_leaves_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="uvicorn.error"), listening(app, log_level="error") as port:
        for _ in range(10):
            with closing(Line(port)) as line:
                line.socket.sendall(request("GET", "/slow") * 5)
                time.sleep(0.08)
                line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        time.sleep(0.5)
        with closing(Line(port)) as line:
            line.socket.sendall(SHORTEST)
            assert line.answer()[1] == b"/"
    assert [record.getMessage() for record in caplog.records] == []
