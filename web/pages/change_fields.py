"""What the fields of a meeting file are called where a sentence says that they changed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gettext
    from collections.abc import Mapping


@cache
def field_words(translations: gettext.NullTranslations) -> Mapping[str, str]:
    """Each field by its key, and "translations" for a text that changed in other languages only."""
    return _of_all(translations) | _of_sittings(translations) | _of_business(translations)


@cache
def mark_words(translations: gettext.NullTranslations) -> Mapping[str, str]:
    """As `field_words`, with the words for what a sentence tells in full and a mark on the page only names."""
    _ = translations.gettext
    return {
        **field_words(translations),
        "time": _("time"),
        "dates": _("dates"),
        "room": _("room"),
        "status": _("status"),
        "parent": _("place in the agenda"),
        "phase": _("phase"),
        "outcome": _("outcome"),
    }


def _of_all(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "translations": _("translations"),
        "title": _("title"),
        "name": _("name"),
        "symbol": _("symbol"),
        "description": _("description"),
        "contact": _("contact"),
        "links": _("links"),
        "languages": _("languages"),
        "body": _("body"),
        "slug": _("address of the page"),
        "address": _("postal address"),
        "affiliation": _("affiliation"),
        "country": _("country"),
        "capacity": _("number of seats"),
        "time_zone": _("time zone"),
        "audience": _("audience"),
        "kind": _("kind"),
    }


def _of_sittings(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "chair": _("chair"),
        "expected": _("number of people expected"),
        "join": _("ways to join"),
        "recording": _("recording"),
        "interpretation": _("interpretation"),
        "notice": _("notice"),
        "source": _("source"),
        "slots": _("running order"),
        "venue": _("venue"),
        "platform": _("platform"),
        "decisions": _("whether decisions are taken"),
    }


def _of_business(translations: gettext.NullTranslations) -> dict[str, str]:
    _ = translations.gettext
    return {
        "items": _("items"),
        "action": _("action asked"),
        "category": _("category"),
        "documents": _("documents"),
        "follows": _("what it takes up again"),
        "revision": _("revision"),
        "living": _("revision"),
        "note": _("note"),
        "on": _("date"),
        "session": _("sitting"),
    }
