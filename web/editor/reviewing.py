"""What publishing a draft would change for its readers, phase by phase, in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.editor.words import subject_of
from web.pages.change_words import told
from web.pages.phrases import Phrase
from web.pages.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agenda.changes import Change
    from agenda.meeting import Meeting
    from agenda.service import ReviewedView
    from agenda.tree import Key
    from web.pages.context import Reader
    from web.pages.sentences import Sentence


FOLDERS = {"phase": "phases", "session": "sessions", "item": "items", "person": "people", "room": "rooms"}


@dataclass(frozen=True)
class Part:
    """The changes of a phase, or under no title those of the meeting as a whole."""

    title: Phrase
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Told:
    """What changes for the readers of a view: in words, in calendar entries, and the feeds that move.

    `note` says it where there are no words; `feeds` are titles and addresses.
    """

    title: Phrase
    note: str
    parts: tuple[Part, ...]
    counts: tuple[str, ...]
    feeds: tuple[tuple[Phrase, str], ...]


def parts_of(changes: Sequence[Change], before: Reading, after: Reading) -> tuple[Part, ...]:
    """The changes from one view to the next by the phase that they are about, in the order of the phases."""
    by_phase: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_phase[_phase_of((change.path[0], change.path[1]), before, after)].append(change)
    titles = _titles(before) | _titles(after)
    order = ["", *_titles(after), *_titles(before)]
    return tuple(
        Part(titles.get(phase, Phrase("")), sentences)
        for phase in dict.fromkeys(order)
        if phase in by_phase and (sentences := told(by_phase[phase], before, after))
    )


def _phase_of(key: Key, before: Reading, after: Reading) -> str:
    """The id of the phase that an object stands in; "" for what belongs to no phase."""
    if key[0] == "phase":
        return key[1]
    place = after.places.get(key) or before.places.get(key)
    return place.parent[1] if place and place.parent[0] == "phase" else ""


def _titles(reading: Reading) -> dict[str, Phrase]:
    return {phase.id: reading.phrase(phase.title) for phase in reading.view.meeting.phases}


def told_views(views: Sequence[ReviewedView], meeting: Meeting, slug: str, reader: Reader) -> tuple[Told, ...]:
    """What changes for the readers of each view, the public first; others are told only what the public is not."""
    public: set[str] = set()
    found = []
    for view in views:
        one = _told_view(view, meeting, slug, reader, public)
        if not view.audiences:
            public = {str(sentence) for part in one.parts for sentence in part.sentences}
        found.append(one)
    return tuple(found)


def _told_view(view: ReviewedView, meeting: Meeting, slug: str, reader: Reader, public: set[str]) -> Told:
    after = Reading(view.after, reader, is_whole=False)
    parts: tuple[Part, ...] = ()
    if view.before is not None:
        parts = parts_of(view.changes, Reading(view.before, reader, is_whole=False), after)
    others = tuple(_without(parts, public))
    names = [after.phrase(one.name).plain for one in meeting.audiences if one.id in view.audiences]
    return Told(
        title=Phrase(after.list_of(names) or after.gettext("The public")),
        note=_note(view, parts, others, after),
        parts=others,
        counts=_counts(view, after),
        feeds=tuple(_feeds(view, after, slug)),
    )


def _without(parts: Sequence[Part], public: set[str]) -> Iterator[Part]:
    """The parts less the sentences that the public is told too."""
    for part in parts:
        if left := tuple(sentence for sentence in part.sentences if str(sentence) not in public):
            yield Part(part.title, left)


def _note(view: ReviewedView, parts: Sequence[Part], others: Sequence[Part], reading: Reading) -> str:
    _ = reading.gettext
    if view.before is None:
        return _("They get the agenda for the first time.")
    if not parts:
        return _("Nothing changes that they can see.")
    if not view.audiences or others == tuple(parts):
        return ""
    return _("What the public is told, and:") if others else _("What the public is told.")


def _counts(view: ReviewedView, reading: Reading) -> tuple[str, ...]:
    """How many entries of calendars are new, changed and cancelled."""
    words = (
        (view.added, reading.ngettext("%(count)s new entry", "%(count)s new entries", view.added)),
        (view.changed, reading.ngettext("%(count)s changed", "%(count)s changed", view.changed)),
        (view.cancelled, reading.ngettext("%(count)s cancelled", "%(count)s cancelled", view.cancelled)),
    )
    return tuple(said for count, said in words if count)


def _feeds(view: ReviewedView, reading: Reading, slug: str) -> Iterator[tuple[Phrase, str]]:
    """The feeds that move, by name and address."""
    _ = reading.gettext
    whole = {"meeting": (_("The whole meeting"), ".ics"), "deadlines": (_("Deadlines"), "/deadlines.ics")}
    for noun, identity in view.feeds:
        if noun in whole:
            yield Phrase(whole[noun][0]), f"/m/{slug}{whole[noun][1]}"
        else:
            name = subject_of(reading, (noun, identity), "").name
            yield name, f"/m/{slug}/{FOLDERS[noun]}/{identity}.ics"
