"""Looking for something in an agenda: what can be chosen, what was, and how much of the agenda that shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from agenda.numbering import numbered
from agenda.personal import PICKS
from agenda.schedule import due_wall_clock
from agenda.selection import ALL, EVERYTHING, is_lasting, picks_of
from web.pages.looking import Chip, Choice, Field, Find
from web.pages.phrases import Phrase
from web.selecting import LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agenda.item import AgendaItem
    from agenda.meeting import Meeting
    from agenda.selection import Selection
    from web.pages.reading import Reading

DEEPEST = 3


def find_of(reading: Reading, shown: Reading) -> Find:
    """The form for a reading of the whole view, of which `shown` is what meets its selection."""
    selection = reading.selection
    fields = _fields(reading)
    has_any = bool(shown.view.meeting.phases)
    return Find(
        action=reading.agenda(at="", selection=EVERYTHING).partition("?")[0],
        keep=(*reading.keep.items(), *([("view", reading.at)] if reading.at else [])),
        fields=tuple(field for field in fields if len(field.choices) > 1 or getattr(selection, LISTS[field.name])),
        words=selection.words,
        is_active=bool(selection),
        chips=tuple(_chips(reading, fields)),
        counts=_counts(reading, shown.view.meeting),
        nothing="" if has_any else reading.gettext("Nothing in this agenda meets all that you chose."),
        clear=reading.agenda(selection=EVERYTHING),
        picks=_picks(reading) if has_any else (),
        note=_note(reading),
    )


def _note(reading: Reading) -> str:
    _ = reading.gettext
    if is_lasting(reading.selection):
        return _("Sittings that are added to it later come into your calendar too.")
    return _("Your calendar follows every change of these sittings; others that are added later do not come into it.")


def _picks(reading: Reading) -> tuple[str, ...]:
    """The values of the boxes of a personal calendar; none where it cannot hold this."""
    selection = reading.selection
    picks = picks_of(reading.view, selection) if selection and not reading.is_alone else None
    slug = reading.view.meeting.slug
    return tuple(f"{slug}/{PICKS[name]}/{one}" for name in PICKS for one in (picks.ids(name) if picks else ()))


def _counts(reading: Reading, shown: Meeting) -> str:
    """ "3 of 12 sittings and 1 of 2 deadlines"."""
    ngettext = reading.reader.translations.ngettext
    whole = reading.view.meeting
    sessions, deadlines = _sizes(whole)
    some = _sizes(shown)
    said = [
        ngettext("%(some)s of %(count)s sitting", "%(some)s of %(count)s sittings", sessions)
        % {"some": some[0], "count": sessions}
        if sessions
        else "",
        ngettext("%(some)s of %(count)s deadline", "%(some)s of %(count)s deadlines", deadlines)
        % {"some": some[1], "count": deadlines}
        if deadlines
        else "",
    ]
    return reading.gettext("Shown: %(counts)s") % {"counts": reading.list_of(said)} if any(said) else ""


def _sizes(meeting: Meeting) -> tuple[int, int]:
    return sum(len(phase.sessions) for phase in meeting.phases), sum(len(phase.deadlines) for phase in meeting.phases)


def _chips(reading: Reading, fields: Sequence[Field]) -> Iterator[Chip]:
    selection, unknown = reading.selection, reading.gettext("not in this agenda")
    for field in fields:
        known = {choice.value: choice for choice in field.choices}
        for value in getattr(selection, LISTS[field.name]):
            href, found = reading.agenda(selection=_without(selection, field.name, value)), known.get(str(value))
            if found:
                yield Chip(field.label, _label(found), href)
            else:
                label = Phrase(reading.short_date(value)) if isinstance(value, date) else Phrase(value)
                yield Chip(field.label, label, href, note=unknown)
    if selection.words:
        words = reading.agenda(selection=replace(selection, words=""))
        yield Chip(reading.gettext("Words"), Phrase(selection.words), words)


def _label(choice: Choice) -> Phrase:
    return replace(choice.label, text=" ".join(part for part in (choice.mark, choice.label.text) if part))


def _without(selection: Selection, option: str, value: object) -> Selection:
    name = LISTS[option]
    left = tuple(one for one in getattr(selection, name) if one != value)
    return replace(selection, **{name: left})  # type: ignore[arg-type]


def _fields(reading: Reading) -> tuple[Field, ...]:
    _ = reading.gettext
    meeting = reading.view.meeting
    return (
        _field(reading, "phase", _("Phase"), [Choice(one.id, reading.phrase(one.title)) for one in meeting.phases]),
        _field(reading, "day", _("Day"), [Choice(str(day), Phrase(reading.short_date(day))) for day in _days(meeting)]),
        _field(reading, "item", _("Item"), _items(reading, meeting.items)),
        _field(reading, "person", _("Person"), _people(reading)),
        _field(reading, "room", _("Room"), _rooms(reading)),
        _field(reading, "audience", _("Open to"), _audiences(reading)),
    )


def _field(reading: Reading, name: str, label: str, choices: Sequence[Choice]) -> Field:
    chosen = [str(one) for one in getattr(reading.selection, LISTS[name])]
    known = {choice.value for choice in choices}
    first = next((one for one in chosen if one in known), None)
    return Field(
        name,
        label,
        tuple(replace(choice, is_chosen=True) if choice.value == first else choice for choice in choices),
        tuple(one for one in chosen if one != first),
    )


def _days(meeting: Meeting) -> list[date]:
    """The days of sittings and deadlines, on their phases' calendars."""
    sittings = {one.start.date() for phase in meeting.phases for one in phase.sessions if one.start}
    return sorted(sittings | {due_wall_clock(one).date() for phase in meeting.phases for one in phase.deadlines})


def _items(reading: Reading, items: Sequence[AgendaItem]) -> list[Choice]:
    depths = dict(_depths(items))
    return [
        Choice(item.id, reading.phrase(item.title), mark=number, depth=min(depths[item.id], DEEPEST))
        for number, item in numbered(items)
    ]


def _depths(items: Sequence[AgendaItem], depth: int = 0) -> Iterator[tuple[str, int]]:
    for item in items:
        yield item.id, depth
        yield from _depths(item.items, depth + 1)


def _people(reading: Reading) -> list[Choice]:
    people = reading.view.meeting.people
    names = [reading.phrase(person.name).plain for person in people]
    return [
        Choice(
            person.id,
            reading.phrase(person.name),
            detail=reading.phrase(person.affiliation).plain if names.count(name) > 1 else "",
        )
        for person, name in zip(people, names, strict=True)
    ]


def _rooms(reading: Reading) -> list[Choice]:
    venues = [venue for venue in reading.view.meeting.venues if venue.rooms]
    return [
        Choice(room.id, reading.phrase(room.name), detail=reading.phrase(venue.name).plain if len(venues) > 1 else "")
        for venue in venues
        for room in venue.rooms
    ]


def _audiences(reading: Reading) -> list[Choice]:
    """All, and the audiences of the view; nothing to choose from where everything is open to all."""
    audiences = reading.view.meeting.audiences
    if not (audiences or reading.view.closed):
        return []
    everyone = Choice(ALL, Phrase(reading.gettext("all")))
    return [everyone, *(Choice(one.id, reading.phrase(one.name)) for one in audiences)]
