"""Schemathesis over the OpenAPI document: whatever is sent, the answer is one that the document names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from builders import meeting_file
from callers import a_caller
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.config import SchemathesisConfig
from sites import ADDRESS, a_site

from web.api import OPERATIONS
from web.api.document import document

if TYPE_CHECKING:
    from pathlib import Path

    from schemathesis import Case
    from sites import Organiser

    from web.api.operations import Operation

ACCEPTED = ["200", "201", "204", "304", "404", "409", "410", "412", "422"]
"""What valid data may be answered with: no schema says which ids there are, which zones, or how rules span fields."""
CHECKS = {"positive_data_acceptance": {"expected-statuses": ACCEPTED}}
SETTINGS = settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FIXED = {"slug": "cap-19", "email": "viewer@example.org", "session": "s1", "version": 1, "table": "people"}
Fixed = dict[str, Any]
DOCUMENT = document(OPERATIONS, address=ADDRESS)


def fixed_in(operation: Operation) -> Fixed:
    """What stands in the path of an operation, so that there is something there."""
    return {name: value for name, value in FIXED.items() if f"{{{name}}}" in operation.path}


def can_be_wrong(operation: Operation) -> bool:
    """Whether something that is sent could be other than the document says."""
    return bool(operation.takes or operation.parameters or "{" in operation.path)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_what_the_document_allows_is_answered_as_documented(tmp_path: Path, operation: Operation) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        call_often(organiser, operation, schemathesis.GenerationMode.POSITIVE, fixed_in(operation))


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if can_be_wrong(one)], ids=lambda one: one.name)
def test_what_the_document_forbids_is_refused_as_documented(tmp_path: Path, operation: Operation) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        fixed = fixed_in(operation) if operation.takes else {}
        call_often(organiser, operation, schemathesis.GenerationMode.NEGATIVE, fixed)


def call_often(organiser: Organiser, operation: Operation, mode: schemathesis.GenerationMode, fixed: Fixed) -> None:
    """Calls an operation, as an admin, with what Schemathesis makes up, and lets it check every answer."""
    known = {"Authorization": f"Bearer {a_caller(organiser, 'admin').token}"}
    a_caller(organiser, "viewer")
    conditions = {"If-Match": "*"} if "If-Match" in operation.parameters else {}
    described = documented(organiser)[operation.path][operation.method]

    @SETTINGS
    @given(case=described.as_strategy(mode, path_parameters=fixed, headers=conditions))
    def call(case: Case) -> None:
        case.call_and_validate(app=organiser.service, headers=known)

    call()


def documented(organiser: Organiser) -> schemathesis.BaseSchema:
    schema = schemathesis.openapi.from_dict(DOCUMENT, config=SchemathesisConfig.from_dict({"checks": CHECKS}))
    schema.app = organiser.service
    return schema
