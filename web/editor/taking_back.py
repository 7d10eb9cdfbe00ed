"""Taking back: the last publication of a meeting, or the meeting itself; each asked about before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.routing import Route

from agenda import service
from agenda.errors import NotAllowed
from web.editor import beside
from web.editor.home import Typed
from web.editor.publishing import message_complaint
from web.editor.room import enter, frame_in, go, page_response, room_of
from web.pages.change_words import words_of
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.service import Publication
    from agenda.store.revisions import Latest
    from web.editor.room import Entered, Room
    from web.pages.context import Frame
    from web.pages.sentences import Sentence


@dataclass(frozen=True)
class ConfirmPage:
    """A deed that readers feel at once, asked about before it is done."""

    frame: Frame
    room: Room
    title: str
    paragraphs: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    form: Typed
    action: str
    button: str
    word: str
    back: str


def ask_to_take_back(request: Request) -> Response:
    """`/organise/{slug}/take-back`: what taking back the last publication would change for the public."""
    return _take_back_page(enter(request, at_least="owner"), Typed())


def _take_back_page(entered: Entered, form: Typed, *, status: int = 200) -> Response:
    _ = entered.reader.translations.gettext
    store = site_of(entered.request).store
    of, former = service.latest(store, entered.slug), service.taken_back_to(store, entered.slug)
    if former is None:
        raise NotAllowed(f"“{entered.slug}” has no publication to take back; withdraw the meeting instead")
    page = ConfirmPage(
        frame=frame_in(entered, _("Take back the last publication")),
        room=room_of(entered, "publish"),
        title=_("Take back revision %(number)s") % {"number": of.number},
        paragraphs=(
            _("Readers get the agenda of revision %(number)s again, as a new revision. Calendars follow.")
            % {"number": former},
            _("The draft stays as it is, so nothing you wrote is lost."),
        ),
        sentences=_sentences(entered, of, former),
        form=form,
        action=f"{entered.path}/take-back",
        button=_("Take it back"),
        word="",
        back=f"{entered.path}/publish",
    )
    return page_response("editor/confirm.html", page, entered.reader, status=status)


def _sentences(entered: Entered, of: Latest, former: int) -> tuple[Sentence, ...]:
    """What the public would find changed if readers had that revision again."""
    store = site_of(entered.request).store
    present, then = (service.reread_edition(store, of, number).view for number in (of.number, former))
    return words_of(service.compare_views(present, then), present, then, entered.reader)


def take_back(request: Request, sent: beside.Form) -> Response:
    """POST to the same: publishes the meeting of the revision before the last as a new one."""
    entered = enter(request, at_least="owner")
    values = dict(sent)
    if values.get("revision") not in {None, str(entered.draft.revision)}:
        return go(f"{entered.path}/publish", said="unchanged")
    if complaint := message_complaint(entered, values):
        return _take_back_page(entered, Typed(values, complaint), status=422)
    _do(service.take_back, entered, values)
    return go(f"{entered.path}/publish", said="taken-back")


def _do(deed: Callable[..., Publication], entered: Entered, values: Mapping[str, str]) -> None:
    """Does it for who asks, now, with the message of the form; this process shows it at once."""
    site = site_of(entered.request)
    deed(
        site.store,
        entered.slug,
        author=entered.author,
        now=datetime.now(UTC),
        publisher=site.publisher,
        message=values.get("message", "").strip(),
    )


def ask_to_withdraw(request: Request) -> Response:
    """`/organise/{slug}/withdraw`: what withdrawing means, and the short name to be typed."""
    return _withdraw_page(enter(request, at_least="owner"), Typed())


def _withdraw_page(entered: Entered, form: Typed, *, status: int = 200) -> Response:
    _ = entered.reader.translations.gettext
    page = ConfirmPage(
        frame=frame_in(entered, _("Withdraw the meeting")),
        room=room_of(entered, "publish"),
        title=_("Withdraw the meeting"),
        paragraphs=(
            _("Its pages say that it is gone. In calendars every entry is cancelled; after 90 days the feeds end."),
            _("The draft and its history stay, and publishing again brings the meeting back at the same addresses."),
        ),
        sentences=(),
        form=form,
        action=f"{entered.path}/withdraw",
        button=_("Withdraw the meeting"),
        word=entered.slug,
        back=f"{entered.path}/publish",
    )
    return page_response("editor/confirm.html", page, entered.reader, status=status)


def withdraw(request: Request, sent: beside.Form) -> Response:
    """POST to the same: withdraws the meeting where its short name was typed."""
    entered = enter(request, at_least="owner")
    values = dict(sent)
    if values.get("word", "").strip() != entered.slug:
        _ = entered.reader.translations.gettext
        complaint = _("Type %(word)s, the short name of this meeting.") % {"word": entered.slug}
        return _withdraw_page(entered, Typed(values, {"word": complaint}), status=422)
    if wrong := message_complaint(entered, values):
        return _withdraw_page(entered, Typed(values, wrong), status=422)
    _do(service.withdraw, entered, values)
    return go(f"{entered.path}/publish", said="withdrawn")


ROUTES = [
    Route("/organise/{slug}/take-back", beside.page(ask_to_take_back), methods=["GET"]),
    Route("/organise/{slug}/take-back", beside.form(take_back, publishes=True), methods=["POST"]),
    Route("/organise/{slug}/withdraw", beside.page(ask_to_withdraw), methods=["GET"]),
    Route("/organise/{slug}/withdraw", beside.form(withdraw, publishes=True), methods=["POST"]),
]
