"""The catalogue of calendar words, and words of languages that have none."""

from __future__ import annotations

import string
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from entry_builders import ENGLISH, LOCALES, utc

from agenda.item import Action
from agenda.phase import DeadlineKind, PhaseKind
from agenda.session import SessionKind, SlotKind
from agenda.timespan import zone
from calendars.wording import ACTIONS, CATEGORIES, STEPS, Wording, zone_label

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SOURCE = Path(__file__).parents[2] / "calendars"
CATALOGUES = sorted(LOCALES.glob("*/LC_MESSAGES/calendar.po"))


def messages(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source)


def placeholders(message: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_template_lists_every_word_of_the_source() -> None:
    extracted = {message for _, _, message, _, _ in extract_from_dir(SOURCE, method_map=[("**.py", "python")])}
    assert {message.id for message in messages(LOCALES / "calendar.pot") if message.id} == extracted


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_catalogue_is_complete(path: Path) -> None:
    template = {message.id for message in messages(LOCALES / "calendar.pot")}
    assert {message.id for message in messages(path) if message.string} == template


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_translation_has_the_placeholders_of_its_message(path: Path) -> None:
    wrong = [m.id for m in messages(path) if m.id and placeholders(str(m.id)) != placeholders(str(m.string))]
    assert wrong == []


def test_every_kind_and_action_has_a_word() -> None:
    assert set(ACTIONS) == set(get_args(Action))
    assert {"session": {*CATEGORIES["session"], "other"}, "deadline": {*CATEGORIES["deadline"], "other"}} == {
        "session": set(get_args(SessionKind)),
        "deadline": set(get_args(DeadlineKind)),
    }
    assert set(CATEGORIES["phase"]) == set(get_args(PhaseKind))
    assert {*STEPS, "item"} == set(get_args(SlotKind))


@pytest.mark.parametrize(
    ("language", "date"),
    [
        ("en", "4 Nov 2022 23:59 CET"),
        ("en-US", "Nov 4, 2022 23:59 CET"),
        ("fr", "4 nov. 2022 23:59 CET"),
        ("fr-CA", "4 nov. 2022 23:59 CET"),
        ("zh-Hans", "2022年11月4日 23:59 CET"),
        ("de-XX", "4. Nov. 2022 23:59 CET"),
        ("tlh", "4 Nov 2022 23:59 CET"),
    ],
)
def test_date_in_a_language(language: str, date: str) -> None:
    due = utc(2022, 11, 4, 22, 59).astimezone(zone("Europe/Brussels"))
    assert Wording(language, ENGLISH).moment(due) == date


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Europe/Brussels", "CET"),
        ("Asia/Kathmandu", "UTC+05:45"),
        ("America/Sao_Paulo", "UTC-03:00"),
        ("Antarctica/Troll", "UTC+00:00"),
        ("UTC", "UTC"),
    ],
)
def test_zone_without_letters_is_a_distance_from_utc(name: str, label: str) -> None:
    assert zone_label(utc(2022, 11, 16, 9).astimezone(zone(name))) == label


def test_unknown_language_of_interpretation_is_its_tag() -> None:
    assert Wording("en", ENGLISH).languages(["fr", "zh-Hans", "x-bad"]) == "French, Chinese (Simplified) and x-bad"
