"""The small forms of the schedule: times of a sitting, of a day, of a phase; each is one edit, with what was typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agenda.noun import write_time
from agenda.schedule import span_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agenda.phase import Phase
    from agenda.session import Session
    from web.editor.grid import Column, DayGrid, Scene
    from web.pages.reading import Reading


@dataclass(frozen=True)
class Choice:
    """One option of a list."""

    value: str
    text: str


@dataclass(frozen=True)
class Field:
    """One field: `kind` is the type of its input, or "select"; `error` a sentence on what was typed."""

    name: str
    label: str
    kind: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    error: str = ""
    is_required: bool = True


@dataclass(frozen=True)
class Button:
    """What sends a form: the name of the edit that it makes."""

    edit: str
    text: str
    is_primary: bool = False


@dataclass(frozen=True)
class SmallForm:
    """A form: `id` tells it from others of the page, `hidden` names what it is about, `error` is of no one field."""

    id: str
    title: str
    hidden: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]
    buttons: tuple[Button, ...]
    note: str = ""
    error: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is to be shown unfolded, for something in it is wrong."""
        return bool(self.error) or any(one.error for one in self.fields)


@dataclass(frozen=True)
class Rejected:
    """A form that could not be kept: its id, what was typed, and a sentence for each field, "" for the whole."""

    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def _made(rejected: Rejected, form: SmallForm) -> SmallForm:
    """The form, with what was typed and is wrong where it is the one that was sent."""
    if rejected.form != form.id:
        return form
    names = {one.name for one in form.fields}
    return SmallForm(
        form.id,
        form.title,
        form.hidden,
        tuple(_typed(rejected, one) for one in form.fields),
        form.buttons,
        form.note,
        " ".join(message for name, message in rejected.errors.items() if name not in names),
    )


def _typed(rejected: Rejected, one: Field) -> Field:
    value, error = rejected.typed.get(one.name, one.value), rejected.errors.get(one.name, "")
    return Field(one.name, one.label, one.kind, value, one.choices, error, one.is_required)


def times_form(scene: Scene, session: Session, columns: Sequence[Column], rejected: Rejected) -> SmallForm:
    """The day, hours and room of a sitting; without an end it keeps its length."""
    _ = scene.reading.gettext
    span = span_of(session, scene.zone)
    start = session.start
    rooms = [Choice(column.id, column.name.plain) for column in columns]
    rooms += [
        Choice(identity, scene.reading.phrase(room.name).plain)
        for identity, (room, _venue) in scene.reading.rooms.items()
        if identity not in {column.id for column in columns}
    ]
    day = start.date() if start else (scene.day or scene.phase.start)
    form = SmallForm(
        id=f"times-{session.id}",
        title=_("Times and room"),
        hidden=(("session", session.id),),
        fields=(
            Field("date", _("Day"), "date", day.isoformat()),
            Field("start", _("Start"), "time", f"{start:%H:%M}" if start else ""),
            Field("end", _("End"), "time", f"{span.end:%H:%M}" if span else "", is_required=False),
            Field("room", _("Room"), "select", session.room or "", tuple(rooms), is_required=False),
        ),
        buttons=(Button("move_session", _("Save times"), is_primary=True),),
        note=_("Times are those of %(zone)s. An end before the start is on the next day.") % {"zone": scene.zone},
    )
    return _made(rejected, form)


def fit_form(scene: Scene, session: Session, rejected: Rejected) -> SmallForm | None:
    """Makes the running order fill the sitting; None where there is none."""
    if not session.slots:
        return None
    _ = scene.reading.gettext
    form = SmallForm(
        id=f"fit-{session.id}",
        title=_("Running order"),
        hidden=(("session", session.id),),
        fields=(),
        buttons=(Button("fit_slots", _("Fit the running order to the sitting")),),
    )
    return _made(rejected, form)


def off_form(scene: Scene, session: Session, rejected: Rejected) -> SmallForm | None:
    """Puts a sitting into the tray; None where it is there."""
    if session.start is None:
        return None
    _ = scene.reading.gettext
    form = SmallForm(
        id=f"off-{session.id}",
        title=_("Without a time"),
        hidden=(("session", session.id),),
        fields=(),
        buttons=(Button("unschedule_session", _("Take off the timetable")),),
        note=_(
            "It keeps its length and room, and waits above the days; it needs a time before the meeting is published."
        ),
    )
    return _made(rejected, form)


def day_forms(scene: Scene, day: DayGrid, columns: Sequence[Column], rejected: Rejected) -> tuple[SmallForm, ...]:
    """What can be done with all sittings of a day: shifted from an hour on, and copied to another day."""
    if not day.cards:
        return ()
    _ = scene.reading.gettext
    about = (("phase", scene.phase.id), ("day", day.iso))
    rooms = (Choice("*", _("every room")), *(Choice(column.id, column.name.plain) for column in columns))
    hours = dict.fromkeys(card.hours[:5] for card in day.cards)
    shift = SmallForm(
        id=f"shift-{day.iso}",
        title=_("Shift later sittings"),
        hidden=about,
        fields=(
            Field("from", _("From"), "select", next(iter(hours)), tuple(Choice(hour, hour) for hour in hours)),
            Field("minutes", _("By so many minutes"), "number", "15"),
            Field("room", _("In"), "select", "*", rooms),
        ),
        buttons=(Button("shift_sessions", _("Shift")),),
    )
    copy = SmallForm(
        id=f"copy-{day.iso}",
        title=_("Copy this day"),
        hidden=about,
        fields=(Field("to", _("To"), "date"),),
        buttons=(Button("copy_day", _("Copy")),),
    )
    return _made(rejected, shift), _made(rejected, copy)


def phase_forms(reading: Reading, phase: Phase, rejected: Rejected) -> tuple[SmallForm, ...]:
    """The dates of a phase, and what becomes of them."""
    return tuple(_made(rejected, form) for form in _phase_forms(reading, phase))


def _phase_forms(reading: Reading, phase: Phase) -> Iterator[SmallForm]:
    _ = reading.gettext
    about = (("phase", phase.id),)
    start = Field("start", _("First day"), "date", write_time(phase.start))
    if phase.status != "postponed":
        yield SmallForm(
            id=f"dates-{phase.id}",
            title=_("Dates"),
            hidden=about,
            fields=(start, Field("end", _("Last day"), "date", write_time(phase.end), is_required=False)),
            buttons=(
                Button("move_phase", _("Move, and all in it"), is_primary=True),
                Button("stretch_phase", _("Change first and last day alone")),
            ),
            note=_("Moving keeps the length: sittings and deadlines go along, by as many days."),
        )
        yield SmallForm(
            id=f"postpone-{phase.id}",
            title=_("Postpone"),
            hidden=about,
            fields=(),
            buttons=(Button("postpone_phase", _("Mark as postponed")),),
            note=_("Its dates are struck through, and its entries cancelled in calendars, until it is dated anew."),
        )
        return
    yield SmallForm(
        id=f"redate-{phase.id}",
        title=_("Date it anew"),
        hidden=about,
        fields=(start,),
        buttons=(Button("redate_phase", _("Move there and confirm"), is_primary=True),),
        note=_("Its sittings and deadlines go along, by as many days."),
    )
