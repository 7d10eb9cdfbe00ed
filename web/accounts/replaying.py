"""A form that came without a log-in is sent once more when there is one, as the browser would have sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from starlette.responses import Response

from web.accounts.going_on import FORM
from web.accounts.identity import cookie_name

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Message, Scope

    from web.accounts.going_on import Carried

PASSED_ON = (b"host", b"user-agent", b"accept", b"accept-language")


async def replay(request: Request, carried: Carried, secret: str) -> Response | None:
    """What the route answers to the carried form, now with a log-in, where that leads on to a page.

    None where it is anything else, such as the form again with a complaint: nothing was changed then, and the browser
    has to send it itself, so that the page that comes stands at its own address.
    """
    body = carried.body
    sent = [{"type": "http.request", "body": body, "more_body": False}]
    answered: list[Message] = []

    async def receive() -> Message:
        return sent.pop() if sent else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        answered.append(message)

    await request.app(_scope(request, carried, secret, len(body)), receive, send)
    start = next(message for message in answered if message["type"] == "http.response.start")
    if not 300 <= start["status"] < 400:
        return None
    response = Response(status_code=start["status"])
    response.raw_headers = list(start["headers"])
    return response


def _scope(request: Request, carried: Carried, secret: str, length: int) -> Scope:
    """The scope of the form's own request; that it comes from a page of ours was seen when the log-in was let in."""
    parts = urlsplit(carried.action)
    kept = [(name, value) for name, value in request.headers.raw if name in PASSED_ON]
    own = {
        "content-type": FORM,
        "content-length": str(length),
        "cookie": f"{cookie_name(request)}={secret}",
        "sec-fetch-site": "same-origin",
    }
    taken = ("type", "asgi", "http_version", "scheme", "server", "client", "extensions")
    return {name: request.scope[name] for name in taken if name in request.scope} | {
        "method": "POST",
        "root_path": "",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "headers": kept + [(name.encode(), value.encode("latin-1")) for name, value in own.items()],
    }
