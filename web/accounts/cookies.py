"""The cookie that holds the secret of a log-in, and the answers that set it and take it away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agenda.service import log_ins
from web.accounts.identity import cookie_name, is_secure
from web.protection import network_of

if TYPE_CHECKING:
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response


def whence(request: Request) -> dict[str, Any]:
    """What is kept of a new log-in: its browser, network and time, and the log-in that it takes the place of."""
    return {
        "agent": request.headers.get("user-agent", ""),
        "network": network_of(request),
        "now": datetime.now(UTC),
        "instead_of": request.cookies.get(cookie_name(request), ""),
    }


def set_cookie(request: Request, response: Response, secret: str) -> None:
    """Gives the browser the secret of its log-in (RFC 6265 §4.1): for no script, no other site, and https alone."""
    response.set_cookie(
        cookie_name(request),
        secret,
        max_age=int(log_ins.LASTS.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(request: Request, response: Response) -> None:
    """Takes it from the browser."""
    response.delete_cookie(cookie_name(request), path="/", secure=is_secure(request), httponly=True, samesite="lax")
