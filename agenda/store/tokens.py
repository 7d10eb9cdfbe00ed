"""API tokens in the database: the keys of organisers' programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from agenda.store.accounts import OF_USERS, User, user_in
from agenda.store.schema import api_tokens, users

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True)
class ApiToken:
    """A token as its owner sees it again; the secret itself is not kept. `expires_at` is None where it is for ever."""

    id: int
    label: str
    scope: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class Bearer:
    """The user of an API token, what the token may do (`scope`), and until when, if not for ever."""

    user: User
    scope: str
    expires_at: datetime | None


def add_token(
    connection: Connection,
    user: User,
    *,
    digest: str,
    scope: str,
    label: str,
    expires_at: datetime | None,
    now: datetime,
) -> None:
    """Keeps the digest of a new API token."""
    row = {"user_id": user.id, "digest": digest, "scope": scope, "label": label}
    connection.execute(insert(api_tokens).values(row | {"expires_at": expires_at, "created_at": now}))


def bearer_of(connection: Connection, digest: str) -> Bearer | None:
    """Whose token has that digest; None where it is nobody's who may log in."""
    query = (
        select(*OF_USERS, api_tokens.c.scope, api_tokens.c.expires_at)
        .join_from(api_tokens, users, users.c.id == api_tokens.c.user_id)
        .where(api_tokens.c.digest == digest, users.c.disabled_at.is_(None))
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Bearer(user_in(row), row.scope, row.expires_at)


def tokens_of(connection: Connection, user: User) -> list[ApiToken]:
    """The tokens of a user, newest first."""
    query = select(api_tokens).where(api_tokens.c.user_id == user.id).order_by(api_tokens.c.id.desc())
    return [ApiToken(row.id, row.label, row.scope, row.created_at, row.expires_at) for row in connection.execute(query)]


def drop_token(connection: Connection, identity: int, *, user: User | None = None) -> bool:
    """Forgets a token, of that user alone where one is given; whether there was one."""
    statement = delete(api_tokens).where(api_tokens.c.id == identity)
    if user is not None:
        statement = statement.where(api_tokens.c.user_id == user.id)
    return connection.execute(statement).rowcount > 0


def drop_token_of_digest(connection: Connection, digest: str) -> bool:
    """Forgets the token that has that digest; whether there was one."""
    return connection.execute(delete(api_tokens).where(api_tokens.c.digest == digest)).rowcount > 0
