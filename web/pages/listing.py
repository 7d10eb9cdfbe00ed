"""The list of published meetings, by year."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from web.pages.context import ListingPage, Row
from web.pages.dates import dates_in_words
from web.pages.heads import plain_frame
from web.pages.phrases import phrase_in
from web.pages.rendering import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.pages.context import ListedMeeting, Reader


def listing_page(meetings: Sequence[ListedMeeting], reader: Reader) -> str:
    """The HTML of the list, the meeting that ends last first."""
    ordered = sorted(meetings, key=lambda meeting: (meeting.end, meeting.start, meeting.slug), reverse=True)
    page = ListingPage(
        frame=plain_frame(reader, reader.translations.gettext("Meetings")),
        years=tuple(
            (str(year), tuple(_row(meeting, reader) for meeting in of_year))
            for year, of_year in groupby(ordered, key=lambda meeting: meeting.end.year)
        ),
    )
    return render("listing.html", page, reader)


def _row(meeting: ListedMeeting, reader: Reader) -> Row:
    wanted = (reader.language, *meeting.languages)
    name = phrase_in(meeting.body.name if meeting.body else None, wanted, page_language=reader.interface)
    return Row(
        href=f"{reader.home}m/{meeting.slug}",
        title=phrase_in(meeting.title, wanted, page_language=reader.interface),
        symbol=phrase_in(meeting.symbol, wanted, page_language=reader.interface) or None,
        body=name or None,
        dates=dates_in_words(meeting.start, meeting.end, reader.interface),
        start=meeting.start.isoformat(),
    )
