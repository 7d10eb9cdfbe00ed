"""The application's own routes, each with its methods, and an address that leads through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Mount, Route

from web.api import OPERATIONS
from web.api.calls import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.applications import Starlette

FILLED = {
    "slug": "m",
    "noun": "session",
    "nouns": "sessions",
    "id": "s",
    "session": "s",
    "number": "1",
    "version": "1",
    "mark": "x",
    "name": "sittings",
    "form": "csv",
    "table": "people",
    "email": "viewer@example.org",
    "token": "unknown-token",
    "secret": "unknown-secret",
}
OTHERS = {
    "/m/{slug}/phases/{id}": "/m/m/phases/p",
    "/m/{slug}/items/{id}": "/m/m/items/i",
    "/m/{slug}/people/{id}": "/m/m/people/a",
    "/m/{slug}/rooms/{id}": "/m/m/rooms/r",
    "/organise/_assets/{mark}/{name}": "/organise/_assets/x/live.js",
    "/static": "/static/plenary.css",
    f"{ROOT}/feeds/{{id}}": f"{ROOT}/feeds/1",
}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")


def doors(app: Starlette) -> Iterator[tuple[str, str]]:
    """Each method and path, as it is written, that a route answers; HEAD goes with GET."""
    of_api: dict[str, list[str]] = {}
    for operation in OPERATIONS:
        of_api.setdefault(f"{ROOT}{operation.path}", []).append(operation.method)
    for route in app.router.routes:
        if isinstance(route, Mount):
            yield "GET", route.path
            continue
        assert isinstance(route, Route), f"{route!r} is of a kind that this walk does not know"
        for method in of_api[route.path] if route.methods is None else sorted(route.methods - {"HEAD"}):
            yield method, route.path


def address_of(path: str) -> str:
    """An address that leads to where a path does, in the meeting of `house`."""
    if path in OTHERS:
        return OTHERS[path]
    for name, value in FILLED.items():
        path = path.replace(f"{{{name}}}", value).replace(f"{{{name}:int}}", value).replace(f"{{{name}:path}}", value)
    assert "{" not in path, f"{path} has a parameter that nothing is known for"
    return path
