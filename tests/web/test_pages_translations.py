"""Interface strings: every one is translated, into strings with the same placeholders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from web.translations import LOCALES, interface_language, interface_languages, translations_for

ROOT = LOCALES.parents[1]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def ids_in_source() -> set[str]:
    """The English strings that templates and modules of web name; of a plural, the singular."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(ROOT, methods, options, directory_filter=_is_of_web)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def _is_of_web(folder: str) -> bool:
    parts = Path(folder).relative_to(ROOT).parts
    return not parts or parts[0] == "web"


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
    for message in catalogue(language):
        if message.id:
            wanted = sorted(PLACEHOLDER.findall(strings(message.id)[0]))
            assert [sorted(PLACEHOLDER.findall(string)) for string in strings(message.string)] == [
                wanted for _ in strings(message.string)
            ]


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
    ("asked", "spoken"), [("fr-CA", "fr"), ("FR", "fr"), ("ar", "en"), ("en-US", "en"), ("", "en")]
)
def test_reader_gets_the_nearest_language_or_english(asked, spoken):
    assert interface_language(asked) == spoken


def test_translations_are_read_once():
    assert translations_for("fr") is translations_for("fr-BE")
