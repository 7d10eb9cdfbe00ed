"""Meetings through the API: listed, made from a whole meeting or from another one, and their drafts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agenda import service
from agenda.copying import copy_meeting
from agenda.errors import InvalidInput, Problem
from agenda.files import LARGEST, problems_of, write_json
from agenda.meeting import Meeting
from agenda.service import access
from web.api.answers import (
    CopiedMeeting,
    CreatedMeeting,
    ListedMeeting,
    MeetingList,
    findings_as_read,
)
from web.api.calls import Answer, Call, path_of
from web.api.operations import ANYBODY, HOUSE, Operation, Returns
from web.api.strictness import require_strict
from web.api.wanted import WantedCopy
from web.conditions import is_known, tag_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agenda.service import ListedDraft

VERSION_KEY = "plenary"
VIEW_KEYS = frozenset({"view", "stamps"})


def list_meetings(call: Call) -> Answer:
    """The meetings whose drafts one may read."""
    return Answer(MeetingList(meetings=[_listed(one) for one in service.drafts(call.store, call.known_user)]))


def _listed(draft: ListedDraft) -> ListedMeeting:
    return ListedMeeting(
        slug=draft.slug,
        title=dict(draft.title),
        role=draft.role,
        version=draft.version,
        revision=draft.revision,
        has_changes=draft.has_changes,
        is_withdrawn=draft.is_withdrawn,
        start=draft.starts,
        end=draft.ends,
    )


def create_meeting(call: Call) -> Answer:
    """Makes a meeting from a whole one."""
    meeting = read_whole_meeting(call.body)
    draft = service.create_meeting(call.store, meeting, author=call.author, now=call.now)
    created = CreatedMeeting(
        slug=draft.slug,
        uid=str(draft.meeting.uid),
        version=draft.version,
        findings=findings_as_read(service.findings_of(call.store, draft.slug, now=call.now), call.told),
    )
    return Answer(created, 201, {"location": path_of(draft.slug, "draft"), "etag": tag_of(draft.version)})


def read_whole_meeting(body: object) -> Meeting:
    """The meeting that a body holds as `plenary export --format json` writes it; raises InvalidInput."""
    if not isinstance(body, dict):
        raise InvalidInput([Problem("", "a whole meeting is wanted here: a JSON object with slug, title and so on")])
    problems = [
        Problem(f"/{key}", "this is a reader's view, not a whole meeting; send what “plenary export” writes")
        for key in sorted(VIEW_KEYS & body.keys())
    ]
    if type(body.get(VERSION_KEY, 1)) is not int or body.get(VERSION_KEY, 1) != 1:
        problems.append(Problem(f"/{VERSION_KEY}", "this program reads version 1 only; write 1, or leave it out"))
    if problems:
        raise InvalidInput(problems)
    require_strict("MeetingFile", body)
    written = {key: value for key, value in body.items() if key != VERSION_KEY}
    try:
        return Meeting.model_validate(written, context={"language": _language_of(written)})
    except ValidationError as error:
        raise InvalidInput(problems_of(error, model=Meeting)) from None


def _language_of(written: Mapping[str, Any]) -> str:
    """The language of plain strings; what is wrong with it is told when the meeting is read."""
    languages = written.get("languages")
    first = languages[0] if isinstance(languages, list) and languages else None
    return first if isinstance(first, str) else "en"


def read_draft(call: Call) -> Answer:
    """The draft, whole."""
    draft = service.draft(call.store, call.slug)
    headers = {"etag": tag_of(draft.version), "cache-control": "private, no-cache"}
    if is_known(call.header("if-none-match"), draft.version):
        return Answer(status=304, headers=headers)
    return Answer(write_json(draft.meeting), headers=headers)


def copy_draft(call: Call) -> Answer:
    """Makes a meeting for another time from the draft of this one."""
    access.require_house_role(call.known_user, "editor")
    wanted = call.read(WantedCopy)
    draft = service.draft(call.store, call.slug)
    copied = copy_meeting(draft.meeting, slug=wanted.slug, start=wanted.start, uid=uuid.uuid4(), items=wanted.items)
    made = service.create_meeting(call.store, copied.meeting, author=call.author, now=call.now)
    answer = CopiedMeeting(
        slug=made.slug,
        uid=str(made.meeting.uid),
        version=made.version,
        findings=findings_as_read(service.findings_of(call.store, made.slug, now=call.now), call.told),
        carried=[one.item for one in copied.carried],
    )
    return Answer(answer, 201, {"location": path_of(made.slug, "draft"), "etag": tag_of(made.version)})


OPERATIONS = (
    Operation(
        "GET",
        "/meetings",
        list_meetings,
        "List one's meetings",
        "The meetings whose drafts one may read, with one's role in each, the latest-ending first; at most 200.",
        {200: Returns("The meetings.", MeetingList)},
        tag="Meetings",
        needs=ANYBODY,
    ),
    Operation(
        "POST",
        "/meetings",
        create_meeting,
        "Make a meeting",
        "From a whole meeting, as `plenary export --format json` writes it; `plenary: 1` may be left out. Without a "
        "`uid` one is made. Whoever makes it becomes its owner.",
        {201: Returns("It is made.", CreatedMeeting, ("Location", "ETag"))},
        tag="Meetings",
        needs=HOUSE,
        takes="MeetingFile",
        most=LARGEST,
        refuses={409: "The slug or the uid is, or was, another meeting's."},
        example={
            "plenary": 1,
            "slug": "cap-20",
            "title": "20th Meeting of the CAP Group",
            "time_zone": "Europe/Brussels",
            "phases": [
                {"id": "hybrid", "kind": "hybrid", "title": "Phase 1", "start": "2023-11-15", "end": "2023-11-16"}
            ],
        },
    ),
    Operation(
        "GET",
        "/meetings/{slug}/draft",
        read_draft,
        "Read the draft",
        "The whole meeting as organisers have it now, as `plenary export --draft --format json` writes it. `ETag` is "
        "its version, which edits are sent with.",
        {
            200: Returns("The draft.", "MeetingFile", ("ETag",)),
            304: Returns("It is still the version that `If-None-Match` names.", None, ("ETag",)),
        },
        tag="Meetings",
        parameters=("If-None-Match",),
    ),
    Operation(
        "POST",
        "/meetings/{slug}/copy",
        copy_draft,
        "Make a meeting from this one",
        "The plan for another time: days by the same distance from the first, so by the same weekdays where whole "
        "weeks lie between. Outcomes, statuses, notices and join links are left behind; items left continued or "
        "deferred say what they follow.",
        {201: Returns("It is made.", CopiedMeeting, ("Location", "ETag"))},
        tag="Meetings",
        takes=WantedCopy,
        refuses={
            404: "There is no such meeting, or no such item in it.",
            409: "The slug is, or was, another meeting's.",
        },
        example={"slug": "cap-20", "start": "2023-10-21"},
    ),
)
