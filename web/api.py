"""The API: `/api/v1/…`, JSON in and out, errors as RFC 9457; here are its personal feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from agenda.errors import Forbidden, InvalidInput, NotAuthenticated, Problem
from agenda.service import accounts
from agenda.service import personal as service
from web.bodies import read_json
from web.choices import my_address
from web.personal import personal_of
from web.protection import network_of
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from agenda.store.accounts import User

FEED_KEYS = ("meetings", "audiences")
MOST_AUDIENCES = 100


def bearer_of(request: Request) -> User | None:
    """Whose token the request carries; None where it carries none. Raises NotAuthenticated for one that is nobody's."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("write the header as Authorization: Bearer TOKEN")
    return accounts.user_of_token(site_of(request).store, token.strip(), now=datetime.now(UTC))


def require_organiser(request: Request) -> User:
    """The organiser whose token the request carries; raises NotAuthenticated or Forbidden."""
    user = bearer_of(request)
    if user is None:
        raise NotAuthenticated("this needs an organiser's token: send Authorization: Bearer TOKEN")
    if user.role not in accounts.ORGANISERS:
        raise Forbidden(f"{user.email} may only read; an editor, owner or admin may do this")
    return user


async def add_feed(request: Request) -> Response:
    """`POST /api/v1/feeds`: a personal feed; with audiences for organisers alone."""
    user = bearer_of(request)
    meetings, audiences = _read_feed(await read_json(request))
    if audiences:
        user = require_organiser(request)
    store = site_of(request).store
    choice = service.choose(store, service.read_wanted(meetings, at="/meetings"), audiences=audiences, at="/meetings")
    if user is None:
        personal_of(request).allowance.take(network_of(request))
    made = service.create_feed(store, choice, now=datetime.now(UTC), author=user.email if user else "")
    address = my_address(request, made.token)
    answer = {"id": made.id, "address": f"{address}.ics", "edit_address": f"{address}/edit/{made.secret}"}
    return JSONResponse(answer, 201, {"cache-control": "no-store", "location": f"{address}.ics"})


def _read_feed(body: object) -> tuple[object, list[str]]:
    """What is wanted, still to be read, and the audiences; raises InvalidInput."""
    if not isinstance(body, dict):
        raise InvalidInput([Problem("", "a JSON object with the key “meetings” is wanted here")])
    problems = [
        Problem(f"/{key}", f"there is no such key; the keys are {', '.join(FEED_KEYS)}")
        for key in body
        if key not in FEED_KEYS
    ]
    audiences = body.get("audiences") or []
    if not _is_list_of_strings(audiences):
        problems.append(Problem("/audiences", "a list of ids of audiences is wanted here"))
    if problems:
        raise InvalidInput(problems)
    return body.get("meetings"), audiences


def _is_list_of_strings(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MOST_AUDIENCES and all(isinstance(one, str) for one in value)


async def revoke_feed(request: Request) -> Response:
    """`DELETE /api/v1/feeds/{id}`: takes a personal feed back for good."""
    require_organiser(request)
    service.revoke_by_id(site_of(request).store, request.path_params["id"], now=datetime.now(UTC))
    return Response(status_code=204, headers={"cache-control": "no-store"})


ROUTES = [
    Route("/api/v1/feeds", add_feed, methods=["POST"]),
    Route("/api/v1/feeds/{id}", revoke_feed, methods=["DELETE"]),
]
