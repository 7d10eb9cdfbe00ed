"""What the scripts of the schedule say, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gettext


def words_of_scripts(translations: gettext.NullTranslations) -> dict[str, str]:
    """Each sentence by its key; what stands in %(…)s is filled in by the scripts."""
    return {**_of_sittings(translations), **_of_phases(translations), **_of_saving(translations)}


def _of_sittings(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "placed": _("%(title)s: %(day)s, %(start)s to %(end)s, %(room)s"),
        "unplaced": _("%(title)s: without a time"),
        "noTime": _("No time yet"),
        "with": _("with %(findings)s"),
        "cancelled": _("Not moved: %(what)s is where it was."),
        "unsocial": _("unsocial"),
        "nextDay": _("+1 day"),
        "dayBefore": _("−1 day"),
    }


def _of_phases(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "phaseMoved": _("%(title)s: %(start)s to %(end)s, its sittings go along"),
        "phaseStretched": _("%(title)s: %(start)s to %(end)s, its sittings stay"),
    }


def _of_saving(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "saving": _("Saving…"),
        "saved": _("Saved."),
        "rebased": _("Saved, together with what another organiser changed meanwhile."),
        "offline": _("No connection. Your edits are kept here and sent as soon as there is one."),
        "loggedOut": _("You are logged out. Log in in another tab; your edits are kept here and sent then."),
        "logIn": _("Log in"),
        "refused": _("This could not be kept: %(why)s"),
        "undo": _("Undone."),
        "redo": _("Done again."),
        "undoNothing": _("There is nothing of yours left to undo."),
        "redoNothing": _("There is nothing of yours to do again."),
        "undoClash": _("This cannot be undone any more: what it changed has been changed since."),
        "redoClash": _("This cannot be done again: what it changed has been changed since."),
        "original": _("It was"),
        "theirs": _("Another organiser made it"),
        "mine": _("You would make it"),
        "nothingThere": _("nothing"),
        "conflict": _("Another organiser changed the same thing"),
        "mineAgain": _("Mine again"),
        "leaveTheirs": _("Leave theirs"),
    }
