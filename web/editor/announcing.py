"""A notice on a sitting that readers get at once: the form, what they see now, and sending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError
from starlette.routing import Route

from agenda import service
from agenda.errors import NotFound
from agenda.schedule import span_of, zone_of
from agenda.text import Text, is_visible
from web.editor import beside
from web.editor.grid import hours_in_words
from web.editor.home import Typed, sentence
from web.editor.publishing import message_complaint
from web.editor.room import enter, frame_in, go, page_response, room_of
from web.editor.words import whole_reading
from web.pages.dates import weekday_and_date
from web.pages.phrases import direction_of
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.phase import Phase
    from agenda.session import Session
    from web.editor.room import Entered, Room
    from web.pages.context import Frame
    from web.pages.phrases import Phrase


@dataclass(frozen=True)
class NoticeLine:
    """The notice in one language: its tag and direction, and what that language is called."""

    name: str
    language: str
    direction: str
    label: str


@dataclass(frozen=True)
class NoticePage:
    """What readers of a sitting are to be told, and what they see now."""

    frame: Frame
    room: Room
    title: Phrase
    when: str
    present: Phrase | None
    lines: tuple[NoticeLine, ...]
    form: Typed
    action: str
    back: str


def ask(request: Request) -> Response:
    """`/organise/{slug}/notice/{id}`: the notice in each language of the meeting."""
    entered = enter(request, at_least="editor")
    _, session = _sitting(entered)
    return _page(entered, Typed({f"notice.{tag}": string for tag, string in (session.notice or {}).items()}))


def tell(request: Request, sent: beside.Form) -> Response:
    """POST to the same: publishes the notice that was typed, or takes it away."""
    entered = enter(request, at_least="editor")
    _, session = _sitting(entered)
    values = dict(sent)
    complaints = message_complaint(entered, values)
    notice = None if values.get("do") == "clear" else _read(entered, values, complaints)
    if complaints:
        return _page(entered, Typed(values, complaints), status=422)
    site = site_of(request)
    done = service.announce(
        site.store,
        entered.slug,
        session.id,
        notice,
        message=values.get("message", "").strip(),
        author=entered.author,
        now=datetime.now(UTC),
        publisher=site.publisher,
    )
    said = "unchanged" if not done.publication.is_new else "told" if notice else "silent"
    return go(f"{entered.path}/notice/{session.id}", said=said)


def _read(entered: Entered, values: Mapping[str, str], complaints: dict[str, str]) -> Text | None:
    """The notice of a form; what is wrong with it goes to the complaints, by its field."""
    strings: dict[str, str] = {}
    for tag in entered.meeting.languages:
        name = f"notice.{tag}"
        string = values.get(name, "").strip()
        if is_visible(string):
            try:
                strings |= Text.read({tag: string})
            except PydanticCustomError as error:
                complaints[name] = sentence(error.message())
    if not strings and not complaints:
        _ = entered.reader.translations.gettext
        complaints[""] = _("Write what readers are to be told, or take the notice away.")
    return Text(strings) if strings else None


def _page(entered: Entered, form: Typed, *, status: int = 200) -> Response:
    _ = entered.reader.translations.gettext
    reading = whole_reading(entered.meeting, entered.reader)
    phase, session = _sitting(entered)
    span = span_of(session, zone_of(entered.meeting, phase))
    language = reading.interface
    page = NoticePage(
        frame=frame_in(entered, _("Tell readers at once")),
        room=room_of(entered, ""),
        title=reading.phrase(session.title),
        when=f"{weekday_and_date(span.start.date(), language)}, {hours_in_words(span, language)}" if span else "",
        present=reading.optional(_present(entered, session.id)),
        lines=tuple(
            NoticeLine(
                name=f"notice.{tag}",
                language=tag,
                direction=direction_of(tag),
                label=_("Notice (%(language)s)") % {"language": reading.language_name(tag)}
                if len(entered.meeting.languages) > 1
                else _("Notice"),
            )
            for tag in entered.meeting.languages
        ),
        form=form,
        action=f"{entered.path}/notice/{session.id}",
        back=f"{entered.path}?phase={phase.id}&session={session.id}",
    )
    return page_response("editor/notice.html", page, entered.reader, status=status)


def _present(entered: Entered, session: str) -> Text | None:
    """The notice that readers see now."""
    if not entered.draft.revision:
        return None
    meeting = service.published_meeting(site_of(entered.request).store, entered.slug)
    return next((one.notice for phase in meeting.phases for one in phase.sessions if one.id == session), None)


def _sitting(entered: Entered) -> tuple[Phase, Session]:
    identity = str(entered.request.path_params["id"])
    for phase in entered.meeting.phases:
        for session in phase.sessions:
            if session.id == identity:
                return phase, session
    raise NotFound("session", identity, place=f"“{entered.slug}”")


ROUTES = [
    Route("/organise/{slug}/notice/{id}", beside.page(ask), methods=["GET"]),
    Route("/organise/{slug}/notice/{id}", beside.form(tell, publishes=True), methods=["POST"]),
]
