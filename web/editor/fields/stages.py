"""The forms of a phase and of what belongs to one: deadlines and outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.editor.fields.choices import OneOf, YesNo
from web.editor.fields.form import Group, NounForm
from web.editor.fields.kinds import Field
from web.editor.fields.lines import Day, Due, address
from web.editor.fields.parts import Part
from web.editor.fields.references import Bodies, Named, SeveralNamed, Zone
from web.editor.fields.sittings import readers_field
from web.editor.fields.texts import Texts
from web.pages.words import words_for

if TYPE_CHECKING:
    import gettext

KINDS = ("online", "hybrid", "in_person", "closing")


def phase_form(translations: gettext.NullTranslations) -> NounForm:
    """A phase."""
    _ = translations.gettext
    return NounForm(
        noun="phase",
        title=_("Phase"),
        adding=_("Add a phase"),
        groups=(
            Group(_("What it is"), _what(translations)),
            Group(
                _("When"),
                _dates(translations),
                _("These change the phase alone. To move it with its sittings and deadlines, use the schedule."),
            ),
            Group(_("Where"), _place(translations)),
            Group(
                _("Business"),
                (
                    Field(
                        "items",
                        SeveralNamed("item", _("The meeting has no agenda items yet.")),
                        _("Agenda items"),
                        _("What the phase takes up as a whole. Items taken up in a sitting are chosen there."),
                    ),
                ),
            ),
        ),
    )


def _what(translations: gettext.NullTranslations) -> tuple[Field, ...]:
    _ = translations.gettext
    words = words_for(translations).phase_kinds
    kinds = tuple((kind, words[kind]) for kind in KINDS)
    return (
        Field("title", Texts(), _("Title"), is_required=True),
        Field("kind", OneOf(kinds, none=_("Choose")), _("Kind"), is_required=True),
        Field(
            "decisions",
            YesNo(_("Decisions may be taken"), _("No decisions are taken"), default=True),
            _("Decisions may be taken"),
            _("Some bodies bar decisions in online phases."),
        ),
        Field("description", Texts(lines=3), _("Description")),
    )


def _dates(translations: gettext.NullTranslations) -> tuple[Field, ...]:
    _ = translations.gettext
    statuses = (
        ("confirmed", _("Confirmed")),
        ("tentative", _("Tentative")),
        ("postponed", _("Postponed")),
        ("cancelled", _("Cancelled")),
    )
    return (
        Field("start", Day(), _("First day"), is_required=True),
        Field("end", Day(), _("Last day"), is_required=True),
        Field(
            "status",
            OneOf(statuses, default="confirmed"),
            _("Status"),
            _(
                "Postponed: its dates are struck through, and its entries cancelled in calendars, "
                "until it is dated anew. Cancelled: the same, for good."
            ),
        ),
        Field(
            "time_zone",
            Zone(_("That of the venue, or else of the meeting")),
            _("Time zone"),
            _("The clocks that all times of the phase are read on."),
        ),
    )


def _place(translations: gettext.NullTranslations) -> tuple[Field, ...]:
    _ = translations.gettext
    platform = (
        Field("name", Texts(is_name=True), _("Name"), is_required=True),
        Field("url", address(), _("Address")),
    )
    return (
        Field("venue", Named("venue", _("No venue")), _("Venue")),
        Field("platform", Part(platform), _("Platform"), _("Where an online phase is held.")),
    )


def deadline_form(translations: gettext.NullTranslations) -> NounForm:
    """A deadline."""
    _ = translations.gettext
    kinds = tuple(words_for(translations).deadline_kinds.items())
    parent = Field("parent", Named("phase", ""), _("Phase"), is_required=True)
    return NounForm(
        noun="deadline",
        title=_("Deadline"),
        adding=_("Add a deadline"),
        parent=parent,
        groups=(
            Group(
                _("What is due, and when"),
                (
                    Field("title", Texts(), _("Title"), is_required=True),
                    Field(
                        "kind",
                        OneOf(kinds, default="other"),
                        _("Kind"),
                        _("Silence procedure: what nobody objects to by then is adopted."),
                    ),
                    Field("due", Due(), _("Due"), _("Without a time: 23:59 that day."), is_required=True),
                    parent,
                ),
            ),
            Group(
                _("What it is about"),
                (
                    Field("items", SeveralNamed("item", _("The meeting has no agenda items yet.")), _("Agenda items")),
                    readers_field(translations),
                ),
            ),
        ),
    )


def outcome_form(translations: gettext.NullTranslations) -> NounForm:
    """An outcome."""
    _ = translations.gettext
    results = tuple(words_for(translations).results.items())
    parent = Field("parent", Named("phase", ""), _("Phase"), is_required=True)
    return NounForm(
        noun="outcome",
        title=_("Outcome"),
        adding=_("Record an outcome"),
        parent=parent,
        groups=(
            Group(
                _("What became of which item"),
                (
                    parent,
                    Field("item", Named("item", _("Choose")), _("Agenda item"), is_required=True),
                    Field("result", OneOf(results, none=_("Choose")), _("Result"), is_required=True),
                    Field(
                        "refer_to",
                        Bodies(),
                        _("Referred to"),
                        _("The bodies to which it goes on, such as for final approval."),
                    ),
                    Field("note", Texts(lines=3), _("Note")),
                ),
            ),
            Group(
                _("When"),
                (
                    Field("session", Named("session", _("The phase as a whole")), _("Sitting")),
                    Field("on", Day(), _("Date"), _("If it is not that of the sitting.")),
                ),
            ),
        ),
    )
