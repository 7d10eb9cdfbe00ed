"""Hypothesis strategies for meetings: valid ones, with every key of the meeting file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, get_args

from hypothesis import strategies as st

from agenda.item import Action
from agenda.meeting import Meeting
from agenda.noun import write_time
from agenda.phase import DeadlineKind, PhaseKind, PhaseStatus, Result
from agenda.session import Feature, SessionKind, SessionStatus, SlotKind
from agenda.text import UNPRINTABLE, is_visible
from agenda.timespan import exists, instant, later

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy

LANGUAGES = ["en", "fr", "es", "ar", "zh", "pt-BR", "no"]
ZONES = ["Europe/Brussels", "America/Toronto", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"]
TRICKY = [
    "null", "~", "Null", "true", "no", "1.10", "0x1F", "2022-11-16", "2022-11-16T10:00", "- a", "a: b", "a #b", "#a",
    "[a]", "{a}", "a, b", "'a'", '"a"', "*a", "&a", "!a", "a:", ":a", "?", "? a", "---", "...", "a\nb", "a\n\n b\n",
    " a", "a ", "<<", "=", "@a", "`a`", "%a", "|", ">-", "\t", "C:\\New; x,y", "\u2028", "\x85", "\ufeff", "a\u00a0",
    "👩‍⚖️", "قرار", "议程", "",
]  # fmt: skip
"""Strings that a careless writer of YAML would spoil."""

NEAR_CHANGES = [
    date(2022, 3, 12),
    date(2022, 3, 26),
    date(2022, 10, 29),
    date(2022, 11, 5),
    date(2018, 11, 3),
    date(2023, 4, 1),
]
HOURS = [time(0), time(1, 30), time(2), time(2, 30), time(10), time(15, 15, 30), time(23)]

printable = st.text(max_size=12).filter(lambda string: not UNPRINTABLE.search(string))
strings = st.one_of(st.sampled_from(TRICKY), printable)
written = strings.filter(is_visible)
ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,5}", fullmatch=True)
urls = st.sampled_from(
    ["https://video.example.org/j/1?a=b&c=[d]", "tel:+41-22-000", "https://example.org/ü", "sip:x@y"]
)


@dataclass(frozen=True)
class Known:
    """What the parts of one meeting may name."""

    languages: list[str]
    zone: str
    audiences: list[str]
    people: list[str]
    documents: list[str]
    items: list[str]
    venues: dict[str, str]
    rooms: list[str]


@st.composite
def meetings(draw: DrawFn) -> Meeting:
    """A valid meeting with a uid: ids are unique, what is named exists, sittings start in their phase.

    Wall clocks exist, near gaps and folds, so `check` finds no errors in it. It may warn: clashes happen.
    """
    written = draw(meeting_files())
    return Meeting.model_validate(written, context={"language": written["languages"][0]})


@st.composite
def meeting_files(draw: DrawFn) -> dict[str, Any]:
    """What the meeting file of a valid meeting says, without its version key."""
    known, venues = draw(known_things())
    text = texts(known.languages)
    return draw(
        an_object(
            {
                "slug": ids,
                "uid": st.uuids(version=4).map(str),
                "title": text,
                "time_zone": st.just(known.zone),
                "languages": st.just(known.languages),
                "audiences": each(known.audiences, lambda one: {"id": st.just(one), "name": text}),
                "venues": st.just(venues),
                "people": each(known.people, lambda one: {"id": st.just(one), "name": text}, **person_details(text)),
                "documents": each(
                    known.documents, lambda one: {"id": st.just(one), "title": text}, **document_details(known)
                ),
                "items": item_trees(known),
                "phases": phase_lists(known),
            },
            symbol=text,
            description=text,
            contact=text,
            body=bodies(text),
            links=st.lists(an_object({"label": text, "url": urls}), max_size=2),
        )
    )


@st.composite
def known_things(draw: DrawFn) -> tuple[Known, list[dict[str, Any]]]:
    """The ids of a meeting, and its venues as written."""
    languages = draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True))
    zone = draw(st.sampled_from(ZONES))
    rooms = draw(unique_ids(most=3))
    text = texts(languages)
    venues: list[dict[str, Any]] = [
        draw(an_object({"id": st.just(one), "name": text}, address=strings, time_zone=st.sampled_from(ZONES)))
        for one in draw(unique_ids(most=2))
    ]
    if venues:
        draw_rooms = each(rooms, lambda one: {"id": st.just(one), "name": text}, capacity=st.integers(0, 500))
        venues[-1]["rooms"] = draw(draw_rooms)
    known = Known(
        languages,
        zone,
        *(draw(unique_ids(most=most)) for most in (3, 3, 3, 6)),
        venues={venue["id"]: venue.get("time_zone", zone) for venue in venues},
        rooms=rooms if venues else [],
    )
    return known, venues


@st.composite
def an_object(
    draw: DrawFn, required: dict[str, SearchStrategy[Any]], **optional: SearchStrategy[Any]
) -> dict[str, Any]:
    """An object with the required keys, and those of the optional ones that chance picks; None is left out."""
    made = {key: draw(values) for key, values in required.items()}
    made |= {key: draw(values) for key, values in optional.items() if draw(st.booleans())}
    return {key: value for key, value in made.items() if value is not None}


def each(
    names: list[str], required: Callable[[str], dict[str, SearchStrategy[Any]]], **optional: SearchStrategy[Any]
) -> SearchStrategy[list[dict[str, Any]]]:
    """One object for each of these ids."""
    return st.tuples(*(an_object(required(one), **optional) for one in names)).map(list)


def some(values: list[str], *, most: int = 3) -> SearchStrategy[list[str]]:
    """Up to `most` different ones of these, in any order."""
    return st.lists(st.sampled_from(values), max_size=most, unique=True) if values else st.just([])


def one_of(values: list[str]) -> SearchStrategy[str | None]:
    """One of these; None where there are none."""
    return st.sampled_from(values) if values else st.none()


def unique_ids(*, most: int) -> SearchStrategy[list[str]]:
    """Up to `most` different ids."""
    return st.lists(ids, max_size=most, unique=True)


def texts(languages: list[str]) -> SearchStrategy[Any]:
    """A text as a file writes it: a plain string, or one string for some of the languages."""
    return written | st.dictionaries(st.sampled_from(languages), written, min_size=1, max_size=3)


def closed_to(known: Known) -> SearchStrategy[Any]:
    """The audience of something: nobody, one or some."""
    return one_of(known.audiences) | some(known.audiences)


def bodies(text: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """A body and the chain it reports to."""
    parent = an_object({"acronym": strings}, name=text)
    return an_object({"name": text}, acronym=strings, reports_to=st.lists(parent, max_size=2))


def person_details(text: SearchStrategy[Any]) -> dict[str, SearchStrategy[Any]]:
    """The optional keys of a person."""
    return {
        "title": text,
        "affiliation": text,
        "country": st.sampled_from(["NO", "BE", "CI"]),
        "time_zone": st.sampled_from(ZONES),
    }


def document_details(known: Known) -> dict[str, SearchStrategy[Any]]:
    """The optional keys of a document."""
    return {
        "symbol": texts(known.languages),
        "links": st.dictionaries(st.sampled_from(LANGUAGES), urls, max_size=2),
        "revision": strings,
        "living": st.booleans(),
    }


@st.composite
def item_trees(draw: DrawFn, known: Known) -> list[dict[str, Any]]:
    """All the items of a meeting as a forest."""
    text = texts(known.languages)
    roots: list[dict[str, Any]] = []
    made: list[dict[str, Any]] = []
    for identity in known.items:
        item = draw(
            an_object(
                {"id": st.just(identity), "title": text},
                number=strings,
                action=some(list(get_args(Action))),
                description=text,
                category=text,
                documents=some(known.documents),
                follows=st.fixed_dictionaries({"meeting": ids, "item": ids}),
                audience=closed_to(known),
            )
        )
        parent = draw(st.sampled_from([None, *made]))
        (roots if parent is None else parent.setdefault("items", [])).append(item)
        made.append(item)
    return roots


@st.composite
def phase_lists(draw: DrawFn, known: Known) -> list[dict[str, Any]]:
    """The phases of a meeting; sittings and deadlines have ids of their own across all phases."""
    return [
        draw(phases(known, identity, session_ids=[f"{identity}-{n}" for n in range(2)]))
        for identity in draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    ]


@st.composite
def phases(draw: DrawFn, known: Known, identity: str, *, session_ids: list[str]) -> dict[str, Any]:
    """A phase of one to ten days that begins near a change of clocks."""
    text = texts(known.languages)
    start = draw(st.sampled_from(NEAR_CHANGES))
    end = start + timedelta(days=draw(st.integers(0, 9)))
    made = draw(
        an_object(
            {
                "id": st.just(identity),
                "kind": st.sampled_from(list(get_args(PhaseKind))),
                "title": text,
                "start": st.just(start.isoformat()),
                "end": st.just(end.isoformat()),
            },
            status=st.sampled_from(list(get_args(PhaseStatus))),
            time_zone=st.sampled_from(ZONES),
            venue=one_of(list(known.venues)),
            platform=an_object({"name": text}, url=urls),
            decisions=st.booleans(),
            description=text,
            items=some(known.items),
        )
    )
    zone = made.get("time_zone") or known.venues.get(made.get("venue", ""), known.zone)
    hours = wall_clocks(start, end, zone)
    named = draw(some(session_ids))
    made["sessions"] = [draw(sessions(known, one, zone=zone, starts=hours)) for one in named]
    made["deadlines"] = draw(
        each(
            draw(some(session_ids)),
            lambda one: {
                "id": st.just(one),
                "title": text,
                "due": hours.map(write_time) | st.just(start.isoformat()),
            },
            kind=st.sampled_from(list(get_args(DeadlineKind))),
            items=some(known.items),
            audience=closed_to(known),
        )
    )
    made["outcomes"] = draw(outcome_lists(known, named))
    return made


@st.composite
def wall_clocks(draw: DrawFn, first: date, last: date, zone: str) -> datetime:
    """A wall clock of these days that the zone's clocks show, often in a small hour."""
    day = first + timedelta(days=draw(st.integers(0, (last - first).days)))
    wall = datetime.combine(day, draw(st.sampled_from(HOURS)))
    while not exists(wall, zone):
        wall += timedelta(minutes=30)
    return wall


@st.composite
def sessions(
    draw: DrawFn, known: Known, identity: str, *, zone: str, starts: SearchStrategy[datetime]
) -> dict[str, Any]:
    """A sitting of up to five hours, by its end or by its minutes."""
    text = texts(known.languages)
    start, fold = draw(starts), draw(st.sampled_from([None, 0, 1]))
    minutes = draw(st.integers(1, 300))
    end = later(instant(start, zone, fold=fold or 0), timedelta(minutes=minutes)).replace(tzinfo=None, fold=0)
    join = an_object({"label": text, "url": urls}, features=some(list(get_args(Feature))), audience=closed_to(known))
    speaker = an_object({"person": one_of(known.people)}, role=text)
    slot = an_object(
        {"minutes": st.integers(0, 200)},
        item=one_of(known.items),
        title=text,
        kind=st.sampled_from(list(get_args(SlotKind))),
        **({"speakers": st.lists(speaker, max_size=2)} if known.people else {}),
    )
    return draw(
        an_object(
            {
                "id": st.just(identity),
                "title": text,
                "start": st.just(write_time(start)),
                "fold": st.just(fold),
                **draw(st.sampled_from([{"minutes": st.just(minutes)}, {"end": st.just(write_time(end))}])),
            },
            kind=st.sampled_from(list(get_args(SessionKind))),
            status=st.sampled_from(list(get_args(SessionStatus))),
            room=one_of(known.rooms),
            expected=st.integers(0, 500),
            join=st.lists(join, max_size=2),
            recording=urls,
            interpretation=some(LANGUAGES),
            chair=one_of(known.people),
            audience=closed_to(known),
            description=text,
            notice=text,
            source=an_object({"uid": strings}, url=urls),
            slots=st.lists(slot, max_size=3),
        )
    )


@st.composite
def outcome_lists(draw: DrawFn, known: Known, session_ids: list[str]) -> list[dict[str, Any]]:
    """Outcomes of some items, each of one sitting or of the phase."""
    return [
        draw(
            an_object(
                {"item": st.just(item), "result": st.sampled_from(list(get_args(Result)))},
                refer_to=st.lists(strings, max_size=2),
                note=texts(known.languages),
                session=one_of(session_ids),
                on=st.sampled_from(NEAR_CHANGES).map(date.isoformat),
            )
        )
        for item in draw(some(known.items))
    ]
