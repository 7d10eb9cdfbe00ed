"""The words of a component in one language: the meeting's own, those of the interface, and dates.

After changing an interface word, bring its catalogues up to date and translate what is then empty:

    pybabel extract --no-location --sort-output --project Plenary -o web/locales/calendar.pot calendars
    pybabel update -D calendar -i web/locales/calendar.pot -d web/locales --no-fuzzy-matching
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.lists import format_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta
    from gettext import NullTranslations

    from agenda.text import Text

N_ = str  # marks a message for the catalogue; it is translated where it is used

ENTRY_KINDS: Mapping[str, str] = {
    "session": N_("Session"),
    "phase": N_("Phase"),
    "deadline": N_("Deadline"),
}
CATEGORIES: Mapping[str, Mapping[str, str]] = {
    "session": {
        "plenary": N_("Plenary"),
        "working_group": N_("Working group"),
        "contact_group": N_("Contact group"),
        "side_event": N_("Side event"),
    },
    "phase": {
        "online": N_("Online"),
        "hybrid": N_("Hybrid"),
        "in_person": N_("In person"),
        "closing": N_("Closing"),
    },
    "deadline": {
        "comments": N_("Comments"),
        "silence": N_("Silence procedure"),
        "registration": N_("Registration"),
        "documents": N_("Documents"),
    },
}
ACTIONS: Mapping[str, str] = {
    "information": N_("for information"),
    "discussion": N_("for discussion"),
    "guidance": N_("for guidance"),
    "decision": N_("for decision"),
    "endorsement": N_("for endorsement"),
    "approval": N_("for approval"),
    "adoption": N_("for adoption"),
    "election": N_("for election"),
    "recommendation": N_("for recommendation"),
}
STEPS: Mapping[str, str] = {
    "break": N_("Break"),
    "statement": N_("Statement"),
}


@dataclass(frozen=True)
class Wording:
    """How a reader of `language` (BCP 47) is spoken to; `translations` are those of the interface."""

    language: str
    translations: NullTranslations

    def content(self, text: Text | None) -> str:
        """A text of the meeting in this language, else in the first one written; "" where there is none."""
        return text.best([self.language]) if text is not None else ""

    def gettext(self, message: str, **values: str) -> str:
        """An interface message, translated, with its `{placeholders}` filled in."""
        return self.translations.gettext(message).format(**values)

    def listing(self, words: Sequence[str]) -> str:
        """ "a, b and c" in this language."""
        return format_list(words, locale=locale_of(self.language)) if words else ""

    def actions(self, actions: Sequence[str]) -> str:
        """What is asked on an item, such as "for discussion and for approval"; "" where nothing is."""
        return self.listing([self.gettext(ACTIONS[action]) for action in actions])

    def languages(self, tags: Sequence[str]) -> str:
        """The names of languages, in this one."""
        return self.listing([_language_name(tag, self.language) for tag in tags])

    def moment(self, moment: datetime) -> str:
        """Date, time of day and zone of an aware time, such as "4 Nov 2022 23:59 CET"."""
        date = format_skeleton("yMMMd", moment, locale=locale_of(self.language))
        return f"{date} {hour(moment)}"


def hour(moment: datetime) -> str:
    """Time of day with its zone, such as "10:00 CET" or "18:00 UTC+05:45"."""
    return f"{moment:%H:%M} {zone_label(moment)}"


def zone_label(moment: datetime) -> str:
    """The zone's abbreviation at that instant where it is made of letters, else its distance from UTC."""
    name, offset = moment.tzname() or "", moment.utcoffset()
    if name.isalpha() or offset is None:
        return name
    return f"UTC{signed(offset, ':')}"


def signed(offset: timedelta, separator: str = "") -> str:
    """An offset from UTC as ±hhmm, and ±hhmmss where it has seconds (RFC 5545 §3.3.14)."""
    seconds = round(offset.total_seconds())
    parts = [abs(seconds) // 3600, abs(seconds) // 60 % 60, abs(seconds) % 60]
    written = separator.join(f"{part:02}" for part in parts[: 3 if parts[2] else 2])
    return f"{'-' if seconds < 0 else '+'}{written}"


@cache
def locale_of(language: str) -> Locale:
    """CLDR's locale for a BCP 47 tag, else for its primary language, else English (day before month)."""
    for tag in (language, language.partition("-")[0]):
        try:
            return Locale.parse("en_GB" if tag == "en" else tag, sep="_" if tag == "en" else "-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en", "GB")


@cache
def _language_name(tag: str, language: str) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name(locale_of(language)) or tag
    except (UnknownLocaleError, ValueError):
        return tag
