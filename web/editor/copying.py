"""The form that makes next year's meeting of this one: other dates by the same weekdays, what is unfinished offered."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError
from starlette.routing import Route

from agenda.copying import copy_meeting, first_day, same_weekday, unfinished_items
from agenda.errors import InvalidInput, NotAllowed, Problem
from agenda.noun import read_date
from agenda.numbering import numbered
from agenda.text import Text
from web.editor import beside
from web.editor.home import Typed, made, require_creator, sentence
from web.editor.room import enter, frame_in, go, page_response, room_of
from web.editor.words import whole_reading
from web.pages.dates import dates_in_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.item import AgendaItem
    from agenda.meeting import Meeting
    from agenda.phase import Phase
    from web.editor.room import Entered, Room
    from web.pages.context import Frame
    from web.pages.phrases import Phrase

YEAR_OR_NUMBER = re.compile(r"\d+(?=\D*\Z)")


@dataclass(frozen=True)
class ItemChoice:
    """An item that may be kept: how deep it stands, and whether it was left continued or deferred, in a word."""

    id: str
    depth: int
    number: str
    title: Phrase
    left: str
    is_kept: bool


@dataclass(frozen=True)
class CopyPage:
    """The form for a copy, with the dates that its phases will have."""

    frame: Frame
    room: Room
    form: Typed
    items: tuple[ItemChoice, ...]
    phases: tuple[tuple[Phrase, str, str], ...]
    has_unfinished: bool
    action: str


def ask(request: Request) -> Response:
    """`/organise/{slug}/copy`: the form, filled in for the same weekdays a year later."""
    require_creator(request)
    entered = enter(request)
    meeting, first = entered.meeting, first_day(entered.meeting)
    values = {
        "title": meeting.title.best([meeting.language]),
        "slug": next_slug(meeting.slug),
        "start": same_weekday(first).isoformat() if first else "",
    }
    return _page(entered, Typed(values), [item.id for _, item in numbered(meeting.items)])


def next_slug(slug: str) -> str:
    """The slug with its last number one higher; as it is, and so one to be changed, where it has none."""
    return YEAR_OR_NUMBER.sub(lambda found: str(int(found[0]) + 1).zfill(len(found[0])), slug)


def copy(request: Request, sent: beside.Form) -> Response:
    """POST to the same: shows the dates for another first day, or makes the meeting and goes there."""
    identity, entered = require_creator(request), enter(request)
    values, items = {name: value.strip() for name, value in sent}, [value for name, value in sent if name == "item"]
    errors: dict[str, str] = {}
    try:
        meeting = _copied(entered.meeting, values, items)
        if "show" not in values:
            return go(f"/organise/{made(request, meeting, identity)}", said="added")
    except InvalidInput as error:
        errors = {problem.pointer.lstrip("/"): sentence_of(problem) for problem in error.problems}
    except NotAllowed as error:
        errors = {"slug": sentence(error)}
    return _page(entered, Typed(values, errors), items, status=422 if errors else 200)


def sentence_of(problem: Problem) -> str:
    """What is wrong with a field, as a sentence."""
    return f"{problem.message[:1].upper()}{problem.message[1:]}."


def _copied(meeting: Meeting, values: dict[str, str], items: Sequence[str]) -> Meeting:
    """The new meeting; raises InvalidInput with a pointer that is the name of a field."""
    try:
        start = read_date(values.get("start", ""))
        title = Text.read(values.get("title", ""), meeting.language)
    except PydanticCustomError as error:
        name = "/start" if error.type in {"date", "year"} else "/title"
        raise InvalidInput([Problem(name, error.message())]) from None
    same = title[meeting.language] == meeting.title.get(meeting.language)
    known = [item.id for _, item in numbered(meeting.items) if item.id in items]
    copied = copy_meeting(meeting, slug=values.get("slug", ""), start=start, uid=uuid.uuid4(), items=known).meeting
    return copied if same else copied.model_copy(update={"title": title})


def _page(entered: Entered, form: Typed, kept: Collection[str], *, status: int = 200) -> Response:
    _ = entered.reader.translations.gettext
    choices = tuple(_choices(entered, kept))
    page = CopyPage(
        frame=frame_in(entered, _("Copy for next year")),
        room=room_of(entered, "meeting"),
        form=form,
        items=choices,
        phases=_phases(entered, form["start"]),
        has_unfinished=any(choice.left for choice in choices),
        action=f"{entered.path}/copy",
    )
    return page_response("editor/copy.html", page, entered.reader, status=status)


def _choices(entered: Entered, kept: Collection[str]) -> list[ItemChoice]:
    reading = whole_reading(entered.meeting, entered.reader)
    left = {one.item: reading.words.results[one.result] for one in unfinished_items(entered.meeting)}

    def below(items: Sequence[AgendaItem], depth: int) -> list[ItemChoice]:
        found = []
        for item in items:
            number = reading.items[item.id][0]
            title = reading.phrase(item.title)
            found.append(ItemChoice(item.id, depth, number, title, left.get(item.id, ""), item.id in kept))
            found += below(item.items, depth + 1)
        return found

    return below(entered.meeting.items, 0)


def _phases(entered: Entered, start: str) -> tuple[tuple[Phrase, str, str], ...]:
    """Each phase's title, its dates, and those it will have; "" for these where no first day can be read."""
    reading = whole_reading(entered.meeting, entered.reader)
    first = first_day(entered.meeting)

    def later(phase: Phase) -> str:
        try:
            days = read_date(start) - (first or date.min)
            return dates_in_words(phase.start + days, phase.end + days, reading.interface)
        except (PydanticCustomError, OverflowError):
            return ""

    return tuple(
        (reading.phrase(phase.title), dates_in_words(phase.start, phase.end, reading.interface), later(phase))
        for phase in entered.meeting.phases
    )


ROUTES = [
    Route("/organise/{slug}/copy", beside.page(ask), methods=["GET"]),
    Route("/organise/{slug}/copy", beside.form(copy), methods=["POST"]),
]
