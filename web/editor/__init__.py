"""The organisers' room at `/organise`: pages and forms over the service, each working without JavaScript."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

PARTS: tuple[str, ...] = (
    "home",
    "importing",
    "copying",
    "history",
    "turning",
    "previews",
    "publishing",
    "taking_back",
    "announcing",
    "schedule",
    "tables",
    "live",
    "objects",
    "lists",
    "removing",
)
"""The modules of this package that have `ROUTES`; of two routes that fit an address the one of the former counts."""


def routes() -> list[BaseRoute]:
    """Every route of the room."""
    return [route for part in PARTS for route in import_module(f"web.editor.{part}").ROUTES]
