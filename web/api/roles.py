"""Roles in one meeting through the API: who has one, given and taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.service import access
from web.api.answers import Member, MemberList
from web.api.calls import Answer, Call
from web.api.operations import Operation, Returns
from web.api.wanted import WantedRole

if TYPE_CHECKING:
    from agenda.store import roles


def list_roles(call: Call) -> Answer:
    """Who has a role in the meeting."""
    return Answer(MemberList(members=[_member(one) for one in access.members(call.store, call.slug)]))


def _member(one: roles.Member) -> Member:
    return Member(email=one.user.email, name=one.user.name, role=one.role, is_disabled=one.is_disabled)


def give_role(call: Call) -> Answer:
    """Gives somebody a role in the meeting."""
    access.give_role(call.store, call.slug, _email_in_path(call), role=call.read(WantedRole).role)
    return list_roles(call)


def _email_in_path(call: Call) -> str:
    return str(call.request.path_params["email"])


def take_role(call: Call) -> Answer:
    """Takes the role that somebody was given in the meeting."""
    access.take_role(call.store, call.slug, _email_in_path(call))
    return Answer(status=204)


OPERATIONS = (
    Operation(
        "GET",
        "/meetings/{slug}/roles",
        list_roles,
        "List who has a role in the meeting",
        "Roles that were given here; whoever has one in all meetings is not listed.",
        {200: Returns("The members.", MemberList)},
        tag="Roles",
    ),
    Operation(
        "PUT",
        "/meetings/{slug}/roles/{email}",
        give_role,
        "Give a role",
        "To somebody who has an account, in place of one they had here: viewer, editor or owner.",
        {200: Returns("The members.", MemberList)},
        tag="Roles",
        needs="owner",
        takes=WantedRole,
        example={"role": "editor"},
    ),
    Operation(
        "DELETE",
        "/meetings/{slug}/roles/{email}",
        take_role,
        "Take a role",
        "What their account may do in all meetings stays.",
        {204: Returns("It is taken.")},
        tag="Roles",
        needs="owner",
    ),
)
