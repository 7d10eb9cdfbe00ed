"""Pages and forms of the room, answered beside the event loop: those of a large meeting take seconds."""

from __future__ import annotations

from functools import partial, wraps
from typing import TYPE_CHECKING

from web.accounts.identity import require_identity
from web.bodies import MOST_BYTES, MOST_FIELDS, TooLarge, read_form
from web.site import site_of
from web.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    Endpoint = Callable[[Request], Awaitable[Response]]

Form = list[tuple[str, str]]
MOST_THREADS = 8
"""So many organisers are answered at once, whatever they ask for; they share no threads with readers."""
MOST_DRAINED = 64_000_000
run = Threads("editor", MOST_THREADS).run


def page(answer: Callable[[Request], Response]) -> Endpoint:
    """The endpoint of what is asked for without a form."""

    @wraps(answer)
    async def endpoint(request: Request) -> Response:
        return await run(partial(answer, request))

    return endpoint


def form(
    answer: Callable[[Request, Form], Response],
    *,
    most: int = MOST_BYTES,
    most_fields: int = MOST_FIELDS,
    publishes: bool = False,
) -> Endpoint:
    """The endpoint of a form, which is read once it is known that somebody who has logged in sends it.

    What it `publishes` is shown by this process at once.
    """

    @wraps(answer)
    async def endpoint(request: Request) -> Response:
        require_identity(request)
        sent = await _read(request, most, most_fields)
        response = await run(partial(answer, request, sent))
        if publishes:
            site_of(request).news.look()
        return response

    return endpoint


async def _read(request: Request, most: int, most_fields: int) -> Form:
    try:
        return await read_form(request, most=most, most_fields=most_fields)
    except TooLarge:
        # A browser shows no answer to a body that it has not been able to send.
        drained = 0
        async for chunk in request.stream():
            drained += len(chunk)
            if drained > MOST_DRAINED:
                break
        raise
