"""The forms of the schedule as edits: what was typed is read, applied, and the page is come back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from agenda import service
from agenda.edits.placing import zone_at
from agenda.errors import EditConflict, InvalidInput, NotAllowed, NotFound, Problem
from agenda.noun import write_time
from agenda.schedule import span_of
from agenda.tree import find
from web.editor.room import enter, frame_in, go, page_response, room_of
from web.editor.small_forms import Rejected
from web.editor.turning import value_in_words
from web.editor.words import field_in_words, key_at, subject_of, whole_reading
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.session import Session
    from web.editor import beside
    from web.editor.room import Entered, Room
    from web.editor.words import Subject
    from web.pages.context import Frame

VIEW = ("view-phase", "view-day", "view-session", "tz", "lang")
"""The fields that say which page a form was on, beside those of its edit."""


@dataclass(frozen=True)
class Difference:
    """A place that two organisers wrote: how it was, what the other made of it, and what this one would."""

    subject: Subject
    field: str
    original: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class ConflictPage:
    """Two organisers at one thing; `fields` send the edit once more, upon the draft as it is now."""

    frame: Frame
    room: Room
    differences: tuple[Difference, ...]
    fields: tuple[tuple[str, str], ...]
    action: str
    back: str


def move(request: Request, sent: beside.Form) -> Response:
    """POST `/organise/{slug}/move`: one edit of the schedule by its form.

    Answers 303 to the page it came from; 422 with the form as typed, or 409 with theirs, mine and the original.
    """
    entered = enter(request, at_least="editor")
    typed = dict(sent)
    try:
        written = edit_of(typed)
        expected = _expected(typed)
    except InvalidInput as error:
        return _rejected(entered, typed, error.problems)
    return _applied(entered, typed, _what_differs(entered, written, expected), expected)


def _what_differs(entered: Entered, written: dict[str, Any], expected: int) -> dict[str, Any]:
    """Of a sitting's times and room what is not as the form came, so that others' edits of the rest may stand."""
    if written["edit"] != "move_session":
        return written
    try:
        is_present = expected == entered.draft.version
        base = (
            entered.meeting if is_present else service.version(site_of(entered.request).store, entered.slug, expected)
        )
        place = find(base, "session", written["session"])
    except NotFound:
        return written
    session, zone = cast("Session", place.value), zone_at(base, place)
    span = span_of(session, zone)
    times = (
        write_time(session.start) if session.start else "",
        write_time(span.end.replace(tzinfo=None)) if span else "",
    )
    if (written["start"], written.get("end", times[1])) == times:
        return {"edit": "set_session", "session": session.id, "room": written["room"]}
    return {key: value for key, value in written.items() if key != "room" or value != session.room}


def _applied(entered: Entered, typed: Mapping[str, str], written: dict[str, Any], expected: int) -> Response:
    store, now = site_of(entered.request).store, datetime.now(UTC)
    try:
        done = service.edit(store, entered.slug, written, expected=expected, author=entered.author, now=now)
    except EditConflict as conflict:
        if conflict.conflicts and all(one.theirs == one.yours for one in conflict.conflicts):
            return _back(entered, typed, said="saved")
        return _conflict(entered, typed, conflict)
    except InvalidInput as error:
        return _rejected(entered, typed, error.problems)
    except (NotAllowed, NotFound) as error:
        return _rejected(entered, typed, [Problem("", str(error))])
    if done.rebased:
        return _back(entered, typed, said="rebased")
    return _back(entered, typed, said="saved" if done.version != expected else "unchanged")


def _expected(typed: Mapping[str, str]) -> int:
    version = typed.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise InvalidInput([Problem("/version", "the page is not whole; open it again")])
    return int(version)


def edit_of(typed: Mapping[str, str]) -> dict[str, Any]:
    """The edit that a form asks for; raises InvalidInput with pointers to its fields."""
    name = typed.get("edit", "")
    if name not in READERS:
        raise InvalidInput([Problem("/edit", "this is none of the forms of the schedule")])
    return {"edit": name} | READERS[name](typed)


def _session_times(typed: Mapping[str, str]) -> dict[str, Any]:
    """An end before the start is on the next day; without one the length is kept."""
    start = _clock(typed, "start")
    moved: dict[str, Any] = {"session": typed.get("session", ""), "start": start, "room": typed.get("room") or None}
    if not typed.get("end"):
        return moved
    end = _clock(typed, "end")
    if end <= start:
        end = f"{_next_day(_day(typed, 'date'))}{end[10:]}"
    return moved | {"end": end}


def _next_day(day: date) -> date:
    try:
        return day + timedelta(days=1)
    except OverflowError:
        raise InvalidInput([Problem("/date", f"{day} is the last day there is; give an earlier one")]) from None


def _clock(typed: Mapping[str, str], field: str) -> str:
    """The day and hour of a form's fields as a wall clock."""
    hour = typed.get(field, "").strip()
    try:
        parsed = datetime.strptime(hour, "%H:%M").time()  # noqa: DTZ007 - a wall clock
    except ValueError:
        raise InvalidInput([Problem(f"/{field}", f"“{hour[:20]}” is no hour; write it as 10:00")]) from None
    return f"{_day(typed, 'date')}T{parsed:%H:%M}"


def _day(typed: Mapping[str, str], field: str) -> date:
    written = typed.get(field, "").strip()
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InvalidInput([Problem(f"/{field}", f"“{written[:20]}” is no date; write it as 2022-11-16")]) from None


def _sitting_alone(typed: Mapping[str, str]) -> dict[str, Any]:
    return {"session": typed.get("session", "")}


def _shift(typed: Mapping[str, str]) -> dict[str, Any]:
    minutes = typed.get("minutes", "").strip().replace("−", "-")
    try:
        number = int(minutes)
    except ValueError:
        message = f"“{minutes[:20]}” is no number; write minutes such as 15, or -15 for earlier"
        raise InvalidInput([Problem("/minutes", message)]) from None
    since = _clock({"date": typed.get("day", ""), "from": typed.get("from", "")}, "from")
    room = typed.get("room", "*")
    shifted = {"phase": typed.get("phase", ""), "from": since, "minutes": number}
    return shifted if room == "*" else shifted | {"room": room or None}


def _copy(typed: Mapping[str, str]) -> dict[str, Any]:
    return {"phase": typed.get("phase", ""), "from": str(_day(typed, "day")), "to": str(_day(typed, "to"))}


def _phase_start(typed: Mapping[str, str]) -> dict[str, Any]:
    return {"phase": typed.get("phase", ""), "start": str(_day(typed, "start"))}


def _phase_window(typed: Mapping[str, str]) -> dict[str, Any]:
    return _phase_start(typed) | {"end": str(_day(typed, "end"))}


def _phase_alone(typed: Mapping[str, str]) -> dict[str, Any]:
    return {"phase": typed.get("phase", "")}


READERS: dict[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "move_session": _session_times,
    "fit_slots": _sitting_alone,
    "unschedule_session": _sitting_alone,
    "shift_sessions": _shift,
    "copy_day": _copy,
    "move_phase": _phase_start,
    "redate_phase": _phase_start,
    "stretch_phase": _phase_window,
    "postpone_phase": _phase_alone,
}
"""What a form is read by, by the name of its edit."""

PLACING = frozenset({"move_session", "unschedule_session"})
"""The edits after which the page shows where the sitting is now."""


def _query(typed: Mapping[str, str]) -> dict[str, str]:
    """The query of the page that the form was on."""
    return {key.removeprefix("view-"): typed[key] for key in VIEW if typed.get(key)}


def _back(entered: Entered, typed: Mapping[str, str], *, said: str) -> Response:
    query = _query(typed)
    fragment = f"#session-{typed['session']}" if typed.get("session") and typed["edit"] in PLACING else ""
    answer = go(entered.path, said=said, **query)
    answer.headers["location"] += fragment
    return answer


def _rejected(entered: Entered, typed: Mapping[str, str], problems: tuple[Problem, ...] | list[Problem]) -> Response:
    """The page with the form as it was typed, one message by each field."""
    from web.editor.schedule import schedule_response

    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.pointer.strip("/").partition("/")[0], problem.message)
    query = _query(typed)
    if typed.get("session") and "session" not in query:
        query["session"] = typed["session"]
    return schedule_response(entered, query, Rejected(typed.get("form", "?"), typed, errors))


def _conflict(entered: Entered, typed: Mapping[str, str], conflict: EditConflict) -> Response:
    _ = entered.reader.translations.gettext
    query = _query(typed)
    fields = {key: value for key, value in typed.items() if key != "version"}
    page = ConflictPage(
        frame=frame_in(entered, _("Two edits at once")),
        room=room_of(entered, ""),
        differences=tuple(_differences(entered, conflict)),
        fields=(*fields.items(), ("version", str(entered.draft.version))),
        action=f"{entered.path}/move",
        back=go(entered.path, **query).headers["location"],
    )
    return page_response("editor/conflict.html", page, entered.reader, status=409)


def _differences(entered: Entered, conflict: EditConflict) -> Iterator[Difference]:
    reading = whole_reading(entered.meeting, entered.reader)
    for one in conflict.conflicts:
        if one.theirs == one.yours:
            continue
        key, steps = key_at(entered.meeting, one.pointer)
        values = (value_in_words(reading, value) for value in (one.base, one.theirs, one.yours))
        yield Difference(subject_of(reading, key, entered.path), field_in_words(reading, steps), *values)
