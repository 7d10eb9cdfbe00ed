"""`/organise/{slug}/roles`: who may do what in one meeting, given and taken by its owners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from agenda.errors import InvalidInput, NotFound
from agenda.service import access, accounts
from web.bodies import read_form
from web.editor.home import Typed, role_words
from web.editor.room import Room, enter, frame_in, go, page_response, room_of
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from web.editor.room import Entered
    from web.pages.context import Frame


@dataclass(frozen=True)
class MemberRow:
    """Somebody with a role in the meeting; `role` is the key of it."""

    email: str
    name: str
    role: str
    words: str
    is_disabled: bool


@dataclass(frozen=True)
class RolesPage:
    """Who has a role in the meeting, and who has one in every meeting; the forms are there for those who may."""

    frame: Frame
    room: Room
    form: Typed
    members: tuple[MemberRow, ...]
    everywhere: tuple[MemberRow, ...]
    roles: tuple[tuple[str, str], ...]
    may_give: bool


async def show(request: Request) -> Response:
    """`GET /organise/{slug}/roles`: for everybody who may see the draft."""
    return _page(enter(request))


def _page(entered: Entered, *, form: Typed | None = None, status: int = 200) -> Response:
    reader, store = entered.reader, site_of(entered.request).store
    _, words = reader.translations.gettext, role_words(reader)
    house = [one for one in accounts.all_accounts(store) if one.user.role != "member" and one.disabled_at is None]
    page = RolesPage(
        frame=frame_in(entered, _("Roles")),
        room=room_of(entered, "roles"),
        form=form or Typed({"role": "editor"}),
        members=tuple(
            MemberRow(one.user.email, one.user.name, one.role, words[one.role], one.is_disabled)
            for one in access.members(store, entered.slug)
        ),
        everywhere=tuple(
            MemberRow(one.user.email, one.user.name, one.user.role, words[one.user.role], is_disabled=False)
            for one in house
        ),
        roles=tuple((role, words[role]) for role in access.GIVEN),
        may_give=access.is_at_least(entered.role, "owner"),
    )
    return page_response("accounts/roles.html", page, reader, status=status)


async def change(request: Request) -> Response:
    """`POST /organise/{slug}/roles`: gives `email` the `role`, or takes what they have where `do` is "take"."""
    entered = enter(request, at_least="owner")
    fields = dict(await read_form(request))
    store, email = site_of(request).store, fields.get("email", "")
    try:
        if fields.get("do") == "take":
            access.take_role(store, entered.slug, email)
            return go(f"{entered.path}/roles" if _still_in(entered) else "/organise", said="removed")
        access.give_role(store, entered.slug, email, role=fields.get("role", ""))
    except NotFound:
        return go(f"{entered.path}/roles", said="unchanged")
    except InvalidInput as error:
        return _page(entered, form=Typed(fields, _complaints(entered, error)), status=422)
    return go(f"{entered.path}/roles" if _still_in(entered) else "/organise", said="saved")


def _still_in(entered: Entered) -> bool:
    """Whether who asks may still see the draft, after what may have been their own role."""
    try:
        access.role_in(site_of(entered.request).store, entered.identity.user, entered.slug)
    except NotFound:
        return False
    return True


def _complaints(entered: Entered, error: InvalidInput) -> dict[str, str]:
    _ = entered.reader.translations.gettext
    sentences = {
        "/email": _("Nobody has an account with this address. An administrator can add one."),
        "/role": _("Choose one of the roles."),
    }
    return {problem.pointer.strip("/"): sentences[problem.pointer] for problem in error.problems}


ROUTES = [
    Route("/organise/{slug}/roles", show),
    Route("/organise/{slug}/roles", change, methods=["POST"]),
]
