"""What others do in a draft, told to open pages as it happens (server-sent events), and who else is here."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from agenda import service
from agenda.errors import AgendaError, InvalidInput, NotFound, Problem, StoreUnavailable
from agenda.service import presence
from agenda.tree import find
from web.accounts.identity import require_role
from web.bodies import read_json
from web.editor import beside
from web.editor.deeds import deeds_of
from web.editor.room import PRIVATE, enter
from web.editor.watch import DraftWatch, watch_of
from web.pages.phrases import phrase_in
from web.site import site_of
from web.streams import HEARTBEAT_EVENT, MEDIA_TYPE, UNBUFFERED, event, retry_after

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.types import Receive, Scope, Send

    from agenda.meeting import Meeting
    from agenda.store.meetings import HistoryEntry
    from agenda.store.presences import Presence
    from web.editor.deeds import Deed
    from web.editor.room import Entered

HEARTBEAT, STAY = 15.0, 3.0
"""Seconds after which a stream that is still says so, and after which it is seen whether its reader may stay."""
RETRY_MILLISECONDS = 2_000
MOST_BYTES = 4_000
MOST_SENTENCES = 5


class EventStream(StreamingResponse):
    """Events until their reader leaves; a server that ends cancels what is still open, and that is no fault."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        try:
            await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            with suppress(Exception):
                await send({"type": "http.response.body", "body": b"", "more_body": False})


async def live(request: Request) -> Response:
    """GET `/organise/{slug}/live?page=&version=`: events of the draft until the reader leaves or may no longer stay.

    `edit` for each edit after the version of Last-Event-ID, or else the query: {version, author, name, yours, at,
    said, words, subjects}; `here` for who else is here: {people: [{email, name, yours, places}], said}; `end` where
    the log-in is over or the role was taken, after which asking again is of no use.
    """
    entered = await beside.run(partial(enter, request))
    stream = _Stream(entered, watch_of(request), request.query_params.get("page", ""), _asked_version(entered))
    return EventStream(await stream.begun(), headers=UNBUFFERED | PRIVATE, media_type=MEDIA_TYPE)


def _asked_version(entered: Entered) -> int:
    """The version after which edits are told; the present one where none, or one that there is not, is asked for."""
    request, present = entered.request, entered.draft.version
    asked = request.headers.get("last-event-id") or request.query_params.get("version", "")
    return min(int(asked), present) if asked.isdecimal() and len(asked) < 10 else present


@dataclass
class _Stream:
    """One open page: what it has been told so far."""

    entered: Entered
    watch: DraftWatch
    page: str
    version: int
    people: str = ""
    told: tuple[object, ...] = ()
    """The version and the people at which there was nothing left to tell."""

    async def begun(self) -> AsyncIterator[str]:
        """The events, of which the first is at hand: what refuses the stream is raised here and not in it."""
        events = self._events()
        first = await anext(events)

        async def all_of_them() -> AsyncIterator[str]:
            try:
                yield first
                async for later in events:
                    yield later
            finally:
                await events.aclose()

        return all_of_them()

    async def _events(self) -> Any:
        draft, author = self.entered.draft, self.entered.author
        with self.watch.listening(draft.meeting_id, draft.version, email=author) as listener:
            yield retry_after(RETRY_MILLISECONDS)
            spoken = seen = monotonic()
            while not self.watch.is_ending:
                listener.clear()
                for news in await self._news():
                    spoken = monotonic()
                    yield news
                if monotonic() - spoken > HEARTBEAT:
                    spoken = monotonic()
                    yield HEARTBEAT_EVENT
                if monotonic() - seen > STAY:
                    seen = monotonic()
                    if not _may_stay(self.entered):
                        yield event("end", {})
                        return
                await _heard(listener)

    async def _news(self) -> list[str]:
        """The events to tell now; found out in a thread, and only where something is new."""
        watched = self.watch.drafts[self.entered.draft.meeting_id]
        state = watched.version, watched.people
        if state == self.told:
            return []
        found = await beside.run(lambda: list(self._new()))
        if self.version >= watched.version:
            self.told = state
        return found

    def _new(self) -> Iterator[str]:
        meeting_id = self.entered.draft.meeting_id
        watched = self.watch.drafts[meeting_id]
        if watched.version > self.version:
            try:
                yield from self._edits(meeting_id)
            except (NotFound, StoreUnavailable):
                return
        here = _here(self.entered, [one for one in watched.people if one.page != self.page])
        if here != self.people:
            self.people = here
            yield here

    def _edits(self, meeting_id: int) -> Iterator[str]:
        news = self.watch.news(meeting_id, after=self.version)
        known = self.watch.drafts[meeting_id].known
        language = self.entered.reader.language, self.entered.reader.interface
        key = ("deeds", news.draft.version, self.version, *language)
        deeds = cast("list[Deed] | None", known.get(key))
        if deeds is None:
            newest_first = list(reversed(news.entries))
            deeds = list(reversed(deeds_of(news.draft.meeting, newest_first, self.entered.reader, self.entered.path)))
            known[key] = deeds
        for entry, subjects, deed in zip(news.entries, news.subjects, deeds, strict=True):
            yield event("edit", _told(self.entered, entry, subjects, deed), identity=entry.version)
        self.version = news.draft.version


async def _heard(listener: asyncio.Event) -> None:
    """Waits until something is new, or a moment."""
    try:
        async with asyncio.timeout(1.0):
            await listener.wait()
    except TimeoutError:
        return


def _may_stay(entered: Entered) -> bool:
    """Whether the same request would be let in now; with the database away nobody is put out."""
    asked_again = Request({**entered.request.scope, "state": {}})
    try:
        require_role(asked_again, entered.slug)
    except StoreUnavailable:
        return True
    except AgendaError:
        return False
    return True


def _told(entered: Entered, entry: HistoryEntry, subjects: tuple[str, ...], deed: Deed) -> dict[str, Any]:
    _ = entered.reader.translations.gettext
    sentences = [str(sentence) for sentence in (*deed.sentences, *deed.folded)]
    return {
        "version": entry.version,
        "author": entry.author,
        "yours": entry.author == entered.author,
        "at": entry.made_at.isoformat(),
        "said": _("%(who)s changed this meeting just now.") % {"who": entry.author},
        "link": _("What changed"),
        "words": sentences[:MOST_SENTENCES],
        "subjects": list(subjects),
    }


def _here(entered: Entered, people: list[Presence]) -> str:
    """The event that says who else is here, each once, with the places of their pages."""
    meeting = service.draft(site_of(entered.request).store, entered.slug).meeting if people else entered.meeting
    by_email: dict[str, dict[str, Any]] = {}
    for one in people:
        is_own = one.email == entered.author
        told = by_email.setdefault(one.email, {"email": one.email, "name": one.name, "yours": is_own, "places": []})
        told["places"].append({"place": one.place, "name": _name_of(meeting, one.place, entered)})
    return event("here", {"people": list(by_email.values()), "said": _said_of(entered, list(by_email.values()))})


def _said_of(entered: Entered, people: list[dict[str, Any]]) -> str:
    _ = entered.reader.translations.gettext
    others = []
    for one in people:
        places = ", ".join(dict.fromkeys(place["name"] for place in one["places"] if place["name"]))
        if not one["yours"]:
            who = one["name"] or one["email"]
            others.append(f"{who} ({places})" if places else who)
    return _("Also here: %(people)s") % {"people": "; ".join(others)} if others else ""


def _name_of(meeting: Meeting, place: str, entered: Entered) -> str:
    """What stands at a place such as `/session/s1`; "" where that is no object of the meeting."""
    steps = place.split("/")
    try:
        value = find(meeting, *steps[1:3]).value if len(steps) == 3 else None
    except NotFound:
        return ""
    text = getattr(value, "title", None) or getattr(value, "name", None)
    reader = entered.reader
    return phrase_in(text, [reader.language], page_language=reader.interface).plain if text else ""


async def here(request: Request) -> Response:
    """POST `/organise/{slug}/here` {page, place} or {page, gone: true}: a page of the editor is open, or was closed."""
    entered = await beside.run(partial(enter, request))
    page, place, is_gone = _read_here(await read_json(request, most=MOST_BYTES))
    store, meeting_id = site_of(request).store, entered.draft.meeting_id
    try:
        if is_gone:
            presence.be_gone(store, meeting_id, page=page, email=entered.author)
        else:
            now = datetime.now(UTC)
            presence.be_here(store, meeting_id, page=page, place=place, email=entered.author, now=now)
    except StoreUnavailable:
        # Somebody else is writing; the page says it again before it counts as closed.
        pass
    return Response(status_code=204, headers=PRIVATE)


def _read_here(given: object) -> tuple[str, str, bool]:
    if not isinstance(given, dict) or given.keys() - {"page", "place", "gone"}:
        raise InvalidInput([Problem("", "write {page, place}, or {page, gone: true}")])
    page, place = given.get("page"), given.get("place", "")
    if not isinstance(page, str) or not isinstance(place, str):
        raise InvalidInput([Problem("/page", "page and place are strings")])
    return page, place, given.get("gone") is True


ROUTES = [
    Route("/organise/{slug}/live", live, methods=["GET"]),
    Route("/organise/{slug}/here", here, methods=["POST"]),
]
