"""The schemas of the edits: those that each noun has alike from its own schema, the others from their models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agenda.edits import EDITS
from agenda.edits.objects import PARENTS, Add, ObjectEdit, Remove, Reorder, Set
from agenda.edits.reading import MOST_IN_ONE
from agenda.nouns import NOUNS
from web.api.examples import EXAMPLES
from web.api.schemas import NULL, PREFIX, Schema, WithoutTitles, ref, with_values_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agenda.edits import Edit

NOT_ASKED = frozenset({"revert"})
"""What undo and redo leave in the history, and nobody may send."""
HELD = {"record_outcome": ("outcome", "Outcome"), "replace_meeting": ("meeting", "MeetingFile")}
"""The key of an edit that holds an object of the meeting, and that object's schema."""
ORDER: Schema = {
    "anyOf": [ref("Id"), NULL],
    "default": None,
    "description": "The sibling it is to stand before; null for last.",
}


def edit_schemas(nouns: Mapping[str, Schema]) -> dict[str, Schema]:
    """The schema of each edit by its name, with `Edit` (any one) and `Edits` (one or a list), and what they need."""
    asked = sorted(EDITS.keys() - NOT_ASKED)
    found = {name: _edit_schema(EDITS[name], nouns) | _examples(name) for name in asked}
    mapping = {name: f"{PREFIX}{name}" for name in asked}
    any_edit = {
        "description": "One edit, known by its `edit`.",
        "oneOf": [ref(name) for name in asked],
        "discriminator": {"propertyName": "edit", "mapping": mapping},
    }
    several = {
        "type": "array",
        "items": ref("Edit"),
        "minItems": 1,
        "maxItems": MOST_IN_ONE,
        "description": "Applied one upon the other, all or none.",
    }
    edits = {"description": "One edit, or a list that is applied as one.", "anyOf": [ref("Edit"), several]}
    return {**_patches(nouns), **found, "Edit": any_edit, "Edits": edits}


def _examples(name: str) -> Schema:
    return {"examples": EXAMPLES[name]} if name in EXAMPLES else {}


def _edit_schema(edit: type[Edit], nouns: Mapping[str, Schema]) -> Schema:
    if issubclass(edit, ObjectEdit):
        verb = next(VERBS[base] for base in VERBS if issubclass(edit, base))
        return verb(edit, nouns)
    schema: Schema = with_values_named(edit.model_json_schema(schema_generator=WithoutTitles))
    schema.pop("title", None)
    if edit.name in HELD:
        key, noun = HELD[edit.name]
        schema["properties"][key] = ref(noun)
    return schema


def _object_schema(edit: type[ObjectEdit], words: str, required: list[str], properties: Schema) -> Schema:
    return {
        "type": "object",
        "description": words,
        "properties": {"edit": {"const": edit.name}, **properties},
        "required": ["edit", *required],
        "additionalProperties": False,
    }


def _parent(edit: type[ObjectEdit], *, moves: bool) -> tuple[list[str], Schema]:
    """The key of an edit that names the object's parent, where its noun may stand under several."""
    if edit.noun == "item":
        words = "The item it is to stand under; null for none."
        return [], {"parent": {"anyOf": [ref("Id"), NULL], "description": words}}
    parent = PARENTS.get(edit.noun)
    if parent is None:
        return [], {}
    words = f"The {parent} it is to stand in{'; absent, it stays where it is' if moves else ''}."
    return [] if moves else [parent], {parent: ref("Id") | {"description": words}}


def _add(edit: type[ObjectEdit], nouns: Mapping[str, Schema]) -> Schema:
    del nouns
    required, parent = _parent(edit, moves=False)
    words = f"Adds {_a(edit.noun)}, given whole."
    properties = parent | {edit.noun: ref(NOUNS[edit.noun].__name__), "before": ORDER}
    return _object_schema(edit, words, [*required, edit.noun], properties)


def _remove(edit: type[ObjectEdit], nouns: Mapping[str, Schema]) -> Schema:
    del nouns
    words = f"Removes {_a(edit.noun)} with all below it, and clears what refers to them, as `cleared` lists."
    return _object_schema(edit, words, [edit.noun], {edit.noun: ref("Id")})


def _reorder(edit: type[ObjectEdit], nouns: Mapping[str, Schema]) -> Schema:
    del nouns
    _, parent = _parent(edit, moves=True)
    words = f"Puts {_a(edit.noun)} elsewhere among its siblings, or under another parent."
    return _object_schema(edit, words, [edit.noun], {edit.noun: ref("Id"), **parent, "before": ORDER})


def _set(edit: type[ObjectEdit], nouns: Mapping[str, Schema]) -> Schema:
    model = NOUNS[edit.noun]
    schema = nouns[model.__name__]
    fields = {
        key: _patch(value, is_required=key in schema["required"])
        for key, value in schema["properties"].items()
        if key not in model.children and key not in {"id", "uid"}
    }
    own = {} if edit.noun == "meeting" else {edit.noun: ref("Id")}
    the = "the meeting" if edit.noun == "meeting" else _a(edit.noun)
    words = (
        f"Sets fields of {the} by a merge patch (RFC 7396): null clears, texts merge by language, lists are replaced."
    )
    return _object_schema(edit, words, list(own), own | fields)


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


VERBS = {Add: _add, Set: _set, Remove: _remove, Reorder: _reorder}


def _patch(schema: Schema, *, is_required: bool) -> Schema:
    """The schema of a merge patch for a field; null takes it away where the object can be without it."""
    kinds = [one for one in schema.get("anyOf", [schema]) if one != NULL]
    patches = [_patch_of(_bare(one)) for one in kinds] + ([] if is_required else [NULL])
    words = {"description": schema["description"]} if "description" in schema else {}
    return (patches[0] if len(patches) == 1 else {"anyOf": patches}) | words


def _bare(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in {"default", "description"}}


def _patch_of(schema: Schema) -> Schema:
    name = schema.get("$ref", "").removeprefix(PREFIX)
    if name in PATCHED:
        return ref(f"{name}Patch")
    if isinstance(schema.get("additionalProperties"), dict):
        return schema | {"additionalProperties": {"anyOf": [schema["additionalProperties"], NULL]}}
    return schema


PATCHED = ("Text", "Prose", "Body", "Platform", "Source", "ItemOfMeeting")
"""What merges rather than being replaced: texts, and objects without an identity that stand in a field alone."""


def _patches(nouns: Mapping[str, Schema]) -> dict[str, Schema]:
    return {f"{name}Patch": _patch_schema(name, nouns[name]) for name in PATCHED}


def _patch_schema(name: str, schema: Schema) -> Schema:
    if "properties" not in schema:
        string, by_language = schema["anyOf"]
        merged = by_language | {"additionalProperties": {"anyOf": [string, NULL]}}
        return {"description": f"A merge patch for {name}: null takes a language away.", "anyOf": [string, merged]}
    required = schema.get("required", [])
    fields: dict[str, Any] = {
        key: _patch(value, is_required=key in required) for key, value in schema["properties"].items()
    }
    words = f"A merge patch for {name}; where there is none yet, it has to be whole."
    return {"type": "object", "description": words, "properties": fields, "additionalProperties": False}
