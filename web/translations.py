"""Interface translations: the committed .po files of every domain, compiled in memory.

Catalogues are `web/locales/LANGUAGE/LC_MESSAGES/DOMAIN.po`; English needs none, its strings are the msgids. After
changing an interface string, bring the catalogue of the pages up to date with

    pybabel extract -F babel.cfg -k said --no-location --sort-output --project Plenary -o interface.pot .
    pybabel update -D interface -i interface.pot -d web/locales --no-fuzzy-matching --width=120 --ignore-obsolete

and translate what is then empty in `web/locales/*/LC_MESSAGES/interface.po`.
"""

from __future__ import annotations

import gettext
import io
from functools import cache, lru_cache
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
SOURCE_LANGUAGE = "en"


@cache
def interface_languages() -> tuple[str, ...]:
    """The BCP 47 tags that the interface speaks: English first, then those with a catalogue."""
    folders = sorted(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/interface.po"))
    return (SOURCE_LANGUAGE, *(name.replace("_", "-") for name in folders if name != SOURCE_LANGUAGE))


@lru_cache(maxsize=1_000)
def interface_language(language: str) -> str:
    """The interface language for a reader of `language`: it, else its primary language, else English."""
    known = {tag.lower(): tag for tag in interface_languages()}
    wanted = language.lower()
    return known.get(wanted) or known.get(wanted.partition("-")[0]) or SOURCE_LANGUAGE


def translations_for(language: str) -> gettext.NullTranslations:
    """Every domain's translations into `interface_language(language)`; untranslated strings stay English."""
    return _merged(interface_language(language))


@cache
def _merged(language: str) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged = gettext.NullTranslations()
    folder = LOCALES / language.replace("-", "_") / "LC_MESSAGES"
    for path in sorted(folder.glob("*.po")):
        compiled = io.BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language.replace("-", "_"), domain=path.stem))
        compiled.seek(0)
        domain = gettext.GNUTranslations(compiled)
        domain.add_fallback(merged)
        merged = domain
    return merged
