"""Importing meeting files: each creates a meeting or is one undoable edit of it; all of a call or none."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda.edits.whole import ReplaceMeeting, flaws
from agenda.errors import InvalidInput, NotAllowed, Problem
from agenda.findings import Finding, check
from agenda.service.editing import save
from agenda.service.publishing import publish_draft
from agenda.store import meetings, past

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from agenda.files import MeetingFile
    from agenda.meeting import Meeting
    from agenda.service.publishing import Publication, Publisher
    from agenda.store import Store
    from agenda.store.meetings import Draft


@dataclass(frozen=True)
class Imported:
    """What became of one file: "created", "updated" or "unchanged", and its publication where one was asked for."""

    slug: str
    outcome: str
    findings: tuple[Finding, ...]
    publication: Publication | None


@dataclass(frozen=True)
class Foreseen:
    """What importing a file would come to: the draft as it is (None: a new meeting), and the meeting and its findings.

    `replaces_edits` says that the draft has edits that are not published, which the file would take the place of.
    """

    draft: Draft | None
    meeting: Meeting
    findings: tuple[Finding, ...]
    replaces_edits: bool


def foresee_import(store: Store, file: MeetingFile, *, now: datetime) -> Foreseen:
    """What `import_meetings` would do with one file; raises InvalidInput or NotAllowed where it could do nothing."""
    _require_sound(file)
    with store.reading() as connection:
        draft = _known(connection, file)
        uid = draft.meeting.uid if draft else file.meeting.uid
        after = file.meeting.model_copy(update={"uid": uid})
        differs = draft is not None and after != draft.meeting
        return Foreseen(
            draft=draft,
            meeting=after,
            findings=check(after, today=now.date()),
            replaces_edits=differs and draft is not None and _has_unpublished_edits(connection, draft),
        )


def import_meetings(
    store: Store,
    files: Sequence[MeetingFile],
    *,
    author: str,
    now: datetime,
    publisher: Publisher | None = None,
    message: str = "",
    replaces_draft: bool = False,
    mint: Callable[[], uuid.UUID] = uuid.uuid4,
) -> tuple[Imported, ...]:
    """Imports the files, and publishes each where a publisher is given.

    Raises InvalidInput for a file that cannot become a meeting, NotAllowed over unpublished edits unless
    `replaces_draft`, and RuleViolation where a meeting to publish has findings that are errors.
    """
    for file in files:
        _require_sound(file)
    with store.writing() as connection:
        return tuple(
            _import(
                connection,
                file,
                author=author,
                now=now,
                publisher=publisher,
                message=message,
                replaces_draft=replaces_draft,
                mint=mint,
            )
            for file in files
        )


def _require_sound(file: MeetingFile) -> None:
    problems = [Problem(pointer, message, file.line_of(pointer)) for pointer, message in flaws(file.meeting)]
    if problems:
        raise InvalidInput(problems, source=file.source)


def _import(
    connection: Connection,
    file: MeetingFile,
    *,
    author: str,
    now: datetime,
    publisher: Publisher | None,
    message: str,
    replaces_draft: bool,
    mint: Callable[[], uuid.UUID],
) -> Imported:
    draft = _known(connection, file)
    if draft is None:
        meeting = file.meeting.model_copy(update={"uid": file.meeting.uid or mint()})
        draft, outcome = meetings.create(connection, meeting, now=now), "created"
    else:
        before = draft
        draft = _update(connection, draft, file, author=author, now=now, replaces_draft=replaces_draft)
        outcome = "unchanged" if draft is before else "updated"
    publication = publisher and publish_draft(
        connection, draft, message=message, author=author, now=now, publisher=publisher
    )
    findings = publication.findings if publication else check(draft.meeting, today=now.date())
    return Imported(draft.meeting.slug, outcome, findings, publication or None)


def _known(connection: Connection, file: MeetingFile) -> Draft | None:
    """The draft of the meeting that the file is about: by uid, else by slug."""
    meeting = file.meeting
    by_slug = meetings.draft_by_slug(connection, meeting.slug)
    draft = meetings.draft_by_uid(connection, meeting.uid) if meeting.uid else by_slug
    _require_own_slug(connection, file, draft)
    if draft is not None and file.is_view:
        raise NotAllowed(
            f"{file.source}: this is a reader's view of “{draft.slug}”, not the whole meeting; import what "
            "“plenary export” writes"
        )
    return draft


def _require_own_slug(connection: Connection, file: MeetingFile, draft: Draft | None) -> None:
    """Raises NotAllowed where the file's slug is, is to be, or was another meeting's: its readers still go there."""
    holder = meetings.holder_of(connection, file.meeting.slug)
    if holder is None or (draft is not None and holder.meeting_id == draft.meeting_id):
        return
    raise NotAllowed(
        f"{file.source}: slug “{file.meeting.slug}” is or was that of another meeting, “{holder.slug}”; "
        "choose another, or give that meeting's uid (as “plenary export” writes it) to update it"
    )


def _update(
    connection: Connection,
    draft: Draft,
    file: MeetingFile,
    *,
    author: str,
    now: datetime,
    replaces_draft: bool,
) -> Draft:
    after: Meeting = file.meeting.model_copy(update={"uid": draft.meeting.uid})
    if after == draft.meeting:
        return draft
    if not replaces_draft and _has_unpublished_edits(connection, draft):
        raise NotAllowed(
            f"{file.source}: “{draft.slug}” has edits that are not published; publish them first, "
            "or give --replace-draft to put this file in their place"
        )
    edit = {"edit": "replace_meeting", "meeting": after.written()}
    return save(connection, draft, after, edits=[edit], author=author, now=now)


def _has_unpublished_edits(connection: Connection, draft: Draft) -> bool:
    """Whether the draft was edited since its publication; before the first, whether by anything but imports."""
    if draft.version == draft.published_version:
        return False
    if not draft.revision:
        made = (edit for entry in meetings.history(connection, draft.meeting_id) for edit in entry.edits)
        return any(edit["edit"] != ReplaceMeeting.name for edit in made)
    return past.last_of_draft(connection, draft.meeting_id) != draft.meeting
