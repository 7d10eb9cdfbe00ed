"""Who may do what: an account's role holds in every meeting, one given in a meeting may be higher there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda.errors import Forbidden, InvalidInput, NotFound, Problem
from agenda.service.scopes import Scope, read_scope
from agenda.store import accounts, meetings, roles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from agenda.store import Store
    from agenda.store.accounts import User
    from agenda.store.roles import Member

ROLES = ("member", "viewer", "editor", "owner", "admin")
"""From least to all.

A member may do nothing but what a meeting gives. A viewer reads the draft, its history and findings; an editor edits
and publishes; an owner also gives roles, withdraws and takes back; an admin also keeps accounts. All but admin can be
given in one meeting.
"""
GIVEN = ("viewer", "editor", "owner")
"""The roles that can be given in one meeting."""


def highest(*among: str) -> str:
    """The role that allows most."""
    return max(among, key=ROLES.index)


def is_at_least(role: str, least: str) -> bool:
    """Whether a role allows all that another does."""
    return ROLES.index(role) >= ROLES.index(least)


@dataclass(frozen=True)
class Standing:
    """What a user is in each meeting: a role for all, those given, and what the scope of a token leaves of them.

    `only` holds the ids of the meetings that the token is good for; None is every meeting.
    """

    house: str
    given: Mapping[int, str]
    may_write: bool = True
    only: frozenset[int] | None = None

    def role_in(self, meeting_id: int) -> str:
        """The role in a meeting; `member` is none."""
        if self.only is not None and meeting_id not in self.only:
            return "member"
        role = highest(self.house, self.given.get(meeting_id, "member"))
        return min(role, "viewer", key=ROLES.index) if not self.may_write else role


def standing_of(connection: Connection, user: User) -> Standing:
    """What a user is in each meeting."""
    given = roles.roles_of(connection, user)
    if not user.held:
        return Standing(user.role, given)
    scope = read_scope(user.scope)
    return Standing(user.held, given, scope.may_write, _meetings_of(connection, scope))


def _meetings_of(connection: Connection, scope: Scope) -> frozenset[int] | None:
    if not scope.slugs:
        return None
    found = (meetings.id_of_holder(connection, slug) for slug in scope.slugs)
    return frozenset(meeting_id for meeting_id in found if meeting_id is not None)


def role_in(store: Store, user: User, slug: str) -> str:
    """What the user is in a meeting; raises NotFound where there is no such meeting, or none for a mere member."""
    with store.reading() as connection:
        meeting_id = meetings.id_of_holder(connection, slug)
        role = "member" if meeting_id is None else standing_of(connection, user).role_in(meeting_id)
    if role == "member":
        raise NotFound("meeting", slug)
    return role


def require_role(store: Store, user: User, slug: str, at_least: str) -> str:
    """The user's role in a meeting; raises NotFound as `role_in`, or Forbidden where it is less than `at_least`."""
    role = role_in(store, user, slug)
    if not is_at_least(role, at_least):
        raise Forbidden(f"{user.email} is {role} of “{slug}”; {_a(at_least)} may do this")
    return role


def require_house_role(user: User, at_least: str) -> None:
    """Raises Forbidden where the role that holds in every meeting is less."""
    if not is_at_least(user.role, at_least):
        raise Forbidden(f"{user.email} is {user.role} here; {_a(at_least)} may do this")


def _a(role: str) -> str:
    return f"{'an' if role[0] in 'aeo' else 'a'} {role}"


def members(store: Store, slug: str) -> list[Member]:
    """Everybody with a role of their own in a meeting, by address; raises NotFound."""
    with store.reading() as connection:
        return roles.members_of(connection, _meeting_id(connection, slug))


def give_role(store: Store, slug: str, email: str, *, role: str) -> User:
    """Gives somebody who has an account a role in a meeting, in place of one they had there.

    Raises NotFound where there is no such meeting, InvalidInput for a role or address that there is not.
    """
    if role not in GIVEN:
        raise InvalidInput([Problem("/role", f"“{role[:80]}” cannot be given in a meeting; give {', '.join(GIVEN)}")])
    with store.writing() as connection:
        meeting_id = _meeting_id(connection, slug)
        user = accounts.user_of(connection, email.strip().lower())
        if user is None:
            message = f"“{email.strip()[:80]}” has no account; an admin can add one"
            raise InvalidInput([Problem("/email", message)])
        roles.put_role(connection, user, meeting_id, role)
    return user


def take_role(store: Store, slug: str, email: str) -> None:
    """Takes the role that somebody was given in a meeting; raises NotFound."""
    with store.writing() as connection:
        meeting_id = _meeting_id(connection, slug)
        user = accounts.user_of(connection, email.strip().lower())
        if user is None or not roles.drop_role(connection, user, meeting_id):
            raise NotFound("role", email, place=f"“{slug}”")


def _meeting_id(connection: Connection, slug: str) -> int:
    meeting_id = meetings.id_of_holder(connection, slug)
    if meeting_id is None:
        raise NotFound("meeting", slug)
    return meeting_id
