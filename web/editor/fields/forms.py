"""The form of each noun, and that of the meeting itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from agenda.ids import read_identifier
from agenda.text import DEFAULT_LANGUAGE
from web.editor.fields.business import (
    audience_form,
    document_form,
    item_form,
    person_form,
    room_form,
    venue_form,
)
from web.editor.fields.form import Group, NounForm
from web.editor.fields.kinds import Field
from web.editor.fields.lines import Line, Tags, address
from web.editor.fields.parts import Part, Rows
from web.editor.fields.references import Zone
from web.editor.fields.sittings import session_form
from web.editor.fields.stages import deadline_form, outcome_form, phase_form
from web.editor.fields.texts import Texts

if TYPE_CHECKING:
    import gettext
    from collections.abc import Mapping


@cache
def forms_for(translations: gettext.NullTranslations) -> Mapping[str, NounForm]:
    """The forms by noun, in the words of a catalogue; made once for each."""
    made = (
        meeting_form(translations),
        session_form(translations),
        phase_form(translations),
        deadline_form(translations),
        outcome_form(translations),
        item_form(translations),
        document_form(translations),
        person_form(translations),
        venue_form(translations),
        room_form(translations),
        audience_form(translations),
    )
    return {form.noun: form for form in made}


def meeting_form(translations: gettext.NullTranslations) -> NounForm:
    """What a meeting says of itself."""
    _ = translations.gettext
    link = (
        Field("label", Texts(), _("What the link says"), is_required=True),
        Field("url", address(), _("Address"), is_required=True),
    )
    return NounForm(
        noun="meeting",
        title=_("Meeting"),
        adding="",
        groups=(
            Group(
                _("What it is"),
                (
                    Field("title", Texts(), _("Title"), is_required=True),
                    Field("symbol", Texts(is_name=True), _("Symbol"), _("Under which its papers are filed.")),
                    Field("description", Texts(lines=4), _("Description")),
                    Field(
                        "slug",
                        Line("middle", read_identifier),
                        _("Short name in addresses"),
                        _("Former addresses go on to lead here. It takes effect when it is published."),
                        is_required=True,
                    ),
                ),
            ),
            Group(_("The body that meets"), (_body(translations),)),
            Group(_("Languages and clocks"), _settings(translations)),
            Group(
                _("Where to turn"),
                (
                    Field("contact", Texts(lines=3), _("Contact")),
                    Field("links", Rows(link, _("Link %(number)s"), _("Add a link")), _("Links")),
                ),
            ),
        ),
    )


def _body(translations: gettext.NullTranslations) -> Field:
    _ = translations.gettext
    above = (
        Field("acronym", Line("short"), _("Acronym"), is_required=True),
        Field("name", Texts(), _("Name")),
    )
    fields = (
        Field("name", Texts(), _("Name"), is_required=True),
        Field("acronym", Line("short"), _("Acronym")),
        Field(
            "reports_to",
            Rows(above, _("Body %(number)s"), _("Add a body"), is_inner=True),
            _("Reports to"),
            _("The bodies above it, nearest first. Outcomes are referred to them."),
        ),
    )
    return Field("body", Part(fields), _("Body"))


def _settings(translations: gettext.NullTranslations) -> tuple[Field, ...]:
    _ = translations.gettext
    return (
        Field(
            "languages",
            Tags((DEFAULT_LANGUAGE,)),
            _("Languages"),
            _("Of its texts, by their codes, the first one first: en, fr. Each text has a field for each."),
        ),
        Field(
            "time_zone",
            Zone(),
            _("Time zone"),
            _("Of phases and venues that have none of their own."),
            is_required=True,
        ),
    )
