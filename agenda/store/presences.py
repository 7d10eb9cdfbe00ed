"""Open pages of the editor in the database: who has one open, and what is being edited there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from agenda.store.schema import presences, users

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True)
class Presence:
    """An open page: `page` is its random id, `place` what is edited there, `name` that of the account, or ""."""

    meeting_id: int
    page: str
    email: str
    name: str
    place: str
    seen_at: datetime


def put(connection: Connection, *, meeting_id: int, page: str, email: str, place: str, now: datetime) -> None:
    """Notes that the page is open, in place of what was noted of it."""
    remove(connection, meeting_id=meeting_id, page=page, email=email)
    row = {"meeting_id": meeting_id, "page": page, "email": email, "place": place, "seen_at": now}
    connection.execute(insert(presences).values(row))


def remove(connection: Connection, *, meeting_id: int, page: str, email: str) -> None:
    """Forgets a page of that account."""
    connection.execute(
        delete(presences).where(
            presences.c.meeting_id == meeting_id, presences.c.page == page, presences.c.email == email
        )
    )


def drop_before(connection: Connection, moment: datetime) -> None:
    """Forgets every page, of any meeting, not heard of since."""
    connection.execute(delete(presences).where(presences.c.seen_at < moment))


def owner_of(connection: Connection, *, meeting_id: int, page: str) -> str:
    """The address of who has the page open; "" where it is not known."""
    query = select(presences.c.email).where(presences.c.meeting_id == meeting_id, presences.c.page == page)
    return str(connection.execute(query).scalar_one_or_none() or "")


def pages_of(connection: Connection, *, meeting_id: int, email: str) -> list[str]:
    """The pages that an account has open in a meeting, those seen longest ago first."""
    query = select(presences.c.page).where(presences.c.meeting_id == meeting_id, presences.c.email == email)
    return list(connection.execute(query.order_by(presences.c.seen_at, presences.c.page)).scalars())


def present(connection: Connection, meeting_ids: Collection[int], *, since: datetime) -> list[Presence]:
    """The pages of these meetings heard of since, by address and page."""
    query = (
        select(presences, users.c.name)
        .outerjoin(users, users.c.email == presences.c.email)
        .where(presences.c.meeting_id.in_(meeting_ids), presences.c.seen_at >= since)
        .order_by(presences.c.email, presences.c.page)
    )
    return [
        Presence(row.meeting_id, row.page, row.email, row.name or "", row.place, row.seen_at)
        for row in connection.execute(query)
    ]
