"""Taking back: the last publication of a meeting, or the meeting itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agenda.errors import NotAllowed
from agenda.publishing import RETENTION
from agenda.service.publishing import keep_revision, publish_draft
from agenda.store import meetings, past, revisions, schedule

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from agenda.service.publishing import Publication, Publisher
    from agenda.store import Store
    from agenda.store.meetings import Draft

NO_VERSION = 0
"""The version of a revision that publishes none of the draft's, and nothing else; one below zero adds to a version."""
WITHDRAWN_SHOWN = RETENTION
"""How long the feeds of a withdrawn meeting show every entry as cancelled, before they are gone."""


def take_back(
    store: Store, slug: str, *, author: str, now: datetime, publisher: Publisher, message: str
) -> Publication:
    """Publishes what readers had before the last publication again, as a new revision; the draft stays as it is.

    Once more it goes back further, never to what was taken back. The meeting stays at its address. Raises NotFound,
    NotAllowed where there is nothing before or the meeting is withdrawn, RuleViolation where what was published then
    has findings that are errors by now.
    """
    with store.writing() as connection:
        draft = meetings.draft_of(connection, slug)
        require_published(connection, draft, "there is nothing to take back")
        former = past.former_revision(connection, draft.meeting_id, draft.revision)
        if former is None:
            raise NotAllowed(f"“{slug}” has no revision before its present one; withdraw the meeting instead")
        again = replace(draft, meeting=former.meeting, version=former.version)
        return publish_draft(connection, again, message=message, author=author, now=now, publisher=publisher)


def taken_back_to(store: Store, slug: str) -> int | None:
    """The number of the revision that `take_back` would publish again; None where it would refuse. Raises NotFound."""
    with store.reading() as connection:
        draft = meetings.draft_of(connection, slug)
        of = revisions.latest(connection, draft.slug)
        if of is None or not of.number or of.withdrawn_at is not None:
            return None
        former = past.former_revision(connection, draft.meeting_id, draft.revision)
        return former.number if former else None


def withdraw(store: Store, slug: str, *, author: str, now: datetime, publisher: Publisher, message: str) -> Publication:
    """Takes a meeting back: its feeds have every entry cancelled for 90 days, and nothing else of it is to be read.

    It is a revision without phases; publishing the draft brings the meeting back. What is scheduled is given up, lest
    the meeting come back by itself. Raises NotFound, or NotAllowed where it is not published.
    """
    with store.writing() as connection:
        draft = meetings.draft_of(connection, slug)
        require_published(connection, draft, "there is nothing to withdraw")
        last = revisions.edition_of(connection, draft.meeting_id, draft.revision).meeting
        schedule.drop(connection, draft.meeting_id)
        bare = replace(draft, meeting=last.model_copy(update={"phases": ()}), version=NO_VERSION)
        return keep_revision(connection, bare, (), message=message, author=author, now=now, publisher=publisher)


def require_published(connection: Connection, draft: Draft, otherwise: str) -> None:
    """Raises NotAllowed where readers have nothing of a meeting; `otherwise` is what follows from that."""
    of = revisions.latest(connection, draft.slug)
    if of is None or not of.number:
        raise NotAllowed(f"“{draft.slug}” is not published; {otherwise}")
    if of.withdrawn_at is not None:
        raise NotAllowed(f"“{draft.slug}” is withdrawn already; publishing it brings it back")
