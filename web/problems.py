"""Errors as answers: the one place where they get a status, as a page for people or problem+json for programs."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response

from agenda.errors import (
    AgendaError,
    EditConflict,
    Forbidden,
    InvalidInput,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    Outdated,
    Revoked,
    RuleViolation,
    StoreUnavailable,
    TooMany,
)
from web.accounts import asking
from web.bodies import TooLarge, WrongMediaType
from web.conditions import VersionMissing, VersionUnknown
from web.documents.press import NotPrinted
from web.operations.logs import SECRET, current, loggable
from web.options import InvalidOption
from web.pages.problem import problem_page
from web.problem_words import detail_of, title_of
from web.reader import plain_reader

if TYPE_CHECKING:
    from starlette.requests import Request

TOO_LARGE, UNPROCESSABLE = 413, 422
STATUSES: dict[type[Exception], int] = {
    NotFound: HTTPStatus.NOT_FOUND,
    InvalidOption: HTTPStatus.BAD_REQUEST,
    ClientDisconnect: HTTPStatus.BAD_REQUEST,
    TooLarge: TOO_LARGE,
    WrongMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    VersionMissing: HTTPStatus.PRECONDITION_REQUIRED,
    VersionUnknown: HTTPStatus.PRECONDITION_FAILED,
    InvalidInput: UNPROCESSABLE,
    RuleViolation: HTTPStatus.CONFLICT,
    EditConflict: HTTPStatus.CONFLICT,
    Outdated: HTTPStatus.PRECONDITION_FAILED,
    NotAllowed: HTTPStatus.CONFLICT,
    NotAuthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    Revoked: HTTPStatus.GONE,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    NotPrinted: HTTPStatus.SERVICE_UNAVAILABLE,
}
RETRY_SECONDS = 5
OPENED_IN_BROWSERS = (".pdf", ".docx")
log = logging.getLogger("plenary")


def status_of(error: Exception) -> int:
    """The status that an error is answered with: that of its nearest known class."""
    if isinstance(error, HTTPException):
        return error.status_code
    return next((STATUSES[cls] for cls in type(error).__mro__ if cls in STATUSES), 500)


async def answer(request: Request, error: Exception) -> Response:
    """The answer to a request that raised `error`: RFC 9457 for addresses of programs, a page for all others.

    Who is not known and works on pages is asked to log in.
    """
    status = status_of(error)
    if isinstance(error, NotAuthenticated) and asking.is_for_people(request):
        return await asking.ask(request)
    if status >= 500:
        log.error("%s %s: %s", request.method, loggable(request.url.path), error, exc_info=status == 500)
    headers = dict(getattr(error, "headers", None) or {}) | {"cache-control": "no-store"} | _headers(error, status)
    if _is_secret(request.url.path):
        headers |= {"x-robots-tag": "noindex", "referrer-policy": "no-referrer"}
    if _is_for_programs(request):
        body = json.dumps(problem_of(error, status), ensure_ascii=False)
        return Response(body, status, headers, "application/problem+json")
    reader = plain_reader(request)
    title = title_of(error, status, reader.translations)
    is_organiser = asking.is_for_people(request)
    detail = detail_of(error, status, reader.translations, is_organiser=is_organiser)
    mark = current.get() if status >= 500 else ""
    return HTMLResponse(problem_page(status, title, detail, reader, mark=mark), status, headers)


def _headers(error: Exception, status: int) -> dict[str, str]:
    if isinstance(error, TooMany | NotPrinted):
        return {"retry-after": str(error.wait)}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return {"retry-after": str(RETRY_SECONDS)}
    return {"www-authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}


def _is_secret(path: str) -> bool:
    return path == "/my" or path.startswith(SECRET)


def _is_for_programs(request: Request) -> bool:
    path = request.url.path
    if path.endswith(OPENED_IN_BROWSERS) and "text/html" in request.headers.get("accept", ""):
        return False
    return path.startswith("/api/") or "." in path.rpartition("/")[2]


def problem_of(error: Exception, status: int) -> dict[str, Any]:
    """The problem document of RFC 9457, with `errors` for input and `conflicts` for edits that clash."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(error) if _is_public(error, status) else _public_detail(status),
    }
    if isinstance(error, InvalidInput):
        problem["errors"] = [{"pointer": one.pointer, "message": one.message} for one in error.problems]
    if isinstance(error, EditConflict):
        problem["conflicts"] = [vars(conflict) for conflict in error.conflicts]
    if isinstance(error, RuleViolation):
        problem["findings"] = [finding.as_json() for finding in error.findings]
    return problem


def _is_public(error: Exception, status: int) -> bool:
    return isinstance(error, NotPrinted) or (isinstance(error, AgendaError) and status < 500)


def _public_detail(status: int) -> str:
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return "The database cannot be reached now; try again shortly."
    return HTTPStatus(status).description or HTTPStatus(status).phrase
