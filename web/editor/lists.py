"""The lists of agenda items, people, venues and documents, in the order that readers get, which is changed here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.routing import Route

from agenda import service
from agenda.edits.objects import PARENTS
from agenda.errors import NotFound
from agenda.findings.languages import MAY_BE_IN_ONE_LANGUAGE
from agenda.text import Text
from agenda.tree import find
from web.editor import beside
from web.editor.fields.references import find_above
from web.editor.form_pages import TABS, address_of
from web.editor.ordering import orders
from web.editor.room import enter, frame_in, go, page_response, room_of
from web.editor.words import whole_reading
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.noun import Noun
    from agenda.tree import Place
    from web.editor.room import Entered, Room
    from web.pages.context import Frame
    from web.pages.phrases import Phrase
    from web.pages.reading import Reading

DEEPEST = 6
"""The steps by which the page sets items in; those below stand no further in."""


@dataclass(frozen=True)
class Turn:
    """A way to change where something stands: the word that the form sends, its sign, and what it says."""

    do: str
    sign: str
    says: str


@dataclass(frozen=True)
class Entry:
    """One line of a list: `mark` is its number or symbol, `missing` the languages that its texts are not in yet."""

    id: str
    mark: str
    name: Phrase
    href: str
    facts: tuple[str, ...]
    missing: tuple[str, ...]
    order: str
    turns: tuple[Turn, ...]
    depth: int = 0
    add: str = ""
    adding: str = ""


@dataclass(frozen=True)
class ListPage:
    """A list, what it is for, and where one more is added."""

    frame: Frame
    room: Room
    title: str
    lead: str
    entries: tuple[Entry, ...]
    add: str
    adding: str
    empty: str


def items(request: Request) -> Response:
    """`/organise/{slug}/items`: the agenda as a tree."""
    entered = enter(request)
    reading = whole_reading(entered.meeting, entered.reader)
    _ = reading.gettext
    return _page(
        entered,
        "items",
        ("item", _("Agenda items"), _("Add an agenda item"), _("There are no agenda items yet.")),
        lead=_("Items without a number are numbered by their place."),
        entries=tuple(_items(reading, entered)),
    )


def _items(reading: Reading, entered: Entered) -> Iterator[Entry]:
    taken = _taken_up(reading)
    for identity, (number, item) in reading.items.items():
        above = len(find_above(reading, identity))
        facts = (
            reading.actions(item),
            reading.phrase(item.category).plain,
            reading.audience_names(item.audience) if item.audience is not None else "",
            reading.list_of(taken.get(identity, ())) or reading.gettext("Not taken up by itself yet"),
        )
        entry = replace(_entry(reading, entered, item, facts, mark=number), depth=min(above, DEEPEST))
        yield _with_add(entry, entered, "item", identity, reading.gettext("Add an item below"))


def _taken_up(reading: Reading) -> dict[str, list[str]]:
    """The phases that take up each item, by name."""
    taken: dict[str, list[str]] = {}
    for phase in reading.view.meeting.phases:
        named = {*phase.items, *(slot.item for session in phase.sessions for slot in session.slots if slot.item)}
        for identity in named:
            taken.setdefault(identity, []).append(reading.phrase(phase.title).plain)
    return taken


def people(request: Request) -> Response:
    """`/organise/{slug}/people`: who speaks or chairs."""
    entered = enter(request)
    reading = whole_reading(entered.meeting, entered.reader)
    _ = reading.gettext
    entries = (
        _entry(
            reading,
            entered,
            person,
            (
                reading.phrase(person.title).plain,
                reading.phrase(person.affiliation).plain,
                reading.country_name(person.country),
                person.time_zone or "",
            ),
        )
        for person in entered.meeting.people
    )
    return _page(
        entered,
        "people",
        ("person", _("People"), _("Add a person"), _("There is nobody yet.")),
        lead=_("People, delegations and offices that speak or take the chair."),
        entries=tuple(entries),
    )


def venues(request: Request) -> Response:
    """`/organise/{slug}/venues`: venues, each with its rooms."""
    entered = enter(request)
    reading = whole_reading(entered.meeting, entered.reader)
    _ = reading.gettext
    return _page(
        entered,
        "venues",
        ("venue", _("Venues and rooms"), _("Add a venue"), _("There are no venues yet.")),
        lead="",
        entries=tuple(_venues(reading, entered)),
    )


def _venues(reading: Reading, entered: Entered) -> Iterator[Entry]:
    for venue in entered.meeting.venues:
        entry = _entry(reading, entered, venue, (venue.address or "", venue.time_zone or ""))
        yield _with_add(entry, entered, "room", venue.id, reading.gettext("Add a room"))
        for room in venue.rooms:
            yield replace(_entry(reading, entered, room, (reading.hall(room).capacity,)), depth=1)


def documents(request: Request) -> Response:
    """`/organise/{slug}/documents`: papers, and the languages that each is ready in."""
    entered = enter(request)
    reading = whole_reading(entered.meeting, entered.reader)
    _ = reading.gettext
    entries = (
        _entry(
            reading,
            entered,
            paper,
            (
                _("Revision %(number)s") % {"number": paper.revision} if paper.revision else "",
                _("A living document") if paper.living else "",
                _("Ready in %(languages)s") % {"languages": reading.list_of(map(reading.language_name, paper.links))}
                if paper.links
                else _("No address yet"),
            ),
            mark=reading.phrase(paper.symbol).plain,
        )
        for paper in entered.meeting.documents
    )
    return _page(
        entered,
        "documents",
        ("document", _("Documents"), _("Add a document"), _("There are no documents yet.")),
        lead="",
        entries=tuple(entries),
    )


def _page(
    entered: Entered, tab: str, words: tuple[str, str, str, str], *, lead: str, entries: tuple[Entry, ...]
) -> Response:
    noun, title, adding, empty = words
    page = ListPage(
        frame=frame_in(entered, title),
        room=room_of(entered, tab),
        title=title,
        lead=lead,
        entries=entries,
        add=f"{entered.path}/add/{noun}" if entered.can_edit else "",
        adding=adding,
        empty=empty,
    )
    return page_response("editor/list.html", page, entered.reader)


def _entry(reading: Reading, entered: Entered, value: Noun, facts: Sequence[str], *, mark: str = "") -> Entry:
    title = getattr(value, "title", None) if value.noun in {"item", "document"} else getattr(value, "name", None)
    place = reading.places[(value.noun, value.identity)]
    return Entry(
        id=f"{value.noun}-{value.identity}",
        mark=mark,
        name=reading.phrase(title),
        href=address_of(entered, value.noun, value.identity),
        facts=tuple(fact for fact in facts if fact),
        missing=tuple(_missing(reading, value)),
        order=f"{entered.path}/order/{value.noun}/{quote(value.identity, safe='')}",
        turns=tuple(_turns(reading, place)) if entered.can_edit else (),
    )


def _with_add(entry: Entry, entered: Entered, noun: str, parent: str, words: str) -> Entry:
    """The entry with a way to add an object of that noun below it."""
    if not entered.can_edit:
        return entry
    return replace(entry, add=f"{entered.path}/add/{noun}?{urlencode({'parent': parent})}", adding=words)


def _missing(reading: Reading, value: Noun) -> Iterator[str]:
    """The languages of the meeting that one of the object's texts is not written in, though in others."""
    texts = [
        text
        for field in type(value).model_fields
        if isinstance(text := getattr(value, field), Text)
        and (len(text) > 1 or (type(value), field) not in MAY_BE_IN_ONE_LANGUAGE)
    ]
    for tag in reading.view.meeting.languages:
        if any(tag not in text for text in texts):
            yield reading.language_name(tag)


def _turns(reading: Reading, place: Place) -> Iterator[Turn]:
    _ = reading.gettext
    words = {
        "up": ("↑", _("Move up")),
        "down": ("↓", _("Move down")),
        "in": ("→", _("Put under the one above")),
        "out": ("←", _("Put one step higher")),
    }
    for do, edit in orders(reading.view.meeting, place).items():
        if edit:
            yield Turn(do, *words[do])


def order(request: Request, sent: beside.Form) -> Response:
    """POST `/organise/{slug}/order/{noun}/{id}`: `do` is up, down, in or out; answers 303 to the list."""
    entered = enter(request, at_least="editor")
    noun, identity = request.path_params["noun"], request.path_params["id"]
    do = dict(sent).get("do", "")
    if noun not in (TABS.keys() | PARENTS.keys()) - {"meeting"}:
        raise NotFound(noun, identity)
    edit = orders(entered.meeting, find(entered.meeting, noun, identity)).get(do)
    said = "unchanged"
    if edit:
        store, now = site_of(request).store, datetime.now(UTC)
        service.edit(store, entered.slug, edit, expected=entered.draft.version, author=entered.author, now=now)
        said = "moved"
    answer = go(f"{entered.path}/{TABS.get(noun, '')}".rstrip("/"), said=said)
    answer.headers["location"] += f"#{noun}-{quote(identity, safe='')}"
    return answer


LISTS: dict[str, Callable[[Request], Response]] = {
    "items": items,
    "people": people,
    "venues": venues,
    "documents": documents,
}

ROUTES = [
    *(Route(f"/organise/{{slug}}/{name}", beside.page(shown)) for name, shown in LISTS.items()),
    Route("/organise/{slug}/order/{noun}/{id}", beside.form(order), methods=["POST"]),
]
