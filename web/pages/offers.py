"""What can be picked from a meeting, as the boxes of a form; a box's value is "SLUG/NOUN/ID", or "SLUG/meeting"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.ids import closed_id
from agenda.numbering import numbered
from agenda.personal import PICKS, Picks
from web.pages.choices import Offer, Pick, PickGroup
from web.pages.clocks import zone_name
from web.pages.dates import dates_in_words
from web.pages.sittings import bounds_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agenda.item import AgendaItem
    from agenda.phase import Phase
    from agenda.session import Session
    from web.pages.phrases import Phrase
    from web.pages.reading import Reading

WHOLE = "meeting"


def offer_of(reading: Reading, chosen: Picks | None = None, *, slug: str = "") -> Offer:
    """The boxes for a meeting, ticked where `chosen` has them; `slug` is its published one."""
    _, meeting = reading.gettext, reading.view.meeting
    boxes = _Boxes(reading, chosen, slug or meeting.slug)
    groups = [
        PickGroup(_("Phases"), tuple(boxes.phases())),
        PickGroup(_("Sittings"), tuple(boxes.sessions())),
        PickGroup(_("Agenda items"), tuple(boxes.items())),
        PickGroup(_("Rooms"), tuple(boxes.rooms())),
        PickGroup(_("People"), tuple(boxes.people())),
    ]
    return Offer(
        title=reading.phrase(meeting.title),
        whole=f"{boxes.slug}/{WHOLE}",
        is_whole=chosen is not None and chosen.is_whole,
        groups=tuple(group for group in groups if group.picks),
    )


class _Boxes:
    """The work of one `offer_of`."""

    def __init__(self, reading: Reading, chosen: Picks | None, slug: str) -> None:
        self.reading, self.slug = reading, slug
        self.ticked = {
            f"{noun}/{identity}" for field, noun in PICKS.items() for identity in (chosen.ids(field) if chosen else ())
        }

    def _box(
        self, noun: str, identity: str, label: Phrase, *, mark: str = "", detail: str = "", depth: int = 0
    ) -> Pick:
        name = f"{noun}/{identity}"
        return Pick(f"{self.slug}/{name}", label, mark, detail, depth, name in self.ticked)

    def phases(self) -> Iterator[Pick]:
        for phase in self.reading.view.meeting.phases:
            dates = dates_in_words(phase.start, phase.end, self.reading.interface)
            yield self._box("phase", phase.id, self.reading.phrase(phase.title), detail=dates)

    def sessions(self) -> Iterator[Pick]:
        for phase in self.reading.view.meeting.phases:
            for session in phase.sessions:
                box = self._box(
                    "session", session.id, self.reading.phrase(session.title), detail=self._when(phase, session)
                )
                opaque = f"session/{closed_id(self.reading.view.uid_of('session', session.id))}"
                yield box if opaque not in self.ticked else Pick(**(vars(box) | {"is_ticked": True}))

    def _when(self, phase: Phase, session: Session) -> str:
        start, end = bounds_of(self.reading, phase, session)
        if start is None:
            return self.reading.gettext("not yet scheduled")
        until = f"–{end:%H:%M}" if end else ""
        return f"{self.reading.short_date(start.date())}, {start:%H:%M}{until} {zone_name(end or start)}"

    def items(self) -> Iterator[Pick]:
        depths = dict(_depths(self.reading.view.meeting.items))
        for number, item in numbered(self.reading.view.meeting.items):
            label = self.reading.phrase(item.title)
            yield self._box("item", item.id, label, mark=number, depth=min(depths[item.id], 4))

    def rooms(self) -> Iterator[Pick]:
        venues = self.reading.view.meeting.venues
        for venue in venues:
            name = self.reading.phrase(venue.name).plain if len(venues) > 1 else ""
            for room in venue.rooms:
                yield self._box("room", room.id, self.reading.phrase(room.name), detail=name)

    def people(self) -> Iterator[Pick]:
        for person in self.reading.view.meeting.people:
            affiliation = self.reading.phrase(person.affiliation).plain
            yield self._box("person", person.id, self.reading.phrase(person.name), detail=affiliation)


def _depths(items: Sequence[AgendaItem], depth: int = 0) -> Iterator[tuple[str, int]]:
    for item in items:
        yield item.id, depth
        yield from _depths(item.items, depth + 1)
