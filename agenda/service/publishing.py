"""Publishing a draft, and what publishing it would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from agenda import publishing
from agenda.changes import Change, compare
from agenda.errors import NotAllowed, Outdated, RuleViolation
from agenda.findings import Finding, check
from agenda.store import meetings, revisions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from agenda.entries import Entry, Stamp
    from agenda.publishing import Revision
    from agenda.store import Store
    from agenda.store.meetings import Draft


class Publisher(Protocol):
    """Who turns entries into components; `address` is the public address of the service that they carry."""

    @property
    def address(self) -> str:
        """Such as "https://agenda.example.org"."""

    def render(self, entry: Entry, stamp: Stamp, *, slug: str, language: str) -> bytes:
        """The component of an entry in a language."""


@dataclass(frozen=True)
class Publication:
    """What publishing came to: the meeting's last revision, whether it is new, and the findings it was made with."""

    revision: Revision
    is_new: bool
    findings: tuple[Finding, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """What this publication changed; nothing where the draft had been published before."""
        return self.revision.changes if self.is_new else ()


def publish(
    store: Store,
    slug: str,
    *,
    message: str,
    author: str,
    now: datetime,
    publisher: Publisher,
    expected: int | None = None,
) -> Publication:
    """Publishes the draft; raises NotFound, NotAllowed where it has no phase, RuleViolation where it has errors.

    With `expected` it raises Outdated where the draft is not at that version: who asks never saw what it is by now.
    """
    with store.writing() as connection:
        draft = meetings.draft_of(connection, slug)
        if expected not in {None, draft.version}:
            raise Outdated(f"the draft is at version {draft.version} by now; look at it again, then publish")
        return publish_draft(connection, draft, message=message, author=author, now=now, publisher=publisher)


def publish_draft(
    connection: Connection, draft: Draft, *, message: str, author: str, now: datetime, publisher: Publisher
) -> Publication:
    """Publishes a draft within a transaction; raises NotAllowed or RuleViolation."""
    if not draft.meeting.phases:
        raise NotAllowed(f"meeting “{draft.slug}” has no phase; add one, then publish")
    findings = check(draft.meeting, today=now.date())
    if errors := [finding for finding in findings if finding.severity == "error"]:
        raise RuleViolation(errors)
    return keep_revision(connection, draft, findings, message=message, author=author, now=now, publisher=publisher)


def keep_revision(
    connection: Connection,
    draft: Draft,
    findings: tuple[Finding, ...],
    *,
    message: str,
    author: str,
    now: datetime,
    publisher: Publisher,
) -> Publication:
    """Publishes a draft that has been checked."""
    previous = revisions.last_revision(connection, draft)
    revision = publishing.publish(draft.meeting, previous, now=now, message=message)
    if revision is previous:
        meetings.note_published(connection, draft)
        return Publication(revision, is_new=False, findings=findings)

    def render(entry: Entry, stamp: Stamp, language: str) -> bytes:
        return publisher.render(entry, stamp, slug=draft.meeting.slug, language=language)

    meetings.readdress(connection, draft)
    revisions.add(connection, draft, revision, author=author, render=render, address=publisher.address)
    return Publication(revision, is_new=True, findings=findings)


def pending(store: Store, slug: str) -> tuple[Change, ...]:
    """What publishing the draft would change; raises NotFound."""
    with store.reading() as connection:
        draft = meetings.draft_of(connection, slug)
        if not draft.revision:
            return ()
        last = revisions.edition_of(connection, draft.meeting_id, draft.revision)
        return compare(last.meeting, draft.meeting)
