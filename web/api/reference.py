"""`/api`: the OpenAPI document as a page, and `/api/v1/openapi.json`, the document itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from web.api.calls import ROOT
from web.api.document import REFUSALS, document, written_document
from web.api.edit_schemas import NOT_ASKED
from web.api.types import Part, type_parts
from web.bodies import JSON
from web.conditions import read_tags
from web.options import InvalidOption
from web.pages.context import Frame, Reader
from web.pages.heads import plain_frame
from web.pages.rendering import environment, static_address
from web.site import site_of
from web.translations import SOURCE_LANGUAGE, translations_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

CODE = re.compile(r"`([^`]+)`")
SAMPLES = {
    "slug": "cap-19",
    "session": "s1",
    "version": "3",
    "table": "people",
    "id": "0f3b6f1f4f0c9d2e",
    "email": "pale@example.org",
}
FRESH = {"cache-control": "public, max-age=0, must-revalidate"}


@dataclass(frozen=True)
class Row:
    """A key of an object or a parameter of an operation; `place` is where a parameter stands."""

    name: str
    kind: tuple[Part, ...]
    is_required: bool
    words: tuple[Markup, ...]
    place: str = ""


@dataclass(frozen=True)
class AnswerRow:
    """A status that is answered, what it means, and the object that comes with it."""

    status: str
    words: Markup
    kind: tuple[Part, ...]


@dataclass(frozen=True)
class OperationSection:
    """An operation of the API; `command` calls it with curl."""

    anchor: str
    method: str
    path: str
    summary: str
    words: tuple[Markup, ...]
    parameters: tuple[Row, ...]
    body: tuple[Part, ...]
    answers: tuple[AnswerRow, ...]
    command: str


@dataclass(frozen=True)
class TagSection:
    """Operations that belong together."""

    anchor: str
    name: str
    words: Markup
    operations: tuple[OperationSection, ...]


@dataclass(frozen=True)
class SchemaSection:
    """An object, an edit or a kind of value; `kind` is what it is where it has no keys."""

    anchor: str
    name: str
    words: tuple[Markup, ...]
    kind: tuple[Part, ...]
    rows: tuple[Row, ...]
    example: str


@dataclass(frozen=True)
class ReferencePage:
    """The page; `document` is the path of the OpenAPI document, `refusals` are what any operation may answer."""

    frame: Frame
    stylesheet: str
    about: tuple[Markup, ...]
    root: str
    document: str
    release: str
    refusals: tuple[AnswerRow, ...]
    tags: tuple[TagSection, ...]
    edits: tuple[SchemaSection, ...]
    objects: tuple[SchemaSection, ...]


async def show_document(request: Request) -> Response:
    """`GET /api/v1/openapi.json`."""
    written, tag = written_document(site_of(request).publisher.address)
    links = {"link": '</api>; rel="service-doc"'}
    return _fresh(request, tag, Response(written, headers=links, media_type=JSON))


async def show_reference(request: Request) -> Response:
    """`GET /api`: the document as a page, in English whatever its reader speaks, as the document is."""
    address = site_of(request).publisher.address
    html = _written_page(address)
    links = {"link": f'<{ROOT}/openapi.json>; rel="service-desc"'}
    return _fresh(request, written_document(address)[1], HTMLResponse(html, headers=links))


def _fresh(request: Request, tag: str, response: Response) -> Response:
    response.headers.update(FRESH | {"etag": tag})
    try:
        known = read_tags(request.headers.get("if-none-match", ""), name="If-None-Match")
    except InvalidOption:
        known = []
    if tag.strip('"') not in known:
        return response
    return Response(status_code=304, headers=FRESH | {"etag": tag})


@cache
def _written_page(address: str) -> str:
    from web.api import OPERATIONS

    page = reference_page(document(OPERATIONS, address=address), address=address)
    return environment().get_template("api/reference.html").render(page=page, **_words())


def _words() -> dict[str, Any]:
    translations = translations_for(SOURCE_LANGUAGE)
    return {"_": translations.gettext, "ngettext": translations.ngettext}


def reference_page(written: dict[str, Any], *, address: str) -> ReferencePage:
    """The page of an OpenAPI document."""
    reader = Reader(SOURCE_LANGUAGE, None, address, translations_for(SOURCE_LANGUAGE))
    schemas = written["components"]["schemas"]
    edits = list(schemas["Edit"]["discriminator"]["mapping"])
    return ReferencePage(
        frame=plain_frame(reader, "API – Plenary"),
        stylesheet=static_address("api.css", reader.home),
        about=_paragraphs(written["info"]["description"]),
        root=f"{address}{ROOT}",
        document=f"{ROOT}/openapi.json",
        release=written["info"]["version"],
        refusals=tuple(
            AnswerRow(str(status), _line(words), (Part("Problem", "#schema-Problem"),))
            for status, (_, words) in REFUSALS.items()
        ),
        tags=tuple(_tag_section(tag, written, address) for tag in written["tags"]),
        edits=tuple(_schema_section(name, schemas[name]) for name in edits),
        objects=tuple(
            _schema_section(name, schema)
            for name, schema in schemas.items()
            if name not in edits and name not in NOT_ASKED and name != "Edit"
        ),
    )


def _tag_section(tag: dict[str, str], written: dict[str, Any], address: str) -> TagSection:
    operations = (
        _operation_section(method, path, operation, address)
        for path, by_method in written["paths"].items()
        for method, operation in by_method.items()
        if tag["name"] in operation["tags"]
    )
    anchor = tag["name"].lower().replace(" ", "-")
    return TagSection(anchor, tag["name"], _line(tag["description"]), tuple(operations))


def _operation_section(method: str, path: str, operation: dict[str, Any], address: str) -> OperationSection:
    bodies = operation.get("requestBody", {}).get("content", {})
    content = bodies.get(JSON, {})
    return OperationSection(
        anchor=operation["operationId"],
        method=method.upper(),
        path=f"{ROOT}{path}",
        summary=operation["summary"],
        words=_paragraphs(operation["description"]),
        parameters=tuple(_parameter_row(one) for one in operation["parameters"]),
        body=tuple(type_parts(content["schema"]))
        if content
        else tuple(map(Part, [", ".join(bodies)] if bodies else [])),
        answers=tuple(_answer_rows(operation["responses"])),
        command=command(method.upper(), f"{address}{ROOT}{path}", operation, content.get("example")),
    )


def command(method: str, address: str, operation: dict[str, Any], body: Any) -> str:
    """A command for a shell that calls an operation, over several lines."""
    address = re.sub(r"{(\w+)}", lambda found: SAMPLES[found[1]], address)
    lines = [f"curl {address}" if method == "GET" else f"curl -X {method} {address}"]
    if {} not in operation.get("security", []):
        lines.append('-H "Authorization: Bearer $TOKEN"')
    lines += [
        f"""-H '{one["name"]}: "12"'""" for one in operation["parameters"] if one["in"] == "header" and one["required"]
    ]
    if body is not None:
        written = json.dumps(body, ensure_ascii=False, indent=2).replace("'", r"'\''")
        lines += ["-H 'Content-Type: application/json'", f"-d '{written}'"]
    return " \\\n  ".join(lines)


def _parameter_row(one: dict[str, Any]) -> Row:
    return Row(
        one["name"], tuple(type_parts(one["schema"])), one["required"], (_line(one["description"]),), place=one["in"]
    )


def _answer_rows(responses: dict[str, Any]) -> Iterator[AnswerRow]:
    """The answers that are an operation's own; those of all are said once."""
    for status, response in responses.items():
        if "$ref" not in response:
            contents = response.get("content", {})
            schemas = [one["schema"] for one in contents.values() if "schema" in one]
            kind = type_parts(schemas[0]) if schemas else map(Part, [", ".join(contents)] if contents else [])
            yield AnswerRow(status, _line(response["description"]), tuple(kind))


def _schema_section(name: str, schema: dict[str, Any]) -> SchemaSection:
    required = schema.get("required", [])
    rows = (
        Row(key, tuple(type_parts(one)), key in required, _paragraphs(one.get("description", "")))
        for key, one in schema.get("properties", {}).items()
    )
    examples = schema.get("examples", [])
    return SchemaSection(
        anchor=f"schema-{name}",
        name=name,
        words=_paragraphs(schema.get("description", "")),
        kind=() if "properties" in schema else tuple(type_parts(schema)),
        rows=tuple(rows),
        example="\n".join(json.dumps(one, ensure_ascii=False, indent=2) for one in examples),
    )


def _paragraphs(text: str) -> tuple[Markup, ...]:
    return tuple(_line(" ".join(part.split())) for part in text.split("\n\n") if part.strip())


def _line(text: str) -> Markup:
    """A line with what stands in backticks as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


ROUTES = [
    Route(f"{ROOT}/openapi.json", show_document),
    Route("/api", show_reference),
]
