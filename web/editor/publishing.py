"""Publishing: what it would change, in words, and doing it, now or at a set time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError
from starlette.routing import Route

from agenda import service
from agenda.errors import AgendaError, InvalidInput, NotAllowed, Outdated, RuleViolation
from agenda.noun import read_wall_clock
from agenda.service import access
from agenda.text import plain
from agenda.timespan import instant, zone
from web.editor import beside
from web.editor.home import Typed, sentence
from web.editor.reviewing import told_views
from web.editor.room import enter, frame_in, go, page_response, room_of
from web.editor.words import told_findings, whole_reading
from web.pages.changes import note_of, sentences_of
from web.pages.clocks import zone_name
from web.pages.dates import date_in_words, dates_in_words
from web.pages.heads import moment_in_words
from web.pages.parts import Hour
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from web.editor.reviewing import Told
    from web.editor.room import Entered, Room
    from web.editor.words import ToldFinding
    from web.pages.context import Frame
    from web.pages.phrases import Phrase
    from web.pages.reading import Reading
    from web.pages.sentences import Sentence

MOST_OF_A_MESSAGE = 1_000


@dataclass(frozen=True)
class LastPublication:
    """The revision that readers have, and what it changed for the public."""

    number: int
    published: Hour
    message: str
    sentences: tuple[Sentence, ...]
    note: str
    page: str
    changes: str


@dataclass(frozen=True)
class Planned:
    """A publication that is scheduled, on the clock of the meeting and in UTC; `problem` says why it did not happen."""

    at: Hour
    message: str
    author: str
    problem: str


@dataclass(frozen=True)
class PhaseState:
    """A phase with its dates and status, and the address of its form, where it is postponed and dated anew."""

    title: Phrase
    dates: str
    status: str
    href: str


@dataclass(frozen=True)
class PublishPage:
    """The review before publishing, and all that can be done with publications."""

    frame: Frame
    room: Room
    form: Typed
    is_blocked: bool
    is_first: bool
    is_new: bool
    is_withdrawn: bool
    can_take_back: bool
    can_withdraw: bool
    errors: tuple[ToldFinding, ...]
    others: tuple[ToldFinding, ...]
    views: tuple[Told, ...]
    last: LastPublication | None
    planned: Planned | None
    phases: tuple[PhaseState, ...]
    zone: str
    was_published: bool


def review(request: Request) -> Response:
    """`/organise/{slug}/publish`: what publishing would change, and what is wrong."""
    return _page(enter(request), Typed())


def _page(entered: Entered, form: Typed, *, status: int = 200) -> Response:
    store, meeting = site_of(entered.request).store, entered.meeting
    found = service.review(store, entered.slug, now=datetime.now(UTC))
    reading = whole_reading(meeting, entered.reader)
    findings = told_findings(reading, found.findings, entered.path)
    revision, is_owner = entered.draft.revision, _is_owner(entered)
    page = PublishPage(
        frame=frame_in(entered, entered.reader.translations.gettext("Publish")),
        room=room_of(entered, "publish"),
        form=form,
        is_blocked=any(one.severity == "error" for one in findings) or not meeting.phases,
        is_first=revision == 0,
        is_new=bool(found.changes) or revision == 0 or found.is_withdrawn,
        is_withdrawn=found.is_withdrawn,
        can_take_back=is_owner and service.taken_back_to(store, entered.slug) is not None,
        can_withdraw=is_owner and revision > 0 and not found.is_withdrawn,
        errors=tuple(one for one in findings if one.severity == "error"),
        others=tuple(one for one in findings if one.severity != "error"),
        views=told_views(found.views, meeting, entered.slug, entered.reader),
        last=_last(entered) if revision and not found.is_withdrawn else None,
        planned=_planned(entered, reading),
        phases=tuple(_phases(reading, entered)),
        zone=meeting.time_zone,
        was_published=entered.request.query_params.get("said") in {"published", "taken-back"},
    )
    return page_response("editor/publish.html", page, entered.reader, status=status)


def _is_owner(entered: Entered) -> bool:
    return access.is_at_least(entered.role, "owner")


def _last(entered: Entered) -> LastPublication:
    store, reader = site_of(entered.request).store, entered.reader
    of = service.latest(store, entered.slug)
    [last] = service.changed(store, of, last=of.number, most=1)
    sentences = sentences_of(last, reader)
    reading = whole_reading(entered.meeting, reader)
    return LastPublication(
        number=last.number,
        published=Hour(last.published_at.isoformat(), moment_in_words(reading, last.published_at)),
        message=last.message,
        sentences=sentences,
        note=note_of(last, sentences, reader),
        page=f"/m/{of.slug}",
        changes=f"/m/{of.slug}/changes",
    )


def _planned(entered: Entered, reading: Reading) -> Planned | None:
    found = service.scheduled(site_of(entered.request).store, entered.slug)
    if found is None:
        return None
    there = found.at.astimezone(zone(entered.meeting.time_zone))
    words = f"{date_in_words(there.date(), reading.interface)}, {there:%H:%M} {zone_name(there)}"
    return Planned(Hour(found.at.isoformat(), words), found.message, found.author, found.problem)


def _phases(reading: Reading, entered: Entered) -> list[PhaseState]:
    statuses = reading.words.statuses
    return [
        PhaseState(
            title=reading.phrase(phase.title),
            dates=dates_in_words(phase.start, phase.end, reading.interface),
            status=statuses[phase.status],
            href=f"{entered.path}/edit/phase/{phase.id}",
        )
        for phase in reading.view.meeting.phases
    ]


def publish(request: Request, sent: beside.Form) -> Response:
    """POST to the same: publishes the draft that was reviewed; shows it again where it is no more that one."""
    entered = enter(request, at_least="editor")
    values = dict(sent)
    if complaint := _complaint(entered, values):
        return _page(entered, Typed(values, complaint), status=409 if "" in complaint else 422)
    site = site_of(request)
    try:
        done = service.publish(
            site.store,
            entered.slug,
            message=values.get("message", "").strip(),
            author=entered.author,
            now=datetime.now(UTC),
            publisher=site.publisher,
            expected=entered.draft.version if "version" in values else None,
        )
    except Outdated:
        return _page(enter(request, at_least="editor"), Typed(values, _outdated(entered)), status=409)
    except (RuleViolation, NotAllowed) as error:
        return _page(entered, Typed(values, {"": sentence(error)}), status=409)
    path = f"/organise/{done.revision.meeting.slug}/publish"
    return go(path, said="published" if done.is_new else "unchanged")


def _complaint(entered: Entered, values: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a form of publishing: its message, or that the draft is no more the one reviewed."""
    if complaint := message_complaint(entered, values):
        return complaint
    if values.get("version") not in {None, str(entered.draft.version)}:
        return _outdated(entered)
    return {}


def message_complaint(entered: Entered, values: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the message to readers of a form, by its field; nothing where it can be kept."""
    _ = entered.reader.translations.gettext
    message = values.get("message", "")
    if len(message) > MOST_OF_A_MESSAGE:
        return {"message": _("At most %(count)s characters; shorten it.") % {"count": MOST_OF_A_MESSAGE}}
    try:
        plain(message, limit=MOST_OF_A_MESSAGE)
    except PydanticCustomError as error:
        return {"message": sentence(error.message())}
    return {}


def _outdated(entered: Entered) -> dict[str, str]:
    _ = entered.reader.translations.gettext
    return {"": _("The draft has been edited since you looked. This is what publishing would change now.")}


def schedule(request: Request, sent: beside.Form) -> Response:
    """POST `/organise/{slug}/schedule`: sets a time at which the draft, as it is then, is published."""
    entered = enter(request, at_least="editor")
    values = dict(sent)
    complaint = message_complaint(entered, values)
    at = _time(entered, values.get("at", "").strip()) if not complaint else None
    if at is None:
        _ = entered.reader.translations.gettext
        complaint = complaint or {"at": _("Give a day and a time to come.")}
        return _page(entered, Typed(values, complaint), status=422)
    now = datetime.now(UTC)
    try:
        message = values.get("message", "").strip()
        service.schedule(site_of(request).store, entered.slug, at=at, message=message, author=entered.author, now=now)
    except InvalidInput as error:
        return _page(entered, Typed(values, {"at": sentence(error.problems[0].message)}), status=422)
    except NotAllowed as error:
        return _page(entered, Typed(values, {"at": sentence(error)}), status=422)
    return go(f"{entered.path}/publish", said="scheduled")


def _time(entered: Entered, written: str) -> datetime | None:
    """The moment of a wall clock of the meeting; None where it is none, or over."""
    try:
        at = instant(read_wall_clock(written), entered.meeting.time_zone)
    except (PydanticCustomError, AgendaError, ValueError):
        return None
    return at if at > datetime.now(UTC) else None


def unschedule(request: Request) -> Response:
    """POST `/organise/{slug}/unschedule`: nothing is published at the set time."""
    entered = enter(request, at_least="editor")
    service.unschedule(site_of(request).store, entered.slug)
    return go(f"{entered.path}/publish", said="unscheduled")


ROUTES = [
    Route("/organise/{slug}/publish", beside.page(review), methods=["GET"]),
    Route("/organise/{slug}/publish", beside.form(publish, publishes=True), methods=["POST"]),
    Route("/organise/{slug}/schedule", beside.form(schedule), methods=["POST"]),
    Route("/organise/{slug}/unschedule", beside.page(unschedule), methods=["POST"]),
]
