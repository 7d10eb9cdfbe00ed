"""Logging in at an OpenID provider: `/login/oidc` goes there, `/login/oidc/callback` is where people come back."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from agenda.errors import NotAllowed, NotFound
from agenda.service import log_ins
from agenda.service.personal import mint_secret
from web.accounts.asking import log_in_page
from web.accounts.cookies import whence
from web.accounts.going_on import path_here
from web.accounts.identity import cookie_name, is_secure
from web.accounts.log_in import gone_on
from web.accounts.openid import Attempt, Provider, ProviderAway, ProviderRefused
from web.editor.room import PRIVATE
from web.reader import plain_reader
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from web.accounts.openid import Subject

ATTEMPT_SECONDS = 600
log = logging.getLogger("plenary")


def provider_of(request: Request) -> Provider:
    """The provider of this service; raises NotFound where there is none."""
    settings = site_of(request).settings
    if not settings.oidc_issuer:
        raise NotFound("provider", "to log in at")
    state = request.app.state
    if not hasattr(state, "provider"):
        state.provider = Provider(settings)
    provider: Provider = state.provider
    return provider


async def leave(request: Request) -> Response:
    """`GET /login/oidc`: off to the provider; what its answer must fit stays in a cookie of this browser alone."""
    provider = provider_of(request)
    next_path = path_here(request.query_params.get("next", ""))
    attempt = Attempt(mint_secret(), mint_secret(), mint_secret() + mint_secret(), next_path)
    try:
        address = await provider.address(attempt)
    except ProviderAway as error:
        return _failed(request, error, next_path)
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER, PRIVATE | {"referrer-policy": "no-referrer"})
    response.set_cookie(
        _cookie(request),
        urlsafe_b64encode(json.dumps(asdict(attempt)).encode()).decode(),
        max_age=ATTEMPT_SECONDS,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return response


def _cookie(request: Request) -> str:
    return f"{cookie_name(request)}-oidc"


def _attempt_in(request: Request) -> Attempt | None:
    """The attempt that this browser began, where the answer fits it."""
    try:
        attempt = Attempt(**json.loads(urlsafe_b64decode(request.cookies.get(_cookie(request), ""))))
        state = request.query_params.get("state", "")
        is_own = hmac.compare_digest(attempt.state.encode(), state.encode())
    except (ValueError, TypeError, AttributeError):
        return None
    return attempt if is_own else None


async def come_back(request: Request) -> Response:
    """`GET /login/oidc/callback`: logs in whom the provider says, and goes on."""
    provider, attempt = provider_of(request), _attempt_in(request)
    next_path = path_here(attempt.next) if attempt else path_here("")
    query = request.query_params
    try:
        if attempt is None:
            raise ProviderRefused("this answer is to another browser, or to a question of long ago")
        if query.get("iss", provider.issuer) != provider.issuer:
            raise ProviderRefused("this answer is of another provider")
        if "code" not in query:
            raise ProviderRefused(f"the provider says {query.get('error', 'nothing')!r:.100}")
        subject = await provider.subject(query["code"], attempt, now=datetime.now(UTC))
        response = await _logged_in(request, provider, subject, next_path)
    except (ProviderAway, ProviderRefused, NotAllowed) as error:
        response = _failed(request, error, next_path)
    response.delete_cookie(_cookie(request), path="/", secure=is_secure(request), httponly=True, samesite="lax")
    return response


async def _logged_in(request: Request, provider: Provider, subject: Subject, next_path: str) -> Response:
    store, origin = site_of(request).store, whence(request)

    def log_in() -> log_ins.NewLogIn:
        user = log_ins.user_of_subject(
            store,
            issuer=subject.issuer,
            subject=subject.id,
            email=subject.email,
            name=subject.name,
            role=provider.role,
            now=origin["now"],
        )
        return log_ins.log_in(store, user, **origin)

    made = await asyncio.to_thread(log_in)
    return await gone_on(request, made.secret, next_path=next_path)


def _failed(request: Request, error: Exception, next_path: str) -> Response:
    """The log-in page, which says in general what went wrong; the log says it exactly."""
    _ = plain_reader(request).translations.gettext
    log.warning("log-in at the OpenID provider failed: %s", error)
    if isinstance(error, ProviderAway):
        notice = _("The provider cannot be reached now. Try again in a few minutes.")
        status = HTTPStatus.BAD_GATEWAY
    elif isinstance(error, NotAllowed):
        notice = _("The provider knows you, but this site has no account for you. Ask an administrator of this site.")
        status = HTTPStatus.FORBIDDEN
    else:
        notice = _("The provider did not log you in. Try again from this page.")
        status = HTTPStatus.FORBIDDEN
    return log_in_page(request, notice=notice, next_path=next_path, status=status)


ROUTES = [
    Route("/login/oidc", leave),
    Route("/login/oidc/callback", come_back),
]
