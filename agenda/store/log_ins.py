"""Log-ins, the links that log somebody in once, and wrong passwords, in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, insert, select, update

from agenda.store.accounts import OF_USERS, User, user_in
from agenda.store.schema import failed_log_ins, log_ins, one_time_links, users

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

    from sqlalchemy import ColumnElement, Connection


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


@dataclass(frozen=True)
class OneTimeLink:
    """An address that logs its user in once."""

    user: User
    expires_at: datetime
    used_at: datetime | None


def add_log_in(
    connection: Connection, user: User, *, digest: str, expires_at: datetime, agent: str, network: str, now: datetime
) -> LogIn:
    """Keeps a new log-in under the digest of its secret."""
    row = {"user_id": user.id, "digest": digest, "expires_at": expires_at, "agent": agent, "network": network}
    times = {"created_at": now, "seen_at": now}
    identity = connection.execute(insert(log_ins).values(row | times).returning(log_ins.c.id)).scalar_one()
    return LogIn(identity, user, now, now, expires_at, agent, network)


def log_in_of(connection: Connection, digest: str) -> LogIn | None:
    """The log-in whose cookie's secret has that digest, over or not; None for one that there is not."""
    found = _log_ins(connection, log_ins.c.digest == digest, users.c.disabled_at.is_(None))
    return found[0] if found else None


def log_ins_of(connection: Connection, user: User) -> list[LogIn]:
    """The log-ins of a user, over or not, the one last used first."""
    return _log_ins(connection, log_ins.c.user_id == user.id)


def _log_ins(connection: Connection, *where: ColumnElement[bool]) -> list[LogIn]:
    query = (
        select(log_ins, users.c.email, users.c.role, users.c.name)
        .join(users, users.c.id == log_ins.c.user_id)
        .where(*where)
        .order_by(log_ins.c.seen_at.desc(), log_ins.c.id.desc())
    )
    return [_log_in_in(row) for row in connection.execute(query)]


def _log_in_in(row: Any) -> LogIn:
    return LogIn(row.id, user_in(row), row.created_at, row.seen_at, row.expires_at, row.agent, row.network)


def note_seen(connection: Connection, log_in: LogIn, *, now: datetime) -> None:
    """Keeps when a log-in was last used."""
    connection.execute(update(log_ins).where(log_ins.c.id == log_in.id).values(seen_at=now))


def drop_log_ins(connection: Connection, user: User, *, only: Iterable[int] | None = None, keep: int = 0) -> int:
    """Ends log-ins of a user, all or those with the ids `only`, other than the one with the id `keep`; how many."""
    statement = delete(log_ins).where(log_ins.c.user_id == user.id, log_ins.c.id != keep)
    if only is not None:
        statement = statement.where(log_ins.c.id.in_(list(only)))
    return connection.execute(statement).rowcount


def drop_over(connection: Connection, *, now: datetime, idle_since: datetime) -> None:
    """Forgets log-ins whose time is over, or that were not used since."""
    over = (log_ins.c.expires_at <= now) | (log_ins.c.seen_at < idle_since)
    connection.execute(delete(log_ins).where(over))


def add_link(connection: Connection, user: User, *, digest: str, expires_at: datetime) -> None:
    """Keeps the digest of a new one-time link."""
    connection.execute(insert(one_time_links).values(digest=digest, user_id=user.id, expires_at=expires_at))


def link_of(connection: Connection, digest: str) -> OneTimeLink | None:
    """The one-time link with that digest, over or not, of a user who may log in."""
    query = (
        select(*OF_USERS, one_time_links.c.expires_at, one_time_links.c.used_at)
        .join_from(one_time_links, users, users.c.id == one_time_links.c.user_id)
        .where(one_time_links.c.digest == digest, users.c.disabled_at.is_(None))
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else OneTimeLink(user_in(row), row.expires_at, row.used_at)


def use_link(connection: Connection, digest: str, *, now: datetime) -> bool:
    """Marks an unused link that is not over as used; whether it was such a one."""
    statement = (
        update(one_time_links)
        .where(one_time_links.c.digest == digest, one_time_links.c.used_at.is_(None), one_time_links.c.expires_at > now)
        .values(used_at=now)
    )
    return connection.execute(statement).rowcount == 1


def drop_links(connection: Connection, *, before: datetime) -> None:
    """Forgets links that were over by then."""
    connection.execute(delete(one_time_links).where(one_time_links.c.expires_at < before))


def drop_unused_links(connection: Connection, user: User) -> None:
    """Forgets the links of a user that nobody has used."""
    unused = (one_time_links.c.user_id == user.id) & one_time_links.c.used_at.is_(None)
    connection.execute(delete(one_time_links).where(unused))


def was_by_link(connection: Connection, log_in: LogIn) -> bool:
    """Whether a log-in was made by a one-time link: one of the same user was used that second."""
    query = select(
        exists().where(one_time_links.c.user_id == log_in.user.id, one_time_links.c.used_at == log_in.created_at)
    )
    return bool(connection.execute(query).scalar_one())


def failures(
    connection: Connection, *, since: datetime, until: datetime, email: str = "", network: str = ""
) -> list[datetime]:
    """When log-ins failed for an address or from a network, oldest first."""
    where = failed_log_ins.c.email == email if email else failed_log_ins.c.network == network
    query = (
        select(failed_log_ins.c.failed_at)
        .where(where, failed_log_ins.c.failed_at > since, failed_log_ins.c.failed_at <= until)
        .order_by(failed_log_ins.c.failed_at)
    )
    return list(connection.execute(query).scalars())


def add_failure(connection: Connection, *, email: str, network: str, now: datetime) -> int:
    """Keeps that a log-in failed; its id."""
    row = {"email": email, "network": network, "failed_at": now}
    return int(connection.execute(insert(failed_log_ins).values(row).returning(failed_log_ins.c.id)).scalar_one())


def drop_failures(connection: Connection, *, email: str, network: str) -> None:
    """Forgets what failed for an address from a network."""
    statement = delete(failed_log_ins).where(failed_log_ins.c.email == email, failed_log_ins.c.network == network)
    connection.execute(statement)


def drop_failures_before(connection: Connection, before: datetime) -> None:
    """Forgets what failed before then."""
    connection.execute(delete(failed_log_ins).where(failed_log_ins.c.failed_at < before))
