"""Publications to come in the database: at most one for each meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

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


def note_problem(connection: Connection, meeting_id: int, problem: str) -> None:
    """Keeps why a planned publication was not made."""
    of_meeting = scheduled_publications.c.meeting_id == meeting_id
    connection.execute(update(scheduled_publications).where(of_meeting).values(problem=problem))
