"""What personal feeds are sent as: calendar, meeting files, page and QR code, for who has the address alone."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from agenda.errors import Withdrawn
from agenda.files.writer import written_meeting
from agenda.reduction import reduced
from agenda.service.entry_list import order
from calendars.feed import FeedHead
from web.documents.sheet import sheet_html
from web.feed_form import calendar_of
from web.feeds import COLOUR, feed_language
from web.forms.json_form import written_instant
from web.pages.context import Edition as PageEdition
from web.pages.my import SeenMeeting, calendar_name, choice_page
from web.pages.reading import Reading
from web.reader import reader_of
from web.representation import Representation, fingerprint
from web.site import RELEASE, site_of
from web.translations import translations_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from starlette.requests import Request

    from agenda.personal import ChosenMeeting
    from agenda.service import Feed
    from agenda.service.personal import Opened
    from agenda.store.entries import PublishedEntry
    from agenda.store.revisions import Latest
    from web.options import FeedOptions
    from web.pages.context import Reader
    from web.site import Site

PRIVATE = {"x-robots-tag": "noindex", "referrer-policy": "no-referrer"}
PRIVATE_CACHE = "private, no-cache"
HTML = "text/html; charset=utf-8"


def my_address(site: Site, token: str) -> str:
    """The absolute address of the page of a personal feed; its feed's is that and ".ics"."""
    return f"{site.publisher.address}/my/{token}"


def calendar_of_choice(site: Site, token: str, opened: Opened, options: FeedOptions) -> Representation:
    """The feed of a choice: the components of each meeting's view, by start and UID."""
    feeds, selected = [], []
    for chosen, of in opened.meetings:
        view = site.views.feed(of, feed_language(options.language, of.languages), chosen.audiences)
        feeds.append(view.feed)
        selected.append(view.select(chosen))
    titles = [feed.masthead.meeting.title.best([feed.language]) for feed in feeds]
    head = _head(my_address(site, token), titles, feeds[0])
    changed = last_change(opened, feeds)
    return calendar_of(
        selected[0] if len(selected) == 1 else sorted(chain.from_iterable(selected), key=order),
        head,
        options,
        name="my-choice",
        last_modified=changed,
        headers=PRIVATE,
        cache_control=PRIVATE_CACHE,
    )


def last_change(opened: Opened, feeds: Iterable[Feed]) -> datetime:
    """When a choice, or what it is of, changed last."""
    return max([opened.feed.changed_at, *[feed.masthead.published_at for feed in feeds]])


def _head(address: str, titles: Sequence[str], first: Feed) -> FeedHead:
    """What the feed says of itself, in the language of its first meeting's part; whoever asks changes nothing."""
    return FeedHead(
        name=calendar_name(titles, translations_for(first.language)),
        source=f"{address}.ics",
        page=address,
        colour=COLOUR,
        zone=first.masthead.meeting.time_zone,
    )


def _private(made: Representation, **headers: str) -> Representation:
    return replace(made, headers={**made.headers, **PRIVATE, **headers}, cache_control=PRIVATE_CACHE)


def seen_meetings(request: Request, opened: Opened) -> list[SeenMeeting]:
    """The meetings of a choice, as its audiences may read them, without those that are withdrawn."""
    site = site_of(request)
    editions = [(site.views.edition(of, chosen.audiences).edition, chosen, of) for chosen, of in _standing(opened)]
    return [
        SeenMeeting(edition.view, site.publisher.page(of.slug), chosen, edition.number, edition.changed)
        for edition, chosen, of in editions
    ]


def _standing(opened: Opened) -> list[tuple[ChosenMeeting, Latest]]:
    return [(chosen, of) for chosen, of in opened.meetings if of.withdrawn_at is None]


def require_any_standing(opened: Opened) -> None:
    """Raises Withdrawn where every meeting of a choice is: there is nothing of them to be read."""
    if opened.meetings and not _standing(opened):
        raise Withdrawn(opened.meetings[0][1].slug)


def files_of_choice(request: Request, opened: Opened) -> Representation:
    """The chosen meetings as meeting files of their views, reduced to what is chosen, with stamps by UID."""
    require_any_standing(opened)
    views = site_of(request).views
    written, stamps, feeds = [], [], []
    for chosen, of in _standing(opened):
        view = views.feed(of, of.languages[0], chosen.audiences)
        entries = view.select(chosen)
        seen = views.edition(of, chosen.audiences).edition.view
        own = {entry.uid: _stamp(entry) for entry in entries}
        meeting = written_meeting(reduced(seen, chosen).meeting)
        written.append({**meeting, "view": sorted(seen.audiences), "stamps": own})
        stamps += [of.number, own]
        feeds.append(view.feed)
    body = json.dumps({"meetings": written}, ensure_ascii=False, indent=2).encode() + b"\n"
    made_of = [RELEASE, request.url.path, opened.feed.version, *stamps]
    return _private(Representation(body, "application/json", fingerprint(made_of), last_change(opened, feeds)))


def _stamp(entry: PublishedEntry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "status": entry.status,
        "sequence": entry.sequence,
        "last_modified": written_instant(entry.last_modified),
    }


def reader_of_choice(request: Request, opened: Opened) -> Reader:
    """The reader of a choice's pages, in one of the languages of its meetings."""
    languages = dict.fromkeys(tag for _, of in opened.meetings for tag in of.languages)
    return reader_of(request, languages=list(languages) or None)


def page_of_choice(request: Request, opened: Opened) -> Representation:
    """The page of a choice."""
    require_any_standing(opened)
    meetings, reader = seen_meetings(request, opened), reader_of_choice(request, opened)
    address = my_address(site_of(request), request.path_params["token"])
    html = choice_page(meetings, reader, address, drops_at=opened.drops_at)
    views = site_of(request).views
    feeds = [views.feed(of, of.languages[0], chosen.audiences).feed for chosen, of in _standing(opened)]
    noted = opened.feed.fetched_at or opened.feed.created_at  # the page says whether anybody has fetched it
    return _private(
        Representation(html.encode(), HTML, fingerprint([RELEASE, html]), max(noted, last_change(opened, feeds))),
        vary="Accept-Encoding, Accept-Language",
    )


def document_of_choice(request: Request, opened: Opened) -> Representation:
    """The chosen sittings, deadlines and items of each meeting on paper, with what its audiences may join."""
    require_any_standing(opened)
    site, reader = site_of(request), reader_of_choice(request, opened)
    editions = [(site.views.edition(of, chosen.audiences).edition, chosen) for chosen, of in _standing(opened)]
    printed = []
    for found, chosen in editions:
        view, address = reduced(found.view, chosen), site.publisher.page(found.view.meeting.slug)
        reading = Reading(view, replace(reader, address=address))
        printed.append((reading, PageEdition(found.number, found.published_at, found.message)))
    meetings = [found.view.meeting for found, _ in editions]
    titles = [meeting.title.best([reader.language, *meeting.languages]) for meeting in meetings]
    html = sheet_html(printed, reader, title=calendar_name(titles, reader.translations))
    body = site.press.typeset(html, base=site.publisher.address)
    changed = max([opened.feed.changed_at, *(found.published_at for found, _ in editions)])
    made = Representation(body, "application/pdf", fingerprint([RELEASE, html]), changed, is_compact=True)
    return _private(made, **{"content-disposition": 'inline; filename="my-choice.pdf"'}, vary="Accept-Language")


def code_of_choice(request: Request, opened: Opened) -> Representation:
    """The address of the page as a QR code, black on white in any scheme."""
    import segno

    address = my_address(site_of(request), request.path_params["token"])
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=5, border=4, light="#fff")
    return _private(
        Representation(drawn.getvalue(), "image/svg+xml", fingerprint([RELEASE, address]), opened.feed.created_at)
    )
