"""What organisers ask for is answered beside the event loop, so that readers do not wait for a large draft."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from builders import a_meeting
from sites import a_site
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from web import editor
from web.editor import beside

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

READS_BY_ITSELF = {"asset", "live", "here", "download", "bring"}
"""Small answers, streams, and files, which have threads of their own."""


def names_of(*, beside_the_loop: bool) -> set[str]:
    routes: list[Any] = editor.routes()
    return {route.endpoint.__name__ for route in routes if hasattr(route.endpoint, "__wrapped__") is beside_the_loop}


def test_every_page_and_form_is_answered_in_a_thread() -> None:
    assert names_of(beside_the_loop=False) == READS_BY_ITSELF
    assert {"schedule", "history", "review", "publish", "restore", "undo"} <= names_of(beside_the_loop=True)


def test_page_is_made_in_another_thread_than_the_loop() -> None:
    seen: list[int] = []

    def answer(request: Request) -> PlainTextResponse:
        seen.append(threading.get_ident())
        return PlainTextResponse(request.url.path)

    async def loop(_: Request) -> PlainTextResponse:
        return PlainTextResponse(str(threading.get_ident()))

    routes = [Route("/page", beside.page(answer)), Route("/loop", loop)]
    with TestClient(Starlette(routes=routes)) as client:
        assert client.get("/page").text == "/page"
        assert client.get("/loop").text != str(seen[0])


def test_form_of_a_stranger_is_not_read(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as site:
        body = b"title=" + b"x" * 20_000_000
        answer = site.client.post("/organise/_new", content=body, follow_redirects=False)
        assert answer.status_code in {303, 401}
