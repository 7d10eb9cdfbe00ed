"""Carrying changes over to a meeting: all of them, or none where something there has changed since."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agenda.changes import Change, Path, is_order, own_json, pointer_at, rebuilt, same, shown, value_at
from agenda.errors import Conflict, EditConflict
from agenda.meeting import MOST_AUDIENCES
from agenda.nouns import NOUNS
from agenda.tree import Key, Place, Steps, altered, find, index, key_of, references, walk, with_child, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agenda.meeting import Meeting
    from agenda.noun import Noun

Values = dict[Key, dict[Path, Any]]


def carry(meeting: Meeting, changes: Sequence[Change]) -> Meeting:
    """The meeting with the changes made to it.

    Raises EditConflict unless each finds its `before` there, and where the outcome would be no valid meeting: an id
    used twice, a reference to nothing, fields that exclude one another.
    """
    if conflicts := [*_found_changed(meeting, changes)] or [*_unfit(meeting, changes)]:
        raise EditConflict(conflicts)
    after = carry_unchecked(meeting, changes)
    if conflicts := [*_broken(meeting, after)]:
        raise EditConflict(conflicts)
    return after


def _found_changed(meeting: Meeting, changes: Sequence[Change]) -> Iterator[Conflict]:
    """Where the meeting does not have what a change starts from, or the object that it is about or goes into."""
    places = index(meeting)
    moving = {_key(change) for change in changes if change.is_whole}
    for change in changes:
        present = value_at(places, change.path, without=moving if change.is_whole else ())
        home = _home(change)
        if not same(change.path, present, change.before) or (home not in places and home not in moving):
            values = (shown(change.path, value) for value in (change.before, present, change.after))
            yield Conflict(pointer_at(places, change.path), *values)


def _home(change: Change) -> Key:
    """The object that must be there: the one with the field, or the one that a whole object comes under or leaves."""
    if not change.is_whole:
        return _key(change)
    noun, _, identity = (change.after or change.before)["parent"].partition("/")
    return noun, identity


def _unfit(meeting: Meeting, changes: Sequence[Change]) -> Iterator[Conflict]:
    """The fields that cannot be as the changes say beside those that others set meanwhile."""
    places = index(meeting)
    for key, values in _by_object(changes).items():
        try:
            _with_values(meeting, places[key].steps, values)
        except ValidationError:
            for field, value in values.items():
                path = (*key, *field)
                yield Conflict(pointer_at(places, path), None, value_at(places, path), value)


def _broken(meeting: Meeting, after: Meeting) -> Iterator[Conflict]:
    """What would be wrong with the meeting as a whole: ids used twice, references to nothing, too many audiences."""
    known: set[Key] = set()
    places = index(meeting)
    for place in walk(after):
        if place.key in known:
            present = shown(place.key, value_at(places, place.key))
            yield Conflict(pointer_at(places, place.key), None, present, place.value.written())
        known.add(place.key)
    for reference in references(after):
        if reference.target not in known:
            yield Conflict(reference.pointer, None, reference.target[1], None)
    if len(after.audiences) > MOST_AUDIENCES:
        ids = [[audience.id for audience in one.audiences] for one in (meeting, after)]
        yield Conflict("/audiences", None, *ids)


def carry_unchecked(meeting: Meeting, changes: Sequence[Change]) -> Meeting:
    """The meeting with the changes made to it, whatever stands there now."""
    whole = [change for change in changes if change.is_whole]
    going = {_key(change) for change in whole if change.before is not None}
    for place in reversed([place for place in walk(meeting) if place.key in going] if going else []):
        meeting = without(meeting, place.steps)
    for wave in _parents_first([change for change in whole if change.after is not None]):
        meeting = _inserted(meeting, wave)
    if fields := _by_object(changes):
        places = index(meeting)
        for key, values in fields.items():
            meeting = _with_values(meeting, places[key].steps, values)
    for change in changes:
        if not change.is_whole and is_order(change.path):
            meeting = _ordered(meeting, change)
    return meeting


def carry_all_unchecked(meeting: Meeting, steps: Iterable[Sequence[Change]]) -> Meeting:
    """As `carry_unchecked`, one list of changes after the other; a field that is written many times is written once."""
    fields: dict[Path, Change] = {}
    for changes in steps:
        if any(change.is_whole or is_order(change.path) for change in changes):
            meeting = carry_unchecked(carry_unchecked(meeting, [*fields.values()]), changes)
            fields.clear()
        else:
            fields |= {change.path: change for change in changes}
    return carry_unchecked(meeting, [*fields.values()])


def _parents_first(insertions: Sequence[Change]) -> Iterator[list[Change]]:
    """The insertions in waves, each after the one that brings the objects it goes into."""
    waiting = {"/".join(change.path): change for change in insertions}
    while waiting:
        ready = [key for key, change in waiting.items() if change.after["parent"] not in waiting]
        yield [waiting.pop(key) for key in ready or [*waiting]]


def _inserted(meeting: Meeting, wave: Sequence[Change]) -> Meeting:
    coming: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
    for change in sorted(wave, key=lambda change: change.after["index"]):
        coming[_home(change)].append(change.after)
    parents = [place for place in walk(meeting) if place.key in coming]
    # Last first: what is put into one parent moves none that stands before it or above it.
    for parent in reversed(parents):
        for whole in coming[parent.key]:
            meeting = _with_inserted(meeting, parent, whole)
    return meeting


def _with_inserted(meeting: Meeting, parent: Place, whole: Mapping[str, Any]) -> Meeting:
    model = NOUNS[parent.value.children[whole["field"]]]
    child = model.model_validate(whole["object"], context={"language": meeting.language})
    return with_child(meeting, parent.steps, whole["field"], child, position=whole["index"])


def _key(change: Change) -> Key:
    return change.path[0], change.path[1]


def _by_object(changes: Sequence[Change]) -> Values:
    grouped: Values = {}
    for change in changes:
        if not change.is_whole and not is_order(change.path):
            grouped.setdefault(_key(change), {})[change.path[2:]] = change.after
    return grouped


def _with_values(meeting: Meeting, steps: Steps, values: Mapping[Path, Any]) -> Meeting:
    def revise(value: Noun) -> Noun:
        written = own_json(value)
        for path, new in values.items():
            _set(written, path, new, languages=meeting.languages)
        return rebuilt(value, written, language=meeting.language)

    return altered(meeting, steps, revise)


def _set(written: dict[str, Any], path: Path, new: Any, *, languages: Sequence[str]) -> None:
    if len(path) == 2:
        by_language = {**written.get(path[0], {}), path[1]: new}
        rank = {language: position for position, language in enumerate(languages)}
        ordered = sorted(by_language, key=lambda language: rank.get(language, len(rank)))
        new = {language: by_language[language] for language in ordered if by_language[language] is not None} or None
    if new is None:
        written.pop(path[0], None)
    else:
        written[path[0]] = new


def _ordered(meeting: Meeting, change: Change) -> Meeting:
    key, field = _key(change), change.path[2]
    rank = {identity: position for position, identity in enumerate(change.after)}

    def sort(value: Noun) -> Noun:
        children = getattr(value, field)
        ranked = sorted(children, key=lambda child: rank.get(key_of(child, key)[1], len(rank)))
        return value.model_copy(update={field: tuple(ranked)})

    return altered(meeting, find(meeting, *key).steps, sort)
