"""Publications to come in the database: at most one for each meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, insert, select

from agenda.store.schema import meetings, scheduled_publications

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

PLANNED = select(scheduled_publications)


@dataclass(frozen=True)
class Scheduled:
    """A publication to come: when, what is to be said of it, who asked for it; `problem` is why it was not made."""

    at: datetime
    message: str
    author: str
    problem: str = ""


def put(connection: Connection, meeting_id: int, planned: Scheduled) -> None:
    """Plans a publication, in place of one that was planned."""
    drop(connection, meeting_id)
    connection.execute(insert(scheduled_publications).values(meeting_id=meeting_id, **vars(planned)))


def drop(connection: Connection, meeting_id: int) -> None:
    """Gives up what is planned for a meeting, if anything is."""
    connection.execute(delete(scheduled_publications).where(scheduled_publications.c.meeting_id == meeting_id))


def claim(connection: Connection, slug: str, now: datetime) -> tuple[int, Scheduled] | None:
    """What is due of the meeting at that slug, with the meeting's row, taken out of what is planned.

    None where it is no more due. Of two transactions that claim it at once one gets it: the other waits for the first
    to end, and then finds nothing, or if that was rolled back, what is due.
    """
    of_slug = select(meetings.c.id).where(meetings.c.slug == slug).scalar_subquery()
    due = and_(
        scheduled_publications.c.meeting_id == of_slug,
        scheduled_publications.c.at <= now,
        scheduled_publications.c.problem == "",
    )
    row = connection.execute(
        delete(scheduled_publications).where(due).returning(*scheduled_publications.c)
    ).one_or_none()
    return None if row is None else (row.meeting_id, _scheduled(row))


def of_meeting(connection: Connection, meeting_id: int) -> Scheduled | None:
    """What is planned for a meeting."""
    row = connection.execute(PLANNED.where(scheduled_publications.c.meeting_id == meeting_id)).one_or_none()
    return None if row is None else _scheduled(row)


def _scheduled(row: Row[Any]) -> Scheduled:
    return Scheduled(row.at, row.message, row.author, row.problem)


def due_slugs(connection: Connection, now: datetime) -> list[str]:
    """The slugs of the meetings whose time has come, the longest due first; those with a problem wait for somebody."""
    query = (
        select(meetings.c.slug)
        .join(scheduled_publications, scheduled_publications.c.meeting_id == meetings.c.id)
        .where(scheduled_publications.c.at <= now, scheduled_publications.c.problem == "")
    )
    return list(connection.execute(query.order_by(scheduled_publications.c.at)).scalars())
