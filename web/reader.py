"""Who reads: the language and zone of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.noun import read_language, read_zone
from web.asked import heard
from web.options import option
from web.pages.context import Reader
from web.site import site_of
from web.translations import SOURCE_LANGUAGE, interface_languages, translations_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from agenda.store.revisions import Latest


def language_option(request: Request) -> str | None:
    """`?lang=`, a BCP 47 tag; raises InvalidOption."""
    return option(request.query_params, "lang", read_language)


def reader_of(request: Request, *, slug: str = "", languages: Sequence[str] | None = None) -> Reader:
    """The reader of a page: in the language asked for, by `?lang=` or else Accept-Language, among `languages`.

    One asked for in the address may also be a language of the interface alone. Without either, or with one that nobody
    speaks here, it is the first of `languages` (the meeting's), or English. Raises InvalidOption.
    """
    return _reader_in(request, slug, languages or interface_languages(), _accepted(request))


def document_reader(request: Request, of: Latest) -> Reader:
    """The reader of a meeting's document: as of its page, but whoever asks for no language gets the meeting's first.

    So that one address gives everybody the same file. Raises InvalidOption.
    """
    return _reader_in(request, of.slug, of.languages, "")


def _reader_in(request: Request, slug: str, offered: Sequence[str], accepted: str) -> Reader:
    asked = language_option(request)
    spoken = (*offered, *(tag for tag in interface_languages() if tag not in offered))
    language = (_negotiated(asked, spoken) if asked else _negotiated(accepted, offered)) or next(iter(offered))
    publisher = site_of(request).publisher
    return Reader(
        language=language,
        zone=option(request.query_params, "tz", read_zone),
        address=publisher.page(slug) if slug else publisher.address,
        translations=translations_for(language),
    )


def plain_reader(request: Request) -> Reader:
    """A reader of whom nothing could be read: for pages that say what is wrong with a request."""
    language = _negotiated(_accepted(request), interface_languages()) or SOURCE_LANGUAGE
    return Reader(language, None, site_of(request).publisher.address, translations_for(language))


def _accepted(request: Request) -> str:
    """The Accept-Language of a request, as what is kept for it is known by."""
    return (heard(request.scope)[1] or b"").decode("latin-1")


def _negotiated(header: str, offered: Sequence[str]) -> str | None:
    """The first language of an Accept-Language header (RFC 9110 §12.5.4), by quality, that is offered."""
    by_primary = {tag.partition("-")[0].lower(): tag for tag in reversed(offered)}
    exact = {tag.lower(): tag for tag in offered}
    for tag in _by_quality(header):
        found = exact.get(tag) or by_primary.get(tag.partition("-")[0])
        if found:
            return found
    return None


def _by_quality(header: str) -> list[str]:
    ranges = []
    for position, part in enumerate(header.lower().split(",")[:20]):
        tag, _, parameter = part.strip().partition(";")
        try:
            quality = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        if quality > 0:
            ranges.append((-quality, position, tag.strip()))
    return [tag for _, _, tag in sorted(ranges)]
