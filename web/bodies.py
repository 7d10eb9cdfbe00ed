"""Bodies of requests, read up to a limit: forms as browsers send them, and JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from agenda.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_BYTES = 256_000
MOST_FIELDS = 2_000


async def read_form(request: Request) -> list[tuple[str, str]]:
    """The fields of a form sent as application/x-www-form-urlencoded, in order; raises InvalidInput."""
    body = await _read(request)
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise InvalidInput([Problem("", "this is no form, or one of too many fields")]) from None


async def read_json(request: Request) -> object:
    """The JSON of a body; raises InvalidInput."""
    body = await _read(request)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidInput([Problem("", "the body is not JSON")]) from None


async def _read(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise InvalidInput([Problem("", f"the body has more than {MOST_BYTES} bytes")])
    return body
