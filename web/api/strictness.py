"""Numbers and truths of a body are JSON's: what the models would make of a string, for files and forms, is refused.

A meeting file says `capacity: 450` and a form sends "450"; a program that sends a string where the document has a
number is mistaken, and hears of it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from agenda.errors import InvalidInput, Problem
from web.api.edit_schemas import edit_schemas
from web.api.schemas import PREFIX, model_schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from web.api.schemas import Schema


def _is_whole(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1


TYPES: dict[str, tuple[Callable[[object], bool], str]] = {
    "integer": (_is_whole, "a whole number is wanted here"),
    "boolean": (lambda value: isinstance(value, bool), "true or false is wanted here"),
    "null": (lambda value: value is None, ""),
    "string": (lambda value: isinstance(value, str), ""),
    "array": (lambda value: isinstance(value, list), ""),
    "object": (lambda value: isinstance(value, dict), ""),
}
"""What a value of a type is in Python, and the complaint about another; what has none is left to the models."""


def require_strict(name: str, value: object) -> None:
    """Raises InvalidInput where a value has anything else for a number or truth of the schema of that name."""
    if problems := list(_problems(_schemas()[name], value, "")):
        raise InvalidInput(problems)


@cache
def _schemas() -> dict[str, Schema]:
    schemas = model_schemas([])
    return schemas | edit_schemas(schemas)


def _problems(schema: Schema, value: Any, pointer: str) -> Iterator[Problem]:
    if "$ref" in schema:
        yield from _problems(_schemas()[schema["$ref"].removeprefix(PREFIX)], value, pointer)
    elif "discriminator" in schema:
        named = schema["discriminator"]["mapping"].get(value.get("edit")) if _is_edit(value) else None
        yield from _problems({"$ref": named}, value, pointer) if named else ()
    elif "anyOf" in schema:
        yield from _problems_of_choice(schema["anyOf"], value, pointer)
    elif not _fits(schema, value):
        complaint = TYPES[schema["type"]][1]
        yield from [Problem(pointer, complaint)] if complaint else []
    elif isinstance(value, dict):
        yield from _problems_within(schema, value, pointer)
    elif isinstance(value, list) and "items" in schema:
        for place, one in enumerate(value):
            yield from _problems(schema["items"], one, f"{pointer}/{place}")


def _is_edit(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("edit"), str)


def _problems_of_choice(choices: list[Schema], value: Any, pointer: str) -> Iterator[Problem]:
    """Those of the first choice that it could be, or of the first at all."""
    choice = next((one for one in choices if _fits(_resolved(one), value)), choices[0])
    yield from _problems(choice, value, pointer)


def _resolved(schema: Schema) -> Schema:
    return _schemas()[schema["$ref"].removeprefix(PREFIX)] if "$ref" in schema else schema


def _fits(schema: Schema, value: object) -> bool:
    if "discriminator" in schema:
        return isinstance(value, dict)
    if "anyOf" in schema:
        return any(_fits(_resolved(one), value) for one in schema["anyOf"])
    return "type" not in schema or TYPES[schema["type"]][0](value)


def _problems_within(schema: Schema, value: dict[str, Any], pointer: str) -> Iterator[Problem]:
    held, others = schema.get("properties", {}), schema.get("additionalProperties")
    for key, one in value.items():
        inner = held.get(key, others)
        if isinstance(inner, dict):
            yield from _problems(inner, one, f"{pointer}/{key}")
