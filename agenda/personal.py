"""A personal choice: what somebody picked from meetings, and which entries and objects of a view that is.

A choice is the union of the feeds of what it picks; a meeting of which nothing is picked is chosen whole.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from agenda.ids import Identifier, closed_id, entry_uid
from agenda.numbering import numbered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from agenda.meeting import Meeting

MOST_PICKS = 500
MOST_MEETINGS = 20
PICKS = {"phases": "phase", "sessions": "session", "items": "item", "rooms": "room", "people": "person"}
"""Each list of a choice with the noun that it holds ids of, in the order in which pages offer them."""

Ids = Annotated[tuple[Identifier, ...], Field(max_length=MOST_PICKS)]


class Picks(BaseModel):
    """Ids of what is picked from one meeting; none at all is the whole meeting."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phases: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the whole meeting is chosen."""
        return not (self.phases or self.sessions or self.items or self.rooms or self.people)

    def ids(self, field: str) -> tuple[str, ...]:
        """The ids of one of the lists of `PICKS`."""
        found: tuple[str, ...] = getattr(self, field)
        return found


class WantedMeeting(Picks):
    """What somebody asks for of the meeting at a slug, as it came from outside."""

    meeting: Identifier
    phases: Ids = ()
    sessions: Ids = ()
    items: Ids = ()
    rooms: Ids = ()
    people: Ids = ()


class ChosenMeeting(Picks):
    """What is chosen of the meeting with that uid, found there then, and seen with these of its audiences."""

    meeting: UUID
    audiences: tuple[str, ...] = ()


class Choice(BaseModel):
    """What a personal feed holds, meeting by meeting."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    meetings: tuple[ChosenMeeting, ...] = ()

    def of(self, meeting: UUID | None) -> ChosenMeeting | None:
        """What is chosen of a meeting; None where nothing is."""
        return next((chosen for chosen in self.meetings if chosen.meeting == meeting), None)


def offered(meeting: Meeting) -> dict[str, tuple[str, ...]]:
    """The ids that may be picked from a meeting (a view's), by the lists of `PICKS`."""
    return {
        "phases": tuple(phase.id for phase in meeting.phases),
        "sessions": tuple(session.id for phase in meeting.phases for session in phase.sessions),
        "items": tuple(item.id for _, item in numbered(meeting.items)),
        "rooms": tuple(room.id for venue in meeting.venues for room in venue.rooms),
        "people": tuple(person.id for person in meeting.people),
    }


class Listed(Protocol):
    """A published entry as far as a choice looks at it."""

    @property
    def uid(self) -> str:
        """As `Entry.uid`, written."""

    @property
    def kind(self) -> str:
        """As `Entry.kind`."""

    @property
    def names(self) -> Collection[str]:
        """As `Entry.names`."""


class Selector:
    """The entries of one view of a meeting, found by what a choice picks; made once, asked for every choice."""

    def __init__(self, meeting: UUID, entries: Sequence[Listed]) -> None:
        self.meeting, self.size = meeting, len(entries)
        self._phases = [place for place, entry in enumerate(entries) if entry.kind == "phase"]
        self._named: defaultdict[str, list[int]] = defaultdict(list)
        for place, entry in enumerate(entries):
            for name in _names_of(entry):
                self._named[name].append(place)

    def places(self, chosen: Picks) -> Sequence[int]:
        """The positions of the chosen entries, in order; the phases where nothing that is chosen is there any more.

        A sitting is found by its UID too, so that one that was picked stays picked when it is closed, and when it is
        opened, and stands in the view under another id.
        """
        if chosen.is_whole:
            return range(self.size)
        found = set(self._phases) if chosen.people or chosen.rooms else set()
        for field, noun in PICKS.items():
            for identity in chosen.ids(field):
                places = self._named.get(f"{noun}/{identity}")
                if places is None and noun == "session":
                    places = self._named.get(str(entry_uid(self.meeting, noun, identity)))
                if places:
                    found.update(places)
        return sorted(found) or self._phases


def _names_of(entry: Listed) -> set[str]:
    if entry.kind != "session":
        return set(entry.names)
    return {*entry.names, f"session/{closed_id(UUID(entry.uid))}", entry.uid}


def merged(wanted: Iterable[Picks]) -> dict[str, tuple[str, ...]]:
    """The ids of several picks of one meeting as one; none at all where any of them is the whole meeting."""
    lists = tuple(wanted)
    if any(picks.is_whole for picks in lists):
        return {}
    every = {field: dict.fromkeys(one for picks in lists for one in picks.ids(field)) for field in PICKS}
    return {field: tuple(ids)[:MOST_PICKS] for field, ids in every.items()}
