"""Who asks: an organiser known by the cookie of a log-in, or by the API token of a program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agenda.errors import NotAuthenticated
from agenda.service import access, accounts
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from agenda.store.accounts import LogIn, User

COOKIE = "plenary"


@dataclass(frozen=True)
class Identity:
    """An organiser; `log_in` is None where a token said who it is, `scope` is then what the token is limited to."""

    user: User
    log_in: LogIn | None = None
    scope: str = ""


def identity_of(request: Request) -> Identity | None:
    """Who asks; None for anybody. Raises NotAuthenticated for a token that is nobody's. Looked up once a request."""
    if not hasattr(request.state, "identity"):
        request.state.identity = _bearer(request) or _logged_in(request)
    found: Identity | None = request.state.identity
    return found


def _bearer(request: Request) -> Identity | None:
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("write the header as Authorization: Bearer TOKEN")
    user = accounts.user_of_token(site_of(request).store, token.strip(), now=datetime.now(UTC))
    return Identity(user)


def _logged_in(request: Request) -> Identity | None:
    secret = request.cookies.get(COOKIE)
    if not secret:
        return None
    log_in = accounts.log_in_of(site_of(request).store, secret, now=datetime.now(UTC))
    return None if log_in is None else Identity(log_in.user, log_in)


def require_identity(request: Request) -> Identity:
    """Who asks; raises NotAuthenticated where nobody is known to."""
    found = identity_of(request)
    if found is None:
        raise NotAuthenticated("this needs an organiser: log in, or send Authorization: Bearer TOKEN")
    return found


def require_role(request: Request, slug: str, at_least: str = "viewer") -> Identity:
    """Who asks, who is at least that in the meeting; raises NotAuthenticated, NotFound or Forbidden."""
    found = require_identity(request)
    access.require_role(site_of(request).store, found.user, slug, at_least)
    return found
