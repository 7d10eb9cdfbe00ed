"""What the script of a page says as things happen: the words of the interface, for it to fill in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from web.pages.dates import locale_of

if TYPE_CHECKING:
    import gettext
    from collections.abc import Iterator

MOST_COUNTED = 200


@cache
def live_words(translations: gettext.NullTranslations, language: str) -> tuple[tuple[str, str], ...]:
    """Words by name, those with a count once for each plural category of the language (Unicode CLDR): "said-few"."""
    _, ngettext = translations.gettext, translations.ngettext
    words = {
        "said": _("Revision %(number)s was published."),
        "noticed": _("%(sitting)s: %(notice)s"),
        "gone": _("This page has been taken back: what it shows no longer stands."),
        "in": _("in %(time)s"),
        "over": _("passed"),
    }
    for category, count in _counts(language):
        words[f"said-{category}"] = ngettext(
            "Revision %(number)s was published; %(count)s thing changed here.",
            "Revision %(number)s was published; %(count)s things changed here.",
            count,
        )
        words[f"since-{category}"] = ngettext(
            "%(count)s thing changed here since you last looked.",
            "%(count)s things changed here since you last looked.",
            count,
        )
        words[f"more-{category}"] = ngettext("and %(count)s more now", "and %(count)s more now", count)
    return tuple(words.items())


def _counts(language: str) -> Iterator[tuple[str, int]]:
    """Each plural category that a small count may have, with the smallest of its counts above none."""
    plural_form = locale_of(language).plural_form
    found: dict[str, int] = {}
    for count in [*range(1, MOST_COUNTED), 0]:
        found.setdefault(plural_form(count), count)
    return iter(found.items())
