"""From a form that was sent to an edit: what differs from what the form showed, kept with what others did meanwhile."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agenda import service
from agenda.changes import own_json
from agenda.edits.objects import PARENTS
from agenda.errors import InvalidInput, Problem
from agenda.nouns import NOUNS
from agenda.phase import Outcome
from agenda.tree import index
from web.editor.fields.form import PARENT, merge_patch
from web.editor.fields.typed import Complaints
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.meeting import Meeting
    from agenda.noun import Noun
    from agenda.tree import Place
    from web.editor.fields.form import NounForm
    from web.editor.fields.typed import Typed
    from web.editor.room import Entered

LONGEST_ID = 48
MOST_WITH_ONE_TITLE = 1_000

Edits = list[dict[str, Any]]


@dataclass(frozen=True)
class Sent:
    """A form that was sent, made on a version of the draft; `base` is the meeting as it was then."""

    entered: Entered
    form: NounForm
    typed: Typed
    version: int
    base: Meeting

    def complaints(self) -> Complaints:
        """None yet."""
        return Complaints(self.entered.reader.translations)

    @property
    def parent(self) -> str:
        """The id of what the object is to stand in."""
        return self.typed.one(PARENT)


def version_in(typed: Typed, name: str = "version") -> int:
    """The version that a form was made on; raises InvalidInput."""
    written = typed.one(name)
    if not written.isascii() or not written.isdecimal() or len(written) > 9:
        raise InvalidInput([Problem(f"/{name}", "the page is not whole; open it again")])
    return int(written)


def meeting_at(entered: Entered, version: int) -> Meeting:
    """The draft as it was at a version; raises NotFound where there was none."""
    if version == entered.draft.version:
        return entered.meeting
    return service.version(site_of(entered.request).store, entered.slug, version)


def keep(entered: Entered, edits: Edits, *, expected: int) -> service.Edited:
    """Applies edits as one; raises as `service.edit`."""
    store, now = site_of(entered.request).store, datetime.now(UTC)
    return service.edit(store, entered.slug, edits, expected=expected, author=entered.author, now=now)


# What a form changes.


def changing(sent: Sent, place: Place, read: dict[str, Any]) -> Edits:
    """The edits that make of the object what the form says; none where the form says what it showed."""
    noun, identity = place.key
    patch = merge_patch(sent.form.shown(place.value, sent.entered.reader.translations), read)
    if isinstance(place.value, Outcome):
        return _of_another(place, place.value, read)
    named = {} if noun == "meeting" else {noun: identity}
    edits: Edits = [{"edit": f"set_{noun}", **named, **patch}] if patch else []
    return edits + _moving(sent, place)


def _moving(sent: Sent, place: Place) -> Edits:
    """The edit that puts the object where the form says, which is last among those there."""
    noun, identity = place.key
    if sent.form.parent is None or sent.parent == place.parent[1]:
        return []
    key = "parent" if noun == "item" else PARENTS[noun]
    return [{"edit": f"reorder_{noun}", noun: identity, key: sent.parent or None}]


def _of_another(place: Place, outcome: Outcome, read: dict[str, Any]) -> Edits:
    """The edits that make of an outcome that of another item or sitting, by which it is known."""
    phase = place.parent[1]
    gone = {"edit": "remove_outcome", "phase": phase, "item": outcome.item, "session": outcome.session}
    return [gone, {"edit": "record_outcome", "phase": phase, "outcome": read}]


def without_paths(edits: Edits, dropped: set[tuple[str, ...]]) -> Edits:
    """The edits without the fields (or languages of a text) of these paths; an edit that is left with none goes."""
    kept = []
    for edit in edits:
        if not edit["edit"].startswith("set_"):
            kept.append(edit)
            continue
        noun = edit["edit"].removeprefix("set_")
        fields = {key: value for key, value in edit.items() if key not in {"edit", noun}}
        left = _less(fields, dropped)
        if left:
            named = {noun: edit[noun]} if noun != "meeting" else {}
            kept.append({"edit": edit["edit"], **named, **left})
    return kept


def _less(fields: dict[str, Any], dropped: set[tuple[str, ...]]) -> dict[str, Any]:
    left: dict[str, Any] = {}
    for key, value in fields.items():
        below = {path[1:] for path in dropped if path[0] == key and len(path) > 1}
        if (key,) in dropped:
            continue
        if below and isinstance(value, dict):
            if rest := _less(value, below):
                left[key] = rest
        elif not below:
            left[key] = value
    return left


# What a form adds.


@dataclass(frozen=True)
class Adding:
    """An object to be added: its id, the edit, and whether it stands there already, by the same form sent twice."""

    identity: str
    edit: dict[str, Any]
    is_there: bool


def adding(sent: Sent, read: dict[str, Any], current: Meeting) -> Adding:
    """The object that the form adds to the present draft; raises InvalidInput for an outcome that is there already.

    Its id is made from its title. One of that id, the same in all and not there when the form was opened, was added
    by the same form: two clicks, or a page sent again.
    """
    noun, parent = sent.form.noun, sent.parent
    if noun == "outcome":
        return _recording(sent, read, current)
    key = "parent" if noun == "item" else PARENTS.get(noun, "")
    stands = {key: parent} if key and (parent or noun != "item") else {}
    before, now = index(sent.base), index(current)
    for identity in _ids(noun, read, sent.base.languages):
        written = {"id": identity, **read}
        if (noun, identity) in before:
            continue
        there = now.get((noun, identity))
        if there is None or (there.parent[1] == parent and _is_same(there.value, written, current.language)):
            return Adding(identity, {"edit": f"add_{noun}", **stands, noun: written}, there is not None)
    raise InvalidInput([Problem("", "too many have the same title; choose another")])


def _recording(sent: Sent, read: dict[str, Any], current: Meeting) -> Adding:
    identity = f"{sent.parent}:{read.get('item')}:{read.get('session') or ''}"
    there = index(current).get(("outcome", identity))
    if there and not _is_same(there.value, read, current.language):
        _ = sent.entered.reader.translations.gettext
        raise InvalidInput([Problem("/item", _("An outcome of this item is recorded there already; change that one."))])
    return Adding(identity, {"edit": "record_outcome", "phase": sent.parent, "outcome": read}, there is not None)


def _is_same(value: Noun, written: dict[str, Any], language: str) -> bool:
    try:
        return own_json(type(value).model_validate(written, context={"language": language})) == own_json(value)
    except ValidationError:
        return False


def _ids(noun: str, read: dict[str, Any], languages: tuple[str, ...]) -> Iterator[str]:
    """Ids for an object, best first: its title in letters that addresses have, then numbered."""
    base = slug_of(read.get("title") or read.get("name") or {}, languages)
    if base:
        yield base
    for number in range(2 if base else 1, MOST_WITH_ONE_TITLE):
        yield f"{base or noun}-{number}"


def slug_of(text: dict[str, str], languages: tuple[str, ...]) -> str:
    """A text as an id, from the first of the languages that gives one; "" where none does."""
    for language in (*languages, *text):
        letters = unicodedata.normalize("NFKD", text.get(language, "")).encode("ascii", "ignore").decode().lower()
        words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
        if words:
            return words[:LONGEST_ID].rsplit("-", 1)[0] if len(words) > LONGEST_ID else words
    return ""


def nouns_of(form: NounForm) -> set[str]:
    """The keys under which edits of a form hold its object."""
    return {form.noun} & NOUNS.keys()
