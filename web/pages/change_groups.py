"""What differs between two publications, in words by phase and kind, each sentence leading to what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from web.pages.change_words import told, told_by_object
from web.pages.phrases import Phrase
from web.pages.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agenda.changes import Change
    from agenda.session import Session
    from agenda.tree import Key
    from web.pages.change_words import Told
    from web.pages.reading import Reading

    Link = Callable[[Key], str]
    Place = tuple[str, str]

IN_PHASES = frozenset({"phase", "session", "deadline", "outcome"})
FEW = 5
"""So many sentences need no headings."""
MOST_OPEN = 12
"""So many sentences of a group stand open; the others of a longer one are folded below them."""


@dataclass(frozen=True)
class Group:
    """Some sentences under a title, which is empty where few need none; the `folded` ones follow on demand."""

    title: Phrase
    href: str
    sentences: tuple[Sentence, ...]
    folded: tuple[Sentence, ...]

    @property
    def count(self) -> int:
        """How many sentences there are in all."""
        return len(self.sentences) + len(self.folded)


def published_words(changes: Sequence[Change], before: Reading, after: Reading) -> tuple[Sentence, ...]:
    """As `told`, of publications: one that withdrew the meeting, or brought it back, is told in one plain sentence."""
    turns = _turns(before, after)
    return (*turns, *told(_beside(turns, changes), before, after))


def _turns(before: Reading, after: Reading) -> tuple[Sentence, ...]:
    """The sentence on a meeting that one of the publications withdrew: such a one is without phases."""
    _ = after.gettext
    if before.view.meeting.phases and not after.view.meeting.phases:
        return (Sentence(_("The meeting was withdrawn: nothing of it takes place.")),)
    if after.view.meeting.phases and not before.view.meeting.phases:
        return (brought_back(after),)
    return ()


def brought_back(reading: Reading) -> Sentence:
    """What is told of a publication after a withdrawal."""
    return Sentence(reading.gettext("The meeting, which had been withdrawn, takes place after all."))


def _beside(turns: Sequence[Sentence], changes: Sequence[Change]) -> Sequence[Change]:
    """The changes that such a sentence does not tell: all but those of phases and of what stands in them."""
    return [change for change in changes if change.path[0] not in IN_PHASES] if turns else changes


def groups_of(
    changes: Sequence[Change], before: Reading, after: Reading, *, link: Link, also: Sequence[Sentence] = ()
) -> tuple[Group, ...]:
    """All that is told, what concerns the meeting first, then phase by phase in time, then items and the rest.

    `link` gives the address of an object, or "". `also` is told before all else.
    """
    turns = (*also, *_turns(before, after))
    found = told_by_object(_beside(_turns(before, after), changes), before, after)
    by_place: dict[Place, list[Told]] = {}
    for one in found:
        by_place.setdefault(_place_of(one, before, after), []).append(one)
    titles = _titles(before, after)
    groups = [_group(titles[place], place, by_place.get(place, ()), link) for place in titles]
    if turns:
        groups.insert(0, Group(Phrase(""), "", turns, ()))
    return _titled_where_many([group for group in groups if group.count])


def _place_of(told_of: Told, before: Reading, after: Reading) -> Place:
    """Which group an object is told in: ("phase", its id), or its noun and ""; the order of the agenda with items."""
    if told_of.difference is None:
        return ("item", "")
    noun, identity = key = told_of.difference.key
    if noun == "phase":
        return ("phase", identity)
    if noun in IN_PHASES:
        place = after.places.get(key) or before.places[key]
        return ("phase", place.parent[1])
    return ({"room": "venue"}.get(noun, noun), "")


def _titles(before: Reading, after: Reading) -> dict[Place, Phrase]:
    """What each group is called, in their order."""
    _ = after.gettext
    phases = {
        ("phase", phase.id): reading.phrase(phase.title)
        for reading in (before, after)
        for phase in sorted(reading.view.meeting.phases, key=lambda phase: phase.start)
    }
    present = [("phase", phase.id) for phase in after.view.meeting.phases]
    order = dict.fromkeys([*present, *phases])
    return {
        ("meeting", ""): Phrase(_("The meeting")),
        **{place: phases[place] for place in order},
        ("item", ""): Phrase(_("Agenda by item")),
        ("document", ""): Phrase(_("Documents")),
        ("person", ""): Phrase(_("People")),
        ("venue", ""): Phrase(_("Venues and rooms")),
        ("audience", ""): Phrase(_("Audiences")),
    }


def _group(title: Phrase, place: Place, held: Sequence[Told], link: Link) -> Group:
    sentences = tuple(
        sentence.linked(link(one.difference.key) if one.difference else "")
        for one in sorted(held, key=_by_time)
        for sentence in one.sentences
    )
    most = MOST_OPEN if len(sentences) > MOST_OPEN + 1 else len(sentences)
    return Group(title, link(place) if place[1] else "", sentences[:most], sentences[most:])


def _by_time(one: Told) -> tuple[int, str]:
    """Sittings by when they start, or started, after the phase itself and before all else; the rest as it comes."""
    if one.difference is None or one.difference.key[0] != "session":
        return (0 if one.difference and one.difference.key[0] == "phase" else 2, "")
    start = cast("Session", one.difference.value).start
    return (1, start.isoformat() if start else "~")


def _titled_where_many(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups as they are, or where they hold few sentences all of these as one without a title."""
    sentences = tuple(sentence for group in groups for sentence in (*group.sentences, *group.folded))
    if not sentences or len(sentences) > FEW:
        return tuple(groups)
    return (Group(Phrase(""), "", sentences, ()),)
