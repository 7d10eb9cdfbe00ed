"""Templates to pages: one cached environment, strict about names, escaping everything."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined

if TYPE_CHECKING:
    from web.pages.context import (
        AgendaPage,
        ChangesPage,
        ItemPage,
        ListingPage,
        PersonPage,
        PhasePage,
        ProblemPage,
        Reader,
        RoomPage,
        SessionPage,
    )

    Page: TypeAlias = (
        AgendaPage
        | PhasePage
        | SessionPage
        | ItemPage
        | PersonPage
        | RoomPage
        | ChangesPage
        | ListingPage
        | ProblemPage
    )

TEMPLATES = Path(__file__).parents[1] / "templates"
STATIC = Path(__file__).parents[1] / "static"


@cache
def environment() -> Environment:
    """The templates of `web/templates`, compiled once a process."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render(template: str, page: Page, reader: Reader) -> str:
    """The HTML of a template of `web/templates/public` for a page."""
    compiled = environment().get_template(f"public/{template}")
    return compiled.render(page=page, _=reader.translations.gettext)


@cache
def static_address(name: str, home: str) -> str:
    """The path of a file of `web/static`, with a mark of its contents so that caches may keep it for ever."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"{home}static/{name}?v={mark}"
