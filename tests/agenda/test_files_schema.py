"""The JSON Schema of meeting files: it accepts what we read and write, and refuses what we refuse."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from builders import DATA, meeting_file
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from strategies import meetings

from agenda.files import meeting_schema, write_json, write_yaml

if TYPE_CHECKING:
    from agenda.meeting import Meeting

VALIDATOR = Draft202012Validator(meeting_schema())


class EditorLoader(yaml.CSafeLoader):
    """Reads YAML as editors do: by the core schema of YAML 1.2, which has no dates and no other truths."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), first)

for tag, number in (("int", int), ("float", float)):
    EditorLoader.add_constructor(f"tag:yaml.org,2002:{tag}", lambda _, node, number=number: number(node.value))


def complaints(data: Any) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors(data)]


def test_schema_is_one_of_draft_2020_12() -> None:
    schema = meeting_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (schema["title"], schema["additionalProperties"]) == ("Plenary meeting file", False)
    assert schema["required"] == ["plenary", "slug", "title", "time_zone", "phases"]


@pytest.mark.parametrize("name", ["cap-19", "sbstta-24", "ptc-227"])
def test_real_files_are_valid(name: str) -> None:
    data = yaml.load((DATA / f"{name}.yaml").read_bytes(), Loader=EditorLoader)  # noqa: S506
    assert complaints(data) == []


def test_text_cut_by_an_unquoted_comma_is_valid() -> None:
    data = json.loads(write_json(meeting_file("cap-19")))
    assert complaints(data | {"title": {"en": "Resumed session", "Geneva": None, "fr": "X"}}) == []


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(meetings())
def test_what_we_write_is_valid(meeting: Meeting) -> None:
    assert complaints(json.loads(write_json(meeting))) == []
    assert complaints(yaml.load(write_yaml(meeting), Loader=EditorLoader)) == []  # noqa: S506


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"plenary": 2}, "$.plenary"),
        ({"titel": "T"}, "$"),
        ({"slug": "A B"}, "$.slug"),
        ({"title": {"english": "T"}}, "$.title"),
        ({"title": " "}, "$.title"),
        ({"title": {"Geneva": "T"}}, "$.title"),
        ({"languages": "en"}, "$.languages"),
        ({"phases": [{"id": "p", "kind": "hybrid", "title": "P", "start": "2022-11-16"}]}, "$.phases[0]"),
        (
            {"venues": [{"id": "v", "name": "V", "rooms": [{"id": "r", "name": "R", "floor": 1}]}]},
            "$.venues[0].rooms[0]",
        ),
    ],
)
def test_what_we_refuse_is_not_valid(wrong: dict[str, Any], path: str) -> None:
    data = json.loads(write_json(meeting_file("cap-19")))
    assert complaints(data) == []
    assert complaints(data | wrong) == [path]


@pytest.mark.parametrize(
    "written",
    [
        {"people": [{"id": "p", "name": "P", "country": False}]},
        {"languages": ["en", False]},
    ],
)
def test_norway_and_norwegian_as_yaml_1_1_reads_them_are_valid(written: dict[str, Any]) -> None:
    data = {"plenary": 1, "slug": "m", "title": "M", "time_zone": "UTC", "phases": []}
    assert complaints(data | written) == []
