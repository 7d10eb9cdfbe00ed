"""What differs between two meetings, field by field and object by object, as paths and values.

The one notion of change: history keeps it, undo turns it round, a rebase compares it, a publication announces it.
A path names its place by identity, so it holds wherever the object stands:

- (noun, identity): a whole object that was added, removed or moved to another parent; the values are
  `{"parent": "noun/identity", "field": …, "index": …, "object": {…}}` or None;
- (noun, identity, field) or, for texts, (noun, identity, field, language): a value, None where there is none;
- (noun, identity, field of children): their order, as lists of identities.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from agenda.nouns import NOUNS
from agenda.text import Text
from agenda.tree import Key, Place, key_of, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from agenda.meeting import Meeting
    from agenda.noun import Noun

Path = tuple[str, ...]
N = TypeVar("N", bound="Noun")


@dataclass(frozen=True)
class Change:
    """One difference; `before` and `after` are JSON of the meeting file, None where there is nothing."""

    path: Path
    before: Any
    after: Any

    @property
    def is_whole(self) -> bool:
        """Whether it is about a whole object rather than one of its fields."""
        return len(self.path) == 2

    @property
    def inverse(self) -> Change:
        """The change back."""
        return Change(self.path, self.after, self.before)

    def as_json(self) -> dict[str, Any]:
        """The change as history keeps it."""
        return {"path": list(self.path), "before": self.before, "after": self.after}

    @staticmethod
    def from_json(written: Mapping[str, Any]) -> Change:
        """The change that `as_json` wrote."""
        return Change(tuple(written["path"]), written["before"], written["after"])


def inverted(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that lead back."""
    return tuple(change.inverse for change in reversed(changes))


def field_values(value: Noun) -> dict[Path, Any]:
    """What an object says of itself, children left out, as JSON by (field,) or (field, language); defaults left out."""
    values: dict[Path, Any] = {}
    for field, written in own_json(value).items():
        if isinstance(getattr(value, field), Text):
            values |= {(field, language): string for language, string in written.items()}
        else:
            values[field,] = written
    return values


def own_json(value: Noun) -> dict[str, Any]:
    """The object as JSON of the meeting file, defaults and children left out."""
    return value.model_dump(mode="json", exclude_defaults=True, exclude=set(value.children))


def compare(before: Meeting, after: Meeting) -> tuple[Change, ...]:
    """All that leads from one meeting to the other; what both share is not looked into."""
    found = list(_differences(before, after, ("", "")))
    whole = [one for one in found if isinstance(one, _Standing)]
    return (*_whole_changes(whole), *(one for one in found if isinstance(one, Change)))


@dataclass(frozen=True)
class _Standing:
    """An object that one of two meetings has under that parent, and the other has not."""

    key: Key
    value: Noun
    parent: Key
    field: str
    position: int
    is_new: bool


def _differences(before: Noun, after: Noun, parent: Key) -> Iterator[Change | _Standing]:
    if before is after:
        return
    key = key_of(before, parent)
    old, new = field_values(before), field_values(after)
    for path in old | new:
        if old.get(path) != new.get(path):
            yield Change((*key, *path), old.get(path), new.get(path))
    for field in before.children:
        yield from _child_differences(getattr(before, field), getattr(after, field), field, key)


def _child_differences(
    before: Sequence[Noun], after: Sequence[Noun], field: str, parent: Key
) -> Iterator[Change | _Standing]:
    if before is after:
        return
    old = {key_of(child, parent): position for position, child in enumerate(before)}
    new = {key_of(child, parent): position for position, child in enumerate(after)}
    for key, position in old.items():
        if key not in new:
            yield _Standing(key, before[position], parent, field, position, is_new=False)
    for key, position in new.items():
        if key not in old:
            yield _Standing(key, after[position], parent, field, position, is_new=True)
        else:
            yield from _differences(before[old[key]], after[position], parent)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield Change((*parent, field), [key[1] for key in old], [key[1] for key in new])


def _whole_changes(roots: Sequence[_Standing]) -> Iterator[Change]:
    """One change for each object that came, went or changed its parent; what moved on its own is in no other's."""
    old = {one.key: one for root in roots if not root.is_new for one in _with_all_below(root)}
    new = {one.key: one for root in roots if root.is_new for one in _with_all_below(root)}
    moved = {key for key in old.keys() & new.keys() if old[key].parent != new[key].parent}
    for key in dict.fromkeys([*(root.key for root in roots), *(key for key in old if key in moved)]):
        yield Change(key, _whole_or_none(old.get(key), moved), _whole_or_none(new.get(key), moved))


def _with_all_below(standing: _Standing) -> Iterator[_Standing]:
    yield standing
    for field in standing.value.children:
        for position, child in enumerate(getattr(standing.value, field)):
            key = key_of(child, standing.key)
            yield from _with_all_below(_Standing(key, child, standing.key, field, position, standing.is_new))


def _whole_or_none(standing: _Standing | None, moved: Collection[Key]) -> dict[str, Any] | None:
    if standing is None:
        return None
    value = less(standing.value, moved, standing.parent)
    return _whole(value, standing.parent, standing.field, standing.position)


def less(value: N, keys: Collection[Key], parent: Key) -> N:
    """The object, standing under `parent`, without those objects below it."""
    own = key_of(value, parent)
    update = {}
    for field in value.children if keys else ():
        held = getattr(value, field)
        kept = tuple(less(child, keys, own) for child in held if key_of(child, own) not in keys)
        if len(kept) != len(held) or any(one is not other for one, other in zip(kept, held, strict=True)):
            update[field] = kept
    return value.model_copy(update=update) if update else value


def _whole(value: Noun, parent: Key, field: str, position: int) -> dict[str, Any]:
    return {"parent": "/".join(parent), "field": field, "index": position, "object": value.written()}


def value_at(places: Mapping[Key, Place], path: Path, *, without: Collection[Key] = ()) -> Any:
    """The value at a path among the objects of a meeting, in the form a Change keeps it; None where there is nothing.

    A whole object is given without those objects below it that `without` names.
    """
    place = places.get((path[0], path[1]))
    if place is None:
        return None
    if len(path) == 2:
        field, position = place.steps[-1]
        return _whole(less(place.value, without, place.parent), place.parent, field, position)
    if path[2] in place.value.children:
        return [key_of(child, place.key)[1] for child in getattr(place.value, path[2])]
    return field_values(place.value).get(path[2:])


def pointer_at(places: Mapping[Key, Place], path: Path) -> str:
    """The JSON Pointer of a path in a meeting file; where the object is gone, the path itself as a pointer."""
    place = places.get((path[0], path[1]))
    return "".join([place.pointer if place else f"/{path[0]}/{path[1]}", *(f"/{step}" for step in path[2:])])


def same(path: Path, one: Any, other: Any) -> bool:
    """Whether two values of a path are equal; where an object stands among its siblings does not count."""
    if len(path) == 2 and one and other:
        return bool(one["object"] == other["object"] and one["parent"] == other["parent"])
    if isinstance(one, list) and isinstance(other, list) and len(path) == 3 and is_order(path):
        kept = set(one) & set(other)
        return [identity for identity in one if identity in kept] == [x for x in other if x in kept]
    return bool(one == other)


def shown(path: Path, value: Any) -> Any:
    """The value of a path as a person is told it: of a whole object what it says, not where it stands."""
    return value["object"] if len(path) == 2 and value is not None else value


def is_order(path: Path) -> bool:
    """Whether a path of three steps is that of the order of an object's children."""
    return path[2] in NOUNS[path[0]].children


def rebuilt(value: Noun, written: Mapping[str, Any], *, language: str) -> Noun:
    """The object read anew from `written`, its own fields as JSON, with the children it has; raises ValidationError."""
    bare = type(value).model_validate({**written, **dict.fromkeys(value.children, ())}, context={"language": language})
    return bare.model_copy(update={field: getattr(value, field) for field in value.children})


def touched(changes: Iterable[Change]) -> Iterator[Path]:
    """Every path the changes are about, with those of the objects inside whole ones that did more than move."""
    for change in changes:
        yield change.path
        if change.is_whole and shown(change.path, change.before) != shown(change.path, change.after):
            for whole in filter(None, (change.before, change.after)):
                yield from _below(change.path[0], whole)


def _below(noun: str, whole: Mapping[str, Any]) -> Iterator[Path]:
    value = NOUNS[noun].model_validate(whole["object"])
    above, _, identity = whole["parent"].partition("/")
    yield from (place.key for place in walk(value, parent=(above, identity)) if place.steps)
