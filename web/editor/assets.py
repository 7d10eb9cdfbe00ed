"""The scripts of the schedule and the stylesheet of its places, at addresses that change whenever any of them does."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from agenda.errors import NotFound
from web.pages.rendering import STATIC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

SCRIPTS = STATIC / "editor"
PLACES = "places.css"
MOST_ROWS, MOST_COLUMNS, MOST_LANES = 576, 60, 8
"""Five-minute rows of two days; rooms; sittings of one room beside one another."""
FOREVER = "public, max-age=31536000, immutable"


def asset_address(name: str) -> str:
    """The path of a script of `web/static/editor`, or of the places; what it imports stands beside it."""
    return f"/organise/_assets/{_mark()}/{name}"


@cache
def _mark() -> str:
    scripts = b"".join(script.read_bytes() for script in sorted(SCRIPTS.glob("*.js")))
    return hashlib.sha256(scripts + places().encode()).hexdigest()[:12]


@cache
def places() -> str:
    """The classes that put things in their places where no inline style may: a page needs no script to be laid out.

    `r5 e9 c2` are the lines of a grid, `l2of3` the second of three lanes of a column, `x30 w20` start and width in
    halves of a percent.
    """
    return "\n".join([*_lines(), *_lanes(), *_halves()]) + "\n"


def _lines() -> Iterator[str]:
    for row in range(1, MOST_ROWS + 1):
        yield f".r{row}{{grid-row-start:{row}}}.e{row + 1}{{grid-row-end:{row + 1}}}"
    for rows in range(12, MOST_ROWS + 1, 12):
        yield f".rows{rows}{{--rows:{rows}}}"
    for column in range(1, MOST_COLUMNS + 1):
        yield f".c{column}{{grid-column:{column}}}.cols{column}{{--columns:{column}}}"


def _lanes() -> Iterator[str]:
    for lanes in range(2, MOST_LANES + 1):
        for lane in range(1, lanes + 1):
            start, width = 100 * (lane - 1) / lanes, 100 / lanes
            yield f".l{lane}of{lanes}{{margin-inline-start:{start:.3g}%;inline-size:calc({width:.3g}% - 2px)}}"


def _halves() -> Iterator[str]:
    for half in range(201):
        yield f".x{half}{{inset-inline-start:{half / 2:g}%}}.w{half}{{inline-size:{half / 2:g}%}}"


async def asset(request: Request) -> Response:
    """GET `/organise/_assets/{mark}/{name}`: kept for ever by its reader, unless its mark is of another release."""
    name = request.path_params["name"]
    is_present = request.path_params["mark"] == _mark()
    headers = {"cache-control": FOREVER if is_present else "no-store"}
    if name == PLACES:
        return Response(places(), headers=headers, media_type="text/css")
    script = next((script for script in SCRIPTS.glob("*.js") if script.name == name), None)
    if script is None:
        raise NotFound("script", name)
    return Response(script.read_bytes(), headers=headers, media_type="text/javascript")


ROUTES = [Route("/organise/_assets/{mark}/{name}", asset)]
