"""The public pages: the list of meetings, and a meeting's agenda whole, by part and as it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from agenda import service
from agenda.errors import NotFound, Problem
from agenda.selection import Selection
from web.asked import asked_by
from web.hotpath import stale_when_away
from web.options import InvalidOption, option
from web.pages.agenda import agenda_page, phase_page, session_page
from web.pages.context import Edition, ListedMeeting
from web.pages.items import item_page
from web.pages.listing import listing_page
from web.pages.people import person_page
from web.pages.reading import HELD
from web.pages.rooms import room_page
from web.reader import reader_of
from web.representation import Representation, fingerprint, respond
from web.selecting import selection_of
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
    """`/m/{slug}`: the agenda page; `?view=` is one of its readings, and what is selected is all it shows.

    `?since=` marks what changed since that revision.
    """
    selection = selection_of(request)
    at = reading_of(request)
    since = option(request.query_params, "since", read_number)
    if since is not None:
        return await _agenda_since(request, since, at, selection)

    def write(view: View, edition: Edition, reader: Reader) -> str:
        return agenda_page(view, edition, reader, at=at, selection=selection)

    return await meeting_page(request, write, at, selection, headers=UNINDEXED if selection else None)


async def _agenda_since(request: Request, since: int, at: str, selection: Selection) -> Response:
    def make(asked: Asked) -> Representation:
        require_revision(asked, "since", since)
        found = asked.site.views.edition(asked.of).edition
        known = max(since, asked.of.first)
        compared = service.comparison(asked.site.store, asked.of, known, asked.of.number)
        edition = published_edition(found)
        html = agenda_page(found.view, edition, asked.reader, at=at, selection=selection, since=compared)
        return asked.page(html, found.published_at, UNINDEXED)

    return await answer_of_meeting(request, make, at, selection, Compared(since, None))


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
async def revision(request: Request) -> Response:
    """`/m/{slug}/revisions/{number}`: the agenda as published then, as far as it is open now; else as `agenda`."""
    number, at, selection = revision_number(request), reading_of(request), selection_of(request)

    def make(asked: Asked) -> Representation:
        present = asked.site.views.edition(asked.of).edition
        old = service.reread_edition(asked.site.store, asked.of, number)
        edition = Edition(old.number, old.published_at, old.message, present=present.number)
        html = agenda_page(old.view, edition, asked.reader, at=at, selection=selection)
        return asked.page(html, present.published_at, UNINDEXED)

    return await answer_of_meeting(request, make, at, selection)


async def meeting_page(
    request: Request, write: Write, *options: object, headers: Mapping[str, str] | None = None
) -> Response:
    """A page of a meeting's last revision, as `write` makes it of the public view with those options."""

    def make(asked: Asked) -> Representation:
        found = asked.site.views.edition(asked.of).edition
        html = write(found.view, published_edition(found), asked.reader)
        return asked.page(html, found.published_at, headers)

    return await answer_of_meeting(request, make, *options)


async def part_page(request: Request, write: WritePart, *, headers: Mapping[str, str] | None = None) -> Response:
    """The page of the part of a meeting that the address names by `id`."""
    identity = request.path_params["id"]
    return await meeting_page(
        request, lambda view, edition, reader: write(view, edition, reader, identity), headers=headers
    )


def published_edition(found: service.Edition) -> Edition:
    """The last publication as pages show it."""
    return Edition(found.number, found.published_at, found.message, changed=found.changed)


@dataclass(frozen=True)
class Compared:
    """Two revisions that are compared, by number; None is the present one, or the one before the other."""

    first: int | None
    second: int | None


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
    is_printed: bool = False,
) -> Response:
    """What `make` makes of the meeting at the address, kept until its next publication; 308 from a former slug.

    `read` finds the reader, on whose language and zone the answer depends, as on the `options`. What is selected by a
    Selection among them, or compares revisions, is kept apart: there are as many of those as somebody cares to ask for.
    What `is_printed` is made at the press, and is kept apart too, since it is large.
    """
    site, slug = site_of(request), request.path_params["slug"]
    of = site.news.latest(slug)
    if of.slug != slug:
        return _moved(request, slug, of.slug)
    reader = read(request, of)
    asked = Asked(site, of, reader, request.url.path, options)
    key = ("page", asked.path, reader.language, reader.zone, *options)
    is_selected = any(isinstance(one, Selection | Compared) and one for one in options)
    shelf = site.selections if is_selected or is_printed else site.shelf
    maker = site.press.maker if is_printed else site.maker
    made = await maker.shelved(shelf, asked_by(request.scope), key, slug, of, lambda: make(asked))
    return respond(request, made)


def reading_of(request: Request) -> str:
    """The reading of the agenda that `?view=` names, "" for all of it; raises InvalidOption."""
    return option(request.query_params, "view", read_reading) or ""


def read_reading(value: str) -> str:
    """A name of `HELD`; raises ValueError."""
    if value not in HELD:
        named = ", ".join(name for name in HELD if name)
        raise ValueError(f"“{value[:80]}” is no reading of an agenda; write one of {named}")
    return value


def read_number(value: str) -> int:
    """A number of a revision; raises ValueError."""
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError(f"“{value[:80]}” is not the number of a revision; write one such as 3")
    return int(value)


def require_revision(asked: Asked, name: str, number: int | None) -> None:
    """Raises InvalidOption where the option of that name is the number of no revision."""
    if number is not None and not 1 <= number <= asked.of.number:
        last = asked.of.number
        message = f"there is no revision {number}; write a number from 1 to {last}, which is the present one"
        raise InvalidOption([Problem(f"?{name}=", message)])


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
    Route("/m/{slug}/revisions/{number}", revision),
    Route("/m/{slug}/phases/{id}", phase),
    Route("/m/{slug}/sessions/{id}", session),
    Route("/m/{slug}/items/{id}", item),
    Route("/m/{slug}/people/{id}", person),
    Route("/m/{slug}/rooms/{id}", room),
]
