"""Interface strings: every one is translated, into strings with the same placeholders."""

from __future__ import annotations

import re
from collections import Counter
from gettext import c2py
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from web.pages.words import listed
from web.translations import LOCALES, interface_language, interface_languages, translations_for

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ROOT = LOCALES.parents[1]
PLACEHOLDER = re.compile(r"%\(\w+\)s")
COUNT = {"%(count)s"}


def ids_in_source() -> set[str]:
    """The English strings of pages and of findings; of a plural, the singular."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    keywords = DEFAULT_KEYWORDS | {"said": None}
    found = extract_from_dir(ROOT, methods, options, keywords=keywords, directory_filter=_has_strings)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def _has_strings(folder: str) -> bool:
    parts = Path(folder).relative_to(ROOT).parts
    return parts[:1] in {(), ("web",)} or parts[:2] in {("agenda",), ("agenda", "findings")}


def catalogue(language: str):
    with (LOCALES / language / "LC_MESSAGES" / "interface.po").open("rb") as source:
        return read_po(source, locale=language)


def strings(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


@pytest.mark.parametrize("language", interface_languages()[1:])
def test_catalogue_holds_every_string_and_no_other(language):
    held = {strings(message.id)[0] for message in catalogue(language) if message.id}
    assert held == ids_in_source()


@pytest.mark.parametrize("language", interface_languages()[1:])
def test_no_translation_is_empty_or_fuzzy(language):
    unfinished = [
        message.id
        for message in catalogue(language)
        if message.id and (message.fuzzy or not all(strings(message.string)))
    ]
    assert unfinished == []


@pytest.mark.parametrize("language", interface_languages()[1:])
def test_translations_keep_the_placeholders(language):
    """A plural form that stands for one number alone ("two days" in Arabic) may leave out what prints it."""
    held = catalogue(language)
    alone = forms_of_one_number(held)
    wrong = []
    for message in held:
        wanted = sorted(PLACEHOLDER.findall(strings(message.id)[0]))
        for form, string in enumerate(strings(message.string) if message.id else ()):
            found = sorted(PLACEHOLDER.findall(string))
            if found != wanted and not (message.pluralizable and form in alone and {*wanted} - {*found} <= COUNT):
                wrong.append(string)
    assert wrong == []


def forms_of_one_number(held: Catalog) -> set[int]:
    plural = c2py(held.plural_expr)
    forms = Counter(plural(count) for count in range(1000))
    return {form for form, numbers in forms.items() if numbers == 1}


@pytest.mark.parametrize("language", interface_languages()[1:])
def test_catalogues_pass_the_checks_of_babel(language):
    held = catalogue(language)
    assert {message.id: found for message in held if (found := list(message.check(held)))} == {}


def test_every_domain_of_a_language_is_merged():
    french = translations_for("fr")
    domains = {path.stem for path in (LOCALES / "fr" / "LC_MESSAGES").glob("*.po")}
    assert {"interface", "calendar"} <= domains
    assert french.gettext("Deadlines") == "Échéances"
    assert french.gettext("Cancelled: {title}") == "Annulé\u00a0: {title}"


def test_plurals_follow_the_language():
    french = translations_for("fr")
    assert [french.ngettext("%(count)s day", "%(count)s days", count) for count in (0, 1, 2)] == [
        "%(count)s jour",
        "%(count)s jour",
        "%(count)s jours",
    ]


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("fr-CA", "fr"), ("FR", "fr"), ("ar", "ar"), ("zh-Hans-CN", "zh"), ("pt", "en"), ("en-US", "en"), ("", "en")],
)
def test_reader_gets_the_nearest_language_or_english(asked, spoken):
    assert interface_language(asked) == spoken


def test_arabic_has_a_form_for_none_one_two_few_many_and_the_rest():
    arabic = translations_for("ar")
    assert [arabic.ngettext("%(count)s day", "%(count)s days", count) for count in (1, 2, 3, 11, 100)] == [
        "يوم واحد",
        "يومان",
        "%(count)s أيام",
        "%(count)s يوماً",
        "%(count)s يوم",
    ]


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "a, b and c"), ("fr", "a, b et c"), ("ar", "a وb وc"), ("zh", "a、b和c")]
)
def test_list_is_written_as_the_language_writes_lists(language, expected):
    assert listed(translations_for(language), ["a", "b", "c"]) == expected


def test_translations_are_read_once():
    assert translations_for("fr") is translations_for("fr-BE")
