"""The language of a document as Word wants it said: locales, fonts, and which way the lines run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from babel.core import get_global

from web.pages.phrases import direction_of

FONT = "Arial"
WIDE_FONTS = {"zh-CN": "Microsoft YaHei", "zh-TW": "Microsoft JhengHei", "ja-JP": "Yu Gothic", "ko-KR": "Malgun Gothic"}
"""Fonts that Word has for scripts of wide characters, by locale."""
USUAL = {"en": "en-GB", "ar": "ar-SA", "zh-Hant": "zh-TW"}
"""Locales where the world's meetings use another than the one with most speakers."""


@dataclass(frozen=True)
class Tongue:
    """A BCP 47 language of a document or of a run in it; `locale` has a region, such as "fr-FR"."""

    locale: str
    is_right_to_left: bool

    @property
    def is_wide(self) -> bool:
        """Whether its script is East Asian, for which Word has fonts and a language apart."""
        return self.locale in WIDE_FONTS

    @property
    def wide_locale(self) -> str:
        """What Word is told of wide characters in it."""
        return self.locale if self.is_wide else "zh-CN"

    @property
    def complex_locale(self) -> str:
        """What Word is told of characters written from right to left in it."""
        return self.locale if self.is_right_to_left else "ar-SA"


@cache
def tongue_of(language: str) -> Tongue:
    """The tongue of a language tag; one without a region gets that where most speak it (CLDR likely subtags)."""
    return Tongue(_locale(language), direction_of(language) == "rtl")


def _locale(language: str) -> str:
    primary, *rest = language.split("-")
    if any(part.isupper() and len(part) == 2 for part in rest):
        return language
    likely = str(get_global("likely_subtags").get(language.replace("-", "_"), ""))
    region = likely.rpartition("_")[2]
    return USUAL.get(language) or (f"{primary}-{region}" if region else language)
