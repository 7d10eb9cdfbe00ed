"""The OpenAPI 3.1 document of the API, made of its operations and of the models that it reads and writes."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from web.accounts.identity import COOKIE
from web.api.answers import Problem
from web.api.calls import ROOT
from web.api.edit_schemas import edit_schemas
from web.api.operations import ANYBODY, HOUSE, NOBODY
from web.api.parameters import PARAMETERS, PATHS
from web.api.schemas import Schema, model_schemas, ref
from web.bodies import JSON
from web.site import RELEASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import BaseModel

    from web.api.operations import Operation, Returns

PROBLEM = "application/problem+json"
ABOUT = (
    "Everything that the organisers’ editor does can be done here. Bodies are the objects of the meeting file as JSON, "
    "in UTF-8; a number in quotes is no number, and a key that is not known is refused. Errors are problem details "
    "(RFC 9457). A draft has a version, given as its `ETag`; edits name the version that they were made on, so that "
    "nobody’s work is lost. Wall clocks are those of the phase’s zone."
)
TAGS = {
    "Meetings": "Meetings and their drafts: what organisers see and readers do not yet.",
    "Editing": 'Edits are data: `{"edit": NAME, …}`. Each makes a version, and can be undone.',
    "History": "Who did what when; any version can be read, and gone back to.",
    "Publishing": "Readers have the last revision: pages, files and calendars follow from it within a second.",
    "Roles": "What somebody may do in one meeting, beyond what their account may do in all.",
    "Tables": "Sittings and people as tables, in and out.",
    "Personal feeds": "Calendars of what somebody chose.",
}
KNOWN: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
HEADERS: dict[str, Schema] = {
    "ETag": {"description": "The version of the draft, in quotes.", "schema": {"type": "string"}, "example": '"13"'},
    "Location": {"description": "Where it is.", "schema": {"type": "string", "format": "uri-reference"}},
    "WWW-Authenticate": {"description": "How to be known.", "schema": {"type": "string"}, "example": "Bearer"},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
}
REFUSALS: dict[int, tuple[str, str]] = {
    400: ("Unreadable", "An option or a condition cannot be read."),
    401: ("NotKnown", "Nobody is known to ask, or the token is nobody’s, or its time is over."),
    403: ("NotAllowed", "Whoever asks may not do this; `detail` says who may."),
    404: ("NotThere", "There is no such thing, or not for whom asks."),
    413: ("TooLarge", "The body has more bytes than may be sent here."),
    415: ("NotJson", "The body says to be something else than `application/json`."),
    422: ("Refused", "What was sent cannot be read, or breaks a rule; `errors` points at each place."),
    503: ("Away", "The database cannot be used just now."),
}
"""What may be answered anywhere, by status: its name in the document, and what it means."""
WITH_HEADER = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


def document(operations: Sequence[Operation], *, address: str) -> dict[str, Any]:
    """The document, for a service at that public address."""
    schemas = model_schemas([Problem, *_models(operations)])
    schemas |= edit_schemas(schemas)
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    used = {one.tag for one in operations}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": {
            "title": "Plenary",
            "version": RELEASE,
            "summary": "Meetings that run in phases.",
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": f"{address}{ROOT}"}],
        "externalDocs": {"url": f"{address}/api", "description": "This document as a page."},
        "tags": [{"name": name, "description": words} for name, words in TAGS.items() if name in used],
        "security": KNOWN,
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items(), key=lambda pair: pair[0].lower())),
            "responses": {name: _problem(status, words) for status, (name, words) in REFUSALS.items()},
            "headers": HEADERS,
            "securitySchemes": _security(address),
        },
    }


def _security(address: str) -> dict[str, Any]:
    return {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API token: `Authorization: Bearer TOKEN`. `plenary token add EMAIL` makes one, and so "
            "does the account page; its scope may be to read alone, or some meetings alone.",
        },
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": f"__Host-{COOKIE}" if address.startswith("https:") else COOKIE,
            "description": "The log-in of a browser; what it sends has to come from this site.",
        },
    }


def _models(operations: Iterable[Operation]) -> list[type[BaseModel]]:
    held = [one.takes for one in operations]
    held += [returns.content for one in operations for returns in one.returns.values()]
    return list(dict.fromkeys(one for one in held if isinstance(one, type)))


def _operation(one: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": one.summary,
        "description": f"{one.description}\n\n{may_call(one)}",
        "parameters": [PATHS[name] for name in re.findall(r"{(\w+)", one.path)]
        + [PARAMETERS[name] for name in one.parameters],
        "responses": _responses(one),
    }
    if one.needs == NOBODY:
        found["security"] = [{}, *KNOWN]
    if one.takes is not None:
        found["requestBody"] = {
            "required": not is_optional(one),
            "content": {media: _body(one, media) for media in one.media},
        }
    return found


def may_call(one: Operation) -> str:
    """Who may call an operation, as a sentence."""
    sentences = {
        NOBODY: "Needs no log-in.",
        ANYBODY: "Needs a log-in.",
        HOUSE: "Needs an account that is editor, owner or admin.",
    }
    article = "an" if one.needs[0] in "aeo" else "a"
    return sentences.get(one.needs, f"Needs {article} {one.needs} of the meeting, or more.")


def is_optional(one: Operation) -> bool:
    """Whether an operation may be called without a body: where none of its keys has to be there."""
    return isinstance(one.takes, type) and not any(field.is_required() for field in one.takes.model_fields.values())


def _body(one: Operation, media: str) -> dict[str, Any]:
    """A body in a media type; the schemas of bytes that are no JSON say nothing (OpenAPI 3.1 §4.8.14)."""
    if media != JSON:
        return {}
    assert one.takes is not None  # noqa: S101 - asked for what takes a body
    return {"schema": _schema(one.takes)} | ({} if one.example is None else {"example": one.example})


def _schema(content: type[BaseModel] | str) -> Schema:
    return ref(content if isinstance(content, str) else content.__name__)


def _responses(one: Operation) -> dict[str, Any]:
    found = {str(status): _returns(returns) for status, returns in one.returns.items()}
    for status in _refusals(one):
        found.setdefault(str(status), {"$ref": f"#/components/responses/{REFUSALS[status][0]}"})
    found |= {str(status): _problem(status, words) for status, words in one.refuses.items()}
    return {status: found[status] for status in sorted(found)}


def _refusals(one: Operation) -> list[int]:
    """The statuses that an operation may answer with as many others do."""
    found = [401, 503]
    found += [400] if one.parameters else []
    found += [403] if one.needs != NOBODY or one.takes else []
    found += [404] if "{" in one.path else []
    found += [413, 415, 422] if one.takes is not None else []
    return found


def _returns(returns: Returns) -> dict[str, Any]:
    found: dict[str, Any] = {"description": returns.meaning}
    if returns.headers:
        found["headers"] = {name: _header(name) for name in returns.headers}
    if returns.content is not None:
        found["content"] = {
            media: {"schema": _schema(returns.content)} if media == JSON else {} for media in returns.media
        }
    return found


def _header(name: str) -> Schema:
    return {"$ref": f"#/components/headers/{name}"}


def _problem(status: int, words: str) -> dict[str, Any]:
    found: dict[str, Any] = {"description": words}
    if status in WITH_HEADER:
        found["headers"] = {WITH_HEADER[status]: _header(WITH_HEADER[status])}
    return found | {"content": {PROBLEM: {"schema": ref("Problem")}}}


@cache
def written_document(address: str) -> tuple[bytes, str]:
    """The document as JSON, and its entity tag; made once a process."""
    from web.api import OPERATIONS

    written = json.dumps(document(OPERATIONS, address=address), ensure_ascii=False, separators=(",", ":")).encode()
    return written, f'"{hashlib.sha256(written).hexdigest()[:16]}"'
