"""The public pages: the list of meetings, and a meeting's agenda whole or by phase and sitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from agenda import service
from agenda.errors import StoreUnavailable
from web.pages.agenda import agenda_page, phase_page, session_page
from web.pages.context import Edition, ListedMeeting
from web.pages.listing import listing_page
from web.reader import reader_of
from web.representation import Representation, fingerprint, respond
from web.site import RELEASE, site_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request

    from agenda.audiences import View
    from web.pages.context import Reader

    Write = Callable[[View, Edition, Reader], str]

HTML = "text/html; charset=utf-8"


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
    return respond(request, _page(html, [html], latest))


async def agenda(request: Request) -> Response:
    """`/m/{slug}`: the agenda page."""
    return _meeting_page(request, agenda_page)


async def phase(request: Request) -> Response:
    """`/m/{slug}/phases/{id}`: one phase."""
    identity = request.path_params["id"]
    return _meeting_page(request, lambda view, edition, reader: phase_page(view, edition, reader, identity))


async def session(request: Request) -> Response:
    """`/m/{slug}/sessions/{id}`: one sitting."""
    identity = request.path_params["id"]
    return _meeting_page(request, lambda view, edition, reader: session_page(view, edition, reader, identity))


def _meeting_page(request: Request, write: Write) -> Response:
    site = site_of(request)
    slug = request.path_params["slug"]
    try:
        of = service.latest(site.store, slug)
    except StoreUnavailable:
        kept = site.shelf.last((request.url.path, request.url.query))
        if kept is None:
            raise
        return respond(request, kept)
    if of.slug != slug:
        return _moved(request, slug, of.slug)
    reader = reader_of(request, slug=slug, languages=of.languages)

    def make() -> Representation:
        found = service.edition(site.store, of)
        edition = Edition(found.number, found.published_at, found.message)
        made_of = [RELEASE, reader.address, request.url.path, of.number, reader.language, reader.zone]
        return _page(write(found.view, edition, reader), made_of, found.published_at)

    key = ("page", request.url.path, reader.language, reader.zone)
    return respond(request, site.shelf.get(key, of.number, make, asked=(request.url.path, request.url.query)))


def _page(html: str, made_of: list[object], at: datetime) -> Representation:
    return Representation(
        body=html.encode(),
        media_type=HTML,
        fingerprint=fingerprint(made_of),
        last_modified=at,
        headers={"vary": "Accept-Encoding, Accept-Language"},
    )


def _moved(request: Request, former: str, present: str) -> Response:
    """308 to the same place under the meeting's present slug."""
    path = request.url.path.replace(f"/m/{former}", f"/m/{present}", 1)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(path + query, 308, {"cache-control": "no-cache"})
