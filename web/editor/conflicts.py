"""Two organisers at one field: what it was, what the other made of it, what this one would, and which shall stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agenda.edits import conflicts_of, read_edits
from agenda.errors import InvalidInput
from web.editor.fields.parts import in_one_line
from web.editor.form_pages import address_of
from web.editor.room import frame_in, page_response, room_of
from web.editor.words import field_in_words, key_at, subject_of, whole_reading
from web.pages.phrases import direction_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.responses import Response

    from agenda.errors import Conflict
    from agenda.store.meetings import Draft
    from agenda.tree import Key
    from web.editor.fields.form import NounForm
    from web.editor.fields.typed import Typed
    from web.editor.room import Room
    from web.editor.saving import Edits, Sent
    from web.editor.words import Subject
    from web.pages.context import Frame
    from web.pages.reading import Reading

WHOLE = "whole"
"""The name of a choice about the object itself; its fields have names of their own."""
DECIDED = frozenset({"version", "against", "clash", "do"})
"""What the page says anew of what was typed."""


@dataclass(frozen=True)
class Line:
    """A line of a value; `is_new` where the original has it not."""

    text: str
    is_new: bool


@dataclass(frozen=True)
class Clash:
    """One place that two wrote; `name` is that of the choice, "" where there is none to make."""

    name: str
    subject: Subject
    field: str
    original: tuple[Line, ...]
    theirs: tuple[Line, ...]
    mine: tuple[Line, ...]
    language: str
    direction: str


@dataclass(frozen=True)
class ClashPage:
    """The choices, and the form as it was typed to be sent with them; `is_gone` where the object was removed."""

    frame: Frame
    room: Room
    clashes: tuple[Clash, ...]
    fields: tuple[tuple[str, str], ...]
    action: str
    is_gone: bool
    can_choose: bool


@dataclass(frozen=True)
class Decided:
    """What was chosen: the version that the choices were shown of, the paths, and those where theirs shall stand."""

    against: int
    made: frozenset[tuple[str, ...]]
    theirs: frozenset[tuple[str, ...]]


def decided_in(typed: Typed, against: int) -> Decided | None:
    """The choices that a form carries; None where one of them was not made."""
    taken = {tuple(name.split(".")): typed.one(f"take.{name}") for name in typed.all("clash")}
    if not set(taken.values()) <= {"mine", "theirs"}:
        return None
    return Decided(against, frozenset(taken), frozenset(path for path, take in taken.items() if take == "theirs"))


def clash_response(sent: Sent, draft: Draft, found: tuple[Conflict, ...], key: Key) -> Response:
    """The page that asks, with status 409: where the form and the present draft differ in the object of that key."""
    entered = replace(sent.entered, draft=draft)
    reading = whole_reading(draft.meeting, entered.reader)
    clashes = tuple(_clashes(reading, sent.form, found, key, entered.path))
    page = ClashPage(
        frame=frame_in(entered, entered.reader.translations.gettext("Changed by another organiser")),
        room=room_of(entered, ""),
        clashes=clashes,
        fields=tuple(_fields(sent, draft.version, clashes)),
        action=address_of(entered, *key) if key[1] or key[0] == "meeting" else f"{entered.path}/add/{key[0]}",
        is_gone=key[1] != "" and key not in reading.places,
        can_choose=all(clash.name for clash in clashes),
    )
    return page_response("editor/clash.html", page, entered.reader, status=409)


def clashing(sent: Sent, edits: Edits, current: Any) -> tuple[Conflict, ...]:
    """Where the edits touch what has changed since the form was opened."""
    try:
        return conflicts_of(read_edits(edits), base=sent.base, current=current)
    except InvalidInput:
        return ()


def agreed(found: tuple[Conflict, ...], current: Any, key: Key) -> set[tuple[str, ...]]:
    """The paths in the object where both made the same of it."""
    same = (key_at(current, one.pointer) for one in found if one.theirs == one.yours)
    return {steps for at, steps in same if at == key and steps}


def _fields(sent: Sent, against: int, clashes: tuple[Clash, ...]) -> Iterator[tuple[str, str]]:
    yield from ((n, v) for n, v in sent.typed.pairs if n not in DECIDED and not n.startswith("take."))
    yield "version", str(sent.version)
    yield "against", str(against)
    yield from (("clash", clash.name) for clash in clashes if clash.name)


def _clashes(reading: Reading, form: NounForm, found: tuple[Conflict, ...], key: Key, room: str) -> Iterator[Clash]:
    for one in found:
        at, steps = key_at(reading.view.meeting, one.pointer)
        language = steps[1] if len(steps) > 1 else ""
        can_choose = at == key and (bool(steps) or key[0] == "outcome") and at in reading.places
        field = form.field(steps[0]) if steps and at == key else None
        original = _lines(reading, form, field, one.base, steps)
        yield Clash(
            name=(".".join(steps) or WHOLE) if can_choose else "",
            subject=subject_of(reading, at, room),
            field=_field_words(reading, form, steps, at == key),
            original=tuple(Line(line, is_new=False) for line in original),
            theirs=_beside(original, _lines(reading, form, field, one.theirs, steps)),
            mine=_beside(original, _lines(reading, form, field, one.yours, steps)),
            language=language,
            direction=direction_of(language) if language else "",
        )


def _beside(original: tuple[str, ...], lines: tuple[str, ...]) -> tuple[Line, ...]:
    """The lines, those marked that are new where there are several."""
    is_list = len(original) > 1 or len(lines) > 1
    return tuple(Line(line, is_new=is_list and line not in original) for line in lines)


def _field_words(reading: Reading, form: NounForm, steps: tuple[str, ...], is_own: bool) -> str:  # noqa: FBT001
    field = form.field(steps[0]) if steps and is_own else None
    label = field.label if field else field_in_words(reading, steps)
    return f"{label} ({reading.language_name(steps[1])})" if len(steps) > 1 else label


def _lines(reading: Reading, form: NounForm, field: Any, value: Any, steps: tuple[str, ...]) -> tuple[str, ...]:
    """A value as a person is shown it."""
    if field is not None:
        return field.kind.words(value, reading) or (reading.gettext("nothing"),)
    if value is None:
        return (reading.gettext("nothing") if steps else reading.gettext("removed, or moved elsewhere"),)
    if isinstance(value, dict):
        said = in_one_line(form.fields, value, reading) if form.noun == "outcome" and not steps else ""
        named = value.get("title") or value.get("name") or value.get("label")
        return (said or _best(reading, named) or reading.gettext("as it is"),)
    return (str(value),)


def _best(reading: Reading, named: Any) -> str:
    if not isinstance(named, dict):
        return str(named or "")
    wanted = (tag for tag in (*reading.wanted, *named) if tag in named)
    return str(named[next(wanted)]) if named else ""
