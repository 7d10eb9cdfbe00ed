"""The public pages: the list of meetings, a meeting's agenda whole, by part and as it was, and what changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from agenda import service
from agenda.errors import NotFound
from web.hotpath import asked_by, stale_when_away
from web.options import option
from web.pages.agenda import agenda_page, phase_page, session_page
from web.pages.changes import changes_page
from web.pages.context import Edition, ListedMeeting
from web.pages.items import item_page
from web.pages.listing import listing_page
from web.pages.people import person_page
from web.pages.rooms import room_page
from web.reader import reader_of
from web.representation import Representation, fingerprint, respond
from web.site import RELEASE, site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from starlette.requests import Request

    from agenda.audiences import View
    from agenda.store.revisions import Latest
    from web.pages.context import Reader
    from web.site import Site

    Write = Callable[[View, Edition, Reader], str]
    WritePart = Callable[[View, Edition, Reader, str], str]

HTML = "text/html; charset=utf-8"
NEGOTIATED = {"vary": "Accept-Encoding, Accept-Language"}
UNINDEXED = {"x-robots-tag": "noindex"}
REVISIONS_A_PAGE = 20
REVISIONS_A_FEED = 10


async def meetings(request: Request) -> Response:
    """`/`: the published meetings."""
    listed = service.listing(site_of(request).store)
    reader = reader_of(request)
    rows = [
        ListedMeeting(
            slug=one.slug,
            title=one.meeting.title,
            start=one.starts,
            end=one.ends,
            body=one.meeting.body,
            symbol=one.meeting.symbol,
            languages=one.meeting.languages,
        )
        for one in listed
    ]
    html = listing_page(rows, reader)
    latest = max((one.published_at for one in listed), default=None)
    if latest is None:
        return Response(html, headers={"cache-control": "no-cache"}, media_type=HTML)
    return respond(request, Representation(html.encode(), HTML, fingerprint([html]), latest, NEGOTIATED))


@stale_when_away
async def agenda(request: Request) -> Response:
    """`/m/{slug}`: the agenda page."""
    return await meeting_page(request, agenda_page)


@stale_when_away
async def phase(request: Request) -> Response:
    """`/m/{slug}/phases/{id}`: one phase."""
    return await part_page(request, phase_page)


@stale_when_away
async def session(request: Request) -> Response:
    """`/m/{slug}/sessions/{id}`: one sitting."""
    return await part_page(request, session_page)


@stale_when_away
async def item(request: Request) -> Response:
    """`/m/{slug}/items/{id}`: one agenda item with its story."""
    return await part_page(request, item_page)


@stale_when_away
async def person(request: Request) -> Response:
    """`/m/{slug}/people/{id}`: the sittings that somebody chairs or speaks in; search engines are to leave it out."""
    return await part_page(request, person_page, headers=UNINDEXED)


@stale_when_away
async def room(request: Request) -> Response:
    """`/m/{slug}/rooms/{id}`: the sittings in one room."""
    return await part_page(request, room_page)


@stale_when_away
async def changes(request: Request) -> Response:
    """`/m/{slug}/changes`: what each revision changed, newest first; `?before=` is the number to go on below."""
    before = option(request.query_params, "before", read_number)

    def make(asked: Asked) -> Representation:
        last = min(asked.of.number, (before or asked.of.number + 1) - 1)
        steps = service.changed(asked.site.store, asked.of, last=last, most=REVISIONS_A_PAGE)
        found = asked.site.views.edition(asked.of).edition
        edition = Edition(found.number, found.published_at, found.message)
        html = changes_page(found.view, edition, asked.reader, steps)
        return asked.page(html, found.published_at)

    return await answer_of_meeting(request, make, before)


@stale_when_away
async def revision(request: Request) -> Response:
    """`/m/{slug}/revisions/{number}`: the agenda as published then, as far as it is open now."""
    number = revision_number(request)

    def make(asked: Asked) -> Representation:
        present = asked.site.views.edition(asked.of).edition
        old = service.reread_edition(asked.site.store, asked.of, number)
        edition = Edition(old.number, old.published_at, old.message, present=present.number)
        html = agenda_page(old.view, edition, asked.reader)
        return asked.page(html, present.published_at, UNINDEXED)

    return await answer_of_meeting(request, make)


async def meeting_page(request: Request, write: Write, *, headers: Mapping[str, str] | None = None) -> Response:
    """A page of a meeting's last revision, as `write` makes it of the public view."""

    def make(asked: Asked) -> Representation:
        found = asked.site.views.edition(asked.of).edition
        edition = Edition(found.number, found.published_at, found.message)
        html = write(found.view, edition, asked.reader)
        return asked.page(html, found.published_at, headers)

    return await answer_of_meeting(request, make)


async def part_page(request: Request, write: WritePart, *, headers: Mapping[str, str] | None = None) -> Response:
    """The page of the part of a meeting that the address names by `id`."""
    identity = request.path_params["id"]
    return await meeting_page(
        request, lambda view, edition, reader: write(view, edition, reader, identity), headers=headers
    )


@dataclass(frozen=True)
class Asked:
    """What a request asks for: a published meeting, for a reader, at a path; `options` are others it depends on."""

    site: Site
    of: Latest
    reader: Reader
    path: str
    options: tuple[object, ...] = ()

    def representation(
        self, body: bytes, media_type: str, at: datetime, headers: Mapping[str, str] | None = None
    ) -> Representation:
        """The body as sent; `at` is when the meeting was last published."""
        reader = self.reader
        made_of = [RELEASE, reader.address, self.path, self.of.number, reader.language, reader.zone, *self.options]
        return Representation(body, media_type, fingerprint(made_of), at, headers or {})

    def page(self, html: str, at: datetime, headers: Mapping[str, str] | None = None) -> Representation:
        """A page as sent, in the language that was agreed on."""
        return self.representation(html.encode(), HTML, at, NEGOTIATED | dict(headers or {}))


def page_reader(request: Request, of: Latest) -> Reader:
    """The reader of a meeting's page; raises InvalidOption."""
    return reader_of(request, slug=of.slug, languages=of.languages)


async def answer_of_meeting(
    request: Request,
    make: Callable[[Asked], Representation],
    *options: object,
    read: Callable[[Request, Latest], Reader] = page_reader,
) -> Response:
    """What `make` makes of the meeting at the address, kept until its next publication; 308 from a former slug.

    `read` finds the reader, on whose language and zone the answer depends, as on the `options`.
    """
    site, slug = site_of(request), request.path_params["slug"]
    of = site.news.latest(slug)
    if of.slug != slug:
        return _moved(request, slug, of.slug)
    reader = read(request, of)
    asked = Asked(site, of, reader, request.url.path, options)
    key = ("page", asked.path, reader.language, reader.zone, *options)
    made = await site.maker.shelved(site.shelf, asked_by(request.scope), key, slug, of, lambda: make(asked))
    return respond(request, made)


def read_number(value: str) -> int:
    """A number of a revision; raises ValueError."""
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError(f"“{value[:80]}” is not the number of a revision; write one such as 3")
    return int(value)


def revision_number(request: Request) -> int:
    """The number of a revision in the address; raises NotFound where it is none."""
    written = request.path_params["number"]
    if not re.fullmatch(r"[1-9][0-9]{0,8}", written):
        raise NotFound("revision", written[:80])
    return int(written)


def _moved(request: Request, former: str, present: str) -> Response:
    """308 to the same place under the meeting's present slug."""
    path = request.url.path.replace(f"/m/{former}", f"/m/{present}", 1)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(path + query, 308, {"cache-control": "no-cache"})


ROUTES = [
    Route("/", meetings),
    Route("/m/{slug}", agenda),
    Route("/m/{slug}/changes", changes),
    Route("/m/{slug}/revisions/{number}", revision),
    Route("/m/{slug}/phases/{id}", phase),
    Route("/m/{slug}/sessions/{id}", session),
    Route("/m/{slug}/items/{id}", item),
    Route("/m/{slug}/people/{id}", person),
    Route("/m/{slug}/rooms/{id}", room),
]
