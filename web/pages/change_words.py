"""What differs between two views of a meeting, in sentences of the reader's language, the weightiest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda.changes import field_values, is_order
from agenda.nouns import NOUNS
from web.pages.change_sentences import NOUNS_TOLD
from web.pages.change_telling import Difference, Telling
from web.pages.reading import Reading
from web.pages.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agenda.audiences import View
    from agenda.changes import Change
    from agenda.noun import Noun
    from agenda.tree import Key, Place
    from web.pages.context import Reader

MOST_RENUMBERED = 3


def words_of(changes: Sequence[Change], before: View, after: View, reader: Reader) -> tuple[Sentence, ...]:
    """The changes that lead from one view to the other, as from `agenda.changes.compare`, each object's in a row.

    Only what the views hold is told. What a page does not show (the order of people, say) is left out.
    """
    return told(changes, *(Reading(view, reader, is_whole=False) for view in (before, after)))


def told(changes: Sequence[Change], before: Reading, after: Reading) -> tuple[Sentence, ...]:
    """As `words_of`, with readings that others may go on using: the one after an edit is the one before the next."""
    return tuple(sentence for one in told_by_object(changes, before, after) for sentence in one.sentences)


@dataclass(frozen=True)
class Told:
    """What is told of one object, or under no difference of the agenda's numbers and orders."""

    difference: Difference | None
    sentences: tuple[Sentence, ...]


def told_by_object(changes: Sequence[Change], before: Reading, after: Reading) -> list[Told]:
    """As `told`, each object's by itself; one of which there is nothing to tell is there without a sentence."""
    return list(_Account(changes, before.view, after.view, Telling(before, after)).told())


@dataclass(frozen=True)
class _Account:
    """The work of one `told_by_object`."""

    changes: Sequence[Change]
    before: View
    after: View
    telling: Telling

    def told(self) -> Iterator[Told]:
        telling = self.telling
        found = _with_outcomes_paired(self._without_reopened(self._differences()))
        for one in sorted(found, key=lambda one: list(NOUNS_TOLD).index(one.key[0])):
            yield Told(one, tuple(NOUNS_TOLD[one.key[0]](telling, one)))
        yield Told(None, tuple(self._numbers(telling)))

    def _differences(self) -> list[Difference]:
        """One for each object that the changes are about."""
        fields: dict[Key, set[str]] = {}
        for change in self.changes:
            held = fields.setdefault((change.path[0], change.path[1]), set())
            held |= set(change.path[2:3])
        old, new = self.telling.before.places, self.telling.after.places
        return [self._difference(key, held, old, new) for key, held in fields.items()]

    def _difference(self, key: Key, fields: set[str], old: Mapping[Key, Place], new: Mapping[Key, Place]) -> Difference:
        one, other = old.get(key), new.get(key)
        if one and other and one.parent != other.parent:
            fields = fields | _differing(one.value, other.value) | {"parent"}
        shown = fields - {"number"} - set(NOUNS[key[0]].children)
        return Difference(key, one.value if one else None, other.value if other else None, frozenset(shown))

    def _without_reopened(self, differences: list[Difference]) -> list[Difference]:
        """The same, with a closed sitting that went and the open one that came for it told as one."""
        gone = {
            self.before.closed[one.key[1]]: one for one in differences if one.after is None and self._was_closed(one)
        }
        told = []
        for one in differences:
            is_new = one.key[0] == "session" and one.before is None
            former = gone.pop(self.after.uid_of(*one.key), None) if is_new else None
            told.append(Difference(one.key, None, one.after, frozenset({"opened"})) if former else one)
        left = set(map(id, gone.values()))
        return [one for one in told if one.after is not None or not self._was_closed(one) or id(one) in left]

    def _was_closed(self, one: Difference) -> bool:
        return one.key[0] == "session" and one.key[1] in self.before.closed

    def _numbers(self, telling: Telling) -> Iterator[Sentence]:
        """Which items have another number now, or only that they have where they are many; and what was reordered."""
        numbers = [change for change in self.changes if change.path[0] == "item" and change.path[2:] == ("number",)]
        if len(numbers) > MOST_RENUMBERED:
            yield Sentence(telling.gettext("The agenda items have other numbers now"))
        else:
            yield from filter(None, (_renumbered(telling, change.path[1]) for change in numbers))
        orders = {change.path[2] for change in self.changes if len(change.path) == 3 and is_order(change.path)}
        if "items" in orders and not numbers:
            yield Sentence(telling.gettext("The agenda items stand in another order"))
        if "phases" in orders:
            yield Sentence(telling.gettext("The phases stand in another order"))


def _with_outcomes_paired(differences: Sequence[Difference]) -> Iterator[Difference]:
    """The same, with an outcome that went and one that came on the same item in the same phase as one that changed."""
    gone = {one.key[1].rpartition(":")[0]: one for one in differences if one.key[0] == "outcome" and one.after is None}
    come = {one.key[1].rpartition(":")[0] for one in differences if one.key[0] == "outcome" and one.before is None}
    for one in differences:
        place = one.key[1].rpartition(":")[0]
        former = gone.get(place) if one.key[0] == "outcome" and one.before is None else None
        if former and former.before and one.after:
            fields = _differing(former.before, one.after) - {"session"}
            yield Difference(one.key, former.before, one.after, frozenset(fields))
        elif one.key[0] != "outcome" or one.after is not None or place not in come:
            yield one


def _renumbered(telling: Telling, identity: str) -> Sentence | None:
    before, after = (reading.items.get(identity) for reading in (telling.before, telling.after))
    if before is None or after is None or before[0] == after[0]:
        return None
    pattern = telling.gettext("Item %(before)s is item %(after)s now: %(title)s")
    title = telling.after.phrase(after[1].title)
    return Sentence(pattern, {"before": before[0], "after": after[0], "title": title})


def _differing(before: Noun, after: Noun) -> set[str]:
    old, new = field_values(before), field_values(after)
    return {path[0] for path in old | new if old.get(path) != new.get(path)}
