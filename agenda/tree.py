"""The meeting as a tree of objects with an identity: walking it, finding in it, and rebuilding it around a change.

An object's key is its noun and identity, such as ("session", "s1"); an outcome's identity is "phase:item:session".
Nothing here mutates: every function that changes gives a new tree which shares all that it left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from agenda.errors import NotFound
from agenda.noun import Noun, Refers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pydantic import BaseModel

    from agenda.meeting import Meeting

Key = tuple[str, str]
Steps = tuple[tuple[str, int], ...]
N = TypeVar("N", bound=Noun)


@dataclass(frozen=True)
class Place:
    """Where an object stands: `steps` are the fields and indexes that lead to it from the meeting."""

    key: Key
    value: Noun
    steps: Steps
    parent: Key

    @property
    def pointer(self) -> str:
        """Its JSON Pointer (RFC 6901) in the meeting file."""
        return pointer_of(self.steps)


@dataclass(frozen=True)
class Reference:
    """A field that names another object: the object it is in, the pointer within that object, and what it names."""

    holder: Place
    within: str
    target: Key

    @property
    def pointer(self) -> str:
        """Its JSON Pointer in the meeting file."""
        return self.holder.pointer + self.within


def pointer_of(steps: Steps) -> str:
    """The JSON Pointer that follows these steps."""
    return "".join(f"/{field}/{index}" for field, index in steps)


def key_of(value: Noun, parent: Key = ("", "")) -> Key:
    """The key of an object that stands under the object of key `parent`."""
    if value.noun == "meeting":
        return ("meeting", "")
    if value.noun == "outcome":
        return ("outcome", f"{parent[1]}:{value.identity}")
    return (value.noun, value.identity)


def _nodes(root: Noun, steps: Steps, parent: Key) -> Iterator[tuple[Key, Noun, Steps, Key]]:
    """The four of each place as they are, for whoever looks at thousands to find one."""
    waiting = [(root, steps, parent)]
    while waiting:
        value, steps, parent = waiting.pop()
        key = key_of(value, parent)
        yield key, value, steps, parent
        if value.children:
            below = [
                (child, (*steps, (field, place)), key)
                for field in value.children
                for place, child in enumerate(getattr(value, field))
            ]
            waiting += reversed(below)


def walk(root: Noun, *, steps: Steps = (), parent: Key = ("", "")) -> Iterator[Place]:
    """The object itself and every object below it, parents first, in file order."""
    return (Place(*node) for node in _nodes(root, steps, parent))


def keys_of(meeting: Meeting) -> Iterator[Key]:
    """The key of every object, as often as it is used."""
    return (key for key, *_ in _nodes(meeting, (), ("", "")))


def find(meeting: Meeting, noun: str, identity: str) -> Place:
    """The object of that key; raises NotFound."""
    wanted = (noun, identity)
    for node in _nodes(meeting, (), ("", "")):
        if node[0] == wanted:
            return Place(*node)
    raise NotFound(noun, identity, place="the meeting")


def index(meeting: Meeting) -> dict[Key, Place]:
    """Every object by its key; of two with one key the first."""
    found: dict[Key, Place] = {}
    for place in walk(meeting):
        found.setdefault(place.key, place)
    return found


def altered(root: N, steps: Steps, alter: Callable[[Noun], Noun]) -> N:
    """The tree with the object at `steps` replaced by what `alter` makes of it."""
    if not steps:
        return alter(root)  # type: ignore[return-value]
    (field, position), *rest = steps
    siblings = getattr(root, field)
    child = altered(siblings[position], tuple(rest), alter)
    return root.model_copy(update={field: (*siblings[:position], child, *siblings[position + 1 :])})


def without(root: N, steps: Steps) -> N:
    """The tree without the object at `steps`."""
    *above, (field, position) = steps

    def drop(parent: Noun) -> Noun:
        siblings = getattr(parent, field)
        return parent.model_copy(update={field: siblings[:position] + siblings[position + 1 :]})

    return altered(root, tuple(above), drop)


def with_child(root: N, steps: Steps, field: str, child: Noun, *, position: int | None = None) -> N:
    """The tree with `child` among the `field` of the object at `steps`: at `position`, else last."""

    def insert(parent: Noun) -> Noun:
        siblings = getattr(parent, field)
        at = len(siblings) if position is None else max(0, min(position, len(siblings)))
        return parent.model_copy(update={field: (*siblings[:at], child, *siblings[at:])})

    return altered(root, steps, insert)


def field_of(parent: Noun, noun: str) -> str:
    """The field of `parent` that holds its objects of that noun; raises KeyError."""
    return next(field for field, held in parent.children.items() if held == noun)


@cache
def _reference_fields(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, mark.noun)
        for name, info in model.model_fields.items()
        for mark in (*info.metadata, *_nested_marks(info.annotation))
        if isinstance(mark, Refers)
    )


def _nested_marks(annotation: Any) -> Iterator[Any]:
    for part in get_args(annotation):
        yield part
        yield from _nested_marks(part)


@cache
def _part_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields that hold nouns without an identity (slots, speakers, join links), where references may hide."""
    children: dict[str, str] = getattr(model, "children", {})
    return tuple(
        name
        for name, info in model.model_fields.items()
        if name not in children and any(_is_noun(part) for part in (info.annotation, *_nested_marks(info.annotation)))
    )


def _is_noun(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Noun)


def references_in(value: Noun) -> Iterator[tuple[str, Key]]:
    """The references an object itself makes, its parts' included, its children's not: (pointer within it, target)."""
    for field, noun in _reference_fields(type(value)):
        named = getattr(value, field)
        if isinstance(named, str):
            yield f"/{field}", (noun, named)
        elif named and noun == "audience" and len(named) == 1:
            yield f"/{field}", (noun, named[0])
        else:
            yield from ((f"/{field}/{position}", (noun, one)) for position, one in enumerate(named or ()))
    for field in _part_fields(type(value)):
        held = getattr(value, field)
        parts: Iterable[tuple[str, Noun]] = (
            [(f"/{field}/{position}", part) for position, part in enumerate(held)]
            if isinstance(held, tuple)
            else [(f"/{field}", held)]
            if held is not None
            else []
        )
        for prefix, part in parts:
            yield from ((prefix + pointer, target) for pointer, target in references_in(part))


def references(root: Noun) -> Iterator[Reference]:
    """Every reference made by the object or anything below it."""
    for place in walk(root):
        for within, target in references_in(place.value):
            yield Reference(place, within, target)
