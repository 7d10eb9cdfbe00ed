"""The addresses of an agenda as a Word document, plain text and CSV: of the last revision and of old ones.

`lang`, `tz` and what selects a part of the agenda are those of the page. Old revisions are read as far as they are
open now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.routing import Route

from agenda import service
from web.documents import csv_form, txt
from web.documents.press import SECONDS_UNTIL_TRIED_AGAIN, NotInstalled
from web.documents.wording import Told
from web.hotpath import stale_when_away
from web.meetings import UNINDEXED, answer_of_meeting, revision_number
from web.pages.agenda import agenda_in
from web.pages.context import Edition
from web.pages.reading import Reading
from web.reader import document_reader
from web.selecting import selection_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from web.meetings import Asked
    from web.representation import Representation

    Make = Callable[[Reading, Edition], bytes]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class DocumentForm:
    """A form of an agenda: its extension, media type, how it is made, and whether a browser shows or keeps it.

    One that `is_compact` would not become smaller by gzip.
    """

    extension: str
    media_type: str
    make: Make
    disposition: str
    is_compact: bool = False

    def routes(self) -> list[Route]:
        """Of the last revision, and of those before it."""
        endpoint = stale_when_away(self._answer)
        paths = (f"/m/{{slug}}.{self.extension}", f"/m/{{slug}}/revisions/{{number}}.{self.extension}")
        return [Route(path, endpoint) for path in paths]

    async def _answer(self, request: Request) -> Response:
        number = revision_number(request) if "number" in request.path_params else None
        selection = selection_of(request)

        def make(asked: Asked) -> Representation:
            present = asked.site.views.edition(asked.of).edition
            found = service.reread_edition(asked.site.store, asked.of, number) if number else present
            edition = Edition(
                found.number, found.published_at, found.message, present=present.number if number else None
            )
            reading = Reading(found.view, asked.reader, revision=number, selection=selection)
            headers = {"content-disposition": f'{self.disposition}; filename="{self._name(reading)}"'}
            headers |= UNINDEXED if number or selection else {}
            body = self.make(reading, edition)
            made = asked.representation(body, self.media_type, present.published_at, headers)
            return replace(made, is_compact=self.is_compact)

        return await answer_of_meeting(request, make, selection, read=document_reader)

    def _name(self, reading: Reading) -> str:
        """ "cap-19-3-fr.docx": the number of an old revision, and the language where it is not the meeting's first."""
        meeting = reading.view.meeting
        language = reading.reader.language
        parts = [meeting.slug, str(reading.revision or ""), language if language != meeting.language else ""]
        return f"{'-'.join(part for part in parts if part)}.{self.extension}"


def docx_file(reading: Reading, edition: Edition) -> bytes:
    """The agenda as a Word document; raises NotInstalled."""
    try:
        from web.documents.docx import docx_of
    except ImportError:
        message = "Word documents need more packages here; who runs it: pip install 'plenary-agenda[documents]'"
        raise NotInstalled(message, wait=SECONDS_UNTIL_TRIED_AGAIN) from None

    return docx_of(Told(agenda_in(reading, edition), reading.reader), edition)


def txt_file(reading: Reading, edition: Edition) -> bytes:
    """The agenda as plain text."""
    return txt.txt_of(Told(agenda_in(reading, edition), reading.reader))


FORMS = (
    DocumentForm("docx", DOCX, docx_file, "attachment", is_compact=True),
    DocumentForm("txt", txt.MEDIA_TYPE, txt_file, "inline"),
    DocumentForm("csv", csv_form.MEDIA_TYPE, csv_form.csv_of, "attachment"),
)
MAKERS = {form.extension: form.make for form in FORMS}
"""How each form is made of a reading and its edition, by extension."""
ROUTES = [route for form in FORMS for route in form.routes()]
