"""The forms of agenda items, papers, people, venues with their rooms, and audiences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.editor.fields.choices import Several, YesNo
from web.editor.fields.form import Group, NounForm
from web.editor.fields.kinds import Field
from web.editor.fields.lines import Line, WholeNumber, country
from web.editor.fields.parts import AddressByLanguage, Part
from web.editor.fields.references import Named, SeveralNamed, Zone
from web.editor.fields.sittings import MOST_PEOPLE, readers_field
from web.editor.fields.texts import Texts
from web.pages.words import words_for

if TYPE_CHECKING:
    import gettext


def item_form(translations: gettext.NullTranslations) -> NounForm:
    """An agenda item."""
    _ = translations.gettext
    parent = Field(
        "parent", Named("item", _("Nothing: it stands by itself")), _("Stands under"), _("Its own items go with it.")
    )
    return NounForm(
        noun="item",
        title=_("Agenda item"),
        adding=_("Add an agenda item"),
        parent=parent,
        groups=(
            Group(
                _("What it is"),
                (
                    Field("title", Texts(), _("Title"), is_required=True),
                    Field(
                        "number", Line("short"), _("Number"), _("By its place (1, 1.1, …) where nothing is written.")
                    ),
                    parent,
                    Field("action", Several(tuple(words_for(translations).actions.items())), _("Action asked")),
                    Field(
                        "category",
                        Texts(),
                        _("Category"),
                        _("Such as A, where categories have deadlines of their own."),
                    ),
                    Field("description", Texts(lines=4), _("Annotation"), _("The paragraph of the annotated agenda.")),
                ),
            ),
            Group(_("Papers and readers"), _around(translations)),
        ),
    )


def _around(translations: gettext.NullTranslations) -> tuple[Field, ...]:
    _ = translations.gettext
    follows = (
        Field("meeting", Line("middle"), _("Meeting, by its address"), is_required=True),
        Field("item", Line("middle"), _("Item there, by its id"), is_required=True),
    )
    return (
        Field("documents", SeveralNamed("document", _("The meeting has no documents yet.")), _("Documents")),
        Field("follows", Part(follows), _("Takes up again"), _("An item of an earlier meeting that goes on here.")),
        readers_field(translations, _("What stands under it is closed with it.")),
    )


def document_form(translations: gettext.NullTranslations) -> NounForm:
    """A paper."""
    _ = translations.gettext
    return NounForm(
        noun="document",
        title=_("Document"),
        adding=_("Add a document"),
        groups=(
            Group(
                _("What it is"),
                (
                    Field("title", Texts(), _("Title"), is_required=True),
                    Field("symbol", Texts(is_name=True), _("Symbol"), _("Such as PC0602E1.")),
                    Field("revision", Line("short"), _("Revision"), _("Such as 2, or Corr. 1.")),
                    Field(
                        "living",
                        YesNo(_("A living document"), _("Not a living document")),
                        _("A living document"),
                        _("It is kept up to date after the meeting."),
                    ),
                ),
            ),
            Group(
                _("Where it is"),
                (Field("links", AddressByLanguage(), _("Addresses"), _("One for each language that it is ready in.")),),
            ),
        ),
    )


def person_form(translations: gettext.NullTranslations) -> NounForm:
    """Somebody who speaks or chairs."""
    _ = translations.gettext
    return NounForm(
        noun="person",
        title=_("Person"),
        adding=_("Add a person"),
        groups=(
            Group(
                _("Who it is"),
                (
                    Field(
                        "name",
                        Texts(is_name=True),
                        _("Name"),
                        _("Of a person, a delegation or an office."),
                        is_required=True,
                    ),
                    Field("title", Texts(), _("Function")),
                    Field("affiliation", Texts(is_name=True), _("Affiliation")),
                    Field("country", country(), _("Country"), _("By its two letters (ISO 3166), such as KR.")),
                    Field(
                        "time_zone",
                        Zone(_("Not known")),
                        _("Time zone"),
                        _("Where they take part from. You are told when a sitting falls into their night."),
                    ),
                ),
            ),
        ),
    )


def venue_form(translations: gettext.NullTranslations) -> NounForm:
    """A venue."""
    _ = translations.gettext
    return NounForm(
        noun="venue",
        title=_("Venue"),
        adding=_("Add a venue"),
        groups=(
            Group(
                _("What it is"),
                (
                    Field("name", Texts(), _("Name"), is_required=True),
                    Field("address", Line(), _("Postal address")),
                    Field(
                        "time_zone",
                        Zone(_("That of the meeting")),
                        _("Time zone"),
                        _("Phases held here have it, unless they have their own."),
                    ),
                ),
            ),
        ),
    )


def room_form(translations: gettext.NullTranslations) -> NounForm:
    """A room of a venue."""
    _ = translations.gettext
    parent = Field("parent", Named("venue", ""), _("Venue"), is_required=True)
    return NounForm(
        noun="room",
        title=_("Room"),
        adding=_("Add a room"),
        parent=parent,
        groups=(
            Group(
                _("What it is"),
                (
                    Field("name", Texts(), _("Name"), is_required=True),
                    parent,
                    Field("capacity", WholeNumber(MOST_PEOPLE, _("seats")), _("Seats")),
                ),
            ),
        ),
    )


def audience_form(translations: gettext.NullTranslations) -> NounForm:
    """A group of readers."""
    _ = translations.gettext
    return NounForm(
        noun="audience",
        title=_("Audience"),
        adding=_("Add an audience"),
        groups=(
            Group(
                _("What it is"),
                (Field("name", Texts(), _("Name"), _("A group of readers, such as Members."), is_required=True),),
            ),
        ),
    )
