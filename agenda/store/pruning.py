"""Old revisions taken out of the database, with the entries that stood in no later one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, insert, select, update

from agenda.store.revisions import of_number
from agenda.store.schema import components, entries, meetings, revisions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def published(connection: Connection) -> list[tuple[int, str]]:
    """Row id and slug of every meeting that was ever published."""
    query = select(meetings.c.id, meetings.c.slug).where(meetings.c.revision > 0).order_by(meetings.c.slug)
    return [(row.id, row.slug) for row in connection.execute(query)]


def first_to_keep(connection: Connection, meeting_id: int, *, keep: int, since: datetime) -> int:
    """The first revision of those to keep.

    They are the last `keep` and all that were published `since` that time; the one before these, which the first of
    them is compared with; and the last that did not withdraw the meeting.
    """
    of_meeting = revisions.c.meeting_id == meeting_id
    newest = select(revisions.c.number).where(of_meeting).order_by(revisions.c.number.desc())
    last = connection.execute(newest.limit(keep)).scalars().all()
    young = select(func.min(revisions.c.number)).where(of_meeting, revisions.c.published_at >= since)
    standing = select(func.max(revisions.c.number)).where(of_meeting, revisions.c.version != 0)
    firsts = [min(last) - 1, (connection.execute(young).scalar_one() or last[0]) - 1]
    first: int = min(*firsts, connection.execute(standing).scalar_one() or last[0])
    return first


def prune(connection: Connection, meeting_id: int, first: int) -> int:
    """Takes out every revision before that one; how many there were."""
    gone = and_(entries.c.meeting_id == meeting_id, entries.c.until <= first)
    connection.execute(delete(components).where(components.c.entry_id.in_(select(entries.c.id).where(gone))))
    connection.execute(delete(entries).where(gone))
    older = and_(revisions.c.meeting_id == meeting_id, revisions.c.number < first)
    done = connection.execute(delete(revisions).where(older))
    return int(done.rowcount)


def touch(connection: Connection, meeting_id: int) -> None:
    """Gives the last revision of a meeting a new row, as a publication would: every process looks at it anew then."""
    query = select(meetings.c.revision).where(meetings.c.id == meeting_id)
    number = connection.execute(query).scalar_one()
    row = connection.execute(select(revisions).where(of_number(meeting_id, number))).one()
    again = {name: value for name, value in row._mapping.items() if name != "id"}
    connection.execute(insert(revisions).values(again | {"number": -number}))
    connection.execute(delete(revisions).where(of_number(meeting_id, number)))
    connection.execute(update(revisions).where(of_number(meeting_id, -number)).values(number=number))
