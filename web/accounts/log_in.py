"""Logging in and out: `/login`, `/login/once/{secret}`, `/logout`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from agenda.errors import NotFound, Revoked, TooMany
from agenda.service import log_ins
from web.accounts.asking import log_in_page
from web.accounts.cookies import drop_cookie, set_cookie, whence
from web.accounts.going_on import HOME, path_here, read_log_in
from web.accounts.identity import identity_of
from web.accounts.replaying import replay
from web.accounts.turns import in_turn
from web.editor.home import Typed
from web.editor.room import PRIVATE, page_response
from web.pages.heads import plain_frame
from web.pages.rendering import static_address
from web.protection import network_of
from web.reader import plain_reader
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from web.accounts.going_on import Carried
    from web.pages.context import Frame

NO_REFERRER = {"referrer-policy": "no-referrer"}


@dataclass(frozen=True)
class OncePage:
    """What a one-time link opens: a button, since programs that only look at links must not use it up.

    `email` is who it logs in, `action` where the button sends to; both are "" for a link that is good no more, and
    `problem` then says so.
    """

    frame: Frame
    stylesheet: str
    email: str
    action: str
    problem: str


@dataclass(frozen=True)
class AgainPage:
    """What is said to somebody who has logged in, where the form that they sent before has to be sent once more."""

    frame: Frame
    stylesheet: str
    action: str
    fields: tuple[tuple[str, str], ...]


async def show(request: Request) -> Response:
    """`GET /login`: the form; who is logged in already goes on."""
    next_path = path_here(request.query_params.get("next", ""))
    if identity_of(request) is not None:
        return RedirectResponse(next_path, HTTPStatus.SEE_OTHER, PRIVATE)
    _ = plain_reader(request).translations.gettext
    said = _("You are logged out.") if request.query_params.get("said") == "out" else ""
    return log_in_page(request, said=said, next_path=next_path)


async def log_in(request: Request) -> Response:
    """`POST /login`: logs in by e-mail address and password, and goes on; the form again where they are not right."""
    own, carried = await read_log_in(request)
    email, next_path = own.get("email", "").strip(), path_here(own.get("next", ""))
    _ = plain_reader(request).translations.gettext
    store, origin = site_of(request).store, whence(request)
    try:
        user = await in_turn(
            lambda: log_ins.user_with_password(
                store, email, own.get("password", ""), network=network_of(request), now=origin["now"]
            )
        )
    except TooMany as error:
        minutes = -(-error.wait // 60)
        complaint = _("Too many wrong passwords. Try again in %(count)s minutes, or ask for a one-time link.")
        form = Typed({"email": email}, {"password": complaint % {"count": minutes}})
        response = log_in_page(
            request, form=form, next_path=next_path, carried=carried, status=HTTPStatus.TOO_MANY_REQUESTS
        )
        response.headers["retry-after"] = str(error.wait)
        return response
    if user is None:
        complaint = _("This address and this password do not belong together.")
        form = Typed({"email": email}, {"password": complaint})
        return log_in_page(request, form=form, next_path=next_path, carried=carried, status=422)
    made = log_ins.log_in(store, user, **origin)
    return await gone_on(request, made.secret, next_path=next_path, carried=carried)


async def gone_on(request: Request, secret: str, *, next_path: str, carried: Carried | None = None) -> Response:
    """The answer to somebody who has just logged in: the form that they sent before is sent, or off to a page."""
    response = await replay(request, carried, secret) if carried else _see(next_path)
    if response is None and carried is not None:
        reader = plain_reader(request)
        page = AgainPage(
            frame=plain_frame(reader, reader.translations.gettext("You are logged in")),
            stylesheet=static_address("editor.css", reader.home),
            action=carried.action,
            fields=carried.fields,
        )
        response = page_response("accounts/again.html", page, reader)
    assert response is not None, "without a form there is a page to go to"  # noqa: S101
    set_cookie(request, response, secret)
    return response


def _see(path: str) -> Response:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, PRIVATE)


async def show_once(request: Request) -> Response:
    """`GET /login/once/{secret}`: the button, and nothing used up."""
    return await _once_page(request)


async def _once_page(request: Request) -> Response:
    """The page of a link: whom it logs in, or that it is good no more, said alike of all that are not."""
    reader = plain_reader(request)
    _ = reader.translations.gettext
    email, problem, status = "", "", HTTPStatus.OK
    try:
        user = log_ins.user_of_link(site_of(request).store, request.path_params["secret"], now=datetime.now(UTC))
        email = user.email
    except (NotFound, Revoked):
        problem = _("This link is good no more: it was used, or its 24 hours are over. Ask for another.")
        status = HTTPStatus.GONE
    page = OncePage(
        frame=plain_frame(reader, _("Log in")),
        stylesheet=static_address("editor.css", reader.home),
        email=email,
        action=request.url.path,
        problem=problem,
    )
    response = page_response("accounts/once.html", page, reader, status=status)
    response.headers.update(NO_REFERRER)
    return response


async def log_in_once(request: Request) -> Response:
    """`POST /login/once/{secret}`: logs in and uses the link up."""
    store, secret = site_of(request).store, request.path_params["secret"]
    try:
        made = await asyncio.to_thread(log_ins.log_in_by_link, store, secret, **whence(request))
    except (NotFound, Revoked):
        return await _once_page(request)
    response = await gone_on(request, made.secret, next_path=HOME)
    response.headers.update(NO_REFERRER)
    return response


async def log_out(request: Request) -> Response:
    """`POST /logout`: ends this log-in here and in the database."""
    identity = identity_of(request)
    if identity is not None and identity.log_in is not None:
        log_ins.end_log_in(site_of(request).store, identity.user, identity.log_in.id)
    response = _see("/login?said=out")
    drop_cookie(request, response)
    return response


async def show_log_out(request: Request) -> Response:
    """`GET /logout`: where the button is; an address that is only looked at logs nobody out."""
    return _see("/account" if identity_of(request) is not None else "/login")


ROUTES = [
    Route("/login", show),
    Route("/login", log_in, methods=["POST"]),
    Route("/login/once/{secret}", show_once),
    Route("/login/once/{secret}", log_in_once, methods=["POST"]),
    Route("/logout", show_log_out),
    Route("/logout", log_out, methods=["POST"]),
]
