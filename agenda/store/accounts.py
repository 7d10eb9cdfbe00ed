"""Organisers in the database, and who they are at an OpenID provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from agenda.store.schema import external_identities, log_ins, users

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Connection


@dataclass(frozen=True)
class User:
    """An organiser; `role` is one of service.access.ROLES and holds in every meeting.

    For somebody known by an API token `scope` is what that is limited to, as service.scopes reads it, `role` what is
    left of the role within that, and `held` the role itself; both are "" for everybody else.
    """

    id: int
    email: str
    role: str
    name: str = ""
    scope: str = ""
    held: str = ""


@dataclass(frozen=True)
class Account:
    """A user as those who keep accounts see one; `seen_at` is when a log-in of theirs was last used."""

    user: User
    created_at: datetime
    disabled_at: datetime | None
    has_password: bool
    seen_at: datetime | None


def user_in(row: Any) -> User:
    """The user in a row that has the columns `user_id`, `email`, `role` and `name`."""
    return User(row.user_id, row.email, row.role, row.name)


OF_USERS = (users.c.id.label("user_id"), users.c.email, users.c.role, users.c.name)
"""The columns that `user_in` reads."""


def add_user(connection: Connection, *, email: str, role: str, password: str, now: datetime, name: str = "") -> User:
    """Adds a user; `password` is a hash already, or "" where there is none."""
    row = {"email": email, "role": role, "password": password, "created_at": now, "name": name}
    identity = connection.execute(insert(users).values(row).returning(users.c.id)).scalar_one()
    return User(identity, email, role, name)


def user_of(connection: Connection, email: str) -> User | None:
    """The user with that address, which is in lower case."""
    row = connection.execute(select(*OF_USERS).where(users.c.email == email)).one_or_none()
    return None if row is None else user_in(row)


def user_by_id(connection: Connection, identity: int) -> User | None:
    """The user with that id."""
    row = connection.execute(select(*OF_USERS).where(users.c.id == identity)).one_or_none()
    return None if row is None else user_in(row)


def is_disabled(connection: Connection, user: User) -> bool:
    """Whether the user may not log in any more."""
    query = select(users.c.disabled_at.is_not(None)).where(users.c.id == user.id)
    return bool(connection.execute(query).scalar_one())


def password_of(connection: Connection, user: User) -> str:
    """The hash of a user's password; "" where there is none."""
    return str(connection.execute(select(users.c.password).where(users.c.id == user.id)).scalar_one())


def change_user(connection: Connection, user: User, **columns: Any) -> None:
    """Writes columns of a user: `name`, `role`, `password`, `disabled_at`."""
    connection.execute(update(users).where(users.c.id == user.id).values(columns))


def all_accounts(connection: Connection) -> list[Account]:
    """Every account, by address."""
    last = select(log_ins.c.user_id, func.max(log_ins.c.seen_at).label("seen_at")).group_by(log_ins.c.user_id)
    seen = last.subquery()
    query = (
        select(*OF_USERS, users.c.created_at, users.c.disabled_at, users.c.password, seen.c.seen_at)
        .join_from(users, seen, seen.c.user_id == users.c.id, isouter=True)
        .order_by(users.c.email)
    )
    return [
        Account(user_in(row), row.created_at, row.disabled_at, bool(row.password), row.seen_at)
        for row in connection.execute(query)
    ]


def other_admins(connection: Connection, user: User) -> int:
    """How many others keep accounts and may log in."""
    query = select(func.count()).where(users.c.role == "admin", users.c.id != user.id, users.c.disabled_at.is_(None))
    return int(connection.execute(query).scalar_one())


def user_of_subject(connection: Connection, issuer: str, subject: str) -> User | None:
    """Who is known at an OpenID provider as that."""
    query = (
        select(*OF_USERS)
        .join_from(external_identities, users, users.c.id == external_identities.c.user_id)
        .where(external_identities.c.issuer == issuer, external_identities.c.subject == subject)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else user_in(row)


def is_known_at(connection: Connection, user: User, issuer: str) -> bool:
    """Whether the user is somebody already at that OpenID provider."""
    query = select(func.count()).where(external_identities.c.user_id == user.id, external_identities.c.issuer == issuer)
    return bool(connection.execute(query).scalar_one())


def add_subject(connection: Connection, user: User, *, issuer: str, subject: str) -> None:
    """Keeps who a user is at an OpenID provider."""
    row = {"issuer": issuer, "subject": subject, "user_id": user.id}
    connection.execute(insert(external_identities).values(row))
