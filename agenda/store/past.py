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

    from sqlalchemy import Connection

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


def published_version(connection: Connection, meeting_id: int, least: int) -> tuple[int, Meeting] | None:
    """The first published version of the draft from `least` on, and the meeting then; None where there is none."""
    query = select(revisions.c.version, revisions.c.meeting).where(
        revisions.c.meeting_id == meeting_id, revisions.c.version >= least
    )
    row = connection.execute(query.order_by(revisions.c.version).limit(1)).one_or_none()
    return None if row is None else (row.version, Meeting.model_validate(json.loads(row.meeting)))


def former_meeting(connection: Connection, meeting_id: int, last: int) -> Meeting | None:
    """The meeting of the latest revision that says something else than the last one; None where there is none."""
    of_meeting = revisions.c.meeting_id == meeting_id
    present = select(revisions.c.meeting).where(of_meeting, revisions.c.number == last).scalar_subquery()
    query = select(revisions.c.meeting).where(of_meeting, revisions.c.number < last, revisions.c.meeting != present)
    for written in connection.execute(query.order_by(revisions.c.number.desc())).scalars():
        if (meeting := json.loads(written))["phases"]:
            return Meeting.model_validate(meeting)
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
