"""Who may do what: an account's role holds in every meeting, one given in a meeting may be higher there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.errors import Forbidden, NotFound
from agenda.store import accounts, meetings

if TYPE_CHECKING:
    from agenda.store import Store
    from agenda.store.accounts import User

ROLES = ("member", "viewer", "editor", "owner", "admin")
"""From least to all.

A member may do nothing but what a meeting gives. A viewer reads the draft, its history and findings; an editor edits
and publishes; an owner also gives roles, withdraws and takes back; an admin also keeps accounts. All but admin can be
given in one meeting.
"""


def highest(*roles: str) -> str:
    """The role that allows most."""
    return max(roles, key=ROLES.index)


def role_in(store: Store, user: User, slug: str) -> str:
    """What the user is in a meeting; raises NotFound where there is no such meeting, or none for a mere member."""
    with store.reading() as connection:
        draft = meetings.holder_of(connection, slug)
        own = accounts.role_in_meeting(connection, user, draft.meeting_id) if draft else None
    role = highest(user.role, own or "member")
    if draft is None or role == "member":
        raise NotFound("meeting", slug)
    return role


def require_role(store: Store, user: User, slug: str, at_least: str) -> str:
    """The user's role in a meeting; raises NotFound as `role_in`, or Forbidden where it is less than `at_least`."""
    role = role_in(store, user, slug)
    if ROLES.index(role) < ROLES.index(at_least):
        article = "an" if at_least[0] in "aeo" else "a"
        raise Forbidden(f"{user.email} is {role} of “{slug}”; {article} {at_least} may do this")
    return role
