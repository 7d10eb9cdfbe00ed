"""Dates, spans of dates and counts of days in the words of a locale (Unicode CLDR, through Babel)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from babel import Locale
from babel.dates import format_date, format_interval
from babel.units import format_unit

if TYPE_CHECKING:
    from datetime import date

ENGLISH = "en-GB"
DAY = "duration-day"
YEAR = re.compile(r"(?:\s'[^']*')?\sy(?:\s'[^']*'\.?)?$")
"""The year at the end of a CLDR pattern, with the words around it: " y", " 'de' y", " y 'г'."."""


@cache
def locale_of(language: str) -> Locale:
    """Babel's locale of an interface language; plain English is that of the day-first world."""
    return Locale.parse(ENGLISH if language == "en" else language, sep="-")


@lru_cache(maxsize=8192)
def date_in_words(day: date, language: str) -> str:
    """ "16 November 2022"."""
    return _written(day, "long", locale=locale_of(language))


@lru_cache(maxsize=8192)
def weekday_and_date(day: date, language: str) -> str:
    """ "Wednesday 16 November 2022"."""
    return _written(day, _full(locale_of(language)), locale=locale_of(language))


@lru_cache(maxsize=8192)
def short_date(day: date, language: str, *, with_year: bool = False) -> str:
    """ "Wed 16 Nov", or with its year "Wed 16 Nov 2022"."""
    locale = locale_of(language)
    if locale.language == "en":
        return _written(day, "EEE d MMM y" if with_year else "EEE d MMM", locale=locale)
    return by_skeleton(day, "yMMMEd" if with_year else "MMMEd", language)


@lru_cache(maxsize=8192)
def by_skeleton(day: date, skeleton: str, language: str) -> str:
    """A date as the locale writes a skeleton of CLDR: "MMMd" gives "16 Nov", "yMMM" gives "Nov 2022", "y" the year."""
    locale = locale_of(language)
    return _written(day, str(locale.datetime_skeletons[skeleton].pattern), locale=locale)


@lru_cache(maxsize=1024)
def window_in_words(start: date, end: date, language: str) -> str:
    """ "Saturday 22 October – Monday 14 November 2022", or the one day that it is."""
    locale = locale_of(language)
    if start < end and _is_year_first(locale):
        return format_interval(start, end, "yMMMEd", locale=locale)
    return _span(start, end, _full(locale), locale)


@lru_cache(maxsize=1024)
def dates_in_words(start: date, end: date, language: str) -> str:
    """ "16–17 November 2022", "22 October – 15 December 2022"."""
    locale = locale_of(language)
    if start < end and _is_year_first(locale):
        return format_interval(start, end, "yMMMd", locale=locale)
    pattern = str(locale.date_formats["long"].pattern)
    if start < end and (start.year, start.month) == (end.year, end.month) and pattern.startswith("d "):
        return f"{_written(start, 'd', locale=locale)}–{_written(end, pattern, locale=locale)}"
    return _span(start, end, pattern, locale)


@cache
def signed_days(days: int, language: str) -> str:
    """ "+1 day", "−2 days"; "" for none."""
    if not days:
        return ""
    lengths: tuple[Literal["long"], Literal["short"]] = ("long", "short")
    counts = [format_unit(abs(days), DAY, length=length, locale=locale_of(language)) for length in lengths]
    # Where CLDR says both the same, as in Arabic and Chinese, Babel has the short one alone.
    count = next((one for one in counts if DAY not in one), str(abs(days)))
    return f"{'+' if days > 0 else '−'}{count}"


def _written(day: date, pattern: str, *, locale: Locale) -> str:
    words = str(format_date(day, pattern, locale=locale))
    if locale.language == "fr" and day.day == 1:
        return re.sub(r"(?<!\d)1(?=\s)", "1er", words, count=1)
    return words


def _is_year_first(locale: Locale) -> bool:
    """Whether dates go from the year to the day, as in Chinese: such locales write spans in ways of their own."""
    return str(locale.date_formats["long"].pattern).startswith("y")


def _full(locale: Locale) -> str:
    pattern = str(locale.date_formats["full"].pattern)
    return pattern.replace("EEEE, d", "EEEE d") if locale.language == "en" else pattern


def _span(start: date, end: date, pattern: str, locale: Locale) -> str:
    last = _written(end, pattern, locale=locale)
    if start == end:
        return last
    yearless = YEAR.sub("", pattern) if start.year == end.year else pattern
    return f"{_written(start, yearless, locale=locale)} – {last}"
