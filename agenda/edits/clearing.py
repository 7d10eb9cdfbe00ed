"""Taking out what refers to objects that are gone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from agenda.changes import rebuilt
from agenda.phase import Outcome
from agenda.session import Session, Slot
from agenda.tree import Key, altered, index, references_in, walk, without

if TYPE_CHECKING:
    from collections.abc import Collection

    from agenda.meeting import Meeting
    from agenda.noun import Noun
    from agenda.tree import Place


def without_references(meeting: Meeting, gone: Collection[Key]) -> Meeting:
    """The meeting in which nothing names an object that is gone.

    A field or list entry goes; a speaker or an outcome, which is nothing without what it names, goes whole. What was
    closed to a removed audience alone stays closed, to nobody: removing an audience never opens anything.
    """
    language = meeting.language
    holders = [place for place in walk(meeting) if _refers(place.value, gone)]
    for place in reversed(holders):
        if _stands_alone(meeting, place, gone):
            meeting = altered(meeting, place.steps, partial(_cleared, gone=gone, language=language))
        else:
            meeting = without(meeting, place.steps)
    return meeting


def _stands_alone(meeting: Meeting, place: Place, gone: Collection[Key]) -> bool:
    """Whether the object is still one of its own without what it names: an outcome may not be, or be another's twin."""
    if not isinstance(place.value, Outcome):
        return True
    twin = ("outcome", f"{place.parent[1]}:{place.value.item}:")
    return ("item", place.value.item) not in gone and twin not in index(meeting)


def _refers(value: Noun, gone: Collection[Key]) -> bool:
    return any(target in gone for _, target in references_in(value))


def _cleared(value: Noun, gone: Collection[Key], language: str) -> Noun:
    written = value.model_dump(mode="json", exclude_defaults=True, exclude=set(value.children))
    for pointer, target in reversed(list(references_in(value))):
        if target in gone:
            _drop(written, pointer.split("/")[1:], is_audience=target[0] == "audience")
    if isinstance(value, Session) and "slots" in written:
        written["slots"] = [slot for slot in written["slots"] if _says_something(slot)]
    return rebuilt(value, written, language=language)


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
