"""`/account`: one's name, password, log-ins and API tokens."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from starlette.routing import Route

from agenda.errors import InvalidInput, NotFound, Problem
from agenda.service import accounts, log_ins
from web.accounts.agents import browser_of
from web.accounts.complaints import complaints_of
from web.accounts.identity import Identity, require_log_in
from web.accounts.turns import in_turn
from web.bodies import read_form
from web.editor.home import Desk, Typed, desk_of
from web.editor.room import go, page_response
from web.pages.dates import date_in_words
from web.pages.heads import plain_frame
from web.protection import network_of
from web.reader import plain_reader
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.store.log_ins import LogIn
    from agenda.store.tokens import ApiToken
    from web.pages.context import Frame, Reader

LASTING = ("30", "90", "365", "")
"""For how many days a token may be made; "" is until it is revoked."""


@dataclass(frozen=True)
class LogInRow:
    """A browser that is logged in."""

    id: int
    browser: str
    network: str
    since: str
    seen: str
    is_this: bool


@dataclass(frozen=True)
class TokenRow:
    """An API token."""

    id: int
    label: str
    scope: str
    made: str
    until: str
    is_over: bool


@dataclass(frozen=True)
class AccountPage:
    """An account, as its owner sees it; `new_token` is shown this once."""

    frame: Frame
    desk: Desk
    form: Typed
    asks_present: bool
    log_ins: tuple[LogInRow, ...]
    tokens: tuple[TokenRow, ...]
    scopes: tuple[tuple[str, str], ...]
    lasting: tuple[tuple[str, str], ...]
    new_token: str


async def show(request: Request) -> Response:
    """`GET /account`."""
    return _page(request, require_log_in(request))


def _page(
    request: Request, log_in: LogIn, *, form: Typed | None = None, new_token: str = "", status: int = 200
) -> Response:
    reader, store, now = plain_reader(request), site_of(request).store, datetime.now(UTC)
    _ = reader.translations.gettext
    user = log_in.user
    lasting = {"30": _("30 days"), "90": _("90 days"), "365": _("one year"), "": _("until it is revoked")}
    page = AccountPage(
        frame=plain_frame(reader, _("Your account")),
        desk=desk_of(Identity(user, log_in), reader, said=_said(request, reader)),
        form=form or Typed({"name": user.name, "scope": "write", "days": "90"}),
        asks_present=log_ins.needs_password(store, log_in, now=now),
        log_ins=tuple(_log_in_row(one, log_in, reader) for one in log_ins.log_ins_of(store, user, now=now)),
        tokens=tuple(_token_row(one, reader, now) for one in accounts.tokens_of(store, user)),
        scopes=(("write", _("read and write, as you may")), ("read", _("read only"))),
        lasting=tuple((days, lasting[days]) for days in LASTING),
        new_token=new_token,
    )
    return page_response("accounts/account.html", page, reader, status=status)


def _said(request: Request, reader: Reader) -> str:
    _ = reader.translations.gettext
    sentences = {
        "saved": _("Saved."),
        "password": _("Your password is changed. Every other log-in of yours has ended."),
        "ended": _("Ended."),
        "revoked": _("The token is revoked."),
    }
    return sentences.get(request.query_params.get("said", ""), "")


def _log_in_row(one: LogIn, present: LogIn, reader: Reader) -> LogInRow:
    return LogInRow(
        id=one.id,
        browser=browser_of(one.agent) or reader.translations.gettext("Unknown browser"),
        network=one.network,
        since=moment(one.created_at, reader),
        seen=moment(one.seen_at, reader),
        is_this=one.id == present.id,
    )


def _token_row(one: ApiToken, reader: Reader, now: datetime) -> TokenRow:
    _ = reader.translations.gettext
    return TokenRow(
        id=one.id,
        label=one.label or _("Token %(number)s") % {"number": one.id},
        scope=one.scope or "write",
        made=moment(one.created_at, reader),
        until=moment(one.expires_at, reader) if one.expires_at else _("until it is revoked"),
        is_over=one.expires_at is not None and one.expires_at <= now,
    )


def moment(at: datetime, reader: Reader) -> str:
    """ "1 November 2022, 10:12 UTC"."""
    return f"{date_in_words(at.date(), reader.interface)}, {at:%H:%M} UTC"


async def rename(request: Request) -> Response:
    """`POST /account/name`."""
    log_in, fields = require_log_in(request), dict(await read_form(request))
    try:
        accounts.rename_user(site_of(request).store, log_in.user, fields.get("name", ""))
    except InvalidInput as error:
        return _again(request, log_in, fields, error)
    return go("/account", said="saved")


async def change_password(request: Request) -> Response:
    """`POST /account/password`: sets another, and ends every other log-in."""
    log_in, fields = require_log_in(request), dict(await read_form(request))
    store, now = site_of(request).store, datetime.now(UTC)
    present = fields.get("present", "") if log_ins.needs_password(store, log_in, now=now) else None
    new = fields.get("password", "")
    try:
        if new != fields.get("repeated", ""):
            raise InvalidInput([Problem("/repeated", "this is not what is typed above")])
        if present is not None:
            await in_turn(lambda: _require_password(request, log_in, present, now))
        await in_turn(lambda: accounts.change_password(store, log_in, present=None, new=new))
    except InvalidInput as error:
        return _again(request, log_in, {}, error)
    return go("/account", said="password")


def _require_password(request: Request, log_in: LogIn, typed: str, now: datetime) -> None:
    """Raises InvalidInput for another password than the present one, TooMany where it has been guessed at."""
    store, network = site_of(request).store, network_of(request)
    if log_ins.user_with_password(store, log_in.user.email, typed, network=network, now=now) is None:
        raise InvalidInput([Problem("/present", "this is not your present password")])


def _again(request: Request, log_in: LogIn, fields: dict[str, str], error: InvalidInput) -> Response:
    values = {"name": log_in.user.name, "scope": "write", "days": "90"} | fields
    form = Typed(values, complaints_of(error, plain_reader(request)))
    return _page(request, log_in, form=form, status=422)


async def end_log_ins(request: Request) -> Response:
    """`POST /account/log-ins`: ends the one with the `id`, or all but this one."""
    log_in, fields = require_log_in(request), dict(await read_form(request))
    store, identity = site_of(request).store, fields.get("id", "")
    if identity == "others":
        log_ins.end_others(store, log_in)
    elif identity.isascii() and identity.isdecimal() and len(identity) < 10:
        log_ins.end_log_in(store, log_in.user, int(identity))
    return go("/account", said="ended")


async def add_token(request: Request) -> Response:
    """`POST /account/tokens`: makes a token and shows it, this once."""
    log_in, fields = require_log_in(request), dict(await read_form(request))
    now, days = datetime.now(UTC), fields.get("days", "90")
    try:
        token = accounts.add_token(
            site_of(request).store,
            log_in.user.email,
            now=now,
            scope=f"{fields.get('scope', '')} {fields.get('meetings', '')}",
            label=fields.get("label", ""),
            expires_at=now + timedelta(days=int(days if days in LASTING else "90")) if days else None,
        )
    except InvalidInput as error:
        return _again(request, log_in, fields, error)
    return _page(request, log_in, new_token=token, status=201)


async def revoke_token(request: Request) -> Response:
    """`POST /account/tokens/revoke`; one that is gone is revoked already."""
    log_in, fields = require_log_in(request), dict(await read_form(request))
    with suppress(NotFound):
        accounts.revoke_token(site_of(request).store, fields.get("id", ""), user=log_in.user)
    return go("/account", said="revoked")


ROUTES = [
    Route("/account", show),
    Route("/account/name", rename, methods=["POST"]),
    Route("/account/password", change_password, methods=["POST"]),
    Route("/account/log-ins", end_log_ins, methods=["POST"]),
    Route("/account/tokens", add_token, methods=["POST"]),
    Route("/account/tokens/revoke", revoke_token, methods=["POST"]),
]
