"""The form of a sitting and of what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from agenda.noun import read_wall_clock
from agenda.timespan import is_ambiguous
from web.editor.fields.choices import Number, OneOf, Several
from web.editor.fields.form import Group, NounForm
from web.editor.fields.kinds import Field
from web.editor.fields.lines import Moment, Tags, WholeNumber, address
from web.editor.fields.parts import Rows, RunningOrder
from web.editor.fields.references import Named, Readers
from web.editor.fields.texts import Texts
from web.pages.words import words_for

if TYPE_CHECKING:
    import gettext

    from web.editor.fields.kinds import Drawing

MOST_MINUTES = 100_000
MOST_PEOPLE = 1_000_000


def session_form(translations: gettext.NullTranslations) -> NounForm:
    """A sitting."""
    _ = translations.gettext
    parent = Field("parent", Named("phase", ""), _("Phase"), is_required=True)
    return NounForm(
        noun="session",
        title=_("Sitting"),
        adding=_("Add a sitting"),
        parent=parent,
        groups=(
            Group(_("What it is"), _what(translations)),
            Group(_("When and where"), (parent, *_times(translations), *_place(translations))),
            Group(
                _("Running order"),
                (slots_field(translations),),
                _("What is taken up, in order: agenda items, breaks, statements. The hours follow from the minutes."),
            ),
            Group(_("Who"), _people(translations)),
            Group(_("Taking part from elsewhere"), _ways(translations)),
        ),
    )


def _what(translations: gettext.NullTranslations) -> tuple[Field, ...]:
    _ = translations.gettext
    words = words_for(translations)
    statuses = (("confirmed", _("Confirmed")), ("tentative", _("Tentative")), ("cancelled", _("Cancelled")))
    return (
        Field("title", Texts(), _("Title"), is_required=True),
        Field("kind", OneOf(tuple(words.session_kinds.items()), none=_("Not said")), _("Kind")),
        Field(
            "status",
            OneOf(statuses, default="confirmed"),
            _("Status"),
            _("A cancelled sitting stays on the page, struck through, and is cancelled in calendars."),
        ),
        Field(
            "notice",
            Texts(),
            _("Notice"),
            _("Of the day, such as “starts 30 minutes late”. It stands out beside the times."),
        ),
        Field("description", Texts(lines=3), _("Description")),
    )


def _times(translations: gettext.NullTranslations) -> tuple[Field, ...]:
    _ = translations.gettext
    hours = (("0", _("The first, before clocks go back")), ("1", _("The second, after they went back")))
    return (
        Field(
            "start",
            Moment(live="start"),
            _("Start"),
            _("Without a start the sitting waits among those without a time."),
        ),
        Field("end", Moment(live="end"), _("End")),
        Field(
            "minutes",
            WholeNumber(MOST_MINUTES, _("minutes"), live="length"),
            _("Or how long it lasts"),
            _("Instead of an end: one of the two."),
        ),
        Field(
            "fold",
            Number(hours, none=_("Not said")),
            _("Which of two equal hours"),
            _("In that night clocks go back, and the hour of the start comes twice. Say which is meant."),
            is_asked=starts_twice,
        ),
    )


def starts_twice(drawing: Drawing) -> bool:
    """Whether the start is an hour that comes twice, or was said to be one of two."""
    try:
        start = read_wall_clock(drawing.typed.one("start"))
    except PydanticCustomError:
        start = None
    return bool(drawing.typed.one("fold")) or (start is not None and is_ambiguous(start, drawing.zone))


def _place(translations: gettext.NullTranslations) -> tuple[Field, ...]:
    _ = translations.gettext
    return (
        Field("room", Named("room", _("No room")), _("Room")),
        Field(
            "expected",
            WholeNumber(MOST_PEOPLE, _("people")),
            _("Expected"),
            _("To compare with the seats of the room."),
        ),
    )


def _people(translations: gettext.NullTranslations) -> tuple[Field, ...]:
    _ = translations.gettext
    return (
        Field("chair", Named("person", _("Nobody yet")), _("In the chair")),
        readers_field(translations, _("Of a closed sitting all others see its times and room, and that it is closed.")),
    )


def readers_field(translations: gettext.NullTranslations, help_text: str = "") -> Field:
    """Who may read an object."""
    _ = translations.gettext
    general = _("Tick nothing, and everybody may read it.")
    return Field("audience", Readers(), _("Closed to all but"), f"{general} {help_text}".strip())


def _ways(translations: gettext.NullTranslations) -> tuple[Field, ...]:
    _ = translations.gettext
    features = tuple(words_for(translations).features.items())
    join = (
        Field("label", Texts(), _("What the link says"), is_required=True),
        Field("url", address(), _("Address"), is_required=True),
        Field("features", Several(features), _("What it carries")),
        readers_field(translations),
    )
    return (
        Field("join", Rows(join, _("Way to join %(number)s"), _("Add a way to join")), _("Ways to join")),
        Field("recording", address(), _("Recording"), _("Where it can be seen or heard afterwards.")),
        Field(
            "interpretation",
            Tags(),
            _("Interpretation"),
            _("The languages one can listen to, by their codes: en, fr."),
        ),
    )


def slots_field(translations: gettext.NullTranslations) -> Field:
    """The running order."""
    _ = translations.gettext
    kinds = (("item", _("Agenda item")), ("break", _("Break")), ("statement", _("Statement")))
    speaker = (
        Field("person", Named("person", _("Choose")), _("Who"), is_required=True),
        Field("role", Texts(), _("As")),
    )
    slot = (
        Field("item", Named("item", _("No item")), _("Agenda item")),
        Field("kind", OneOf(kinds, default="item"), _("Kind")),
        Field("minutes", WholeNumber(MOST_MINUTES, _("minutes"), live="minutes"), _("Length")),
        Field("title", Texts(), _("Title, if it has one of its own")),
        Field("speakers", Rows(speaker, _("Speaker %(number)s"), _("Add a speaker"), is_inner=True), _("Speakers")),
    )
    return Field("slots", RunningOrder(slot, _("Slot %(number)s"), _("Add a slot")), _("Slots"))
