"""The draft as its readers would have it: the public page's own code over a view of it, on a screen and on paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from agenda import service
from agenda.audiences import seen_by
from agenda.errors import AgendaError
from web.editor import beside
from web.editor.room import PRIVATE, enter
from web.pages.agenda import agenda_in
from web.pages.context import AgendaPage, Banner, Edition
from web.pages.reading import Reading, query_string
from web.pages.rendering import STATIC, environment, static_address
from web.reader import reader_of
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from agenda.audiences import View
    from web.editor.room import Entered
    from web.pages.context import Reader
    from web.pages.phrases import Phrase

FOR_SCREENS = re.compile(r"@media screen\b")
FOR_PAPER = re.compile(r"@media print\b")
SHEET = """
@media screen {
  html { background: #5c6672; }
  body { inline-size: 210mm; max-inline-size: 100%; margin: 2rem auto; padding: 22mm 17mm; background: #fff; }
  .banner { margin-block: 0 2rem; }
}
@media print {
  .ways, .standpoint { display: none; }
}
"""


@dataclass(frozen=True)
class Standpoint:
    """The form that chooses whose eyes to read with: each audience's id, its name and whether it is chosen."""

    action: str
    keep: tuple[tuple[str, str], ...]
    audiences: tuple[tuple[str, Phrase, bool], ...]


@dataclass(frozen=True)
class DraftPage(AgendaPage):
    """An agenda page of what is not published, with the ways on from it and the room's own styles."""

    ways: tuple[tuple[str, str], ...]
    standpoint: Standpoint | None
    room_stylesheet: str


def preview(request: Request) -> Response:
    """`/organise/{slug}/preview`: the draft as the public, or as the `?audience=` named, would read it."""
    return draft_response(*_preview(enter(request), at="preview"))


def on_paper(request: Request) -> Response:
    """`/organise/{slug}/preview/print`: the same with the styles of paper, on a sheet."""
    entered = enter(request)
    page, reader = _preview(entered, at="preview/print")
    address = f"{entered.path}/preview/print.css?v={_paper_mark(reader.home)}"
    return draft_response(replace(page, frame=replace(page.frame, stylesheet=address, script="")), reader)


def paper(request: Request) -> Response:
    """`/organise/{slug}/preview/print.css`: the public style sheet, with what it says of paper said of screens too."""
    del request
    return Response(paper_styles(), headers={"cache-control": "max-age=31536000, immutable"}, media_type="text/css")


@cache
def paper_styles() -> str:
    """The rules for paper applied to every medium, and those for screens to none that shows anything."""
    styles = (STATIC / "plenary.css").read_text("utf-8")
    return FOR_PAPER.sub("@media all", FOR_SCREENS.sub("@media speech", styles)) + SHEET


def _paper_mark(home: str) -> str:
    return static_address("plenary.css", home).rpartition("=")[2]


def _preview(entered: Entered, *, at: str) -> tuple[DraftPage, Reader]:
    meeting = entered.meeting
    asked = {one for value in entered.request.query_params.getlist("audience") for one in value.split(",")}
    chosen = [audience.id for audience in meeting.audiences if audience.id in asked]
    view = seen_by(meeting, chosen, formerly_withheld=_withheld(entered, chosen))
    kept = (("audience", ",".join(chosen)),) if chosen else ()
    reading = draft_reading(entered, view, at=at, kept=kept)
    _ = reading.gettext
    group = reading.list_of(reading.phrase(one.name).plain for one in meeting.audiences if one.id in chosen)
    query = query_string(reading.keep)
    title, other = (_("On paper"), "preview/print") if at == "preview" else (_("On a screen"), "preview")
    page = draft_page(
        reading,
        Edition(entered.draft.version, None),
        Banner(
            title=_("Preview of the draft"),
            detail=(_("as %(audience)s would read it.") % {"audience": group})
            if chosen
            else _("as the public would read it."),
            present=entered.path,
            link=_("Back to the schedule"),
        ),
        ways=((title, f"{entered.path}/{other}{query}"), (_("Publish"), f"{entered.path}/publish")),
        standpoint=_standpoint(reading, entered, at, chosen) if meeting.audiences else None,
    )
    return page, reading.reader


def _withheld(entered: Entered, audiences: Sequence[str]) -> frozenset[str]:
    """Whom and what the last publication kept from these readers, so that the next would too."""
    if not entered.draft.revision:
        return frozenset()
    store = site_of(entered.request).store
    try:
        return service.edition(store, service.latest(store, entered.slug), audiences=audiences).view.withheld
    except AgendaError:
        return frozenset()


def _standpoint(reading: Reading, entered: Entered, at: str, chosen: Sequence[str]) -> Standpoint:
    return Standpoint(
        action=f"{entered.path}/{at}",
        keep=tuple((key, value) for key, value in reading.keep.items() if key != "audience"),
        audiences=tuple((one.id, reading.phrase(one.name), one.id in chosen) for one in entered.meeting.audiences),
    )


def draft_reading(entered: Entered, view: View, *, at: str, kept: tuple[tuple[str, str], ...] = ()) -> Reading:
    """A view of the draft, or of a version of it, for whom asks; `at` is where in the room the page stands."""
    reader = reader_of(entered.request, slug=entered.slug, languages=view.meeting.languages)
    home = f"{site_of(entered.request).publisher.address}{entered.path}"
    return Reading(view, replace(reader, address=f"{home}/{at}"), is_draft=True, kept=kept)


def draft_page(
    reading: Reading,
    edition: Edition,
    banner: Banner,
    *,
    ways: tuple[tuple[str, str], ...] = (),
    standpoint: Standpoint | None = None,
) -> DraftPage:
    """The agenda page of a reading of a draft under a banner; `ways` are titles and addresses of where to go on."""
    agenda = agenda_in(reading, edition)
    return DraftPage(
        **vars(replace(agenda, banner=banner)),
        ways=ways,
        standpoint=standpoint,
        room_stylesheet=static_address("editor.css", reading.reader.home),
    )


def draft_response(page: DraftPage, reader: Reader) -> Response:
    """The page, in the language it was read in; nobody may keep it."""
    translations = reader.translations
    html = environment().get_template("editor/preview.html").render(page=page, _=translations.gettext)
    return HTMLResponse(html, headers=PRIVATE)


ROUTES = [
    Route("/organise/{slug}/preview", beside.page(preview)),
    Route("/organise/{slug}/preview/print", beside.page(on_paper)),
    Route("/organise/{slug}/preview/print.css", beside.page(paper)),
]
