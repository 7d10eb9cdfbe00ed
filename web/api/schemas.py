"""The schemas of what the API takes and answers (JSON Schema 2020-12), made from the models that read and write it."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from agenda.ids import Identifier
from agenda.item import AudienceIds
from agenda.meeting import Meeting
from agenda.noun import Due, Language, Line, LocalDate, Url, WallClock, ZoneName
from agenda.people import Country
from agenda.text import Prose, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel

Schema = dict[str, Any]
NULL: Schema = {"type": "null"}
PREFIX = "#/components/schemas/"
VALUES: dict[str, tuple[Any, str]] = {
    "Text": (Text, "A string in the meeting's first language, or one string per language (BCP 47)."),
    "Prose": (Prose, "As Text, of one or more paragraphs."),
    "Id": (Identifier, "Up to 64 of a-z, 0-9 and hyphen, no hyphen first; unique among its own kind, never renamed."),
    "LocalDateTime": (WallClock, "A wall clock in the phase's zone, without an offset."),
    "Date": (LocalDate, "A date, from 1900 to 2200."),
    "Due": (Due, "A date, which means 23:59 of that day, or a wall clock in the phase's zone."),
    "TimeZone": (ZoneName, "An IANA time zone."),
    "Language": (Language, "A BCP 47 language tag."),
    "Country": (Country, "ISO 3166-1 alpha-2."),
    "Url": (Url, "An absolute address: https, http, mailto, tel, sip, xmpp, rtmp or rtsp."),
    "Line": (Line, "A string of one line."),
    "AudienceIds": (
        AudienceIds,
        "The id of an audience or a list, of which any may read; null is the public, an empty list the organisers.",
    ),
}
"""Kinds of values that have a schema of their own, so that the document says what each is once."""


class WithoutTitles(GenerateJsonSchema):
    """Leaves out titles such as "Time Zone", which say no more than the key."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the name is pydantic's
        """Never."""
        return False


def ref(name: str) -> Schema:
    """A reference to a schema of the document."""
    return {"$ref": f"{PREFIX}{name}"}


def model_schemas(models: Iterable[type[BaseModel]]) -> dict[str, Schema]:
    """The schemas of the meeting, of these models and of all that they hold, by name."""
    wanted = [(model, "validation") for model in (Meeting, *models)]
    _, made = models_json_schema(wanted, ref_template=f"{PREFIX}{{model}}", schema_generator=WithoutTitles)  # type: ignore[arg-type]
    found = {name: with_values_named(schema) for name, schema in made["$defs"].items()}
    return _value_schemas() | found | {"MeetingFile": _meeting_file(found["Meeting"])}


def _value_schemas() -> dict[str, Schema]:
    found = {name: {"description": words, **_schema_of(kind)} for name, (kind, words) in VALUES.items()}
    for name in ("Text", "Prose"):
        found[name]["anyOf"][1]["minProperties"] = 1
    found["Text"]["examples"] = ["Opening session", {"en": "Opening session", "fr": "Séance d’ouverture"}]
    found["Id"]["examples"] = ["s1"]
    found["Url"]["examples"] = ["https://video.example.org/s1"]
    found["AudienceIds"]["anyOf"].append(NULL)
    pattern = found["LocalDateTime"]["pattern"]
    found["LocalDateTime"]["pattern"] = f"^{pattern}"
    return found


def _meeting_file(meeting: Schema) -> Schema:
    """A whole meeting with the version of its format, as files have it."""
    version = {"const": 1, "description": "The version of the format; it is always written, and may be left out."}
    return {
        **meeting,
        "description": "A whole meeting. Plain strings are in the first of its `languages`.",
        "properties": {"plenary": version, **meeting["properties"]},
    }


def _schema_of(kind: Any) -> Schema:
    return TypeAdapter(kind).json_schema(schema_generator=WithoutTitles)


@cache
def _names() -> dict[str, str]:
    """The name of each kind of value by its schema as models write it out."""
    return {_written(_schema_of(kind)): name for name, (kind, _) in VALUES.items()}


def _written(schema: Schema) -> str:
    return json.dumps(schema, sort_keys=True)


def _name_of_optional(schema: Schema) -> str | None:
    """The name of a kind of value that is itself a choice, where null is written among its choices."""
    kinds = schema.get("anyOf", [])
    return _names().get(_written({"anyOf": kinds[:-1]})) if kinds[-1:] == [NULL] else None


def with_values_named(schema: Any) -> Any:
    """The schema with a reference wherever it writes out a kind of value."""
    if isinstance(schema, list):
        return [with_values_named(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    beside = {key: schema[key] for key in ("description", "default") if key in schema}
    bare = {key: value for key, value in schema.items() if key not in beside}
    if name := _names().get(_written(bare)):
        return ref(name) | beside
    if (name := _name_of_optional(bare)) is not None:
        return {"anyOf": [ref(name), NULL]} | beside
    return {key: with_values_named(value) for key, value in schema.items()}
