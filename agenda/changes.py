"""What differs between two meetings, field by field and object by object, and how to carry it over to a third.

The one notion of change: history keeps it, undo turns it round, a rebase compares it, a publication announces it.
A path names its place by identity, so it holds wherever the object stands:

- (noun, identity): a whole object that was added, removed or moved to another parent; the values are
  `{"parent": "noun/identity", "field": …, "index": …, "object": {…}}` or None;
- (noun, identity, field) or, for texts, (noun, identity, field, language): a value, None where there is none;
- (noun, identity, field of children): their order, as lists of identities.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agenda.errors import Conflict, EditConflict
from agenda.nouns import NOUNS
from agenda.text import Text
from agenda.tree import Key, Place, Steps, altered, find, index, key_of, walk, with_child, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agenda.meeting import Meeting
    from agenda.noun import Noun

Path = tuple[str, ...]


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
    for field, written in _own_json(value).items():
        if isinstance(getattr(value, field), Text):
            values |= {(field, language): string for language, string in written.items()}
        else:
            values[field,] = written
    return values


def _own_json(value: Noun) -> dict[str, Any]:
    return value.model_dump(mode="json", exclude_defaults=True, exclude=set(value.children))


def compare(before: Meeting, after: Meeting) -> tuple[Change, ...]:
    """All that leads from one meeting to the other; what both share is not looked into."""
    return tuple(_joined(_differences(before, after, ("", ""))))


def _differences(before: Noun, after: Noun, parent: Key) -> Iterator[Change]:
    if before is after:
        return
    key = key_of(before, parent)
    old, new = field_values(before), field_values(after)
    for path in old | new:
        if old.get(path) != new.get(path):
            yield Change((*key, *path), old.get(path), new.get(path))
    for field in before.children:
        yield from _child_differences(getattr(before, field), getattr(after, field), field, key)


def _child_differences(before: Sequence[Noun], after: Sequence[Noun], field: str, parent: Key) -> Iterator[Change]:
    if before is after:
        return
    old = {key_of(child, parent): position for position, child in enumerate(before)}
    new = {key_of(child, parent): position for position, child in enumerate(after)}
    for key, position in old.items():
        if key not in new:
            yield Change(key, _whole(before[position], parent, field, position), None)
    for key, position in new.items():
        if key not in old:
            yield Change(key, None, _whole(after[position], parent, field, position))
        else:
            yield from _differences(before[old[key]], after[position], parent)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield Change((*parent, field), [key[1] for key in old], [key[1] for key in new])


def _whole(value: Noun, parent: Key, field: str, position: int) -> dict[str, Any]:
    return {"parent": "/".join(parent), "field": field, "index": position, "object": value.written()}


def _joined(changes: Iterable[Change]) -> Iterator[Change]:
    """The same changes, an object that left one parent for another being one change instead of two."""
    whole: dict[Path, Change] = {}
    rest = []
    for change in changes:
        if not change.is_whole:
            rest.append(change)
        elif seen := whole.get(change.path):
            whole[change.path] = Change(change.path, seen.before or change.before, seen.after or change.after)
        else:
            whole[change.path] = change
    yield from whole.values()
    yield from rest


def value_at(meeting: Meeting, path: Path, places: Mapping[Key, Place] | None = None) -> Any:
    """The present value at a path, in the form a Change keeps it; None where there is nothing."""
    place = (places or index(meeting)).get((path[0], path[1]))
    if place is None:
        return None
    if len(path) == 2:
        field, position = place.steps[-1]
        return _whole(place.value, place.parent, field, position)
    if path[2] in place.value.children:
        return [key_of(child, place.key)[1] for child in getattr(place.value, path[2])]
    return field_values(place.value).get(path[2:])


def pointer_at(meeting: Meeting, path: Path) -> str:
    """The JSON Pointer of a path in the meeting file; where the object is gone, the path itself as a pointer."""
    place = index(meeting).get((path[0], path[1]))
    return "".join([place.pointer if place else f"/{path[0]}/{path[1]}", *(f"/{step}" for step in path[2:])])


def same(path: Path, one: Any, other: Any) -> bool:
    """Whether two values of a path are equal; where an object stands among its siblings does not count."""
    if len(path) == 2 and one and other:
        return bool(one["object"] == other["object"] and one["parent"] == other["parent"])
    if isinstance(one, list) and isinstance(other, list) and len(path) == 3 and _is_order(path):
        kept = set(one) & set(other)
        return [identity for identity in one if identity in kept] == [x for x in other if x in kept]
    return bool(one == other)


def _is_order(path: Path) -> bool:
    return path[2] in NOUNS[path[0]].children


def carry(meeting: Meeting, changes: Sequence[Change]) -> Meeting:
    """The meeting with the changes made to it; raises EditConflict unless each finds its `before` there."""
    places = index(meeting)
    conflicts = [
        Conflict(
            pointer_at(meeting, change.path),
            change.before,
            value_at(meeting, change.path, places),
            change.after,
        )
        for change in changes
        if not same(change.path, value_at(meeting, change.path, places), change.before)
    ]
    if conflicts:
        raise EditConflict(conflicts)
    return carry_unchecked(meeting, changes)


def carry_unchecked(meeting: Meeting, changes: Sequence[Change]) -> Meeting:
    """The meeting with the changes made to it, whatever stands there now."""
    whole = [change for change in changes if change.is_whole]
    for change in whole:
        if change.before is not None:
            meeting = without(meeting, find(meeting, *change.path).steps)
    for change in _parents_first([change for change in whole if change.after is not None]):
        meeting = _inserted(meeting, change.after)
    places = index(meeting)
    for key, values in _by_object(changes).items():
        meeting = _with_values(meeting, places[key].steps, values)
    for change in changes:
        if not change.is_whole and _is_order(change.path):
            meeting = _ordered(meeting, change)
    return meeting


def _parents_first(insertions: Sequence[Change]) -> Iterator[Change]:
    """The insertions by position, each after that of the object it goes into, where that is inserted too."""
    waiting = sorted(insertions, key=lambda change: change.after["index"])
    coming = {"/".join(change.path) for change in waiting}
    while waiting:
        ready = [change for change in waiting if change.after["parent"] not in coming]
        ready = ready or waiting
        yield from ready
        coming -= {"/".join(change.path) for change in ready}
        waiting = [change for change in waiting if change not in ready]


def _inserted(meeting: Meeting, whole: Mapping[str, Any]) -> Meeting:
    noun, _, identity = whole["parent"].partition("/")
    parent = find(meeting, noun, identity)
    child = NOUNS[parent.value.children[whole["field"]]].model_validate(
        whole["object"], context={"language": meeting.language}
    )
    return with_child(meeting, parent.steps, whole["field"], child, position=whole["index"])


def _by_object(changes: Sequence[Change]) -> dict[Key, dict[Path, Any]]:
    grouped: dict[Key, dict[Path, Any]] = {}
    for change in changes:
        if not change.is_whole and not _is_order(change.path):
            grouped.setdefault((change.path[0], change.path[1]), {})[change.path[2:]] = change.after
    return grouped


def _with_values(meeting: Meeting, steps: Steps, values: Mapping[Path, Any]) -> Meeting:
    def revise(value: Noun) -> Noun:
        written = _own_json(value)
        for path, new in values.items():
            _set(written, path, new)
        return rebuilt(value, written, language=meeting.language)

    return altered(meeting, steps, revise)


def _set(written: dict[str, Any], path: Path, new: Any) -> None:
    if len(path) == 2:
        by_language = {**written.get(path[0], {}), path[1]: new}
        new = {language: string for language, string in by_language.items() if string is not None} or None
    if new is None:
        written.pop(path[0], None)
    else:
        written[path[0]] = new


def rebuilt(value: Noun, written: Mapping[str, Any], *, language: str) -> Noun:
    """The object read anew from `written`, its own fields as JSON, with the children it has; raises ValidationError."""
    bare = type(value).model_validate({**written, **dict.fromkeys(value.children, ())}, context={"language": language})
    return bare.model_copy(update={field: getattr(value, field) for field in value.children})


def _ordered(meeting: Meeting, change: Change) -> Meeting:
    key, field = (change.path[0], change.path[1]), change.path[2]
    rank = {identity: position for position, identity in enumerate(change.after)}

    def sort(value: Noun) -> Noun:
        children = getattr(value, field)
        ranked = sorted(children, key=lambda child: rank.get(key_of(child, key)[1], len(rank)))
        return value.model_copy(update={field: tuple(ranked)})

    return altered(meeting, find(meeting, *key).steps, sort)


def touched(changes: Iterable[Change]) -> Iterator[Path]:
    """Every path the changes are about, with those of the objects inside whole ones."""
    for change in changes:
        yield change.path
        if change.is_whole:
            for whole in filter(None, (change.before, change.after)):
                yield from _below(change.path[0], whole)


def _below(noun: str, whole: Mapping[str, Any]) -> Iterator[Path]:
    value = NOUNS[noun].model_validate(whole["object"])
    above, _, identity = whole["parent"].partition("/")
    yield from (place.key for place in walk(value, parent=(above, identity)) if place.steps)
