"""Hypothesis strategies for edits that are valid on a given meeting, with the ids that it has."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from agenda.edits import EDITS, read_edit
from agenda.errors import InvalidEdit
from agenda.nouns import NOUNS
from agenda.tree import walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from agenda.edits import Edit
    from agenda.meeting import Meeting

NAMES = sorted(EDITS.keys() - {"revert", "replace_meeting"})
WORDS = ["Opening", "Any other business", "Élection", "闭幕", "a\nb", " a ", "C:\\New; x,y"]
ACTIONS = ["information", "discussion", "decision", "approval"]
Draw = Any


@dataclass(frozen=True)
class Made:
    """An edit as it was written and as it was read, with the meeting before and after it."""

    written: dict[str, Any]
    edit: Edit
    before: Meeting
    after: Meeting


@st.composite
def runs(draw: Draw, meeting: Meeting, *, most: int = 5, names: list[str] | None = None) -> list[Made]:
    """One to `most` edits, each made on the meeting that the ones before it left."""
    made: list[Made] = []
    for _ in range(draw(st.integers(1, most))):
        made.append(draw(made_edits(meeting, names=names)))
        meeting = made[-1].after
    return made


@st.composite
def made_edits(draw: Draw, meeting: Meeting, *, names: list[str] | None = None) -> Made:
    """One edit that the meeting accepts, applied."""
    for _ in range(8):
        written = draw(edits(meeting, names=names))
        edit = read_edit(written)
        try:
            return Made(written, edit, meeting, edit.apply(meeting))
        except InvalidEdit:
            continue
    written = {"edit": "set_meeting", "title": draw(st.sampled_from(WORDS))}
    edit = read_edit(written)
    return Made(written, edit, meeting, edit.apply(meeting))


@st.composite
def edits(draw: Draw, meeting: Meeting, *, names: list[str] | None = None) -> dict[str, Any]:
    """One edit as the API is given it; a few break a rule that spans fields and are refused."""
    has = _Ids(meeting)
    possible = [name for name in names or NAMES if has.allows(name)]
    name = draw(st.sampled_from(possible))
    return {"edit": name} | draw(_keys_of(name, has))


class _Ids:
    """The identities of a meeting by noun."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.by_noun: dict[str, list[str]] = defaultdict(list)
        for place in walk(meeting):
            self.by_noun[place.key[0]].append(place.key[1])

    def allows(self, name: str) -> bool:
        verb, _, noun = name.partition("_")
        if name == "record_outcome":
            return bool(self.by_noun["item"] and self.by_noun["phase"])
        if name == "add_audience":
            return len(self.by_noun["audience"]) < 6
        if name in NEEDS:
            return NEEDS[name](self.meeting)
        if verb == "add":
            parent = {"room": "venue", "deadline": "phase", "session": "phase"}.get(noun, "meeting")
            return bool(self.by_noun[parent])
        return noun == "meeting" or bool(self.by_noun[noun])

    def one(self, noun: str) -> st.SearchStrategy[str]:
        return st.sampled_from(self.by_noun[noun])

    def some(self, noun: str, most: int = 3) -> st.SearchStrategy[list[str]]:
        known = self.by_noun[noun]
        return st.lists(st.sampled_from(known), unique=True, max_size=most) if known else st.just([])

    def maybe(self, noun: str) -> st.SearchStrategy[str | None]:
        return st.none() | self.one(noun) if self.by_noun[noun] else st.none()


def _keys_of(name: str, has: _Ids) -> st.SearchStrategy[dict[str, Any]]:
    if name in SPECIAL:
        return SPECIAL[name](has)
    verb, _, noun = name.partition("_")
    return {"add": _added, "set": _set, "remove": _removed, "reorder": _reordered}[verb](noun, has)


@st.composite
def _added(draw: Draw, noun: str, has: _Ids) -> dict[str, Any]:
    given = {noun: draw(_objects(noun, has))}
    if noun in {"session", "deadline"}:
        given["phase"] = draw(has.one("phase"))
    if noun == "room":
        given["venue"] = draw(has.one("venue"))
    if noun == "item" and (parent := draw(has.maybe("item"))):
        given["parent"] = parent
    return given


@st.composite
def _objects(draw: Draw, noun: str, has: _Ids) -> dict[str, Any]:
    written = {"id": draw(st.integers(0, 50).map(lambda n: f"{noun}-new-{n}"))}
    fields = _fields(noun, has)
    required = [name for name, info in NOUNS[noun].model_fields.items() if info.is_required() and name != "id"]
    written |= {name: draw(fields[name]) for name in required}
    for name in draw(st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=4)):
        written[name] = draw(fields[name])
    written = {name: value for name, value in written.items() if value is not None}
    if "minutes" in written:
        written.pop("end", None)
    return written


@st.composite
def _set(draw: Draw, noun: str, has: _Ids) -> dict[str, Any]:
    fields = _fields(noun, has)
    chosen = draw(st.lists(st.sampled_from(sorted(fields)), unique=True, min_size=1, max_size=3))
    required = {name for name, info in NOUNS[noun].model_fields.items() if info.is_required()}
    fields |= {name: patches() for name in fields.keys() & {"title", "name", "description", "notice"}}
    given: dict[str, Any] = {} if noun == "meeting" else {noun: draw(has.one(noun))}
    for name in chosen:
        values = fields[name] if name in required else st.none() | fields[name]
        given[name] = draw(values)
    if given.get("minutes") is not None:
        given["end"] = None
    elif given.get("end") is not None:
        given["minutes"] = None
    return given


@st.composite
def _removed(draw: Draw, noun: str, has: _Ids) -> dict[str, Any]:
    return {noun: draw(has.one(noun))}


@st.composite
def _reordered(draw: Draw, noun: str, has: _Ids) -> dict[str, Any]:
    identity = draw(has.one(noun))
    given: dict[str, Any] = {noun: identity}
    parent = {"session": "phase", "deadline": "phase", "room": "venue", "item": "item"}.get(noun)
    if parent and draw(st.booleans()):
        key = "parent" if noun == "item" else parent
        given[key] = draw(has.maybe("item") if noun == "item" else has.one(parent))
    siblings = _siblings(has.meeting, noun, identity, given)
    given["before"] = draw(st.sampled_from([None, *siblings]))
    return given


def _siblings(meeting: Meeting, noun: str, identity: str, given: dict[str, Any]) -> list[str]:
    places = {place.key: place for place in walk(meeting)}
    parent = places[noun, identity].parent
    for name, value in given.items():
        if name in {"phase", "venue"} and name != noun:
            parent = (name, value)
        if name == "parent":
            parent = ("item", value) if value else ("meeting", "")
    siblings = (place.key for place in places.values() if place.parent == parent)
    return [sibling for kind, sibling in siblings if kind == noun and sibling != identity]


def texts() -> st.SearchStrategy[Any]:
    """A text as a string or by language."""
    string = st.sampled_from(WORDS)
    return string | st.dictionaries(st.sampled_from(["en", "fr", "zh"]), string, min_size=1, max_size=3)


def patches() -> st.SearchStrategy[Any]:
    """A text as a merge patch: null takes a language away."""
    string = st.none() | st.sampled_from(WORDS)
    return st.sampled_from(WORDS) | st.dictionaries(st.sampled_from(["en", "fr"]), string, min_size=1)


def wall_clocks() -> st.SearchStrategy[str]:
    """Wall clocks around the real meetings' days, among them those of the clock change of 30 October 2022."""
    days = st.sampled_from([date(2022, 10, 29), date(2022, 10, 30), date(2022, 11, 16), date(2023, 3, 26)])
    times = st.sampled_from(["00:00", "02:00", "02:30", "03:00", "09:30", "10:00", "13:00", "23:59:30"])
    return st.builds(lambda day, time: f"{day}T{time}", days, times)


def days() -> st.SearchStrategy[str]:
    """Dates of some years around the real meetings."""
    return st.dates(date(2019, 1, 1), date(2024, 12, 31)).map(date.isoformat)


def _audiences(has: _Ids) -> st.SearchStrategy[Any]:
    return has.some("audience") | has.maybe("audience")


@st.composite
def _slots(draw: Draw, has: _Ids) -> list[dict[str, Any]]:
    slots = []
    for _ in range(draw(st.integers(0, 3))):
        slot: dict[str, Any] = {"title": draw(texts()), "minutes": draw(st.sampled_from([0, 15, 90]))}
        if item := draw(has.maybe("item")):
            slot["item"] = item
        speakers = [{"person": person, "role": draw(texts())} for person in draw(has.some("person", 2))]
        slots.append(
            slot | ({"speakers": speakers} if speakers else {"kind": draw(st.sampled_from(["break", "item"]))})
        )
    return slots


@st.composite
def _links(draw: Draw, has: _Ids) -> list[dict[str, Any]]:
    links = []
    for number in range(draw(st.integers(0, 2))):
        link: dict[str, Any] = {"label": draw(texts()), "url": f"https://video.example.org/{number}"}
        if (audience := draw(_audiences(has))) is not None:
            link["audience"] = audience
        links.append(link | {"features": draw(st.sampled_from([[], ["audio", "video"]]))})
    return links


def _fields(noun: str, has: _Ids) -> dict[str, st.SearchStrategy[Any]]:
    zones = st.sampled_from(["Europe/Brussels", "America/Toronto", "Australia/Lord_Howe", "Africa/Casablanca"])
    own: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "meeting": {"title": texts(), "description": texts(), "contact": texts(), "symbol": texts()},
        "audience": {"name": texts()},
        "venue": {"name": texts(), "address": st.sampled_from(WORDS), "time_zone": zones},
        "room": {"name": texts(), "capacity": st.integers(0, 300)},
        "person": {
            "name": texts(),
            "affiliation": texts(),
            "country": st.sampled_from(["NO", "BE"]),
            "time_zone": zones,
        },
        "document": {
            "title": texts(),
            "symbol": texts(),
            "links": st.dictionaries(
                st.sampled_from(["en", "fr"]), st.just("https://papers.example.org/1"), max_size=2
            ),
            "living": st.booleans(),
        },
        "item": {
            "title": texts(),
            "number": st.sampled_from(["1.10", "I", "(a)"]),
            "action": st.lists(st.sampled_from(ACTIONS), unique=True, max_size=2),
            "description": texts(),
            "documents": has.some("document"),
            "audience": _audiences(has),
        },
        "phase": {
            "title": texts(),
            "kind": st.sampled_from(["online", "hybrid", "in_person", "closing"]),
            "start": days(),
            "end": days(),
            "status": st.sampled_from(["confirmed", "tentative", "postponed", "cancelled"]),
            "time_zone": zones,
            "venue": has.maybe("venue"),
            "platform": st.sampled_from([{"name": "CLiKC!"}, {"name": {"en": "Z"}, "url": "https://z.example.org"}]),
            "decisions": st.booleans(),
            "items": has.some("item"),
        },
        "deadline": {
            "title": texts(),
            "due": days() | wall_clocks(),
            "kind": st.sampled_from(["comments", "silence", "other"]),
            "items": has.some("item"),
            "audience": _audiences(has),
        },
        "session": {
            "title": texts(),
            "start": wall_clocks(),
            "end": wall_clocks(),
            "minutes": st.integers(0, 600),
            "fold": st.sampled_from([0, 1]),
            "kind": st.sampled_from(["plenary", "side_event"]),
            "status": st.sampled_from(["confirmed", "tentative", "cancelled"]),
            "room": has.maybe("room"),
            "join": _links(has),
            "chair": has.maybe("person"),
            "audience": _audiences(has),
            "notice": texts(),
            "slots": _slots(has),
            "interpretation": st.sampled_from([[], ["en", "fr"]]),
        },
    }
    return own[noun]


@st.composite
def _outcomes(draw: Draw, has: _Ids) -> dict[str, Any]:
    outcome = {"item": draw(has.one("item")), "result": draw(st.sampled_from(["adopted", "noted", "referred"]))}
    if session := draw(has.maybe("session")):
        outcome["session"] = session
    if draw(st.booleans()):
        outcome |= {"note": draw(texts()), "on": draw(days())}
    return {"phase": draw(has.one("phase")), "outcome": outcome}


@st.composite
def _outcome_removals(draw: Draw, has: _Ids) -> dict[str, Any]:
    phase, item, session = draw(has.one("outcome")).split(":")
    return {"phase": phase, "item": item} | ({"session": session} if session else {})


@st.composite
def _session_moves(draw: Draw, has: _Ids) -> dict[str, Any]:
    given: dict[str, Any] = {"session": draw(has.one("session")), "start": draw(wall_clocks())}
    if draw(st.booleans()):
        hours = draw(st.integers(1, 5))
        given["end"] = (datetime.fromisoformat(given["start"]) + timedelta(hours=hours)).isoformat()
    if draw(st.booleans()):
        given["room"] = draw(has.maybe("room"))
    return given


@st.composite
def _shifts(draw: Draw, has: _Ids) -> dict[str, Any]:
    phase = draw(st.sampled_from(has.meeting.phases))
    dated = [session for session in phase.sessions if session.start]
    given: dict[str, Any] = {"phase": phase.id, "minutes": draw(st.sampled_from([-1440, -45, 0, 20, 60, 600]))}
    if dated and draw(st.booleans()):
        given["after"] = draw(st.sampled_from([session.id for session in dated]))
    else:
        moments = [session.start.isoformat() for session in dated]
        given["from"] = draw(st.sampled_from(moments) if moments else wall_clocks())
    if draw(st.booleans()):
        given["room"] = draw(has.maybe("room"))
    if draw(st.booleans()):
        given["until"] = "2024-12-31"
    return given


def _days_with_sittings(meeting: Meeting) -> list[tuple[str, str]]:
    return [
        (phase.id, session.start.date().isoformat())
        for phase in meeting.phases
        for session in phase.sessions
        if session.start and not session.is_cancelled
    ]


@st.composite
def _day_copies(draw: Draw, has: _Ids) -> dict[str, Any]:
    phase, day = draw(st.sampled_from(_days_with_sittings(has.meeting)))
    near = [date.fromisoformat(day) + timedelta(days=days) for days in (-1, 1, 7)]
    given: dict[str, Any] = {"phase": phase, "from": day, "to": draw(st.sampled_from(near).map(date.isoformat))}
    if draw(st.booleans()):
        (held,) = (one for one in has.meeting.phases if one.id == phase)
        copied = [one.id for one in held.sessions if one.start and one.start.date().isoformat() == day]
        new = draw(st.integers(0, 50).map(lambda number: f"session-copy-{number}"))
        given["ids"] = {draw(st.sampled_from(copied)): new}
    return given


@st.composite
def _fits(draw: Draw, has: _Ids) -> dict[str, Any]:
    held = [session for phase in has.meeting.phases for session in phase.sessions]
    return {"session": draw(st.sampled_from([session.id for session in held if session.slots]))}


@st.composite
def _stretches(draw: Draw, has: _Ids) -> dict[str, Any]:
    edges = draw(st.lists(st.sampled_from(["start", "end"]), min_size=1, max_size=2, unique=True))
    return {"phase": draw(has.one("phase"))} | {edge: draw(days()) for edge in edges}


NEEDS: dict[str, Callable[[Meeting], bool]] = {
    "copy_day": lambda meeting: bool(_days_with_sittings(meeting)),
    "fit_slots": lambda meeting: any(session.slots for phase in meeting.phases for session in phase.sessions),
    "shift_sessions": lambda meeting: bool(meeting.phases),
}
"""What a meeting must have for an edit that is of no one noun."""

SPECIAL: dict[str, Callable[[_Ids], st.SearchStrategy[dict[str, Any]]]] = {
    "move_session": _session_moves,
    "unschedule_session": lambda has: st.fixed_dictionaries({"session": has.one("session")}),
    "shift_sessions": _shifts,
    "copy_day": _day_copies,
    "fit_slots": _fits,
    "cancel_session": lambda has: st.fixed_dictionaries({"session": has.one("session")}),
    "cancel_phase": lambda has: st.fixed_dictionaries({"phase": has.one("phase")}),
    "move_phase": lambda has: st.fixed_dictionaries({"phase": has.one("phase"), "start": days()}),
    "redate_phase": lambda has: st.fixed_dictionaries({"phase": has.one("phase"), "start": days()}),
    "postpone_phase": lambda has: st.fixed_dictionaries({"phase": has.one("phase")}),
    "stretch_phase": _stretches,
    "record_outcome": _outcomes,
    "remove_outcome": _outcome_removals,
}
