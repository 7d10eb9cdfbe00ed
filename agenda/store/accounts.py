"""Organisers and the keys of their programs in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from agenda.store.schema import api_tokens, log_ins, meeting_roles, users

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True)
class User:
    """An organiser; `role` is one of service.accounts.ROLES."""

    id: int
    email: str
    role: str


@dataclass(frozen=True)
class Bearer:
    """The user of an API token, what the token may do (`scope`), and until when, if not for ever."""

    user: User
    scope: str
    expires_at: datetime | None


def add_user(connection: Connection, *, email: str, role: str, password: str, now: datetime) -> User:
    """Adds a user; `password` is a hash already."""
    row = {"email": email, "role": role, "password": password, "created_at": now}
    identity = connection.execute(insert(users).values(row).returning(users.c.id)).scalar_one()
    return User(identity, email, role)


def user_of(connection: Connection, email: str) -> User | None:
    """The user with that address, which is in lower case."""
    row = connection.execute(select(users).where(users.c.email == email)).one_or_none()
    return None if row is None else User(row.id, row.email, row.role)


def password_of(connection: Connection, user: User) -> str:
    """The hash of a user's password."""
    return str(connection.execute(select(users.c.password).where(users.c.id == user.id)).scalar_one())


def add_token(
    connection: Connection, user: User, *, digest: str, scope: str, expires_at: datetime | None, now: datetime
) -> None:
    """Keeps the digest of a new API token."""
    row = {"user_id": user.id, "digest": digest, "scope": scope, "expires_at": expires_at, "created_at": now}
    connection.execute(insert(api_tokens).values(row))


def bearer_of(connection: Connection, digest: str) -> Bearer | None:
    """Whose token has that digest."""
    query = (
        select(users.c.id, users.c.email, users.c.role, api_tokens.c.scope, api_tokens.c.expires_at)
        .join(api_tokens, api_tokens.c.user_id == users.c.id)
        .where(api_tokens.c.digest == digest)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Bearer(User(row.id, row.email, row.role), row.scope, row.expires_at)


@dataclass(frozen=True)
class LogIn:
    """A browser that is logged in, and since when; `network` is the address it came from."""

    id: int
    user: User
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str
    network: str


def log_in_of(connection: Connection, digest: str) -> LogIn | None:
    """The log-in whose cookie's secret has that digest, over or not; None for one that there is not."""
    query = (
        select(log_ins, users.c.email, users.c.role)
        .join(users, users.c.id == log_ins.c.user_id)
        .where(log_ins.c.digest == digest, users.c.disabled_at.is_(None))
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    user = User(row.user_id, row.email, row.role)
    return LogIn(row.id, user, row.created_at, row.seen_at, row.expires_at, row.agent, row.network)


def role_in_meeting(connection: Connection, user: User, meeting_id: int) -> str | None:
    """The role given to a user in one meeting."""
    query = select(meeting_roles.c.role).where(
        meeting_roles.c.user_id == user.id, meeting_roles.c.meeting_id == meeting_id
    )
    return connection.execute(query).scalar_one_or_none()
