"""What the columns of tables are for, in the words of the page and of the workbook that explains itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations


def meanings_of(table: str, translations: NullTranslations) -> dict[str, str]:
    """What each column of a table is for, by its name or its field."""
    return _of_people(translations) if table == "people" else _of_sittings(translations)


def headings_of(translations: NullTranslations) -> tuple[str, str, str]:
    """The first row of the sheet that explains."""
    _ = translations.gettext
    return _("Column"), _("What it is for"), _("What may be written")


def name_of_table(table: str, translations: NullTranslations) -> str:
    """What a table is called."""
    _ = translations.gettext
    return _("People") if table == "people" else _("Sittings")


def _of_sittings(translations: NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "id": _("What the row is known by. Leave it empty for a new sitting; never change it."),
        "phase": _("The phase of the sitting, by id or title. Another phase moves the sitting there."),
        "title": _("The title in that language. Every sitting needs one in at least one language."),
        "date": _("The day on which it starts: 2022-11-16. Empty, with the hours, for a sitting without a time."),
        "start": _("When it starts, on the clocks of the phase: 10:00."),
        "end": _("When it ends: 13:00; with its day where that is another: 2022-11-17 01:00."),
        "minutes": _("How long it takes, instead of an end."),
        "time_zone": _("Whose clocks these are. It is that of the phase, and cannot be changed here."),
        "kind": _("What kind of sitting it is."),
        "status": _("Whether it is confirmed, tentative or cancelled."),
        "room": _("The room, by id or name."),
        "chair": _("Who chairs, by id or name."),
        "items": _(
            "The agenda items in the order in which they are taken, with semicolons between. A new one gets a step of "
            "the running order, one taken out loses its steps."
        ),
        "speakers": _(
            "Who speaks, with semicolons between. Where there are several steps write the item of a new one behind "
            "the name, as in: das (tor)."
        ),
        "expected": _("How many people are expected."),
        "interpretation": _("The languages of interpretation, with semicolons between: en; fr."),
        "join": _("The addresses to take part at, with blanks between. Each keeps its label and who may see it."),
        "recording": _("The address of the recording."),
        "audience": _(
            "Who may read it, with semicolons between; empty for everybody, (organisers) for nobody but organisers."
        ),
        "notice": _("A short notice in that language, such as: starts 30 minutes late."),
        "description": _("The description in that language."),
    }


def _of_people(translations: NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "id": _("What the row is known by. Leave it empty for a new person; never change it."),
        "name": _("The name, in that language. Everybody needs one in at least one language."),
        "title": _("Title or office, in that language."),
        "affiliation": _("Delegation, organisation or office, in that language."),
        "country": _("The country as two capitals: NO."),
        "time_zone": _("The zone in which the person lives or works: Africa/Nairobi."),
    }
