"""Old revisions in the database: their list, and the meetings that they published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from agenda.meeting import Meeting
from agenda.noun import Noun
from agenda.nouns import NOUNS
from agenda.store.schema import revisions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

N = TypeVar("N", bound=Noun)


@dataclass(frozen=True)
class Published:
    """A revision in a list: when it was published and what was said of it."""

    number: int
    published_at: datetime
    message: str


def published_revisions(connection: Connection, meeting_id: int, *, first: int, last: int) -> list[Published]:
    """The revisions with these numbers, both included, newest first."""
    query = (
        select(revisions.c.number, revisions.c.published_at, revisions.c.message)
        .where(revisions.c.meeting_id == meeting_id, revisions.c.number.between(first, last))
        .order_by(revisions.c.number.desc())
    )
    return [Published(row.number, row.published_at, row.message) for row in connection.execute(query)]


def meetings_between(connection: Connection, meeting_id: int, *, first: int, last: int) -> Iterator[Meeting]:
    """The meeting as those revisions published it, whole, oldest first; what two in a row share is one object."""
    query = (
        select(revisions.c.meeting)
        .where(revisions.c.meeting_id == meeting_id, revisions.c.number.between(first, last))
        .order_by(revisions.c.number)
    )
    before, meeting = None, None
    for text in connection.execute(query).scalars():
        written = json.loads(text)
        meeting = read_after(Meeting, written, before, meeting)
        before = written
        yield meeting


def published_from(connection: Connection, meeting_id: int, version: int) -> tuple[int, Meeting] | None:
    """The first version of the draft from that one on which was published, and the meeting then; None for none."""
    return _published_version(connection, meeting_id, revisions.c.version >= version, revisions.c.version)


def published_until(connection: Connection, meeting_id: int, version: int) -> tuple[int, Meeting] | None:
    """The last version of the draft up to that one which was published, and the meeting then; None for none."""
    wanted = revisions.c.version.between(1, version)
    return _published_version(connection, meeting_id, wanted, revisions.c.version.desc())


def _published_version(
    connection: Connection, meeting_id: int, wanted: ColumnElement[bool], order: ColumnElement[int]
) -> tuple[int, Meeting] | None:
    """Of several revisions of a version the first has it as it was: later ones may have kept another slug."""
    query = select(revisions.c.version, revisions.c.meeting).where(revisions.c.meeting_id == meeting_id, wanted)
    row = connection.execute(query.order_by(order, revisions.c.number).limit(1)).one_or_none()
    return None if row is None else (row.version, Meeting.model_validate(json.loads(row.meeting)))


def last_of_draft(connection: Connection, meeting_id: int) -> Meeting:
    """The meeting of the last revision that published a version of the draft, of which there is one.

    It is not the last revision of all where that one withdrew the meeting.
    """
    query = select(revisions.c.meeting).where(revisions.c.meeting_id == meeting_id, revisions.c.version > 0)
    written = connection.execute(query.order_by(revisions.c.number.desc()).limit(1)).scalar_one()
    return Meeting.model_validate(json.loads(written))


@dataclass(frozen=True)
class FormerRevision:
    """What a revision before the last one published: the draft at `version`, under the last one's slug."""

    number: int
    version: int
    meeting: Meeting


def former_revision(connection: Connection, meeting_id: int, last: int) -> FormerRevision | None:
    """The latest that published an earlier version than the last one did, and another meeting; None where none did.

    One that withdrew the meeting published no version.
    """
    of_meeting = revisions.c.meeting_id == meeting_id
    columns = (revisions.c.number, revisions.c.version, revisions.c.meeting)
    present = connection.execute(select(*columns).where(of_meeting, revisions.c.number == last)).one()
    meeting = Meeting.model_validate(json.loads(present.meeting))
    query = select(*columns).where(of_meeting, revisions.c.number < last, revisions.c.version < present.version)
    earlier = query.where(revisions.c.version > 0).order_by(revisions.c.version.desc(), revisions.c.number)
    for row in connection.execute(earlier):
        former = Meeting.model_validate(json.loads(row.meeting) | {"slug": meeting.slug})
        if former != meeting:
            return FormerRevision(row.number, row.version, former)
    return None


def read_after(model: type[N], written: dict[str, Any], before: dict[str, Any] | None, value: N | None) -> N:
    """The object of canonical JSON; of an earlier one, whose JSON was `before`, everything that is still the same."""
    if before is None or value is None:
        return model.model_validate(written)
    if written == before:
        return value
    own = {key: held for key, held in written.items() if key not in model.children}
    children: dict[str, Any] = {}
    for field, noun in model.children.items():
        former = zip(before.get(field, ()), getattr(value, field), strict=True)
        known = {_identity(one): (one, child) for one, child in former}
        children[field] = tuple(
            read_after(NOUNS[noun], one, *known.get(_identity(one), (None, None))) for one in written.get(field, ())
        )
    return model.model_validate(own | dict.fromkeys(children, ())).model_copy(update=children)


def _identity(written: dict[str, Any]) -> tuple[Any, ...]:
    """What tells an object from its siblings: its id, or of an outcome its item and session."""
    return (written["id"],) if "id" in written else (written.get("item"), written.get("session"))
