"""Publications told to open pages as they are made (server-sent events): the number of the revision, and no more.

An open page costs one waiting coroutine; one look, several times a second, serves them all. A page that is refused or
cut off asks for itself again now and then, which the hot path answers.
"""

from __future__ import annotations

import asyncio
import random
import resource
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, cast

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from agenda.errors import AgendaError, StoreUnavailable, Withdrawn
from web.choices import PRIVATE
from web.personal import personal_of
from web.site import site_of
from web.streams import HEARTBEAT_EVENT, MEDIA_TYPE, UNBUFFERED, Lookout, event, retry_after, told_of_the_end

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from starlette.applications import Starlette
    from starlette.requests import HTTPConnection, Request
    from starlette.types import Receive, Scope, Send

    from web.news import News

INTERVAL = 0.25
"""Seconds between two looks, while any page is open."""
HEARTBEAT = 20.0
"""Seconds after which a stream that is still says so: proxies close those that say nothing for half a minute."""
SWEEP = 1.0
RETRY_MILLISECONDS = (2_000, 6_000)
"""Between which a browser opens a stream again that was cut off: not all at once after a restart."""
REFUSED_SECONDS = 300
SHARE_OF_FILES = 3, 4
"""The part of the files that the process may open which its open pages may be."""


@dataclass(eq=False, slots=True)
class OpenPage:
    """A page that listens: to which meetings, by slug, and which number it was told last."""

    send: Send
    slugs: tuple[str, ...]
    number: int = 0
    spoken: float = 0.0
    telling: asyncio.Task[None] | None = None


class Publications:
    """The open pages of one process, and what they are told.

    The number that a page of several meetings is told is the sum of theirs: another one after each publication.
    """

    def __init__(self, news: News, most: int) -> None:
        self.news, self.most = news, min(most, _files() * SHARE_OF_FILES[0] // SHARE_OF_FILES[1])
        self.pages: set[OpenPage] = set()
        self.is_ending = False
        self._lookout = Lookout(self.look, lambda: self.pages, INTERVAL)
        self._numbers: dict[str, tuple[object, int | None]] = {}
        self._swept = 0.0

    @property
    def is_full(self) -> bool:
        """Whether another page would be one too many, or come too late."""
        return self.is_ending or len(self.pages) >= self.most

    @contextmanager
    def listening(self, send: Send, slugs: Iterable[str]) -> Iterator[OpenPage]:
        """Tells a page all that is published, until it leaves."""
        page = OpenPage(send, tuple(slugs))
        self._numbers |= {slug: self._number(slug) for slug in page.slugs}
        self.pages.add(page)
        self._tell(page)
        self._lookout.start()
        try:
            yield page
        finally:
            self.pages.discard(page)

    def nudge(self) -> None:
        """Has the next look come now."""
        self._lookout.nudge()

    def look(self) -> None:
        """Tells each page what is new to it, and now and then those that have heard nothing that nothing was."""
        self.news.look_if_due()
        changed = {slug for slug, (state, _) in self._numbers.items() if self.news.states.get(slug) is not state}
        is_sweep = monotonic() - self._swept > SWEEP
        if not changed and not is_sweep:
            return
        if is_sweep:
            self._swept = monotonic()
            self._numbers = {slug: self._number(slug) for slug in {slug for one in self.pages for slug in one.slugs}}
        else:
            self._numbers |= {slug: self._number(slug) for slug in changed}
        for page in tuple(self.pages):
            if is_sweep or not changed.isdisjoint(page.slugs):
                self._tell(page)

    def _number(self, slug: str) -> tuple[object, int | None]:
        """The state of a meeting and the number of its revision, None where it is withdrawn or gone."""
        state, number = self._numbers.get(slug, (None, 0))
        if state is not None and self.news.states.get(slug) is state:
            return state, number
        try:
            of = self.news.latest(slug)
        except StoreUnavailable:
            return state, number
        except AgendaError:
            return self.news.states.get(slug), None
        return of, of.number

    def _tell(self, page: OpenPage) -> None:
        """Sends a page what it has not heard; not while it is still taking in what was sent before."""
        if page.telling is not None and not page.telling.done():
            return
        numbers = [self._numbers.get(slug, (None, 0))[1] for slug in page.slugs]
        if all(number is None for number in numbers):
            page.telling = asyncio.create_task(_send(page, event("withdrawn", {}), is_last=True))
        elif (number := sum(number or 0 for number in numbers)) != page.number and 0 not in numbers:
            page.number = number
            page.telling = asyncio.create_task(_send(page, event("revision", {"revision": number}, identity=number)))
        elif monotonic() - page.spoken > HEARTBEAT:
            page.telling = asyncio.create_task(_send(page, HEARTBEAT_EVENT))

    def end(self) -> None:
        """Ends every stream; pages that come after it are refused."""
        self.is_ending = True
        for page in tuple(self.pages):
            page.telling = asyncio.create_task(_send(page, "", is_last=True))


async def _send(page: OpenPage, text: str, *, is_last: bool = False) -> None:
    page.spoken = monotonic()
    with suppress(OSError):
        await page.send({"type": "http.response.body", "body": text.encode(), "more_body": not is_last})


def _files() -> int:
    """How many files the process may have open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1_000_000 if soft == resource.RLIM_INFINITY else soft


class PublicationStream(Response):
    """The stream of one open page: `revision` with the present number, another with each publication, `withdrawn`."""

    media_type = MEDIA_TYPE

    def __init__(self, publications: Publications, slugs: Iterable[str], headers: dict[str, str]) -> None:
        super().__init__(headers=UNBUFFERED | headers)
        del self.headers["content-length"]
        self._publications, self._slugs = publications, tuple(slugs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        wait = random.randint(*RETRY_MILLISECONDS)  # noqa: S311
        await send({"type": "http.response.body", "body": retry_after(wait).encode(), "more_body": True})
        with self._publications.listening(send, self._slugs):
            while (await receive())["type"] != "http.disconnect":
                pass


async def live(request: Request) -> Response:
    """GET `/m/{slug}/live`: {revision} now and with each publication, until the reader leaves or it is withdrawn."""
    slug = request.path_params["slug"]
    of = site_of(request).news.latest(slug)
    if of.slug != slug:
        return RedirectResponse(request.url.path.replace(f"/m/{slug}", f"/m/{of.slug}", 1), 308, UNBUFFERED)
    return _stream(request, [slug], {})


async def live_choice(request: Request) -> Response:
    """GET `/my/{token}/live`: the same of all the meetings of a choice, their numbers added up."""
    opened = personal_of(request).open(request.path_params["token"])
    if all(of.withdrawn_at for _, of in opened.meetings):
        raise Withdrawn(opened.meetings[0][1].slug)
    return _stream(request, [of.slug for _, of in opened.meetings if of.withdrawn_at is None], PRIVATE)


def _stream(request: Request, slugs: Iterable[str], headers: dict[str, str]) -> Response:
    publications = publications_of(request)
    if publications.is_full:
        return Response(
            "Too many pages are open; this one can ask for itself again now and then.\n",
            503,
            UNBUFFERED | headers | {"retry-after": str(REFUSED_SECONDS)},
            "text/plain",
        )
    return PublicationStream(publications, slugs, headers)


def publications_of(connection: HTTPConnection) -> Publications:
    """What the process that a request came to tells its open pages."""
    state = connection.app.state
    if not hasattr(state, "publications"):
        site = site_of(connection)
        state.publications = Publications(site.news, site.settings.live_pages)
    return cast("Publications", state.publications)


@asynccontextmanager
async def ending_streams(app: Starlette) -> AsyncIterator[None]:
    """Ends every stream of the application, also those of editors, when the process is asked to end."""

    def end() -> None:
        for name in ("publications", "draft_watch"):
            if (streams := getattr(app.state, name, None)) is not None:
                streams.end()

    with told_of_the_end(end):
        yield


ROUTES = [Route("/m/{slug}/live", live), Route("/my/{token}/live", live_choice)]
