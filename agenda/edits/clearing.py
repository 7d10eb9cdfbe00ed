"""Taking out what refers to objects that are gone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from agenda.changes import rebuilt
from agenda.phase import Deadline, Outcome
from agenda.place import Venue
from agenda.session import Session, Slot
from agenda.tree import Key, altered, index, key_of, references_in, walk, without

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from agenda.meeting import Meeting
    from agenda.noun import Noun
    from agenda.tree import Place


Readers = frozenset[str] | None
"""The audiences of which any may read an object; None is everybody."""


def readers_of(meeting: Meeting, going: Place) -> dict[Key, Readers]:
    """The object and all below it by key, with who may read each: whoever may read it and all it stands in."""
    readers: Readers = None
    value: Noun = meeting
    for field, position in going.steps[:-1]:
        value = getattr(value, field)[position]
        readers = _narrowed(readers, value)
    return dict(_readers_below(going.value, going.parent, readers))


def _readers_below(value: Noun, parent: Key, above: Readers) -> Iterator[tuple[Key, Readers]]:
    key, readers = key_of(value, parent), _narrowed(above, value)
    yield key, readers
    for field in value.children:
        for child in getattr(value, field):
            yield from _readers_below(child, key, readers)


def _narrowed(readers: Readers, value: Noun) -> Readers:
    audience = getattr(value, "audience", None)
    if audience is None:
        return readers
    return frozenset(audience) if readers is None else readers & frozenset(audience)


def with_clocks_kept(meeting: Meeting, going: Noun) -> Meeting:
    """The meeting in which phases that have their zone from a venue that goes have it themselves: no sitting moves."""
    if not isinstance(going, Venue) or going.time_zone is None:
        return meeting
    zone = {"time_zone": going.time_zone}
    phases = tuple(
        phase.model_copy(update=zone) if phase.venue == going.id and phase.time_zone is None else phase
        for phase in meeting.phases
    )
    return meeting.model_copy(update={"phases": phases})


def without_references(meeting: Meeting, gone: Mapping[Key, Readers]) -> Meeting:
    """The meeting in which nothing names an object that is gone; `gone` says who could read each.

    A field or list entry goes; a speaker or an outcome, which is nothing without what it names, goes whole. Removing
    opens nothing: what was closed to a removed audience alone stays closed, to nobody; of a slot on a closed item its
    minutes are left; a deadline of closed items alone stays with their readers; an outcome of a closed sitting goes.
    """
    language = meeting.language
    holders = [place for place in walk(meeting) if _refers(place.value, gone)]
    for place in reversed(holders):
        if _stands_alone(meeting, place, gone):
            meeting = altered(meeting, place.steps, partial(_cleared, gone=gone, language=language))
        else:
            meeting = without(meeting, place.steps)
    return meeting


def _stands_alone(meeting: Meeting, place: Place, gone: Mapping[Key, Readers]) -> bool:
    """Whether the object is still one of its own without what it names: an outcome may not be, or be another's twin."""
    if not isinstance(place.value, Outcome):
        return True
    twin = ("outcome", f"{place.parent[1]}:{place.value.item}:")
    is_closed = gone.get(("session", place.value.session or "")) is not None
    return ("item", place.value.item) not in gone and not is_closed and twin not in index(meeting)


def _refers(value: Noun, gone: Collection[Key]) -> bool:
    return any(target in gone for _, target in references_in(value))


def _cleared(value: Noun, gone: Mapping[Key, Readers], language: str) -> Noun:
    written = value.model_dump(mode="json", exclude_defaults=True, exclude=set(value.children))
    for pointer, target in reversed(list(references_in(value))):
        if target in gone:
            _drop(written, pointer.split("/")[1:], is_audience=target[0] == "audience")
    if isinstance(value, Session) and "slots" in written:
        slots = (_still_closed(slot, said, gone) for slot, said in zip(value.slots, written["slots"], strict=True))
        written["slots"] = [slot for slot in slots if _says_something(slot)]
    if isinstance(value, Deadline) and (readers := _readers_left(value, gone)) is not None:
        written["audience"] = sorted(readers)
    return rebuilt(value, written, language=language)


def _still_closed(slot: Slot, written: dict[str, Any], gone: Mapping[Key, Readers]) -> dict[str, Any]:
    """The slot as written, of one on a closed item only its minutes."""
    if slot.item is None or gone.get(("item", slot.item)) is None:
        return written
    return {key: value for key, value in written.items() if key == "minutes"}


def _readers_left(deadline: Deadline, gone: Mapping[Key, Readers]) -> Readers:
    """Who may read a deadline that loses every item, each closed; None where nothing has to be said."""
    readers = [gone.get(("item", item)) for item in deadline.items]
    if not readers or any(one is None for one in readers):
        return None
    return _narrowed(frozenset().union(*filter(None, readers)), deadline)


def _says_something(slot: dict[str, Any]) -> bool:
    return (
        bool(slot.keys() & {"item", "title", "minutes"})
        or slot.get("kind", Slot.model_fields["kind"].default) != "item"
    )


def _drop(written: Any, steps: list[str], *, is_audience: bool) -> None:
    if steps[0] == "speakers" and len(steps) == 3:
        del written["speakers"][int(steps[1])]
    elif len(steps) == 1 and isinstance(written, list):
        del written[int(steps[0])]
    elif len(steps) == 1:
        if is_audience:
            written[steps[0]] = []
        else:
            del written[steps[0]]
    else:
        _drop(
            written[int(steps[0])] if isinstance(written, list) else written[steps[0]],
            steps[1:],
            is_audience=is_audience,
        )
