"""What the API answers with, as models: every answer is one of these, and the document is made of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from agenda.findings.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agenda import changes, findings
    from agenda.service import Edited as EditedDraft
    from agenda.store import meetings
    from web.finding_words import Told


class Answered(BaseModel):
    """An answer; its keys are all there, whatever they say. Programs should bear with keys to come."""

    model_config = ConfigDict(frozen=True)


class Finding(Answered):
    """Something found in a meeting. Errors stop a publication, warnings and information do not."""

    code: str = Field(examples=["room-double-booked"])
    severity: Severity
    message: str
    subjects: list[str] = Field(description="JSON Pointers (RFC 6901) into the draft, the main one first.")


class Change(Answered):
    """One difference between two meetings, by identity, never by position."""

    path: list[str] = Field(
        description="`noun, id` for a whole object that came, went or moved to another parent; `noun, id, field` for a "
        "value or the order of what is below; `noun, id, field, language` for a text.",
        examples=[["session", "s1", "start"]],
    )
    before: Any = Field(description="The value before, null where there was none.")
    after: Any = Field(description="The value after, null where there is none.")


class EditedMeeting(Answered):
    """What an edit came to."""

    version: int = Field(description="The version of the draft after it, which is that before where nothing differs.")
    rebased: bool = Field(description="Whether it was made on an older version and carried over what came since.")
    cleared: list[str] = Field(description="JSON Pointers to what referred to removed objects, in the draft before.")
    findings: list[Finding] = Field(description="The findings of the draft after it.")


class CreatedMeeting(Answered):
    """A meeting that was made."""

    slug: str
    uid: str = Field(description="Known for good: the UIDs of its calendar entries follow from it.")
    version: int
    findings: list[Finding]


class CopiedMeeting(CreatedMeeting):
    """A meeting that was made from another."""

    carried: list[str] = Field(description="The ids of the items that it takes up again from there.")


class ListedMeeting(Answered):
    """A meeting whose draft one may read."""

    slug: str
    title: dict[str, str] = Field(description="By language.")
    role: str = Field(description="What one is in it: viewer, editor, owner or admin.")
    version: int
    revision: int = Field(description="The last published revision, 0 before the first.")
    has_changes: bool = Field(description="Whether it was edited since it was published.")
    is_withdrawn: bool
    start: date | None
    end: date | None


class MeetingList(Answered):
    """The meetings whose drafts one may read."""

    meetings: list[ListedMeeting]


class HistoryEntry(Answered):
    """One edit of the draft: who, when, what was asked and what it did."""

    version: int = Field(description="The version of the draft that it led to.")
    author: str
    made_at: datetime
    edits: list[dict[str, Any]] = Field(description="As they were asked; undo and redo leave `revert`.")
    changes: list[Change]
    takes_back: int | None = Field(description="The version whose edit it takes back, for undo and redo.")


class History(Answered):
    """Edits of the draft, newest first."""

    history: list[HistoryEntry]
    next: str | None = Field(description="The path of the edits before these; null where these are the first.")


class FindingList(Answered):
    """The findings of a draft."""

    findings: list[Finding]


class ChangeList(Answered):
    """What publishing the draft would change; nothing before the first publication."""

    changes: list[Change]


class MovingFeed(Answered):
    """A feed whose entries would differ: the whole meeting's has the kind `meeting`, its deadlines' `deadlines`."""

    kind: str
    id: str


class ReviewedView(Answered):
    """What publishing would change for some readers."""

    audiences: list[str] = Field(description="Empty for the public.")
    changes: list[Change]
    added: int = Field(description="Entries that their calendars would get.")
    changed: int
    cancelled: int
    feeds: list[MovingFeed]


class Review(Answered):
    """What publishing the draft would come to."""

    findings: list[Finding]
    changes: list[Change]
    is_withdrawn: bool = Field(description="Whether publishing would bring the meeting back.")
    views: list[ReviewedView] = Field(description="The public first; none where findings stop the publication.")


class PublishedMeeting(Answered):
    """What publishing came to."""

    revision: int = Field(description="The number of the revision that readers have now.")
    changes: list[Change] = Field(description="What it changed; nothing where the draft had been published before.")


class ScheduledPublication(Answered):
    """A publication to come: the draft as it will be then."""

    at: datetime
    message: str
    author: str
    problem: str = Field(description='Why it did not take place; "" while it is to come.')


class Schedule(Answered):
    """The publication that is scheduled, or null."""

    scheduled: ScheduledPublication | None


class Member(Answered):
    """Somebody who has a role in a meeting."""

    email: str
    name: str
    role: str
    is_disabled: bool = Field(description="Whether the account may not be used at present.")


class MemberList(Answered):
    """Who has a role in a meeting of its own."""

    members: list[Member]


class PlannedCell(Answered):
    """What a table changes in one column of a row, as the table writes it."""

    column: str
    before: str
    after: str


class PlannedRow(Answered):
    """What a row of a table does."""

    row: int = Field(description="Its number, as spreadsheets count.")
    id: str
    changes: list[PlannedCell]


class TakenTable(Answered):
    """What taking a table did, or would do."""

    version: int = Field(description="The version of the draft after it.")
    added: list[PlannedRow]
    changed: list[PlannedRow]
    unchanged: int = Field(description="How many rows say what the draft says.")
    absent: int = Field(description="How many objects the table does not name; they stay.")
    findings: list[Finding] = Field(description="Those that it brings.")


class MadeFeed(Answered):
    """A personal feed, with both its secrets; they are said this once."""

    id: str
    address: str = Field(description="The calendar, for the program that follows it.")
    edit_address: str = Field(description="The page that changes what is in it.")


class InputProblem(Answered):
    """One thing wrong with what was sent."""

    pointer: str = Field(description='A JSON Pointer into the body, "" for all of it, or the name of an option.')
    message: str


class EditConflict(Answered):
    """One place that this edit and another one wrote."""

    pointer: str = Field(description="A JSON Pointer into the present draft.")
    base: Any = Field(description="The value that the edit was made on.")
    theirs: Any = Field(description="The value now.")
    yours: Any = Field(description="The value that the edit would have made.")


class Problem(BaseModel):
    """An error as RFC 9457 has it."""

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    detail: str = Field(description="One sentence that names the place and the remedy.")
    errors: list[InputProblem] = Field([], description="What is wrong with what was sent.")
    conflicts: list[EditConflict] = Field([], description="Where an edit clashes with what came since.")
    findings: list[Finding] = Field([], description="The errors that stop a publication.")


def findings_as_read(found: Iterable[findings.Finding], told: Told) -> list[Finding]:
    """Findings as the API gives them, told in the language of who asks."""
    return [
        Finding(code=one.code, severity=one.severity, message=told.message(one), subjects=list(one.subjects))
        for one in found
    ]


def changes_as_read(made: Iterable[changes.Change]) -> list[Change]:
    """Changes as the API gives them."""
    return [Change(path=list(one.path), before=one.before, after=one.after) for one in made]


def edited_as_read(edited: EditedDraft, told: Told) -> EditedMeeting:
    """What an edit came to, as the API gives it."""
    return EditedMeeting(
        version=edited.version,
        rebased=edited.rebased,
        cleared=list(edited.cleared),
        findings=findings_as_read(edited.findings, told),
    )


def entry_as_read(entry: meetings.HistoryEntry) -> HistoryEntry:
    """An entry of the history as the API gives it."""
    return HistoryEntry(
        version=entry.version,
        author=entry.author,
        made_at=entry.made_at,
        edits=list(entry.edits),
        changes=changes_as_read(entry.changes),
        takes_back=entry.takes_back,
    )
