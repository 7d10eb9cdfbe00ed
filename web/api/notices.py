"""A sitting's notice through the API: told to readers at once, whatever else the draft holds."""

from __future__ import annotations

from pydantic import Field
from pydantic_core import PydanticCustomError

from agenda import service
from agenda.errors import InvalidInput, Problem
from agenda.text import Text
from web.api.answers import PublishedMeeting, changes_as_read
from web.api.calls import Answer, Call
from web.api.operations import Operation, Returns
from web.api.wanted import WantedPublication


class WantedNotice(WantedPublication):
    """What readers of a sitting are to be told."""

    notice: str | dict[str, str] | None = Field(
        description="A string in the meeting's first language, or one for each language; null takes it away.",
        examples=[{"en": "Starts 30 minutes late", "fr": "Commence 30 minutes plus tard"}],
    )


class ToldMeeting(PublishedMeeting):
    """What an announcement came to."""

    version: int = Field(description="The version of the draft, which has the notice too.")
    is_in_draft: bool = Field(
        description="False where the draft has no such sitting any more: the notice ends with the next publication."
    )


def announce_notice(call: Call) -> Answer:
    """Tells readers at once."""
    wanted = call.read(WantedNotice)
    language = service.draft(call.store, call.slug).meeting.language
    done = service.announce(
        call.store,
        call.slug,
        str(call.request.path_params["session"]),
        read_notice(wanted.notice, language),
        message=wanted.message,
        author=call.author,
        now=call.now,
        publisher=call.publisher,
    )
    published = done.publication
    told = ToldMeeting(
        revision=published.revision.number,
        changes=changes_as_read(published.changes),
        version=done.version,
        is_in_draft=done.is_in_draft,
    )
    return Answer(told)


def read_notice(written: str | dict[str, str] | None, language: str) -> Text | None:
    """The notice as Text, a string being in that language; None for none. Raises InvalidInput."""
    try:
        return None if written is None else Text.read(written, language)
    except PydanticCustomError as error:
        raise InvalidInput([Problem("/notice", error.message())]) from None


OPERATIONS = (
    Operation(
        "POST",
        "/meetings/{slug}/sessions/{session}/notice",
        announce_notice,
        "Tell readers of a sitting at once",
        "The last publication is published again with this notice on the sitting, so that nothing else of the draft "
        "goes out; the draft gets it too, as one edit that can be undone. Where the notice stands already nothing is "
        "published.",
        {200: Returns("What readers have now.", ToldMeeting)},
        tag="Publishing",
        needs="editor",
        takes=WantedNotice,
        refuses={409: "The meeting or the sitting is not published."},
        example={"notice": {"en": "Starts 30 minutes late"}},
        publishes=True,
    ),
)
