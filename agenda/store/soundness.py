"""Whether a database is whole: what its own check says, and whether what belongs together is there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from agenda.store.schema import edits, meetings, revisions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

MOST_TOLD = 5


def faults_of(connection: Connection) -> Iterator[str]:
    """What is wrong with the database, a sentence each."""
    if connection.dialect.name == "sqlite":
        said = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_TOLD})").scalars().all()
        yield from (str(one) for one in said if one != "ok")
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST_TOLD):
            yield f"row {row[1]} of {row[0]} names a row of {row[2]} that is not there"
    yield from (f"revision {number} of “{slug}” is not there" for slug, number in _without_revision(connection))


def _without_revision(connection: Connection) -> Iterator[tuple[str, int]]:
    last = and_(revisions.c.meeting_id == meetings.c.id, revisions.c.number == meetings.c.revision)
    query = select(meetings.c.slug, meetings.c.revision).outerjoin(revisions, last)
    for row in connection.execute(query.where(meetings.c.revision > 0, revisions.c.id.is_(None)).limit(MOST_TOLD)):
        yield row.slug, row.revision


def clock_of(connection: Connection) -> datetime | None:
    """The time at the database's host; None for a file, which has no clock."""
    if connection.dialect.name == "sqlite":
        return None
    told: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return told.astimezone(UTC)


def last_written(connection: Connection) -> datetime | None:
    """The latest time that stands in the history or at a publication; None where there is none."""
    times = [
        connection.execute(select(func.max(column))).scalar_one()
        for column in (edits.c.made_at, revisions.c.published_at)
    ]
    return max((time for time in times if time is not None), default=None)


def zone_data_in(connection: Connection) -> set[str]:
    """The versions of zone data that revisions were published with."""
    return set(connection.execute(select(revisions.c.zone_data).distinct()).scalars())
