"""The parameters of the API beside bodies: ids in paths, options in queries, conditions in headers."""

from __future__ import annotations

from typing import Any

from web.api.history import LARGEST_PAGE, LAST_VERSION, USUAL_PAGE
from web.api.schemas import ref

VERSION_PATTERN = r'^(\*|(W/)?"[0-9]{1,9}")$'


def _parameter(name: str, place: str, words: str, schema: dict[str, Any], *, is_required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "description": words, "required": is_required, "schema": schema}


def _in_path(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return _parameter(name, "path", words, schema, is_required=True)


def _in_query(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return _parameter(name, "query", words, schema, is_required=False)


def _condition(name: str, words: str, *, is_required: bool) -> dict[str, Any]:
    schema = {"type": "string", "pattern": VERSION_PATTERN, "examples": ['"12"']}
    return _parameter(name, "header", words, schema, is_required=is_required)


PATHS = {
    "slug": _in_path("slug", "The meeting's slug; one that it had before leads to it too.", ref("Id")),
    "id": _in_path("id", "The feed's id.", {"type": "string", "pattern": "^[0-9a-f]{16}$"}),
    "session": _in_path("session", "The sitting's id.", ref("Id")),
    "version": _in_path("version", "A version.", {"type": "integer", "minimum": 1, "maximum": LAST_VERSION}),
    "table": _in_path("table", "A table.", {"type": "string", "enum": ["sittings", "people"]}),
    "email": _in_path("email", "An account's e-mail address.", {"type": "string", "pattern": r"^[^@\s/]+@[^@\s/]+$"}),
}
"""What stands in paths, by its name there."""

PARAMETERS = {
    "If-Match": _condition(
        "If-Match", "The version that this was made on, as `ETag` gave it; `*` for whichever it is.", is_required=True
    ),
    "If-Match, optional": _condition(
        "If-Match", "The version that is to be published, as `ETag` gave it.", is_required=False
    ),
    "If-None-Match": _condition("If-None-Match", "The version that one has already.", is_required=False),
    "preview": _in_query(
        "preview", "1: answer what it would come to, and keep nothing.", {"type": "integer", "enum": [0, 1]}
    ),
    "as": _in_query("as", "The form.", {"type": "string", "enum": ["csv", "xlsx"], "default": "csv"}),
    "before": _in_query(
        "before", "Only edits that led to versions before this.", {"type": "integer", "minimum": 1, "maximum": 10**9}
    ),
    "most": _in_query(
        "most",
        "How many at most.",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": USUAL_PAGE},
    ),
}
"""What operations name as their `parameters`."""
