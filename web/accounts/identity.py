"""Who asks: an organiser known by the cookie of a log-in, or by the API token of a program."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agenda.errors import NotAuthenticated, StoreUnavailable
from agenda.service import access, accounts, log_ins
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection, Request

    from agenda.store.accounts import User
    from agenda.store.log_ins import LogIn

COOKIE = "plenary"


@dataclass(frozen=True)
class Identity:
    """An organiser, within the scope of the token that said who it is; `log_in` is None then."""

    user: User
    log_in: LogIn | None = None


def cookie_name(request: HTTPConnection) -> str:
    """The name of the log-in's cookie: over https one that only this host can set (RFC 6265bis §4.1.3.2)."""
    return f"__Host-{COOKIE}" if is_secure(request) else COOKIE


def is_secure(request: HTTPConnection) -> bool:
    """Whether the service has its public address under https."""
    return site_of(request).publisher.address.startswith("https:")


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
    return Identity(accounts.user_of_token(site_of(request).store, token.strip(), now=datetime.now(UTC)))


def _logged_in(request: Request) -> Identity | None:
    secret = request.cookies.get(cookie_name(request))
    if not secret:
        return None
    store, now = site_of(request).store, datetime.now(UTC)
    log_in = log_ins.log_in_of(store, secret, now=now)
    if log_in is None:
        return None
    with suppress(StoreUnavailable):
        log_ins.note_seen(store, log_in, now=now)
    return Identity(log_in.user, log_in)


def require_identity(request: Request) -> Identity:
    """Who asks; raises NotAuthenticated where nobody is known to."""
    found = identity_of(request)
    if found is None:
        raise NotAuthenticated("this needs an organiser: log in, or send Authorization: Bearer TOKEN")
    return found


def require_log_in(request: Request) -> LogIn:
    """The log-in of who asks; raises NotAuthenticated where there is none, also where there is a token."""
    found = identity_of(request)
    if found is None or found.log_in is None:
        raise NotAuthenticated("this is for people: log in")
    return found.log_in


def require_role(request: Request, slug: str, at_least: str = "viewer") -> Identity:
    """Who asks, who is at least that in the meeting; raises NotAuthenticated, NotFound or Forbidden."""
    found = require_identity(request)
    access.require_role(site_of(request).store, found.user, slug, at_least)
    return found


def require_house_role(request: Request, at_least: str) -> Identity:
    """Who asks, who is at least that in every meeting; raises NotAuthenticated or Forbidden."""
    found = require_identity(request)
    access.require_house_role(found.user, at_least)
    return found
