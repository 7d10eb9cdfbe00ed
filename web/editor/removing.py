"""The question before an object is removed: what goes with it, and what loses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from agenda.errors import EditConflict, NotFound
from agenda.tree import find, index, references, walk
from web.editor import beside
from web.editor.fields.forms import forms_for
from web.editor.fields.typed import Typed
from web.editor.form_pages import TABS, address_of
from web.editor.room import enter, frame_in, go, page_response, room_of
from web.editor.saving import keep, meeting_at, version_in
from web.editor.words import field_in_words, subject_of, whole_reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.tree import Place
    from web.editor.room import Entered, Room
    from web.editor.words import Subject
    from web.pages.context import Frame
    from web.pages.reading import Reading


@dataclass(frozen=True)
class Loss:
    """Something that names what goes, and the field in which it does."""

    subject: Subject
    field: str


@dataclass(frozen=True)
class RemovePage:
    """What would go and what would be cleared; `has_changed` where another organiser changed it since it was asked."""

    frame: Frame
    room: Room
    kind: str
    subject: Subject
    below: tuple[Subject, ...]
    losses: tuple[Loss, ...]
    version: int
    back: str
    has_changed: bool


def ask(request: Request) -> Response:
    """GET `/organise/{slug}/remove/{noun}/{id}`: asks."""
    return _asked(enter(request, at_least="editor"), *_named(request))


def remove(request: Request, sent: beside.Form) -> Response:
    """POST to the same: removes where `version` says that it was asked, else asks; 409 where it has changed since."""
    entered = enter(request, at_least="editor")
    noun, identity = _named(request)
    typed = Typed(sent)
    if not typed.one("version"):
        return _asked(entered, noun, identity)
    version = version_in(typed)
    place = find(meeting_at(entered, version), noun, identity)
    edit = _removal(place)
    try:
        keep(entered, [edit], expected=version)
    except EditConflict:
        entered = enter(request, at_least="editor")
        if place.key not in index(entered.meeting):
            return _gone(entered, place)
        return _asked(entered, noun, identity, has_changed=True)
    return _gone(entered, place)


def _named(request: Request) -> tuple[str, str]:
    noun, identity = request.path_params["noun"], request.path_params["id"]
    if noun == "meeting":
        raise NotFound("form", noun)
    return noun, identity


def _removal(place: Place) -> dict[str, Any]:
    noun, identity = place.key
    if noun != "outcome":
        return {"edit": f"remove_{noun}", noun: identity}
    phase, item, session = identity.split(":")
    return {"edit": "remove_outcome", "phase": phase, "item": item, "session": session or None}


def _gone(entered: Entered, place: Place) -> Response:
    noun = place.key[0]
    if noun in TABS:
        return go(f"{entered.path}/{TABS[noun]}", said="removed")
    phase = place.parent[1]
    return go(entered.path, said="removed", **({"phase": phase} if phase else {}))


def _asked(entered: Entered, noun: str, identity: str, *, has_changed: bool = False) -> Response:
    place = find(entered.meeting, noun, identity)
    reading = whole_reading(entered.meeting, entered.reader)
    form = forms_for(entered.reader.translations)[noun]
    page = RemovePage(
        frame=frame_in(entered, reading.gettext("Remove")),
        room=room_of(entered, TABS.get(noun, "")),
        kind=form.title,
        subject=subject_of(reading, place.key, entered.path),
        below=tuple(subject_of(reading, one, entered.path) for one in list(_keys(place))[1:]),
        losses=tuple(dict.fromkeys(_losses(reading, place, entered.path))),
        version=entered.draft.version,
        back=address_of(entered, noun, identity),
        has_changed=has_changed,
    )
    return page_response("editor/remove.html", page, entered.reader, status=409 if has_changed else 200)


def _keys(place: Place) -> Iterator[tuple[str, str]]:
    return (one.key for one in walk(place.value, parent=place.parent))


def _losses(reading: Reading, place: Place, room: str) -> Iterator[Loss]:
    going = set(_keys(place))
    for one in references(reading.view.meeting):
        if one.target in going and one.holder.key not in going:
            steps = one.within.strip("/").split("/")
            yield Loss(subject_of(reading, one.holder.key, room), field_in_words(reading, steps))


ROUTES = [
    Route("/organise/{slug}/remove/{noun}/{id}", beside.page(ask)),
    Route("/organise/{slug}/remove/{noun}/{id}", beside.form(remove), methods=["POST"]),
]
