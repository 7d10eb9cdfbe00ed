"""The drafts of all meetings: making one, and the list of those that somebody may read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from agenda.edits.whole import flaws
from agenda.errors import InvalidInput, NotAllowed, Problem
from agenda.service.access import standing_of
from agenda.store import accounts, meetings, roles

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sqlalchemy import Connection

    from agenda.meeting import Meeting
    from agenda.store import Store
    from agenda.store.accounts import User
    from agenda.store.meetings import Draft, DraftRow
    from agenda.text import Text

MOST_LISTED = 200


@dataclass(frozen=True)
class ListedDraft:
    """A draft in a list, with what the reader of the list is in it; dates are those of its phases, if it has any."""

    slug: str
    title: Text
    role: str
    version: int
    revision: int
    starts: date | None
    ends: date | None
    has_changes: bool
    is_withdrawn: bool


def drafts(store: Store, user: User) -> list[ListedDraft]:
    """The drafts that a user may read, the latest-ending first, at most 200."""
    with store.reading() as connection:
        standing = standing_of(connection, user)
        roles_in = ((row, standing.role_in(row.meeting_id)) for row in meetings.listed_drafts(connection))
        readable = islice(((row, role) for row, role in roles_in if role != "member"), MOST_LISTED)
        return [_listed(connection, row, role) for row, role in readable]


def _listed(connection: Connection, row: DraftRow, role: str) -> ListedDraft:
    title, days = meetings.title_and_days(connection, row.meeting_id)
    return ListedDraft(
        slug=row.slug,
        title=title,
        role=role,
        version=row.version,
        revision=row.revision,
        starts=min(days, default=None),
        ends=max(days, default=None),
        has_changes=row.version != row.published_version,
        is_withdrawn=row.is_withdrawn,
    )


def create_meeting(
    store: Store, meeting: Meeting, *, author: str, now: datetime, mint: Callable[[], uuid.UUID] = uuid.uuid4
) -> Draft:
    """Makes a meeting, never published; its author, where they have an account, becomes its owner.

    Raises InvalidInput for a meeting with duplicate ids or unknown references, NotAllowed where its slug is or was
    another's, or its uid is.
    """
    if problems := [Problem(pointer, message) for pointer, message in flaws(meeting)]:
        raise InvalidInput(problems)
    meeting = meeting if meeting.uid else meeting.model_copy(update={"uid": mint()})
    assert meeting.uid is not None  # noqa: S101 - minted
    with store.writing() as connection:
        if (holder := meetings.holder_of(connection, meeting.slug)) is not None:
            raise NotAllowed(f"slug “{meeting.slug}” is or was that of the meeting “{holder.slug}”; choose another")
        if (same := meetings.draft_by_uid(connection, meeting.uid)) is not None:
            raise NotAllowed(f"the uid is that of the meeting “{same.slug}”; leave it out to make another meeting")
        draft = meetings.create(connection, meeting, now=now)
        if (user := accounts.user_of(connection, author)) is not None:
            roles.put_role(connection, user, draft.meeting_id, "owner")
        return draft
