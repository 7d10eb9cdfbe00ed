"""A sitting's notice to readers at once: published on top of what they have, and made in the draft as one edit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agenda.edits import read_edit
from agenda.errors import NotAllowed, NotFound
from agenda.service.editing import save
from agenda.service.publishing import Publication, keep_revision
from agenda.service.withdrawing import require_published
from agenda.store import meetings, revisions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from agenda.meeting import Meeting
    from agenda.service.publishing import Publisher
    from agenda.session import Session
    from agenda.store import Store
    from agenda.store.meetings import Draft
    from agenda.text import Text


@dataclass(frozen=True)
class Announced:
    """What an announcement came to: what readers have now, and the draft's version.

    `is_in_draft` is False where the draft has no such sitting any more: there it ends with the next publication.
    """

    publication: Publication
    version: int
    is_in_draft: bool


def announce(
    store: Store,
    slug: str,
    session: str,
    notice: Text | None,
    *,
    message: str = "",
    author: str,
    now: datetime,
    publisher: Publisher,
) -> Announced:
    """Puts a notice on a published sitting, in place of the one it has; None takes that away.

    What was last published is published again with it, so that nothing else of the draft goes out; the draft gets it
    as one edit that can be undone. A notice that stands already is not published again, so that sending it twice does
    no more than once. Raises NotFound for a sitting that is nowhere, NotAllowed where the meeting or the sitting is not
    published.
    """
    with store.writing() as connection:
        draft = meetings.draft_of(connection, slug)
        require_published(connection, draft, "publish it first")
        last = revisions.last_revision(connection, draft)
        assert last is not None, "what is published has a last revision"  # noqa: S101
        published = _with_notice(last.meeting, session, notice)
        if published is None:
            raise _not_published(draft, session)
        saved, is_in_draft = _saved(connection, draft, session, notice, author=author, now=now)
        if published == last.meeting:
            return Announced(Publication(last, is_new=False, findings=()), saved.version, is_in_draft)
        again = replace(saved, meeting=published, version=_version_of(saved, published))
        done = keep_revision(connection, again, (), message=message, author=author, now=now, publisher=publisher)
        return Announced(done, saved.version, is_in_draft)


def _saved(
    connection: Connection, draft: Draft, session: str, notice: Text | None, *, author: str, now: datetime
) -> tuple[Draft, bool]:
    """The draft once the notice is in it too, and whether it is: a sitting that it removed is left removed."""
    after = _with_notice(draft.meeting, session, notice)
    if after is None:
        return draft, False
    made = _edit(_session_in(draft.meeting, session), session, notice)
    return save(connection, draft, after, edits=[made], author=author, now=now), True


def _with_notice(meeting: Meeting, session: str, notice: Text | None) -> Meeting | None:
    """The meeting with that notice on the sitting; None where it has no such sitting."""
    found = _session_in(meeting, session)
    return read_edit(_edit(found, session, notice)).apply(meeting) if found else None


def _session_in(meeting: Meeting, identity: str) -> Session | None:
    return next((one for phase in meeting.phases for one in phase.sessions if one.id == identity), None)


def _edit(former: Session | None, session: str, notice: Text | None) -> dict[str, Any]:
    """The edit that leaves that notice and nothing of the former one, in whichever languages it was."""
    gone = dict.fromkeys(former.notice or ()) if former else {}
    return {"edit": "set_session", "session": session, "notice": None if notice is None else {**gone, **notice}}


def _version_of(saved: Draft, published: Meeting) -> int:
    """Which version of the draft is published; below zero that which readers had, where this adds to it."""
    return saved.version if saved.meeting == published else -abs(saved.published_version or 0)


def _not_published(draft: Draft, session: str) -> NotFound | NotAllowed:
    if _session_in(draft.meeting, session) is None:
        return NotFound("session", session, place=f"“{draft.slug}”")
    return NotAllowed(f"sitting “{session}” is not published; publish the draft first, then its readers can be told")
