"""Personal feeds at `/my/…`: made without a log-in, read by who has the address, changed by who has the secret."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from agenda import service as reading
from agenda.errors import InvalidInput, NotFound, Problem, StoreUnavailable, Withdrawn
from agenda.personal import PICKS, Picks
from agenda.service import choosing
from agenda.service import personal as service
from web.asked import asked_by
from web.bodies import read_form
from web.choices import (
    PRIVATE,
    calendar_of_choice,
    code_of_choice,
    document_of_choice,
    files_of_choice,
    my_address,
    page_of_choice,
    reader_of_choice,
    seen_meetings,
)
from web.options import NO_OPTIONS, feed_options
from web.pages.context import ListedMeeting
from web.pages.my import SeenMeeting, edit_page, new_choice_page, revoked_page, secret_page
from web.pages.offers import WHOLE
from web.personal import State, personal_of
from web.protection import network_of, require_own_form
from web.reader import reader_of
from web.representation import respond
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable, Iterable

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from agenda.service.personal import Opened
    from web.making import Maker
    from web.personal import Personal
    from web.representation import Representation
    from web.site import Site

    Make = Callable[[Opened], Representation]

UNKEPT = PRIVATE | {"cache-control": "no-store"}


class Fetched(Response):
    """An answer, after which it is noted that the feed was fetched."""

    def __init__(self, answer: Response, note: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._answer, self._note = answer, note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        await self._answer(scope, receive, send)
        await self._note()


async def create(request: Request) -> Response:
    """`POST /my`: keeps the boxes that were ticked, and says the addresses of what was made."""
    require_own_form(request)
    wanted = wanted_by(await read_form(request))
    site = site_of(request)
    choice = choosing.choose(site.store, choosing.read_wanted(wanted))
    made = service.create_feed(site.store, choice, now=datetime.now(UTC), network=network_of(request))
    opened = service.open_feed(site.store, made.token)
    address = my_address(site, made.token)
    html = new_choice_page(
        seen_meetings(request, opened),
        reader_of_choice(request, opened),
        address,
        edit_address=f"{address}/edit/{made.secret}",
    )
    return HTMLResponse(html, 201, UNKEPT | {"location": address})


def wanted_by(fields: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """The choice of a form as JSON: its boxes are "SLUG/NOUN/ID", or "SLUG/meeting" for the whole."""
    field_of = {noun: field for field, noun in PICKS.items()}
    wanted: dict[str, dict[str, Any]] = {}
    whole = set()
    for value in (value for name, value in fields if name == "pick"):
        slug, _, rest = value.partition("/")
        noun, _, identity = rest.partition("/")
        if rest == WHOLE:
            whole.add(slug)
        elif noun not in field_of:
            raise InvalidInput([Problem("/pick", f"“{value[:80]}” is not a box of this form")])
        picks = wanted.setdefault(slug, {"meeting": slug})
        if rest != WHOLE:
            picks.setdefault(field_of[noun], []).append(identity)
    if not wanted:
        raise InvalidInput([Problem("/pick", "nothing was chosen; tick at least one box")])
    return [{"meeting": slug} if slug in whole else picks for slug, picks in wanted.items()]


async def calendar(request: Request) -> Response:
    """`/my/{token}.ics`: the chosen entries."""
    site, token = site_of(request), request.path_params["token"]
    options = feed_options(request.query_params)
    return await _answer(request, lambda opened: calendar_of_choice(site, token, opened, options), is_fetch=True)


async def meeting_files(request: Request) -> Response:
    """`/my/{token}.json`: the chosen meetings as meeting files of their views, reduced to what is chosen."""
    maker = site_of(request).maker
    return await _answer(request, lambda opened: files_of_choice(request, opened), maker, is_fetch=True)


async def document(request: Request) -> Response:
    """`/my/{token}.pdf`: the chosen sittings, deadlines and items on paper."""
    press = site_of(request).press.maker
    return await _answer(request, lambda opened: document_of_choice(request, opened), press)


async def page(request: Request) -> Response:
    """`/my/{token}`: the chosen sittings and deadlines by phase and day."""
    return await _answer(request, lambda opened: page_of_choice(request, opened), site_of(request).maker)


async def code(request: Request) -> Response:
    """`/my/{token}/qr.svg`: the page's address, to be read by a telephone."""
    return await _answer(request, lambda opened: code_of_choice(request, opened))


async def _answer(request: Request, make: Make, maker: Maker | None = None, *, is_fetch: bool = False) -> Response:
    """What is asked of a choice; with the database away what it last was, as far as that is in memory.

    What takes long is made by a `maker`, away from the event loop.
    """
    personal, token = personal_of(request), request.path_params["token"]
    least = personal.least_kept(token) if is_fetch else 0
    made_of = partial(_made, request, make, maker, is_fetch=is_fetch, least=least)
    try:
        opened = personal.open(token)
        made = await made_of(opened)
    except StoreUnavailable:
        if kept := personal.last_sent(token, asked_by(request.scope)):
            return respond(request, kept)
        if (recalled := personal.recalled(token)) is None:
            raise
        return respond(request, await made_of(recalled))
    now = datetime.now(UTC)
    if is_fetch and personal.fetches.is_due(opened.feed, now):
        return Fetched(respond(request, made), lambda: personal.fetches.write(now))
    return respond(request, made)


async def _made(
    request: Request, make: Make, maker: Maker | None, opened: Opened, *, is_fetch: bool, least: int
) -> Representation:
    shelf, asked, state = personal_of(request).shelf, asked_by(request.scope), _state(opened, is_fetch=is_fetch)
    try:
        if maker is None:
            return shelf.get(asked, asked, "", state, lambda: make(opened), least=least)
        return await maker.shelved(shelf, asked, asked, "", state, lambda: make(opened))
    except Withdrawn:
        shelf.drop(asked)
        raise


def ready_calendar(site: Site, personal: Personal, token: str, query: bytes, asked: Hashable) -> Representation | None:
    """What `calendar` answers, without a request; None where a fetch is to be written down after it.

    Raises what `calendar` does, and StoreUnavailable also where something is remembered.
    """
    least = personal.least_kept(token)
    opened = personal.open(token)
    if personal.fetches.is_due(opened.feed, datetime.now(UTC)):
        return None
    options = feed_options(QueryParams(query)) if query else NO_OPTIONS
    state = _state(opened, is_fetch=True)
    return personal.shelf.get(
        asked, asked, "", state, lambda: calendar_of_choice(site, token, opened, options), least=least
    )


def _state(opened: Opened, *, is_fetch: bool) -> State:
    revisions = tuple([of for _, of in opened.meetings])
    return State(opened.feed.version, None if is_fetch else opened.drops_at, revisions)


async def ask_secret(request: Request) -> Response:
    """`GET /my/{token}/edit`: asks for the second secret."""
    personal_of(request).open_to_edit(request.path_params["token"])
    return HTMLResponse(secret_page(reader_of(request), request.url.path), headers=UNKEPT)


async def take_secret(request: Request) -> Response:
    """`POST /my/{token}/edit`: leads to the choice where the secret is right."""
    require_own_form(request)
    token = request.path_params["token"]
    given = dict(await read_form(request)).get("secret", "").strip().rpartition("/")[2]
    opened = personal_of(request).open_to_edit(token)
    try:
        service.require_secret(opened, given)
    except NotFound:
        html = secret_page(reader_of(request), request.url.path, was_wrong=True)
        return HTMLResponse(html, 403, UNKEPT)
    return _see(f"{request.url.path}/{quote(given, safe='')}")


async def open_again(request: Request) -> Response:
    """`GET /my/{token}/edit/{secret}`: the boxes, ticked as they were; `?add=` offers another meeting's too."""
    opened = _opened_to_edit(request)
    site, query = site_of(request), request.query_params
    held = {of.slug for _, of in opened.meetings}
    added = []
    if (slug := query.get("add", "")) and slug not in held:
        of = site.news.latest(slug)
        view = site.views.edition(of).edition.view
        added = [SeenMeeting(view, site.publisher.page(of.slug), Picks())] if of.slug not in held else []
    html = edit_page(
        seen_meetings(request, opened),
        added,
        listed_meetings(request),
        reader_of_choice(request, opened),
        address=my_address(site, request.path_params["token"]),
        edit_path=request.url.path,
        was_changed="changed" in query,
    )
    return HTMLResponse(html, headers=UNKEPT)


async def change(request: Request) -> Response:
    """`POST /my/{token}/edit/{secret}`: keeps the boxes as they are ticked now, or revokes the choice."""
    require_own_form(request)
    opened = _opened_to_edit(request)
    fields = await read_form(request)
    store, token, now = site_of(request).store, request.path_params["token"], datetime.now(UTC)
    if ("do", "revoke") in fields:
        service.revoke_feed(store, token, now=now)
        personal_of(request).choices.drop(token)
        return HTMLResponse(revoked_page(reader_of(request)), headers=UNKEPT)
    wanted = choosing.read_wanted(wanted_by(fields))
    service.change_feed(store, token, choosing.choose(store, wanted, before=opened.feed.choice), now=now)
    personal_of(request).choices.drop(token)
    kept = [(name, value) for name in ("lang", "tz") if (value := request.query_params.get(name))]
    return _see(f"{request.url.path}?{urlencode([*kept, ('changed', '1')])}")


def _opened_to_edit(request: Request) -> Opened:
    opened = personal_of(request).open_to_edit(request.path_params["token"])
    service.require_secret(opened, request.path_params["secret"])
    return opened


def _see(path: str) -> Response:
    return RedirectResponse(path, 303, UNKEPT)


def listed_meetings(request: Request) -> list[ListedMeeting]:
    """The published meetings that may be added to a choice."""
    return [
        ListedMeeting(one.slug, one.meeting.title, one.starts, one.ends, languages=one.meeting.languages)
        for one in reading.listing(site_of(request).store)
    ]


CALENDAR = Route("/my/{token}.ics", calendar)
ROUTES = [
    Route("/my", create, methods=["POST"]),
    CALENDAR,
    Route("/my/{token}.json", meeting_files),
    Route("/my/{token}.pdf", document),
    Route("/my/{token}/qr.svg", code),
    Route("/my/{token}/edit", ask_secret),
    Route("/my/{token}/edit", take_secret, methods=["POST"]),
    Route("/my/{token}/edit/{secret}", open_again),
    Route("/my/{token}/edit/{secret}", change, methods=["POST"]),
    Route("/my/{token}", page),
]
