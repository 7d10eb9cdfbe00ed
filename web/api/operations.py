"""What the API can do: each operation says who may, what it takes and answers; routes and document are made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from agenda.service import access
from web.accounts.identity import identity_of, require_identity, require_role
from web.api.calls import ROOT, Answer, Call
from web.bodies import JSON, MOST_BYTES, read_bytes, require_media
from web.site import site_of
from web.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from starlette.types import Receive, Scope, Send

    from web.accounts.identity import Identity

MOST_THREADS = 8
"""So many calls are worked on at once; the others wait without holding a connection that a feed may need."""
PRIVATE = {"cache-control": "no-store", "x-robots-tag": "noindex"}
NOBODY, ANYBODY, HOUSE = "nobody", "anybody", "house"
"""Who may call what is about no meeting: everybody; who is known; who is an editor, owner or admin of the house."""
_in_thread = Threads("api", MOST_THREADS).run


@dataclass(frozen=True)
class Returns:
    """One answer of an operation: what it means, its model or the name of a schema, its headers and media types."""

    meaning: str
    content: type[BaseModel] | str | None = None
    headers: tuple[str, ...] = ()
    media: tuple[str, ...] = (JSON,)


@dataclass(frozen=True)
class Operation:
    """One method of one path.

    `path` follows ROOT; `needs` is the least role in the meeting of the path, or NOBODY, ANYBODY or HOUSE; `takes` is
    the body, a model or the name of a schema, in one of the `media`, of at most `most` bytes; `parameters` name what is
    in `parameters.PARAMETERS`; `refuses` says what other statuses mean here.
    """

    method: str
    path: str
    run: Callable[[Call], Answer]
    summary: str
    description: str
    returns: Mapping[int, Returns]
    tag: str = ""
    needs: str = "viewer"
    takes: type[BaseModel] | str | None = None
    media: tuple[str, ...] = (JSON,)
    most: int = MOST_BYTES
    parameters: tuple[str, ...] = ()
    refuses: Mapping[int, str] = field(default_factory=dict)
    example: Any = None
    publishes: bool = False

    @property
    def name(self) -> str:
        """What it is known by in the document: the name of its function."""
        return self.run.__name__


class Resource:
    """All operations of one path: by its method, with HEAD and OPTIONS, and 405 with Allow for any other."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.by_method = {one.method: one for one in operations}
        methods = [*self.by_method, "OPTIONS"] + (["HEAD"] if "GET" in self.by_method else [])
        self.allow = {"allow": ", ".join(sorted(methods))}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=self.allow)
        operation = self.by_method.get("GET" if request.method == "HEAD" else request.method)
        if operation is None:
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers=self.allow)
        return await perform(operation, request)


async def perform(operation: Operation, request: Request) -> Response:
    """The answer of an operation: who asks is looked at before the body is, and the loop waits for neither.

    Writing waits for other writers, so it is done in a thread; what was begun is ended even if nobody waits for it.
    """
    identity = await _in_thread(lambda: authorised(operation, request))
    raw = b""
    if operation.takes is not None:
        require_media(request, *operation.media)
        raw = await read_bytes(request, most=operation.most)
    call = Call(request, identity.user if identity else None, raw, datetime.now(UTC))
    answer = await _in_thread(lambda: _rendered(operation.run(call)))
    if operation.publishes:
        site_of(request).news.look()
    return answer


def authorised(operation: Operation, request: Request) -> Identity | None:
    """Who makes the call; raises NotAuthenticated, NotFound or Forbidden where they may not."""
    if operation.needs == NOBODY:
        identity = identity_of(request)
    elif operation.needs in {ANYBODY, HOUSE}:
        identity = require_identity(request)
        if operation.needs == HOUSE:
            access.require_house_role(identity.user, "editor")
    else:
        identity = require_role(request, str(request.path_params["slug"]), operation.needs)
    return identity


def _rendered(answer: Answer) -> Response:
    content = answer.content
    body = content.model_dump_json().encode() if isinstance(content, BaseModel) else content
    headers = {**PRIVATE, **answer.headers}
    return Response(body, answer.status, headers, None if body is None else answer.media)


def routes(operations: Sequence[Operation]) -> list[Route]:
    """A route for each path of the operations, in their order."""
    by_path: dict[str, list[Operation]] = {}
    for one in operations:
        by_path.setdefault(one.path, []).append(one)
    return [Route(f"{ROOT}{path}", Resource(found)) for path, found in by_path.items()]
