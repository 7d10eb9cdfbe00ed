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


def meetings_between(
    connection: Connection, meeting_id: int, *, first: int, last: int
) -> Iterator[tuple[int, Meeting]]:
    """Those of these revisions that are kept, each with its whole meeting, oldest first; what two share is one."""
    query = (
        select(revisions.c.number, revisions.c.meeting)
        .where(revisions.c.meeting_id == meeting_id, revisions.c.number.between(first, last))
        .order_by(revisions.c.number)
    )
    before, meeting = None, None
    for number, text in connection.execute(query):
        written = json.loads(text)
        meeting = read_after(Meeting, written, before, meeting)
        before = written
        yield number, meeting


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
    """The meeting of the last revision that published something, of which there is one.

    It is not the last revision of all where that one withdrew the meeting.
    """
    query = select(revisions.c.meeting).where(revisions.c.meeting_id == meeting_id, revisions.c.version != 0)
    written = connection.execute(query.order_by(revisions.c.number.desc()).limit(1)).scalar_one()
    return Meeting.model_validate(json.loads(written))


def standing_before(connection: Connection, meeting_id: int, number: int) -> Meeting | None:
    """The meeting of the last revision before that one which did not withdraw it; None where there is none."""
    query = select(revisions.c.meeting).where(
        revisions.c.meeting_id == meeting_id, revisions.c.number < number, revisions.c.version != 0
    )
    written = connection.execute(query.order_by(revisions.c.number.desc()).limit(1)).scalar_one_or_none()
    return None if written is None else Meeting.model_validate(json.loads(written))


@dataclass(frozen=True)
class FormerRevision:
    """What a revision before the last one published: the draft at `version`, under the last one's slug."""

    number: int
    version: int
    meeting: Meeting


def former_revision(connection: Connection, meeting_id: int, last: int) -> FormerRevision | None:
    """What readers had before what they have, and another meeting; None where they had none.

    Revisions are gone back in the order of the versions that they published, so that what was taken back is left out.
    One of a version below zero added to that version, and comes after it; one of version 0 withdrew the meeting.
    """
    query = select(revisions.c.number, revisions.c.version).where(
        revisions.c.meeting_id == meeting_id, revisions.c.number <= last, revisions.c.version != 0
    )
    rows = connection.execute(query.order_by(revisions.c.number))
    versions: dict[int, int] = {row.number: row.version for row in rows}
    meeting = _published(connection, meeting_id, last)
    alike = (number for number, version in versions.items() if version == versions[last])
    first = next(number for number in alike if _published(connection, meeting_id, number, slug=meeting.slug) == meeting)
    orders = {number: _order(version, number) for number, version in versions.items()}
    earlier = (number for number, order in orders.items() if order < orders[first])
    for number in sorted(earlier, key=orders.__getitem__, reverse=True):
        former = _published(connection, meeting_id, number, slug=meeting.slug)
        if former != meeting:
            return FormerRevision(number, versions[number], former)
    return None


def _order(version: int, number: int) -> tuple[int, int]:
    """Where a revision comes: by its version, and after that one what added to it; of several of one version by number.

    A version that was published again, once what came after it had been taken back, is the one that it was.
    """
    return abs(version), number if version < 0 else 0


def _published(connection: Connection, meeting_id: int, number: int, **update: str) -> Meeting:
    of_number = (revisions.c.meeting_id == meeting_id, revisions.c.number == number)
    written = connection.execute(select(revisions.c.meeting).where(*of_number)).scalar_one()
    return Meeting.model_validate(json.loads(written) | update)


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
