"""Undo and redo: an organiser's own last edit taken back or made again; or, where it cannot be, what is in the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic_core import PydanticCustomError
from starlette.routing import Route

from agenda import service
from agenda.errors import EditConflict, NotAllowed
from agenda.noun import read_due
from agenda.tree import index
from web.editor import beside
from web.editor.deeds import deeds_of
from web.editor.room import enter, frame_in, go, page_response, room_of
from web.editor.words import field_in_words, key_at, subject_of, whole_reading
from web.protection import host_in
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.changes import Path
    from agenda.errors import Conflict
    from agenda.meeting import Meeting
    from agenda.store.meetings import HistoryEntry
    from web.editor.deeds import Deed
    from web.editor.room import Entered, Room
    from web.editor.words import Subject
    from web.pages.context import Frame
    from web.pages.reading import Reading

KEPT_IN_ADDRESSES = frozenset({"phase", "tz", "lang", "before"})
MOST_LOOKED_BACK = 200


@dataclass(frozen=True)
class Clash:
    """A place that an edit and later ones wrote, with its three values as they are shown."""

    subject: Subject
    field: str
    left: str
    now: str
    wanted: str


@dataclass(frozen=True)
class TurnPage:
    """Why an undo or redo is not possible: the edit that it is about, what came after it, and the places."""

    frame: Frame
    room: Room
    title: str
    detail: str
    deed: Deed | None
    since: tuple[Deed, ...]
    clashes: tuple[Clash, ...]
    back: str


def undo(request: Request) -> Response:
    """POST `/organise/{slug}/undo`: takes back who asks' latest edit, and goes back to the page it came from."""
    return _turn(request, is_back=True)


def redo(request: Request) -> Response:
    """POST `/organise/{slug}/redo`: makes the latest undone edit again."""
    return _turn(request, is_back=False)


def _turn(request: Request, *, is_back: bool) -> Response:
    entered = enter(request, at_least="editor")
    store, turn = site_of(request).store, service.undo if is_back else service.redo
    try:
        done = turn(store, entered.slug, author=entered.author, now=datetime.now(UTC))
    except NotAllowed:
        return _back(entered, entered.meeting, said="nothing-to-undo" if is_back else "nothing-to-redo")
    except EditConflict as conflict:
        page = _conflict_page(entered, conflict, is_back=is_back)
        return page_response("editor/turn.html", page, entered.reader, status=409)
    return _back(entered, done.draft.meeting, said="undone" if is_back else "redone")


def _back(entered: Entered, meeting: Meeting, *, said: str) -> Response:
    path, query = came_from(entered, meeting)
    return go(path, said=said, **query)


def came_from(entered: Entered, meeting: Meeting) -> tuple[str, dict[str, str]]:
    """The page of this room that a form was sent from, with its query; the schedule where it is none, or gone."""
    referer = entered.request.headers.get("referer", "")
    host = host_in(referer)
    own = {entered.request.url.netloc, host_in(site_of(entered.request).publisher.address)}
    parts = urlsplit(referer if host else "")
    is_here = host in own and (parts.path == entered.path or parts.path.startswith(f"{entered.path}/"))
    steps = parts.path.removeprefix(entered.path).strip("/").split("/")
    if not is_here or not _is_page(steps, meeting):
        return entered.path, {}
    query = {key: value for key, value in parse_qsl(parts.query) if key in KEPT_IN_ADDRESSES}
    return parts.path, query


def _is_page(steps: Sequence[str], meeting: Meeting) -> bool:
    """Whether a page of the room is one that can be got, and what it is about still stands in the draft."""
    if steps[0] in {"undo", "redo", "remove"} or steps[-1] in {"take-back", "withdraw", "schedule"}:
        return False
    if steps[0] != "edit" or len(steps) < 3:
        return True
    return (steps[1], unquote(steps[2])) in index(meeting)


def _conflict_page(entered: Entered, conflict: EditConflict, *, is_back: bool) -> TurnPage:
    _ = entered.reader.translations.gettext
    reading = whole_reading(entered.meeting, entered.reader)
    turned = _turned(entered, is_back=is_back)
    deed, since = _since(entered, turned, [_path_at(entered.meeting, one.pointer) for one in conflict.conflicts])
    return TurnPage(
        frame=frame_in(entered, _("Undo") if is_back else _("Redo")),
        room=room_of(entered, ""),
        title=_("This cannot be undone any more") if is_back else _("This cannot be done again"),
        detail=_("What it changed has been changed since. Nothing was done; change it by its form, as you see fit."),
        deed=deed,
        since=tuple(since),
        clashes=tuple(_clash(reading, one, entered.path) for one in conflict.conflicts),
        back=came_from(entered, entered.meeting)[0],
    )


def _turned(entered: Entered, *, is_back: bool) -> HistoryEntry | None:
    turns = service.turns(site_of(entered.request).store, entered.slug, author=entered.author)
    return turns.undoes if is_back else turns.redoes


def _path_at(meeting: Meeting, pointer: str) -> Path:
    key, steps = key_at(meeting, pointer)
    return (*key, *steps)


def _since(entered: Entered, turned: HistoryEntry | None, paths: Sequence[Path]) -> tuple[Deed | None, list[Deed]]:
    """The edit in words, and what others after it did to the same places; None where it is too long ago to tell."""
    if turned is None:
        return None, []
    most = entered.draft.version - turned.version + 1
    if most > MOST_LOOKED_BACK:
        return None, []
    entries = service.history(site_of(entered.request).store, entered.slug, most=most)
    deeds = deeds_of(entered.meeting, entries, entered.reader, entered.path)
    about = {entry.version for entry in _standing(entries) if _touches(entry, paths)}
    own = next((deed for deed in deeds if deed.version == turned.version), None)
    return own, [deed for deed in deeds if deed.version in about and deed.version != turned.version]


def _standing(entries: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """The entries without those that were undone and what undid them."""
    undone = {entry.version for entry in entries if entry.is_undone}
    return [entry for entry in entries if entry.version not in undone and entry.takes_back not in undone]


def _touches(entry: HistoryEntry, paths: Sequence[Path]) -> bool:
    """Whether an edit changed one of the places, something above one or something below one."""
    shorter = ((change.path, path, min(len(change.path), len(path))) for change in entry.changes for path in paths)
    return any(one[:least] == other[:least] for one, other, least in shorter)


def _clash(reading: Reading, conflict: Conflict, room: str) -> Clash:
    key, steps = key_at(reading.view.meeting, conflict.pointer)
    return Clash(
        subject=subject_of(reading, key, room),
        field=field_in_words(reading, steps),
        left=value_in_words(reading, conflict.base),
        now=value_in_words(reading, conflict.theirs),
        wanted=value_in_words(reading, conflict.yours),
    )


def value_in_words(reading: Reading, value: Any) -> str:
    """A value of the meeting file as a person is shown it; of an object its name."""
    if value is None:
        return reading.gettext("nothing")
    if isinstance(value, dict):
        named = value.get("title") or value.get("name") or value.get("label") or value
        if isinstance(named, dict):
            named = named.get(reading.reader.language) or next(iter(named.values()), "")
        return str(named)
    if isinstance(value, str):
        return _time_in_words(reading, value) or value
    return json.dumps(value, ensure_ascii=False)


def _time_in_words(reading: Reading, value: str) -> str:
    """A wall clock or date as pages write it; "" for what is none."""
    try:
        moment = read_due(value)
    except PydanticCustomError:
        return ""
    clock = f" {moment:%H:%M}" if isinstance(moment, datetime) else ""
    return f"{reading.short_date(moment)}{clock}"


ROUTES = [
    Route("/organise/{slug}/undo", beside.page(undo), methods=["POST"]),
    Route("/organise/{slug}/redo", beside.page(redo), methods=["POST"]),
]
