"""Localised text: what is read as one, and which language a reader gets."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from agenda.text import Prose, Text, plain


def read(value: Any, **context: str) -> Text:
    return TypeAdapter(Text).validate_python(value, context=context or None)


def test_string_is_in_the_language_of_its_reader() -> None:
    assert read("Ouverture", language="fr") == Text(fr="Ouverture")
    assert read("Opening") == Text(en="Opening")


def test_map_keeps_the_order_written() -> None:
    assert list(read({"fr": "B", "en": "A"})) == ["fr", "en"]


def test_text_writes_as_it_reads() -> None:
    written = {"zh-Hant": "議程", "en": "Agenda"}
    assert TypeAdapter(Text).dump_python(read(written), mode="json") == written


def test_texts_of_one_content_are_equal_and_hash_alike() -> None:
    one, other = Text({"en": "A", "fr": "B"}), Text({"fr": "B", "en": "A"})
    assert (one == other, hash(one) == hash(other), one == Text(en="A")) == (True, True, False)


@pytest.mark.parametrize(
    ("wanted", "string"),
    [
        (["fr"], "F"),
        (["fr-CA"], "F"),
        (["pt"], "P"),
        (["pt-PT"], "P"),
        (["de", "fr"], "F"),
        (["de"], "E"),
        ([], "E"),
        (["e"], "E"),
        (["FR"], "E"),
    ],
)
def test_reader_gets_the_best_language(wanted: list[str], string: str) -> None:
    assert Text({"en": "E", "fr": "F", "pt-BR": "P"}).best(wanted) == string


def test_exact_tag_comes_before_one_of_the_same_language() -> None:
    assert Text({"pt-BR": "B", "pt": "P"}).language_for(["pt"]) == "pt"


def test_empty_text_has_an_empty_best() -> None:
    assert (Text().best(["en"]), Text().language_for(["en"])) == ("", "")


@pytest.mark.parametrize(
    "value",
    [
        7,
        None,
        ["en"],
        {},
        {"en": 7},
        {"en": None},
        {7: "A"},
        {"english language": "A"},
        {"e": "A"},
        {"": "A"},
        {"en\n": "A"},
        "a\x00b",
        "a\x1bb",
        "a\x7fb",
        "\ud800",
        "\uffff",
        "a" * 1_001,
        "",
        " ",
        "\x85\u2028\ufeff",
        {"en": "A", "fr": "\n"},
    ],
)
def test_what_is_no_text_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        read(value)


@pytest.mark.parametrize(
    "value", [" a ", "a\nb", "a\r\nb\tc", "a\x85", "\u2028a", "👩\u200d⚖️", "قرار", "a" * 1_000, "\\N"]
)
def test_text_keeps_what_it_is_given(value: str) -> None:
    assert read(value)["en"] == value


def test_prose_may_run_to_paragraphs() -> None:
    assert len(TypeAdapter(Prose).validate_python("a" * 20_000)["en"]) == 20_000
    with pytest.raises(ValidationError, match="20001 characters; at most 20000 are allowed"):
        TypeAdapter(Prose).validate_python("a" * 20_001)


def test_control_character_is_named_with_its_position() -> None:
    with pytest.raises(PydanticCustomError, match=r"control character U\+0007 at position 2"):
        plain("a\x07", limit=10)


def test_text_has_a_json_schema() -> None:
    (string, by_language) = TypeAdapter(Text).json_schema()["anyOf"]
    assert string == {"type": "string", "maxLength": 1_000, "pattern": r"\S"}
    assert by_language["additionalProperties"] == string
