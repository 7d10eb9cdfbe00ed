"""The interface's words for the values that a meeting file may hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from babel.lists import format_list

from web.pages.dates import locale_of
from web.translations import SOURCE_LANGUAGE

if TYPE_CHECKING:
    import gettext
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Words:
    """Each value of an enumeration of the meeting file, in words of one language."""

    actions: Mapping[str, str]
    phase_kinds: Mapping[str, str]
    statuses: Mapping[str, str]
    deadline_kinds: Mapping[str, str]
    session_kinds: Mapping[str, str]
    features: Mapping[str, str]
    results: Mapping[str, str]
    regions: Mapping[str, str]


@cache
def words_for(translations: gettext.NullTranslations) -> Words:
    """The words of a catalogue; made once for each."""
    return Words(
        actions=_actions(translations),
        phase_kinds=_phase_kinds(translations),
        statuses=_statuses(translations),
        deadline_kinds=_deadline_kinds(translations),
        session_kinds=_session_kinds(translations),
        features=_features(translations),
        results=_results(translations),
        regions=_regions(translations),
    )


def listed(translations: gettext.NullTranslations, words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c", as the locale writes a list (Unicode CLDR)."""
    language = translations.info().get("language", SOURCE_LANGUAGE)
    return format_list(words, locale=locale_of(language.replace("_", "-")))


def _actions(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "information": _("for information"),
        "discussion": _("for discussion"),
        "guidance": _("for guidance"),
        "decision": _("for decision"),
        "endorsement": _("for endorsement"),
        "approval": _("for approval"),
        "adoption": _("for adoption"),
        "election": _("for election"),
        "recommendation": _("for recommendation"),
    }


def _phase_kinds(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "documents": _("Online, document-based"),
        "online": _("Online, virtual sittings"),
        "hybrid": _("Hybrid, in the room and online"),
        "in_person": _("In person"),
        "closing": _("Closing, in writing"),
        "closing_sittings": _("Closing"),
    }


def _statuses(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "confirmed": "",
        "tentative": _("Tentative"),
        "postponed": _("Postponed"),
        "cancelled": _("Cancelled"),
    }


def _deadline_kinds(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "comments": _("For comments"),
        "silence": _("Silence procedure"),
        "registration": _("For registration"),
        "documents": _("For documents"),
        "other": _("Deadline"),
    }


def _session_kinds(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "plenary": _("Plenary"),
        "working_group": _("Working group"),
        "contact_group": _("Contact group"),
        "side_event": _("Side event"),
        "other": _("Other sitting"),
    }


def _features(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "audio": _("audio"),
        "video": _("video"),
        "chat": _("chat"),
        "phone": _("telephone"),
        "screen": _("screen sharing"),
        "feed": _("live stream"),
    }


def _results(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "adopted": _("Adopted"),
        "approved": _("Approved"),
        "endorsed": _("Endorsed"),
        "noted": _("Noted"),
        "elected": _("Elected"),
        "agreed": _("Agreed"),
        "not_agreed": _("Not agreed"),
        "continued": _("Continued"),
        "deferred": _("Deferred"),
        "referred": _("Referred"),
    }


def _regions(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "Africa": _("Africa"),
        "America": _("Americas"),
        "Antarctica": _("Antarctica"),
        "Arctic": _("Arctic"),
        "Asia": _("Asia"),
        "Atlantic": _("Atlantic"),
        "Australia": _("Australia"),
        "Europe": _("Europe"),
        "Indian": _("Indian Ocean"),
        "Pacific": _("Pacific"),
    }
