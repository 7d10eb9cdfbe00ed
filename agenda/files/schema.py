"""The JSON Schema of a meeting file (draft 2020-12), made from the nouns."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from agenda.meeting import Meeting
from agenda.noun import Language
from agenda.people import Country
from agenda.text import LANGUAGE_TAG

DIALECT = "https://json-schema.org/draft/2020-12/schema"


IDENTIFIER = "^[a-z0-9][a-z0-9-]{0,63}$"
LANGUAGE = LANGUAGE_TAG.pattern.removesuffix(r"\Z")
COUNTRY, LANGUAGE_CODE = (TypeAdapter(kind).json_schema() for kind in (Country, Language))


class _Generator(GenerateJsonSchema):
    """Leaves out titles such as "Time Zone", which say no more than the key."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the name is pydantic's
        return False


def meeting_schema() -> dict[str, Any]:
    """The schema by which editors complete and check a meeting file, version key included.

    It takes what YAML makes of unquoted scalars: `number: 1.10` and `id: 2` are numbers there, no value is null,
    and `country: NO` or a language `no` is false where YAML 1.1 is read.
    """
    schema: dict[str, Any] = _as_yaml(Meeting.model_json_schema(schema_generator=_Generator))
    version = {"const": 1, "description": "The version of the file format."}
    return {
        "$schema": DIALECT,
        **schema,
        "title": "Plenary meeting file",
        "properties": {"plenary": version, **schema["properties"]},
        "required": ["plenary", *schema["required"]],
    }


def _as_yaml(schema: Any) -> Any:
    """The schema with words that may be numbers, texts with empty languages, and patterns for the whole word."""
    if isinstance(schema, list):
        return [_as_yaml(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "pattern" in schema.get("propertyNames", {}):
        string = _as_yaml(schema["additionalProperties"])
        return {
            "type": "object",
            "patternProperties": {f"^{LANGUAGE}$": {**string, "type": [*string["type"], "null"]}},
            "additionalProperties": {"type": "null"},
        }
    schema = {key: _as_yaml(value) for key, value in schema.items()}
    is_any_word = schema == {"type": "string"} or "maxLength" in schema or schema.get("pattern") == IDENTIFIER
    if is_any_word and schema.get("type") == "string":
        schema["type"] = ["string", "number", "boolean"]
    elif isinstance(schema.get("pattern"), str):
        schema["pattern"] = "^" + schema["pattern"].removeprefix("^")
    if schema in (COUNTRY, LANGUAGE_CODE):
        schema["type"] = ["string", "boolean"]
    return schema
