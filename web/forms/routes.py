"""The addresses of a meeting's other forms: of its last revision, and of old ones as far as they are open now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from agenda import service
from calendars.frab import frab_json, frab_schedule
from calendars.frab_xml import frab_xml
from web.feeds import feed_language
from web.forms import atom, json_form
from web.hotpath import stale_when_away
from web.meetings import REVISIONS_A_FEED, UNINDEXED, answer_of_meeting, revision_number
from web.pages.context import Reader
from web.reader import language_option
from web.site import site_of
from web.translations import translations_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.service.reading import Edition
    from agenda.store.revisions import Latest
    from web.meetings import Asked
    from web.representation import Representation

    Make = Callable[["Edition", "Asked"], bytes]

XML = "application/xml; charset=utf-8"


@dataclass(frozen=True)
class Form:
    """A form of a meeting: its extension, media type, and how it is made of an edition; whether `lang` changes it."""

    extension: str
    media_type: str
    make: Make
    is_in_one_language: bool

    def routes(self) -> list[Route]:
        """Of the last revision, and of those before it."""
        endpoint = stale_when_away(self._answer)
        paths = (f"/m/{{slug}}.{self.extension}", f"/m/{{slug}}/revisions/{{number}}.{self.extension}")
        return [Route(path, endpoint) for path in paths]

    async def _answer(self, request: Request) -> Response:
        number = revision_number(request) if "number" in request.path_params else None

        def make(asked: Asked) -> Representation:
            store, of = asked.site.store, asked.of
            present = asked.site.views.edition(of).edition
            edition = service.reread_edition(store, of, number) if number else present
            name = f"{of.slug}{f'-{number}' if number else ''}.{self.extension}"
            headers = {"content-disposition": f'inline; filename="{name}"', **(UNINDEXED if number else {})}
            return asked.representation(self.make(edition, asked), self.media_type, present.published_at, headers)

        return await answer_of_meeting(request, make, read=file_reader if self.is_in_one_language else first_reader)


@stale_when_away
async def changes(request: Request) -> Response:
    """`/m/{slug}.atom`: what the latest revisions changed."""

    def make(asked: Asked) -> Representation:
        present = asked.site.views.edition(asked.of).edition
        changed = service.changed(asked.site.store, asked.of, last=asked.of.number, most=REVISIONS_A_FEED)
        body = atom.changes_atom(present.view, asked.reader, changed)
        return asked.representation(body, atom.MEDIA_TYPE, present.published_at)

    return await answer_of_meeting(request, make, read=file_reader)


def file_reader(request: Request, of: Latest) -> Reader:
    """The reader of a file: in the language of `?lang=`, else the meeting's first. Raises InvalidOption."""
    return _reader_in(request, of, feed_language(language_option(request), of.languages))


def first_reader(request: Request, of: Latest) -> Reader:
    """The reader of a file that holds every language: in the meeting's first."""
    return _reader_in(request, of, of.languages[0])


def _reader_in(request: Request, of: Latest, language: str) -> Reader:
    return Reader(language, None, site_of(request).publisher.page(of.slug), translations_for(language))


def _json(edition: Edition, asked: Asked) -> bytes:
    records = service.reread_records(asked.site.store, asked.of, edition.number)
    return json_form.view_json(edition.view, records)


def _frab(edition: Edition, asked: Asked) -> dict[str, Any]:
    return frab_schedule(
        edition.view,
        page=asked.reader.address,
        language=asked.reader.language,
        translations=asked.reader.translations,
        published_at=edition.published_at,
        revision=edition.number,
    )


def _frab_json(edition: Edition, asked: Asked) -> bytes:
    return frab_json(_frab(edition, asked))


def _frab_xml(edition: Edition, asked: Asked) -> bytes:
    return frab_xml(_frab(edition, asked))


FORMS = (
    Form("frab.xml", XML, _frab_xml, is_in_one_language=True),
    Form("frab.json", json_form.MEDIA_TYPE, _frab_json, is_in_one_language=True),
    Form("json", json_form.MEDIA_TYPE, _json, is_in_one_language=False),
)
ROUTES = [route for form in FORMS for route in form.routes()] + [Route("/m/{slug}.atom", changes)]
