"""The page of a form: its fields with what is typed, what is wrong, and what was found about the object."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from agenda import service
from agenda.schedule import zone_of
from agenda.tree import field_of
from web.editor.fields.form import PARENT, nearest, spots
from web.editor.fields.kinds import Drawing
from web.editor.room import frame_in, page_response, room_of
from web.editor.words import ON_A_PAGE_OF_ITS_OWN, key_at, subject_of, told_findings, whole_reading
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from starlette.responses import Response

    from agenda.findings import Finding
    from agenda.tree import Key, Place
    from web.editor.fields.controls import Control
    from web.editor.fields.form import NounForm, Spot
    from web.editor.fields.typed import Typed
    from web.editor.room import Entered, Room
    from web.editor.words import Subject, ToldFinding
    from web.pages.context import Frame
    from web.pages.phrases import Phrase
    from web.pages.reading import Reading

MOST_BYTES = 4_000_000
"""What a form may send: the longest texts in six languages, each character of which is nine bytes."""

TABS = {
    "item": "items",
    "person": "people",
    "venue": "venues",
    "room": "venues",
    "document": "documents",
    "meeting": "meeting",
    "audience": "meeting",
}
"""The page of the room that lists a noun; sittings, phases and what belongs to them stand in the schedule, ""."""


@dataclass(frozen=True)
class FormGroup:
    """Fields under a legend."""

    legend: str
    help: str
    controls: tuple[Control, ...]


@dataclass(frozen=True)
class Fault:
    """Something wrong: the id of the field that it is about, "" for none, what that is called, and a sentence."""

    id: str
    label: str
    message: str


@dataclass(frozen=True)
class Below:
    """What stands below an object and has forms of its own: its title, entries, and where one is added."""

    title: str
    entries: tuple[Subject, ...]
    add: str
    adding: str


@dataclass(frozen=True)
class FormPage:
    """A form; `identity` is "" for an object that is to be added, `hidden` what it sends besides its fields.

    `is_typed` where it holds what was typed and is not saved yet.
    """

    frame: Frame
    room: Room
    kind: str
    title: Phrase | str
    identity: str
    back: str
    back_title: str
    action: str
    hidden: tuple[tuple[str, str], ...]
    groups: tuple[FormGroup, ...]
    faults: tuple[Fault, ...]
    findings: tuple[ToldFinding, ...]
    below: tuple[Below, ...]
    submit: str
    remove: str
    is_typed: bool
    most: int


@dataclass(frozen=True)
class Shown:
    """A form as it is to be shown: what is typed on which version, what is wrong, where the reader is led to."""

    typed: Typed
    version: int
    errors: Mapping[str, str]
    focus: str = ""
    place: Place | None = None
    is_as_kept: bool = False
    is_typed: bool = False


def address_of(entered: Entered, noun: str, identity: str) -> str:
    """The path of the form of an object."""
    if noun == "meeting":
        return f"{entered.path}/meeting"
    return f"{entered.path}/edit/{noun}/{quote(identity, safe='')}"


def form_response(entered: Entered, form: NounForm, shown: Shown, *, status: int = 200) -> Response:
    """The page of a form."""
    reading = whole_reading(entered.meeting, entered.reader)
    told = _findings_of(entered, shown.place) if shown.place and shown.is_as_kept else ()
    drawing = Drawing(reading, shown.typed, _zone(entered, form, shown), focus=shown.focus)
    known = {spot.name: spot for spot in spots(c for _, controls in form.controls(drawing) for c in controls)}
    notes, beside = _beside(told, known)
    errors = {nearest(name, known): message for name, message in reversed(list(shown.errors.items()))}
    drawing = replace(drawing, errors=errors, notes=notes)
    identity = shown.place.key[1] if shown.place else ""
    page = FormPage(
        frame=frame_in(entered, _title(reading, form, shown.place), script="form.js"),
        room=room_of(entered, TABS.get(form.noun, "")),
        kind=form.title,
        title=subject_of(reading, shown.place.key, entered.path).name if shown.place else form.adding,
        identity="" if form.noun in {"meeting", "outcome"} else identity,
        back=_back(entered, form, shown),
        back_title=_back_title(reading, form),
        action=address_of(entered, form.noun, identity) if shown.place else f"{entered.path}/add/{form.noun}",
        hidden=tuple(_hidden(form, shown)),
        groups=tuple(FormGroup(group.legend, group.help, cs) for group, cs in form.controls(drawing)),
        faults=tuple(_faults(errors, known, shown.errors)),
        findings=told_findings(reading, beside, entered.path),
        below=tuple(_below(reading, shown.place, entered.path)) if shown.place else (),
        submit=entered.reader.translations.gettext("Save") if shown.place else form.adding,
        is_typed=shown.is_typed,
        remove=_remove(entered, shown.place),
        most=MOST_BYTES,
    )
    return page_response(
        f"editor/{'meeting' if form.noun == 'meeting' else 'form'}.html", page, entered.reader, status=status
    )


def _title(reading: Reading, form: NounForm, place: Place | None) -> str:
    return f"{form.title}: {subject_of(reading, place.key, '').name.plain}" if place else form.adding


def _zone(entered: Entered, form: NounForm, shown: Shown) -> str:
    """The zone of the clocks that the form's times are read on: that of the phase chosen in it."""
    meeting = entered.meeting
    phase = next((one for one in meeting.phases if one.id == shown.typed.one(PARENT)), None)
    return zone_of(meeting, phase) if phase and form.noun in {"session", "deadline", "outcome"} else meeting.time_zone


def _hidden(form: NounForm, shown: Shown) -> Iterator[tuple[str, str]]:
    yield "version", str(shown.version)
    if form.parent is None and (parent := shown.typed.one(PARENT)):
        yield PARENT, parent


def _back(entered: Entered, form: NounForm, shown: Shown) -> str:
    tab = TABS.get(form.noun, "")
    phase = shown.place.key[1] if shown.place and form.noun == "phase" else shown.typed.one(PARENT)
    if tab or not phase:
        return f"{entered.path}/{tab}".rstrip("/")
    return f"{entered.path}?{urlencode({'phase': phase})}"


def _back_title(reading: Reading, form: NounForm) -> str:
    _ = reading.gettext
    titles = {
        "items": _("Agenda items"),
        "people": _("People"),
        "venues": _("Venues"),
        "documents": _("Documents"),
        "meeting": _("Meeting"),
    }
    return titles.get(TABS.get(form.noun, ""), _("Schedule"))


def _remove(entered: Entered, place: Place | None) -> str:
    if place is None or place.key[0] == "meeting" or not entered.can_edit:
        return ""
    return f"{entered.path}/remove/{place.key[0]}/{quote(place.key[1], safe='')}"


def _findings_of(entered: Entered, place: Place) -> tuple[Finding, ...]:
    """The findings about the object itself, not about what stands below it."""
    found = service.findings_of(site_of(entered.request).store, entered.slug, now=datetime.now(UTC))
    key = place.key
    return tuple(one for one in found if any(key_at(entered.meeting, p)[0] == key for p in one.subjects))


def _beside(
    found: Iterable[Finding], known: Mapping[str, Spot]
) -> tuple[dict[str, tuple[str, ...]], tuple[Finding, ...]]:
    """The findings that are about one field by its name, and the rest."""
    notes: dict[str, tuple[str, ...]] = {}
    rest = []
    for one in found:
        if one.code == "text-not-translated":
            # The input of that language says so itself.
            continue
        steps = one.subjects[0].strip("/").split("/") if one.subjects else []
        fields = (nearest(".".join(steps[at:]), known) for at in range(len(steps)))
        name = next((field for field in fields if field), "")
        if name and len(one.subjects) == 1:
            notes[name] = (*notes.get(name, ()), one.message)
        else:
            rest.append(one)
    return notes, tuple(rest)


def _faults(errors: Mapping[str, str], known: Mapping[str, Spot], all_errors: Mapping[str, str]) -> Iterator[Fault]:
    """What is wrong in the order of the form; what is about no field comes first."""
    if "" in errors:
        yield from (Fault("", "", message) for name, message in all_errors.items() if not nearest(name, known))
    yield from (Fault(spot.id, spot.label, errors[name]) for name, spot in known.items() if name in errors)


def _below(reading: Reading, place: Place, room: str) -> Iterator[Below]:
    """The lists of what stands below an object, as far as they have forms."""
    _ = reading.gettext
    words = {
        "session": (_("Sittings"), _("Add a sitting")),
        "deadline": (_("Deadlines"), _("Add a deadline")),
        "outcome": (_("Outcomes"), _("Record an outcome")),
        "item": (_("Items below it"), _("Add an item below it")),
        "room": (_("Rooms"), _("Add a room")),
        "audience": (_("Audiences"), _("Add an audience")),
    }
    held_here = set(place.value.children.values()) - ({"item"} if place.key[0] == "meeting" else set())
    for noun, (title, adding) in words.items():
        if noun not in held_here:
            continue
        held = getattr(place.value, field_of(place.value, noun))
        keys: Sequence[Key] = [
            (noun, f"{place.key[1]}:{one.identity}" if noun == "outcome" else one.identity) for one in held
        ]
        query = "" if place.key[0] == "meeting" else f"?{urlencode({'parent': place.key[1]})}"
        yield Below(title, tuple(_entry(reading, key, room) for key in keys), f"{room}/add/{noun}{query}", adding)


def _entry(reading: Reading, key: Key, room: str) -> Subject:
    found = subject_of(reading, key, room)
    href = f"{room}/edit/{key[0]}/{quote(key[1], safe='')}" if key[0] in ON_A_PAGE_OF_ITS_OWN else found.href
    return replace(found, href=href)
