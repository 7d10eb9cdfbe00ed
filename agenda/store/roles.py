"""Roles that are given in one meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from agenda.store.accounts import OF_USERS, User, user_in
from agenda.store.schema import meeting_roles, meetings, users

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Member:
    """Somebody with a role in a meeting; `role` is the one given there."""

    user: User
    role: str
    is_disabled: bool


def role_in_meeting(connection: Connection, user: User, meeting_id: int) -> str | None:
    """The role given to a user in one meeting."""
    query = select(meeting_roles.c.role).where(
        meeting_roles.c.user_id == user.id, meeting_roles.c.meeting_id == meeting_id
    )
    return connection.execute(query).scalar_one_or_none()


def roles_of(connection: Connection, user: User) -> dict[int, str]:
    """The roles given to a user, by the ids of meetings."""
    query = select(meeting_roles.c.meeting_id, meeting_roles.c.role).where(meeting_roles.c.user_id == user.id)
    return {row.meeting_id: row.role for row in connection.execute(query)}


def all_roles(connection: Connection) -> list[tuple[int, str, str]]:
    """Every role given: the user's id, the meeting's slug as its draft has it, and the role; by slug."""
    query = (
        select(meeting_roles.c.user_id, meetings.c.draft_slug, meeting_roles.c.role)
        .join_from(meeting_roles, meetings, meetings.c.id == meeting_roles.c.meeting_id)
        .order_by(meetings.c.draft_slug)
    )
    return [(row.user_id, row.draft_slug, row.role) for row in connection.execute(query)]


def members_of(connection: Connection, meeting_id: int) -> list[Member]:
    """Everybody with a role in a meeting, by address."""
    query = (
        select(*OF_USERS, users.c.disabled_at, meeting_roles.c.role.label("given"))
        .join_from(meeting_roles, users, users.c.id == meeting_roles.c.user_id)
        .where(meeting_roles.c.meeting_id == meeting_id)
        .order_by(users.c.email)
    )
    return [Member(user_in(row), row.given, row.disabled_at is not None) for row in connection.execute(query)]


def put_role(connection: Connection, user: User, meeting_id: int, role: str) -> None:
    """Gives a role in a meeting, in place of one that was given there."""
    drop_role(connection, user, meeting_id)
    connection.execute(insert(meeting_roles).values(meeting_id=meeting_id, user_id=user.id, role=role))


def drop_role(connection: Connection, user: User, meeting_id: int) -> bool:
    """Takes a role in a meeting; whether there was one."""
    statement = delete(meeting_roles).where(
        meeting_roles.c.user_id == user.id, meeting_roles.c.meeting_id == meeting_id
    )
    return connection.execute(statement).rowcount > 0
