"""The page that asks somebody to log in, also in the place of a page or form that needs it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from starlette.responses import RedirectResponse, Response

from web.accounts.going_on import HOME, PREFIX, carried_from, path_and_query, path_here
from web.editor.home import Typed
from web.editor.room import PRIVATE, page_response
from web.pages.heads import plain_frame
from web.pages.rendering import static_address
from web.protection import host_in
from web.reader import plain_reader
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from web.accounts.going_on import Carried
    from web.pages.context import Frame

PLACES = (HOME, "/account")
"""Where people work: who comes there without a log-in is asked for one."""


@dataclass(frozen=True)
class LogInPage:
    """The form to log in by.

    `notice` says why it is asked for. `kept` are hidden fields of a form that is sent to `again` afterwards; `fields`
    are the same under their own names. `provider` is the host of an OpenID provider, "" where there is none.
    """

    frame: Frame
    stylesheet: str
    form: Typed
    notice: str
    said: str
    next: str
    again: str
    kept: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    provider: str
    provider_href: str


def is_for_people(request: Request) -> bool:
    """Whether a request without a log-in comes from somebody who can be asked for one."""
    path = request.url.path
    is_place = any(path == place or path.startswith(f"{place}/") for place in PLACES)
    return is_place and "authorization" not in request.headers


async def ask(request: Request) -> Response:
    """The answer to a request that needs a log-in: off to its page, or that page with the form that was sent."""
    if request.method in {"GET", "HEAD"}:
        return RedirectResponse(f"/login?{urlencode({'next': path_and_query(request)})}", HTTPStatus.SEE_OTHER, PRIVATE)
    _ = plain_reader(request).translations.gettext
    carried = await carried_from(request)
    notice = (
        _("Your log-in is over. Nothing is lost: what you typed is sent as soon as you have logged in.")
        if carried
        else _("Your log-in is over. Log in, then do it once more.")
    )
    return log_in_page(
        request, notice=notice, carried=carried, next_path=_came_from(request), status=HTTPStatus.UNAUTHORIZED
    )


def _came_from(request: Request) -> str:
    """The page that a form was on, where the browser says so."""
    referer = request.headers.get("referer", "")
    if host_in(referer) != request.url.netloc:
        return HOME
    parts = urlsplit(referer)
    return path_here(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def log_in_page(
    request: Request,
    *,
    form: Typed | None = None,
    notice: str = "",
    said: str = "",
    next_path: str = HOME,
    carried: Carried | None = None,
    status: int = 200,
) -> Response:
    """The page with the form."""
    reader = plain_reader(request)
    settings = site_of(request).settings
    page = LogInPage(
        frame=plain_frame(reader, reader.translations.gettext("Log in")),
        stylesheet=static_address("editor.css", reader.home),
        form=form or Typed(),
        notice=notice,
        said=said,
        next=next_path,
        again=carried.action if carried else "",
        kept=tuple((PREFIX + name, value) for name, value in carried.fields) if carried else (),
        fields=carried.fields if carried else (),
        provider=urlsplit(settings.oidc_issuer).netloc if settings.oidc_issuer else "",
        provider_href=f"/login/oidc?{urlencode({'next': next_path})}",
    )
    return page_response("accounts/log_in.html", page, reader, status=status)
