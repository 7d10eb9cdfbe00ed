"""Fields that name other objects of the meeting: a room, a chair, items, papers, audiences, zones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agenda.noun import read_zone
from web.editor.fields.controls import BoxesControl, ChoiceControl, Option, OptionGroup
from web.pages.clocks import zone_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from web.editor.fields.controls import Control
    from web.editor.fields.kinds import Drawing, Field
    from web.editor.fields.typed import Complaints, Typed
    from web.pages.reading import Reading

NOBODY = "nobody:"
"""The box that closes something to every audience; no id has a colon."""

Offered = tuple[tuple[str, tuple[tuple[str, str, int], ...]], ...]
"""What can be named: a heading, and below it ids with their words and depth."""


def offered(reading: Reading, noun: str, *, phase: str = "") -> Offered:
    """The objects of a noun by name, as a reader finds them; of sittings those of one phase where it is named."""
    meeting = reading.view.meeting
    if noun == "room":
        return tuple(
            (reading.phrase(venue.name).plain, tuple((r.id, reading.phrase(r.name).plain, 0) for r in venue.rooms))
            for venue in meeting.venues
        )
    if noun == "session":
        return tuple(
            (reading.phrase(one.title).plain, tuple((s.id, reading.phrase(s.title).plain, 0) for s in one.sessions))
            for one in meeting.phases
            if phase in {"", one.id}
        )
    return (("", tuple(_alone(reading, noun))),)


def _alone(reading: Reading, noun: str) -> Iterator[tuple[str, str, int]]:
    meeting = reading.view.meeting
    if noun == "item":
        for identity, (number, item) in reading.items.items():
            depth = len(find_above(reading, identity))
            yield identity, f"{number} {reading.phrase(item.title).plain}", depth
    elif noun == "document":
        for paper in meeting.documents:
            yield paper.id, f"{reading.phrase(paper.symbol).plain} {reading.phrase(paper.title).plain}".strip(), 0
    elif noun == "person":
        yield from ((person.id, reading.phrase(person.name).plain, 0) for person in meeting.people)
    elif noun == "venue":
        yield from ((venue.id, reading.phrase(venue.name).plain, 0) for venue in meeting.venues)
    else:
        yield from ((phase.id, reading.phrase(phase.title).plain, 0) for phase in meeting.phases)


def find_above(reading: Reading, item: str) -> tuple[str, ...]:
    """The ids of the items that one stands under, nearest first."""
    above = []
    place = reading.places[("item", item)]
    while place.parent[0] == "item":
        above.append(place.parent[1])
        place = reading.places[place.parent]
    return tuple(above)


def gone(reading: Reading, identity: str) -> str:
    """The words for an id that is not there any more."""
    return reading.gettext("%(id)s (no longer there)") % {"id": identity}


@dataclass(frozen=True)
class Named:
    """One object of a noun; `none` are the words for none of them."""

    noun: str
    none: str
    width: str = ""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """Its id."""
        yield name, value or ""

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:  # noqa: ARG002 - the edit knows what is there
        """Its id."""
        return typed.one(name) or None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """A list to choose from."""
        chosen = drawing.typed.one(name)
        return ChoiceControl(
            groups=self._groups(drawing.reading, chosen, drawing.phase), width=self.width, **drawing.common(of, name)
        )

    def _groups(self, reading: Reading, chosen: str, phase: str) -> tuple[OptionGroup, ...]:
        groups = offered(reading, self.noun, phase=phase)
        known = {identity for _, options in groups for identity, _, _ in options}
        first: tuple[Option, ...] = (Option("", self.none, not chosen),) if self.none or not chosen else ()
        if chosen and chosen not in known:
            first += (Option(chosen, gone(reading, chosen), is_chosen=True),)
        rest = tuple(
            OptionGroup(title, tuple(Option(value, text, value == chosen, depth) for value, text, depth in options))
            for title, options in groups
        )
        return (OptionGroup("", first), *rest) if first else rest

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """Its name."""
        return (name_of_id(reading, self.noun, value),) if value else ()


def name_of_id(reading: Reading, noun: str, identity: str) -> str:
    """The name of an object by id; the id where it is not there."""
    names = {one: text for _, options in offered(reading, noun) for one, text, _ in options}
    return names.get(identity, identity)


@dataclass(frozen=True)
class SeveralNamed:
    """Any objects of a noun, in the order in which the meeting has them."""

    noun: str
    empty: str = ""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """Their ids."""
        yield from ((name, one) for one in value or ())

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:  # noqa: ARG002 - the edit knows what is there
        """Their ids, in the order of the boxes."""
        return list(dict.fromkeys(one for one in typed.all(name) if one)) or None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """Boxes."""
        ticked = drawing.typed.all(name)
        known = [option for _, options in offered(drawing.reading, self.noun) for option in options]
        left = [one for one in dict.fromkeys(ticked) if one not in {identity for identity, _, _ in known}]
        options = tuple(
            Option(value, text, value in ticked, depth)
            for value, text, depth in (*known, *((one, gone(drawing.reading, one), 0) for one in left))
        )
        return BoxesControl(options=options, is_long=True, empty=self.empty, **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """A line for each."""
        return tuple(name_of_id(reading, self.noun, one) for one in value or ())


@dataclass(frozen=True)
class Readers:
    """Who may read: everybody, some audiences, or nobody but the organisers. Where nothing is ticked, everybody may."""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """The audiences, or the box that closes it to all."""
        if value == []:
            yield name, NOBODY
        yield from ((name, one) for one in ([value] if isinstance(value, str) else value or ()))

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """None for everybody, an empty list for nobody, one id or several."""
        ticked = list(dict.fromkeys(typed.all(name)))
        if NOBODY in ticked:
            if len(ticked) > 1:
                _ = complaints.translations.gettext
                complaints.add(name, _("Tick audiences, or organisers only, not both."))
            return []
        return (ticked[0] if len(ticked) == 1 else ticked) if ticked else None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """Boxes."""
        reading, ticked = drawing.reading, drawing.typed.all(name)
        names = {one.id: reading.phrase(one.name).plain for one in reading.view.meeting.audiences}
        names |= {one: gone(reading, one) for one in ticked if one not in names and one != NOBODY}
        names[NOBODY] = reading.gettext("Organisers only")
        options = tuple(Option(value, text, value in ticked) for value, text in names.items())
        return BoxesControl(options=options, **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """Who may read, in one line."""
        if value is None:
            return (reading.gettext("Everybody"),)
        if not value:
            return (reading.gettext("Organisers only"),)
        return (reading.audience_names(tuple([value] if isinstance(value, str) else value)),)


@dataclass(frozen=True)
class Bodies:
    """Bodies that something is referred to, of those that the meeting's body reports to."""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """Their acronyms."""
        yield from ((name, one) for one in value or ())

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:  # noqa: ARG002 - any acronym will do
        """The acronyms that are ticked."""
        return list(dict.fromkeys(one for one in typed.all(name) if one)) or None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """Boxes."""
        ticked, body = drawing.typed.all(name), drawing.reading.view.meeting.body
        known = [parent.acronym for parent in body.reports_to] if body else []
        options = tuple(Option(one, one, one in ticked) for one in dict.fromkeys((*known, *ticked)))
        empty = drawing.reading.gettext("The meeting's body reports to no other yet; say so on the page “Meeting”.")
        return BoxesControl(options=options, empty=empty, **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """One line that names all."""
        return (reading.list_of(value),) if value else ()


@dataclass(frozen=True)
class Zone:
    """An IANA time zone; `none` are the words for none."""

    none: str = ""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """Its name."""
        yield name, value or ""

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """Its name."""
        value = typed.one(name)
        return complaints.checked(name, read_zone, value) if value else None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """The world's zones by region."""
        chosen = drawing.typed.one(name)
        groups = zone_groups(drawing.reading.reader.translations)
        first: Iterable[Option] = [Option("", self.none, not chosen)] if self.none or not chosen else []
        if chosen and all(chosen != zone for group in groups for zone, _ in group.zones):
            first = [*first, Option(chosen, chosen, is_chosen=True)]
        regions = (
            OptionGroup(group.region, tuple(Option(zone, text, zone == chosen) for zone, text in group.zones))
            for group in groups
        )
        return ChoiceControl(groups=(OptionGroup("", tuple(first)), *regions), **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:  # noqa: ARG002 - a name needs no words
        """Its name."""
        return (value,) if value else ()
