"""Schemas as a person reads them: "list of Session or null"."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.api.schemas import NULL, PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.api.schemas import Schema

WORDS = {"string": "string", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null"}

ELSEWHERE = {"Edit": "#edits"}
"""Where the page describes what it gives more room than an object."""


@dataclass(frozen=True)
class Part:
    """A piece of a type's name, which may lead to what it names."""

    text: str
    href: str = ""


def type_parts(schema: Schema) -> Iterator[Part]:
    """The type that a schema describes, in words."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(PREFIX)
        yield Part(name, ELSEWHERE.get(name, f"#schema-{name}"))
    elif choices := schema.get("oneOf", schema.get("anyOf")):
        yield from _joined(choices)
    elif "const" in schema:
        yield Part(json.dumps(schema["const"]))
    elif "enum" in schema:
        yield Part(" | ".join(str(one) for one in schema["enum"]))
    elif schema.get("type") == "array":
        yield Part("list of ")
        yield from type_parts(schema["items"])
    elif schema.get("type") == "object":
        yield from _map_parts(schema)
    else:
        yield Part(_scalar(schema))


def _joined(choices: list[Schema]) -> Iterator[Part]:
    ordered = [one for one in choices if one != NULL] + [one for one in choices if one == NULL]
    for place, one in enumerate(ordered):
        if place:
            yield Part(" or ")
        yield from type_parts(one)


def _map_parts(schema: Schema) -> Iterator[Part]:
    held = schema.get("additionalProperties")
    yield Part("map of " if isinstance(held, dict) else "object")
    if isinstance(held, dict):
        yield from type_parts(held)


def _scalar(schema: Schema) -> str:
    word = WORDS.get(schema.get("type", ""), "anything")
    if "minimum" in schema and "maximum" in schema:
        return f"{word} {schema['minimum']} to {schema['maximum']}"
    return f"{word} ({schema['format']})" if "format" in schema else word
