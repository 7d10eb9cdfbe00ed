"""The calendar feeds: which entries each holds, what it says of itself, and its entity tag before it is made."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.routing import Route

from agenda import service
from agenda.audiences import PUBLIC
from agenda.errors import NotFound, Problem
from agenda.item import AgendaItem
from agenda.phase import Phase
from agenda.schedule import zone_of
from agenda.service import Feed
from agenda.service.entry_list import EntryList
from agenda.session import Session
from agenda.store.entries import published_entry
from agenda.store.revisions import Masthead
from agenda.text import Text
from calendars.feed import FeedHead
from calendars.selection import entries_of, entries_of_deadlines, entries_of_meeting
from web.asked import asked_by
from web.feed_form import calendar_of
from web.hotpath import stale_when_away
from web.meetings import revision_number
from web.options import NO_OPTIONS, FeedOptions, InvalidOption, feed_options
from web.representation import Representation, respond
from web.site import site_of
from web.translations import SOURCE_LANGUAGE, translations_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.meeting import Meeting
    from agenda.noun import Noun
    from agenda.store import Store
    from agenda.store.entries import PublishedEntry
    from agenda.store.revisions import Latest
    from web.publisher import CalendarPublisher
    from web.site import Site

COLOUR = "steelblue"
NOUNS = {"phases": "phase", "items": "item", "people": "person", "rooms": "room", "sessions": "session"}


@dataclass(frozen=True)
class Subject:
    """What a feed of a meeting is about: `path` below the meeting's page, and the object there, if it is one's."""

    path: str = ""
    noun: str = ""
    identity: str = ""

    def select(self, entries: Sequence[PublishedEntry]) -> Sequence[PublishedEntry]:
        """The entries it holds."""
        if self.noun:
            return entries_of(entries, self.noun, self.identity)
        return entries_of_deadlines(entries) if self.path else entries_of_meeting(entries)


@stale_when_away
async def meeting_feed(request: Request) -> Response:
    """`/m/{slug}.ics`: every phase, sitting and deadline."""
    return _answer(request, Subject())


@stale_when_away
async def deadlines_feed(request: Request) -> Response:
    """`/m/{slug}/deadlines.ics`: all deadlines, or the phases where there is none."""
    return _answer(request, Subject("/deadlines"))


@stale_when_away
async def object_feed(request: Request) -> Response:
    """`/m/{slug}/{nouns}/{id}.ics`: what concerns one phase, item, person, room or session."""
    nouns, identity = request.path_params["nouns"], request.path_params["id"]
    if nouns not in NOUNS:
        raise NotFound("feed", request.url.path)
    return _answer(request, Subject(f"/{nouns}/{identity}", NOUNS[nouns], identity))


@stale_when_away
async def all_feed(request: Request) -> Response:
    """`/calendar.ics`: the entries of the latest-ending 100 meetings, or of those of a `?year=` or a `?body=`."""
    site = site_of(request)
    options = feed_options(request.query_params)
    chosen = (request.query_params.get("year", ""), request.query_params.get("body", ""))

    def make() -> Representation:
        return _of_all(site, options, *chosen)

    key = ("feed", "", chosen, options)
    kept = site.shelf.get(asked_by(request.scope), key, "", site.news.of_all(), make)
    return respond(request, kept)


def _answer(request: Request, subject: Subject) -> Response:
    site, slug = site_of(request), request.path_params["slug"]
    options = feed_options(request.query_params)
    of = site.news.latest_calendar(slug)
    language = feed_language(options.language, of.languages)
    options = options._replace(language=language)

    def make() -> Representation:
        feed = site.views.feed(of, language).feed
        part = _part(site, of, subject, feed.masthead.meeting)
        if part is None and subject.noun not in {"phase", "session", ""}:
            raise NotFound("feed", f"{of.slug}{subject.path}")
        return _representation(feed, subject, part, options, site.publisher.page(of.slug))

    key = ("feed", of.slug, subject, options)
    return respond(request, site.shelf.get(asked_by(request.scope), key, slug, of, make))


def require_shown(of: Latest) -> None:
    """Raises Withdrawn where the meeting has been so for as long as its feeds say it."""
    service.require_standing(of, since=datetime.now(UTC) - service.WITHDRAWN_SHOWN)


@lru_cache(maxsize=1_000)
def feed_language(asked: str | None, languages: tuple[str, ...]) -> str:
    """The language of a feed: the one asked for, or one of its primary language; else the meeting's first."""
    return Text(dict.fromkeys(languages, "")).language_for([asked] if asked else [])


def whole_calendar(
    store: Store, of: Latest, publisher: CalendarPublisher, *, audiences: Iterable[str] = PUBLIC
) -> bytes:
    """A meeting's feed as bytes, in its first language, as those audiences may read it."""
    feed = service.feed(store, of, language=of.languages[0], publisher=publisher, audiences=audiences)
    return _representation(feed, Subject(), None, NO_OPTIONS, publisher.page(of.slug)).body


def _part(site: Site, of: Latest, subject: Subject, masthead: Meeting) -> Noun | None:
    """The object that a feed is about, as the public may read it; None where it is of none, or it is not there."""
    if subject.noun == "phase":
        return next((phase for phase in masthead.phases if phase.id == subject.identity), None)
    return site.views.edition(of).find(subject.noun, subject.identity) if subject.noun else None


def _representation(feed: Feed, subject: Subject, part: Noun | None, options: FeedOptions, page: str) -> Representation:
    entries, slug = subject.select(feed.entries), feed.masthead.meeting.slug
    if not entries:
        raise NotFound("feed", f"{slug}{subject.path}")
    return calendar_of(
        entries,
        _head(feed, subject, part, page),
        options,
        phases=feed.entries,
        name=slug + subject.path.replace("/", "-"),
    )


def _head(feed: Feed, subject: Subject, part: Noun | None, page: str) -> FeedHead:
    """What the feed says of itself, named after the meeting, and after what it is about where that is a part of it."""
    meeting = feed.masthead.meeting
    wanted = [feed.language, *meeting.languages]
    name = part_name(part, wanted) if part else ""
    title = meeting.title.best(wanted)
    return FeedHead(
        name=f"{name} – {title}" if name else title,
        source=f"{page}{subject.path}.ics",
        page=f"{page}{subject.path if part else ''}",
        colour=COLOUR,
        zone=zone_of(meeting, part) if isinstance(part, Phase) else meeting.time_zone,
    )


def part_name(part: Noun, wanted: Sequence[str]) -> str:
    """The title or name of an object of a meeting, in the first of those languages that it has."""
    text: Text = part.title if isinstance(part, Phase | Session | AgendaItem) else getattr(part, "name", Text())
    return text.best(wanted)


@stale_when_away
async def revision_feed(request: Request) -> Response:
    """`/m/{slug}/revisions/{number}.ics`: the entries as published then, as far as they are open now."""
    site, slug, number = site_of(request), request.path_params["slug"], revision_number(request)
    options = feed_options(request.query_params)
    of = site.news.latest_calendar(slug)
    options = options._replace(language=feed_language(options.language, of.languages))

    def make() -> Representation:
        return _of_revision(site, of, number, options)

    key = ("feed", of.slug, number, options)
    made = await site.maker.shelved(site.shelf, asked_by(request.scope), key, slug, of, make)
    return respond(request, made)


def _of_revision(site: Site, of: Latest, number: int, options: FeedOptions) -> Representation:
    then = service.reread_edition(site.store, of, number)
    language = options.language or of.languages[0]
    records = [record for record in service.reread_records(site.store, of, number) if record.shown]
    if of.withdrawn_at is None:
        entries = [
            published_entry(record, site.publisher.render(record.entry, record.stamp, slug=of.slug, language=language))
            for record in records
        ]
    else:
        uids = {str(record.uid) for record in records}
        entries = [entry for entry in site.views.feed(of, language).feed.entries if entry.uid in uids]
    if not entries:
        raise NotFound("feed", f"{of.slug}/revisions/{number}")
    path = f"/revisions/{number}"
    page = site.publisher.page(of.slug)
    masthead = Masthead(number, then.published_at, then.view.meeting.masthead, then.stamped)
    head = _head(Feed(masthead, language, EntryList(entries)), Subject(path), None, page)
    made = calendar_of(entries, head, options, name=of.slug + path.replace("/", "-"), phases=entries)
    return replace(made, headers={**made.headers, "x-robots-tag": "noindex"})


def _of_all(site: Site, options: FeedOptions, year: str, body: str) -> Representation:
    since = datetime.now(UTC) - service.WITHDRAWN_SHOWN
    listed = service.listing(site.store, year=read_year(year), body=body, withdrawn_after=since)
    entries: list[PublishedEntry] = []
    for one in listed:
        of = site.news.latest_calendar(one.slug)
        entries += site.views.feed(of, feed_language(options.language, of.languages)).feed.entries
    if not entries:
        raise NotFound("feed", "calendar.ics")
    query = urlencode({name: value for name, value in (("year", year), ("body", body)) if value})
    address = f"{site.publisher.address}/calendar.ics"
    head = FeedHead(
        name=translations_for(options.language or SOURCE_LANGUAGE).gettext("Meetings"),
        source=f"{address}?{query}" if query else address,
        page=f"{site.publisher.address}/",
        colour=COLOUR,
        zone="UTC",
    )
    return calendar_of(entries, head, options, name="calendar", phases=entries)


def read_year(value: str) -> int | None:
    """A `?year=` as a number; None where it is empty. Raises InvalidOption."""
    if not value:
        return None
    if not re.fullmatch(r"[12][0-9]{3}", value):
        raise InvalidOption([Problem("?year=", f"“{value[:80]}” is not a year; write one such as 2022")])
    return int(value)


ROUTES = [
    Route("/calendar.ics", all_feed),
    Route("/m/{slug}.ics", meeting_feed),
    Route("/m/{slug}/deadlines.ics", deadlines_feed),
    Route("/m/{slug}/revisions/{number}.ics", revision_feed),
    Route("/m/{slug}/{nouns}/{id}.ics", object_feed),
]
