"""The calendar feeds: which entries each holds, what it says of itself, and its entity tag before it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda import service
from agenda.errors import NotFound, StoreUnavailable
from agenda.schedule import zone_of
from agenda.text import Text
from agenda.timespan import zone_data_version
from calendars.feed import FeedHead, build_feed
from calendars.selection import entries_of_meeting, entries_of_phase
from web.reader import language_option
from web.representation import Representation, fingerprint, respond
from web.site import RELEASE, site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.service import Feed
    from agenda.store import Store
    from agenda.store.revisions import Latest, PublishedEntry
    from web.publisher import CalendarPublisher

    Select = Callable[[Sequence[PublishedEntry]], Sequence[PublishedEntry]]

CALENDAR = "text/calendar; charset=utf-8"
COLOUR = "steelblue"


async def meeting_feed(request: Request) -> Response:
    """`/m/{slug}.ics`: every phase, sitting and deadline."""
    return _answer(request, "", entries_of_meeting)


async def phase_feed(request: Request) -> Response:
    """`/m/{slug}/phases/{id}.ics`: the phase, its sittings and its deadlines."""
    identity = request.path_params["id"]
    return _answer(request, f"/phases/{identity}", lambda entries: entries_of_phase(entries, identity))


def _answer(request: Request, path: str, select: Select) -> Response:
    site = site_of(request)
    asked = ("feed", request.path_params["slug"], path, language_option(request))
    try:
        of = service.latest(site.store, request.path_params["slug"])
    except StoreUnavailable:
        kept = site.shelf.last(asked)
        if kept is None:
            raise
        return respond(request, kept)
    language = feed_language(asked[-1], of.languages)

    def make() -> Representation:
        feed = service.feed(site.store, of, language=language, publisher=site.publisher)
        return _representation(feed, of, path, select(feed.entries), site.publisher.page(of.slug))

    key = ("feed", of.slug, path, language)
    return respond(request, site.shelf.get(key, of.number, make, asked=asked))


def feed_language(asked: str | None, languages: Sequence[str]) -> str:
    """The language of a feed: the one asked for, or one of its primary language; else the meeting's first."""
    return Text(dict.fromkeys(languages, "")).language_for([asked] if asked else [])


def whole_calendar(store: Store, of: Latest, publisher: CalendarPublisher, *, audiences: Iterable[str] = ()) -> bytes:
    """A meeting's feed as bytes, in its first language, as those audiences may read it."""
    feed = service.feed(store, of, language=of.languages[0], publisher=publisher, audiences=audiences)
    return _representation(feed, of, "", feed.entries, publisher.page(of.slug)).body


def _representation(feed: Feed, of: Latest, path: str, entries: Sequence[PublishedEntry], page: str) -> Representation:
    if not entries:
        raise NotFound("feed", f"{of.slug}{path}")
    head = _head(feed, path, page)
    zones = zones_named(entry.clock for entry in entries)
    return Representation(
        body=build_feed(head, [entry.component for entry in entries], zones),
        media_type=CALENDAR,
        fingerprint=fingerprint([RELEASE, head, feed.language, zone_data_version(), *map(_stamp, entries)]),
        last_modified=max(entry.last_modified for entry in entries),
        headers={"content-disposition": f'inline; filename="{(of.slug + path).replace("/", "-")}.ics"'},
    )


def zones_named(clocks: Iterable[str]) -> list[tuple[str, int, int]]:
    """The zones, with first and last year, that the clocks of published entries name."""
    named = [clock.split() for clock in set(clocks) if clock]
    return [(name, int(first), int(last)) for name, first, last in named]


def _stamp(entry: PublishedEntry) -> tuple[str, int, float]:
    return entry.uid, entry.sequence, entry.last_modified.timestamp()


def _head(feed: Feed, path: str, page: str) -> FeedHead:
    """What the feed says of itself, named after the meeting, and after the phase where it is one's."""
    meeting = feed.edition.view.meeting
    wanted = [feed.language, *meeting.languages]
    name = meeting.title.best(wanted)
    phase = next((phase for phase in meeting.phases if path == f"/phases/{phase.id}"), None)
    return FeedHead(
        name=f"{phase.title.best(wanted)} – {name}" if phase else name,
        source=f"{page}{path}.ics",
        page=f"{page}{path if phase else ''}",
        colour=COLOUR,
        zone=zone_of(meeting, phase) if phase else meeting.time_zone,
    )
