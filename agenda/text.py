"""Localised text: one string per language, and which of them a reader gets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import PydanticCustomError, core_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

DEFAULT_LANGUAGE = "en"
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Text(Mapping[str, str]):
    """An immutable map from BCP 47 language tag to string, in the order written.

    Read from a plain string it is in the meeting's first language, which the reader hands over as
    `context={"language": tag}` (`en` where nothing is said). At most `limit` characters a language.
    """

    limit: ClassVar[int] = 1_000
    __slots__ = ("_strings",)

    def __init__(self, strings: Mapping[str, str] | None = None, **by_language: str) -> None:
        self._strings = {**(strings or {}), **by_language}

    def __getitem__(self, language: str) -> str:
        return self._strings[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._strings)

    def __len__(self) -> int:
        return len(self._strings)

    def __hash__(self) -> int:
        return hash(frozenset(self._strings.items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._strings!r})"

    def language_for(self, wanted: Sequence[str]) -> str:
        """The tag of the string to show a reader who wants these languages, best first.

        An exact tag, else one of the same primary language, else the first written ("" if empty).
        """
        for tag in wanted:
            if tag in self._strings:
                return tag
            primary = tag.partition("-")[0]
            for own in self._strings:
                if own.partition("-")[0] == primary:
                    return own
        return next(iter(self._strings), "")

    def best(self, wanted: Sequence[str]) -> str:
        """The string in the language of `language_for`; "" if there is none."""
        return self._strings.get(self.language_for(wanted), "")

    @classmethod
    def read(cls, value: object, language: str = DEFAULT_LANGUAGE) -> Text:
        """A Text from a string, a map or a Text; raises PydanticCustomError where it is neither."""
        if isinstance(value, Text):
            return value if isinstance(value, cls) else cls(value)
        if isinstance(value, str):
            value = {language: value}
        if not isinstance(value, Mapping):
            raise PydanticCustomError("text", "give a string, or one string per language: {{en: …, fr: …}}")
        if not value:
            raise PydanticCustomError("text", "no language is given; write a string, or leave the key out")
        return cls({_tag(tag): cls._string(string, tag) for tag, string in value.items()})

    @classmethod
    def _string(cls, string: object, tag: str) -> str:
        if not isinstance(string, str):
            raise PydanticCustomError("text", "the text for “{tag}” must be a string", {"tag": tag})
        if not is_visible(string):
            raise PydanticCustomError("empty", "is empty; write it, or leave the key out", {"tag": tag})
        return plain(string, limit=cls.limit)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def validate(value: object, info: core_schema.ValidationInfo) -> Text:
            return cls.read(value, (info.context or {}).get("language", DEFAULT_LANGUAGE))

        return core_schema.with_info_plain_validator_function(
            validate,
            serialization=core_schema.plain_serializer_function_ser_schema(dict),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        string: JsonSchemaValue = {"type": "string", "maxLength": cls.limit, "pattern": r"\S"}
        by_language = {
            "type": "object",
            "additionalProperties": string,
            "propertyNames": {"pattern": f"^{LANGUAGE_TAG.pattern[:-2]}$"},
        }
        return {"anyOf": [string, by_language]}


@lru_cache(maxsize=1_000)
def _tag(tag: object) -> str:
    if not isinstance(tag, str) or not LANGUAGE_TAG.match(tag):
        raise PydanticCustomError(
            "language_tag",
            "“{tag}” is not a language tag; write one such as en, fr or pt-BR",
            {"tag": str(tag)},
        )
    return tag


class Prose(Text):
    """Text that may run to paragraphs: descriptions, notes, contacts."""

    limit: ClassVar[int] = 20_000
    __slots__ = ()


def is_visible(string: str) -> bool:
    """Whether it has a character other than blanks and those without a shape, such as U+200B."""
    return any(not (character.isspace() or unicodedata.category(character) == "Cf") for character in string)


def plain(string: str, *, limit: int) -> str:
    """`string` itself; raises PydanticCustomError where it is longer than `limit` or holds control characters."""
    if len(string) > limit:
        raise PydanticCustomError(
            "too_long",
            "{length} characters; at most {limit} are allowed, shorten it",
            {"length": len(string), "limit": limit},
        )
    if found := UNPRINTABLE.search(string):
        raise PydanticCustomError(
            "control_character",
            "control character U+{code} at position {position}; remove it",
            {"code": f"{ord(found[0]):04X}", "position": found.start() + 1},
        )
    return string
