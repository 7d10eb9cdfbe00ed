"""An agenda as a document on the command line: `plenary export SLUG --format docx`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agenda.store import Store
    from web.settings import Settings

DOCUMENTS = ("pdf", "docx", "txt", "csv")


def document(
    store: Store,
    slug: str,
    form: str,
    settings: Settings,
    *,
    audiences: Iterable[str],
    lang: str | None,
    tz: str | None,
) -> bytes:
    """The published meeting in one of the forms of `DOCUMENTS`, as the public or those audiences may read it.

    `lang` is a BCP 47 tag, else the meeting's first; `tz` an IANA zone whose times stand beside those of the place.
    """
    from agenda import service
    from web.documents.forms import MAKERS
    from web.documents.press import Press
    from web.documents.sheet import sheet_html
    from web.pages.context import Edition, Reader
    from web.pages.reading import Reading
    from web.publisher import CalendarPublisher
    from web.translations import translations_for

    of = service.latest(store, slug)
    found = service.edition(store, of, audiences=audiences)
    language = lang or of.languages[0]
    address = CalendarPublisher(settings.url).page(of.slug)
    reading = Reading(found.view, Reader(language, tz, address, translations_for(language)))
    edition = Edition(found.number, found.published_at, found.message)
    if form == "pdf":
        return Press.of(settings).typeset(sheet_html([(reading, edition)], reading.reader), base=settings.url)
    return MAKERS[form](reading, edition)


def language(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """A language tag as an option; raises BadParameter."""
    from agenda.noun import read_language

    return _read(read_language, value)


def zone(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """A time zone as an option; raises BadParameter."""
    from agenda.noun import read_zone

    return _read(read_zone, value)


def _read(read: Callable[[object], str], value: str | None) -> str | None:
    from pydantic_core import PydanticCustomError

    try:
        return read(value) if value else None
    except PydanticCustomError as error:
        raise click.BadParameter(error.message()) from None
