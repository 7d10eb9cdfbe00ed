"""`/organise/_accounts`: every account, for admins: added, given another role, a one-time link, shut out, let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.routing import Route

from agenda.errors import InvalidInput, NotAllowed, NotFound
from agenda.service import access, accounts, log_ins
from web.accounts.account import moment
from web.accounts.complaints import complaints_of
from web.accounts.identity import require_house_role
from web.bodies import read_form
from web.editor.home import Desk, Typed, desk_of, role_words
from web.editor.room import go, page_response
from web.pages.heads import plain_frame
from web.reader import plain_reader
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.store.accounts import Account
    from web.accounts.identity import Identity
    from web.pages.context import Frame, Reader

PATH = "/organise/_accounts"


@dataclass(frozen=True)
class AccountRow:
    """An account as admins see it; `given` are its roles in meetings, as slug and words."""

    email: str
    name: str
    role: str
    given: tuple[tuple[str, str], ...]
    seen: str
    is_disabled: bool
    is_own: bool


@dataclass(frozen=True)
class AccountsPage:
    """Every account, and the form for one more; `link` logs `linked` in once, and is shown this once."""

    frame: Frame
    desk: Desk
    form: Typed
    rows: tuple[AccountRow, ...]
    roles: tuple[tuple[str, str], ...]
    linked: str
    link: str


async def show(request: Request) -> Response:
    """`GET /organise/_accounts`."""
    return _page(request, require_house_role(request, "admin"))


def _page(
    request: Request,
    identity: Identity,
    *,
    form: Typed | None = None,
    linked: str = "",
    link: str = "",
    status: int = 200,
) -> Response:
    reader, site = plain_reader(request), site_of(request)
    words, given = role_words(reader), accounts.roles_by_user(site.store)
    page = AccountsPage(
        frame=plain_frame(reader, reader.translations.gettext("Accounts")),
        desk=desk_of(identity, reader, said=_said(request, reader)),
        form=form or Typed({"role": "member"}),
        rows=tuple(_row(one, identity, given, reader) for one in accounts.all_accounts(site.store)),
        roles=tuple((role, words[role]) for role in access.ROLES),
        linked=linked,
        link=f"{site.publisher.address}/login/once/{link}" if link else "",
    )
    return page_response("accounts/accounts.html", page, reader, status=status)


def _said(request: Request, reader: Reader) -> str:
    _ = reader.translations.gettext
    sentences = {
        "role": _("The role is changed."),
        "disable": _("The account is disabled: log-ins have ended, tokens and links have stopped."),
        "enable": _("The account is enabled again."),
    }
    return sentences.get(request.query_params.get("said", ""), "")


def _row(one: Account, identity: Identity, given: Mapping[int, list[tuple[str, str]]], reader: Reader) -> AccountRow:
    words = role_words(reader)
    return AccountRow(
        email=one.user.email,
        name=one.user.name,
        role=one.user.role,
        given=tuple((slug, words[role]) for slug, role in given.get(one.user.id, ())),
        seen=moment(one.seen_at, reader) if one.seen_at else "",
        is_disabled=one.disabled_at is not None,
        is_own=one.user.id == identity.user.id,
    )


async def add(request: Request) -> Response:
    """`POST /organise/_accounts`: adds an account, and shows the link that logs its owner in once."""
    identity, fields = require_house_role(request, "admin"), dict(await read_form(request))
    store, now = site_of(request).store, datetime.now(UTC)
    _ = plain_reader(request).translations.gettext
    try:
        user = accounts.add_user(
            store, fields.get("email", ""), role=fields.get("role", ""), name=fields.get("name", ""), now=now
        )
    except InvalidInput as error:
        complaints = complaints_of(error, plain_reader(request))
        if "email" in complaints:
            complaints["email"] = _("This is not an e-mail address.")
        return _page(request, identity, form=Typed(fields, complaints), status=422)
    except NotAllowed:
        form = Typed(fields, {"email": _("This address has an account already.")})
        return _page(request, identity, form=form, status=422)
    link = log_ins.add_link(store, user.email, now=now)
    return _page(request, identity, linked=user.email, link=link, status=201)


async def change(request: Request) -> Response:
    """`POST /organise/_accounts/change`: does to the account `email` what `do` says."""
    identity, fields = require_house_role(request, "admin"), dict(await read_form(request))
    store, email, deed = site_of(request).store, fields.get("email", ""), fields.get("do", "")
    try:
        if deed == "link":
            link = log_ins.add_link(store, email, now=datetime.now(UTC))
            return _page(request, identity, linked=email, link=link, status=201)
        if deed == "role":
            accounts.change_role(store, email, fields.get("role", ""))
        elif deed == "disable":
            accounts.disable_user(store, email, now=datetime.now(UTC))
        elif deed == "enable":
            accounts.enable_user(store, email)
        else:
            raise NotFound("deed", deed[:80])
    except NotAllowed:
        return _refused(request, identity, deed)
    return go(PATH, said=deed)


def _refused(request: Request, identity: Identity, deed: str) -> Response:
    _ = plain_reader(request).translations.gettext
    complaint = (
        _("This account is disabled. Enable it first.")
        if deed == "link"
        else _("This is the last administrator. Make somebody else one first.")
    )
    return _page(request, identity, form=Typed({"role": "member"}, {"": complaint}), status=409)


ROUTES = [
    Route(PATH, show),
    Route(PATH, add, methods=["POST"]),
    Route(f"{PATH}/change", change, methods=["POST"]),
]
