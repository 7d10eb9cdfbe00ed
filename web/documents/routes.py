"""The addresses of an agenda on paper: of the last revision, of old ones, and of what somebody has chosen.

`lang`, `tz` and what selects a part of the agenda are those of the page. Old revisions are read as far as they are
open now.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.routing import Route

from agenda import service
from web.documents.sheet import sheet_html
from web.hotpath import stale_when_away
from web.meetings import UNINDEXED, answer_of_meeting, revision_number
from web.pages.context import Edition
from web.pages.reading import Reading
from web.reader import document_reader
from web.selecting import selection_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from web.meetings import Asked
    from web.representation import Representation

MEDIA_TYPE = "application/pdf"


@stale_when_away
async def pdf(request: Request) -> Response:
    """`/m/{slug}.pdf` and `/m/{slug}/revisions/{number}.pdf`: the agenda as a tagged PDF."""
    number = revision_number(request) if "number" in request.path_params else None
    selection = selection_of(request)

    def make(asked: Asked) -> Representation:
        present = asked.site.views.edition(asked.of).edition
        found = service.reread_edition(asked.site.store, asked.of, number) if number else present
        edition = Edition(found.number, found.published_at, found.message, present=present.number if number else None)
        reading = Reading(found.view, asked.reader, selection=selection)
        html = sheet_html([(reading, edition)], asked.reader)
        body = asked.site.press.typeset(html, base=asked.site.publisher.address)
        headers = {"content-disposition": f'inline; filename="{file_name(reading, number)}"'}
        headers |= UNINDEXED if number or selection else {}
        made = asked.representation(body, MEDIA_TYPE, present.published_at, headers)
        return replace(made, is_compact=True)

    return await answer_of_meeting(request, make, selection, read=document_reader, is_printed=True)


def file_name(reading: Reading, number: int | None) -> str:
    """ "cap-19-3-fr.pdf": the number of an old revision, and the language where it is not the meeting's first."""
    meeting, language = reading.view.meeting, reading.reader.language
    parts = [meeting.slug, str(number or ""), language if language != meeting.language else ""]
    return f"{'-'.join(part for part in parts if part)}.pdf"


ROUTES = [Route("/m/{slug}.pdf", pdf), Route("/m/{slug}/revisions/{number}.pdf", pdf)]
