"""The OpenAPI document and its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, meeting_file
from callers import a_caller
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from sites import ADDRESS, a_site

from agenda.edits import EDITS, read_edit
from agenda.errors import AgendaError
from agenda.nouns import NOUNS
from web.api import OPERATIONS, ROUTES
from web.api.document import document

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = document(OPERATIONS, address=ADDRESS)
SCHEMAS = DOCUMENT["components"]["schemas"]
ASKED = sorted(EDITS.keys() - {"revert"})


def complaints(name: str, value: Any) -> list[str]:
    """What the schema of that name says against a value."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def test_document_is_openapi_3_1() -> None:
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []


def test_document_names_every_route_and_method() -> None:
    documented = {(f"/api/v1{path}", method.upper()) for path, by in DOCUMENT["paths"].items() for method in by}
    served = {
        (route.path, method)
        for route in ROUTES
        if hasattr(route.endpoint, "by_method")
        for method in route.endpoint.by_method
    }
    assert documented == served
    assert [route.path for route in ROUTES if not hasattr(route.endpoint, "by_method")] == [
        "/api/v1/openapi.json",
        "/api",
    ]


def test_every_noun_and_edit_has_a_schema() -> None:
    assert {model.__name__ for model in NOUNS.values()} <= SCHEMAS.keys()
    assert sorted(SCHEMAS["Edit"]["discriminator"]["mapping"]) == ASKED
    assert [one["$ref"].rpartition("/")[2] for one in SCHEMAS["Edit"]["oneOf"]] == ASKED


@pytest.mark.parametrize("name", ASKED)
def test_every_edit_has_an_example_that_it_takes(name: str) -> None:
    meeting = meeting_file("cap-19")
    for example in SCHEMAS[name]["examples"]:
        assert (complaints(name, example), complaints("Edits", example)) == ([], [])
        changes_nothing = name in {"reorder_room", "reorder_venue"}  # there is one of each
        assert (read_edit(example).apply(meeting) == meeting) == changes_nothing


@pytest.mark.parametrize("name", ["cap-19", "ptc-227", "sbstta-24"])
def test_real_meetings_are_what_the_schema_says(tmp_path: Path, name: str) -> None:
    with a_site(tmp_path, meeting_file(name)) as organiser:
        assert complaints("MeetingFile", a_caller(organiser, slug=name).get("draft").json()) == []


def test_schema_of_an_edit_refuses_what_the_edit_refuses() -> None:
    meeting = meeting_file("cap-19")
    wrong: list[dict[str, Any]] = [
        {"edit": "set_session", "session": "s1", "id": "s9"},
        {"edit": "set_session", "session": "s1", "title": None},
        {"edit": "set_session", "session": "s1", "start": "10:00"},
        {"edit": "set_phase", "phase": "hybrid", "sessions": []},
        {"edit": "set_session"},
        {"edit": "add_session", "session": {"id": "x", "title": "X"}},
        {"edit": "add_room", "venue": "hq", "room": {"id": "x"}},
        {"edit": "remove_session", "session": "s1", "phase": "hybrid"},
        {"edit": "move_phase", "phase": "hybrid"},
    ]
    for edit in wrong:
        assert complaints("Edits", edit) != []
        with pytest.raises(AgendaError):
            read_edit(edit).apply(meeting)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_examples_of_bodies_are_what_their_schema_says(operation: Any) -> None:
    body = DOCUMENT["paths"][operation.path][operation.method.lower()].get("requestBody")
    assert (body is None) == (operation.takes is None)
    if body and "application/json" in body["content"]:
        content = body["content"]["application/json"]
        assert complaints(content["schema"]["$ref"].rpartition("/")[2], content["example"]) == []


def test_document_is_served_and_kept_by_its_tag(tmp_path: Path) -> None:
    with a_site(tmp_path) as organiser:
        answer = organiser.client.get("/api/v1/openapi.json")
        assert (answer.json(), answer.headers["content-type"]) == (DOCUMENT, "application/json")
        again = organiser.client.get("/api/v1/openapi.json", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_page_explains_every_operation_and_edit_without_outside_assets(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        html = organiser.client.get("/api").text
        anchors = re.findall(r' id="([^"]+)"', html)
        assert len(anchors) == len(set(anchors))
        assert {one.name for one in OPERATIONS} | {f"schema-{name}" for name in ASKED} <= set(anchors)
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors)
        assert "<script" not in html
        assert {found.split("?")[0] for found in re.findall(r'(?:src|stylesheet" href)="([^"]+)"', html)} == {
            "/static/plenary.css",
            "/static/api.css",
        }
        assert 'href="/api/v1/openapi.json"' in html
        assert "curl -X POST https://agenda.example.org/api/v1/meetings/cap-19/edits" in html
