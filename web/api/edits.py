"""Edits of a draft through the API: made, tried, undone, made again; and what is found in the draft."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from agenda import service
from agenda.errors import InvalidInput, Problem
from agenda.files import LARGEST
from web.api.answers import ChangeList, EditedMeeting, FindingList, changes_as_read, edited_as_read, findings_as_read
from web.api.calls import Answer, Call
from web.api.operations import Operation, Returns
from web.api.strictness import require_strict
from web.conditions import tag_of

if TYPE_CHECKING:
    from typing import Any

    from agenda.service import Edited

MOST_PROBLEMS = 20
CONFLICTS = "The edit touches what has changed since its version; `conflicts` lists each place, with three values."


def edit_meeting(call: Call) -> Answer:
    """Applies one edit, or a list as one."""
    written = _read_edits(call.body)
    require_strict("Edits", written)
    if call.truth("preview"):
        tried = service.try_edit(call.store, call.slug, written, expected=call.expected, now=call.now)
        return _answer(call, tried)
    done = service.edit(call.store, call.slug, written, expected=call.expected, author=call.author, now=call.now)
    return _answer(call, done)


def _read_edits(body: object) -> dict[str, Any] | list[dict[str, Any]]:
    """The body where it is an object or a list of objects; what they say is read by the service."""
    if isinstance(body, dict):
        return body
    if not isinstance(body, list):
        raise InvalidInput([Problem("", "an edit is wanted here: an object with the key “edit”, or a list of those")])
    wrong = (place for place, one in enumerate(body) if not isinstance(one, dict))
    problems = [
        Problem(f"/{place}", "an edit is wanted here: an object with the key “edit”")
        for place in islice(wrong, MOST_PROBLEMS)
    ]
    if problems:
        raise InvalidInput(problems)
    return body


def _answer(call: Call, edited: Edited) -> Answer:
    return Answer(edited_as_read(edited, call.told), headers={"etag": tag_of(edited.version)})


def undo_edit(call: Call) -> Answer:
    """Takes back one's latest edit."""
    return _answer(call, service.undo(call.store, call.slug, author=call.author, now=call.now))


def redo_edit(call: Call) -> Answer:
    """Makes one's latest undone edit again."""
    return _answer(call, service.redo(call.store, call.slug, author=call.author, now=call.now))


def list_findings(call: Call) -> Answer:
    """The findings of the draft."""
    found = service.findings_of(call.store, call.slug, now=call.now)
    return Answer(FindingList(findings=findings_as_read(found, call.told)))


def list_changes(call: Call) -> Answer:
    """What publishing the draft would change."""
    return Answer(ChangeList(changes=changes_as_read(service.pending(call.store, call.slug))))


OPERATIONS = (
    Operation(
        "POST",
        "/meetings/{slug}/edits",
        edit_meeting,
        "Edit the draft",
        "One edit, or a list that is applied as one: all of it or nothing, and undone as one. `If-Match` names the "
        "version that it was made on. Where the draft has gone on since and nothing that the edit touches has changed, "
        "it is applied and answers `rebased: true`; else nothing is, and `conflicts` says where both wrote. With "
        "`?preview=1` it answers what it would come to, and keeps nothing. An edit that changes nothing makes no "
        "version.",
        {200: Returns("The draft as edited.", EditedMeeting, ("ETag",))},
        tag="Editing",
        needs="editor",
        takes="Edits",
        most=LARGEST,
        parameters=("If-Match", "preview"),
        refuses={
            404: "There is no such meeting, or nothing that the edit names.",
            409: CONFLICTS,
            412: "`If-Match` names no version of this draft.",
            428: "`If-Match` is missing.",
        },
        example={"edit": "move_session", "session": "s1", "start": "2022-11-16T14:30"},
    ),
    Operation(
        "POST",
        "/meetings/{slug}/undo",
        undo_edit,
        "Undo one's latest edit",
        "Takes back the caller's latest edit that is not undone yet, as a new edit in the history, whatever others "
        "have edited since.",
        {200: Returns("The draft without it.", EditedMeeting, ("ETag",))},
        tag="Editing",
        needs="editor",
        refuses={409: "Nothing is left to undo, or what the edit changed has changed since: `conflicts`."},
    ),
    Operation(
        "POST",
        "/meetings/{slug}/redo",
        redo_edit,
        "Redo one's latest undone edit",
        "Makes the caller's latest undone edit again, as a new edit in the history. A new edit leaves nothing to redo.",
        {200: Returns("The draft with it.", EditedMeeting, ("ETag",))},
        tag="Editing",
        needs="editor",
        refuses={409: "Nothing is left to redo, or what the edit changed has changed since: `conflicts`."},
    ),
    Operation(
        "GET",
        "/meetings/{slug}/findings",
        list_findings,
        "List the findings of the draft",
        "Errors first, then warnings, then information. Errors stop a publication, never an edit.",
        {200: Returns("The findings.", FindingList)},
        tag="Editing",
    ),
    Operation(
        "GET",
        "/meetings/{slug}/changes",
        list_changes,
        "List what publishing would change",
        "The draft against the last revision.",
        {200: Returns("The changes.", ChangeList)},
        tag="Publishing",
    ),
)
