"""The history of a draft through the API: who did what when, each version, and going back to one."""

from __future__ import annotations

from urllib.parse import urlencode

from agenda import service
from agenda.errors import NotFound
from agenda.files import write_json
from web.api.answers import EditedMeeting, History, edited_as_read, entry_as_read
from web.api.calls import Answer, Call, path_of
from web.api.operations import Operation, Returns
from web.api.wanted import WantedVersion
from web.conditions import tag_of

USUAL_PAGE, LARGEST_PAGE = 50, 200
LAST_VERSION = 1_000_000_000


def list_history(call: Call) -> Answer:
    """Who did what when, newest first."""
    most = call.number("most", least=1, most=LARGEST_PAGE) or USUAL_PAGE
    before = call.number("before", least=1, most=LAST_VERSION)
    found = service.history(call.store, call.slug, before=before, most=most + 1)
    page = found[:most]
    more = {"before": page[-1].version, "most": most} if len(found) > most else None
    following = f"{path_of(call.slug, 'history')}?{urlencode(more)}" if more else None
    return Answer(History(history=[entry_as_read(one) for one in page], next=following))


def read_version(call: Call) -> Answer:
    """The draft as it was at a version."""
    number = _version_in_path(call)
    meeting = service.version(call.store, call.slug, number)
    return Answer(write_json(meeting), headers={"etag": tag_of(number)})


def _version_in_path(call: Call) -> int:
    written = str(call.request.path_params["version"])
    if not (written.isascii() and written.isdecimal() and len(written) < 12 and 1 <= int(written) <= LAST_VERSION):
        raise NotFound("version", written[:80], place=f"“{call.slug}”")
    return int(written)


def restore_version(call: Call) -> Answer:
    """Makes the draft what it was at a version."""
    number = call.read(WantedVersion).version
    done = service.restore(call.store, call.slug, number, expected=call.expected, author=call.author, now=call.now)
    return Answer(edited_as_read(done, call.told), headers={"etag": tag_of(done.version)})


OPERATIONS = (
    Operation(
        "GET",
        "/meetings/{slug}/history",
        list_history,
        "List who did what when",
        "The edits of the draft, newest first, as they were asked and with what each changed. `next` is the path of "
        "the ones before.",
        {200: Returns("A page of the history.", History)},
        tag="History",
        parameters=("before", "most"),
    ),
    Operation(
        "GET",
        "/meetings/{slug}/history/{version}",
        read_version,
        "Read an earlier version",
        "The draft as it was, whole. Version 1 is the meeting as it was made.",
        {200: Returns("The meeting then.", "MeetingFile", ("ETag",))},
        tag="History",
    ),
    Operation(
        "POST",
        "/meetings/{slug}/restore",
        restore_version,
        "Restore an earlier version",
        "Makes the draft what it was at that version, as a new edit, which can be undone.",
        {200: Returns("The draft as restored.", EditedMeeting, ("ETag",))},
        tag="History",
        needs="editor",
        takes=WantedVersion,
        parameters=("If-Match",),
        refuses={
            404: "There is no such meeting or version.",
            409: "The draft has changed since the version that `If-Match` names.",
            412: "`If-Match` names no version of this draft.",
            428: "`If-Match` is missing.",
        },
        example={"version": 3},
    ),
)
