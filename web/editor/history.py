"""The history of a draft: who did what when, the draft as it was after any edit, and going back to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.routing import Route

from agenda import service
from agenda.errors import NotAllowed, NotFound
from web.editor import beside
from web.editor.deeds import deeds_of
from web.editor.previews import draft_page, draft_reading, draft_response
from web.editor.room import enter, frame_in, go, page_response, room_of
from web.editor.words import whole_view
from web.meetings import read_number
from web.options import option
from web.pages.change_words import words_of
from web.pages.context import Banner, Edition
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.meeting import Meeting
    from agenda.store import Store
    from web.editor.deeds import Deed
    from web.editor.room import Entered, Room
    from web.pages.context import Frame
    from web.pages.sentences import Sentence

A_PAGE = 50


@dataclass(frozen=True)
class HistoryPage:
    """Edits of a draft, newest first; `older` and `newer` lead on, or are empty."""

    frame: Frame
    room: Room
    deeds: tuple[Deed, ...]
    first: int
    older: str
    newer: str


@dataclass(frozen=True)
class RestorePage:
    """What going back to a version would change in the draft, before it is done."""

    frame: Frame
    room: Room
    number: int
    complaint: str
    sentences: tuple[Sentence, ...]
    is_same: bool
    action: str
    back: str


def history(request: Request) -> Response:
    """`/organise/{slug}/history`: the edits, fifty a page; `?before=` is the version to go on below."""
    entered = enter(request)
    before = option(request.query_params, "before", read_number)
    store = site_of(request).store
    entries = service.history(store, entered.slug, before=before, most=A_PAGE)
    newest = _after(entered, store, entries[0].version) if entries else entered.meeting
    undone = frozenset(entry.version for entry in entries if entry.is_undone)
    path = f"{entered.path}/history"
    page = HistoryPage(
        frame=frame_in(entered, entered.reader.translations.gettext("History")),
        room=room_of(entered, "history"),
        deeds=tuple(deeds_of(newest, entries, entered.reader, entered.path, undone=undone)),
        first=entries[-1].version if entries else 0,
        older=f"{path}?before={entries[-1].version}" if entries and entries[-1].version > 2 else "",
        newer=path if before else "",
    )
    return page_response("editor/history.html", page, entered.reader)


def _after(entered: Entered, store: Store, version: int) -> Meeting:
    """The draft after the edit that led to that version."""
    return entered.meeting if version == entered.draft.version else service.version(store, entered.slug, version)


def _number(request: Request) -> int:
    """The version in the address; raises NotFound where it is none."""
    written = request.path_params["version"]
    if not re.fullmatch(r"[1-9][0-9]{0,8}", written):
        raise NotFound("version", written[:80])
    return int(written)


def version(request: Request) -> Response:
    """`/organise/{slug}/history/{version}`: the whole agenda as it was after an edit."""
    entered, number = enter(request), _number(request)
    meeting = _after(entered, site_of(request).store, number)
    reading = draft_reading(entered, whole_view(meeting), at=f"history/{number}")
    _ = reading.gettext
    is_now = number == entered.draft.version
    restore = f"{entered.path}/history/{number}/restore"
    banner = Banner(
        title=_("Version %(number)s of the draft") % {"number": number},
        detail=_("This is the draft as it stands now.") if is_now else _("This is not the draft as it stands now."),
        present=f"{entered.path}/history",
        link=_("Back to the history"),
    )
    ways = () if is_now or not entered.can_edit else ((_("Restore this version"), restore),)
    return draft_response(draft_page(reading, Edition(number, None), banner, ways=ways), reading.reader)


def ask_to_restore(request: Request) -> Response:
    """`/organise/{slug}/history/{version}/restore`: what going back to a version would change."""
    return _restore_page(enter(request, at_least="editor"), _number(request))


def _restore_page(entered: Entered, number: int, *, is_late: bool = False) -> Response:
    """The page that asks; it says so where the draft was edited since it was seen."""
    _ = entered.reader.translations.gettext
    meeting = _after(entered, site_of(entered.request).store, number)
    page = RestorePage(
        frame=frame_in(entered, _("Restore version %(number)s") % {"number": number}),
        room=room_of(entered, "history"),
        number=number,
        complaint=_("The draft has been edited since you looked. This is what restoring would change now.")
        if is_late
        else "",
        sentences=_between(entered, meeting),
        is_same=meeting == entered.meeting,
        action=f"{entered.path}/history/{number}/restore",
        back=f"{entered.path}/history/{number}",
    )
    return page_response("editor/version.html", page, entered.reader, status=409 if is_late else 200)


def _between(entered: Entered, after: Meeting) -> tuple[Sentence, ...]:
    views = whole_view(entered.meeting), whole_view(after)
    return words_of(service.compare_views(*views), *views, entered.reader)


def restore(request: Request, sent: beside.Form) -> Response:
    """POST to the same: the draft is as it was then, as an edit; what came after stays in the history."""
    entered, number = enter(request, at_least="editor"), _number(request)
    if dict(sent).get("version") not in {None, str(entered.draft.version)}:
        return _restore_page(entered, number, is_late=True)
    store, version = site_of(request).store, entered.draft.version
    now = datetime.now(UTC)
    try:
        done = service.restore(store, entered.slug, number, expected=version, author=entered.author, now=now)
    except NotAllowed:
        return _restore_page(enter(request, at_least="editor"), number, is_late=True)
    return go(f"/organise/{done.draft.slug}/history", said="unchanged" if done.version == version else "restored")


ROUTES = [
    Route("/organise/{slug}/history", beside.page(history)),
    Route("/organise/{slug}/history/{version}", beside.page(version)),
    Route("/organise/{slug}/history/{version}/restore", beside.page(ask_to_restore), methods=["GET"]),
    Route("/organise/{slug}/history/{version}/restore", beside.form(restore), methods=["POST"]),
]
