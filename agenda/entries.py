"""Calendar entries: what a calendar says of a session, a phase or a deadline, in every language at once.

An entry is all that its component is made of, and nothing else is: stamps compare entries, `calendars` renders them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agenda.item import Action
from agenda.place import Platform
from agenda.session import JoinLink, SlotKind
from agenda.text import Prose, Text
from agenda.timespan import zone

EntryKind = Literal["session", "phase", "deadline"]
EntryStatus = Literal["confirmed", "tentative", "cancelled"]
Moment = Annotated[AwareDatetime | date, Field(union_mode="left_to_right")]


class Part(BaseModel):
    """A frozen piece of an entry."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Business(Part):
    """An agenda item as a calendar names it."""

    number: str
    title: Text
    action: tuple[Action, ...] = ()


class Voice(Part):
    """A chair or speaker as a calendar names one."""

    name: Text
    affiliation: Text | None = None
    role: Text | None = None


class Step(Part):
    """One step of a running order; `start` is its planned instant where every step before it says its minutes."""

    kind: SlotKind = "item"
    start: AwareDatetime | None = None
    minutes: int | None = None
    item: Business | None = None
    title: Text | None = None
    speakers: tuple[Voice, ...] = ()


class Place(Part):
    """Where an entry is held: a room of a venue, or the venue alone; `room_id` tells a move from a renaming."""

    room_id: str | None = None
    room: Text | None = None
    venue: Text | None = None
    address: str | None = None


class Entry(Part):
    """A calendar entry.

    `start` and `end` are instants in UTC for a session; for a deadline `end` is when it is due and `start` 30 minutes
    before; for a phase they are its first and last day, both inclusive. `zone` is the IANA zone of the phase.
    `category` is the kind as the meeting file says it ("plenary", "hybrid", "comments"). `phase` is the id of the
    phase it belongs to, `phase_uid` that phase's UID. `item_ids`, `person_ids` and `place.room_id` are what feeds
    select by; `item_ids` holds ancestors of the items it names too.
    """

    uid: UUID
    kind: EntryKind
    id: str
    phase: str
    phase_uid: UUID
    title: Text
    start: Moment
    end: Moment
    zone: str
    status: EntryStatus = "confirmed"
    category: str | None = None
    phase_kind: str
    place: Place | None = None
    is_online: bool = False
    join: tuple[JoinLink, ...] = ()
    platform: Platform | None = None
    chair: Voice | None = None
    interpretation: tuple[str, ...] = ()
    notice: Text | None = None
    description: Prose | None = None
    recording: str | None = None
    steps: tuple[Step, ...] = ()
    business: tuple[Business, ...] = ()
    is_restricted: bool = False
    item_ids: tuple[str, ...] = ()
    person_ids: tuple[str, ...] = ()

    @property
    def is_cancelled(self) -> bool:
        """Whether calendars are to show it as not taking place."""
        return self.status == "cancelled"

    @property
    def clock(self) -> tuple[str, int, int] | None:
        """The zone that its component names, and the years there of its start and end; None where it names none."""
        if self.kind != "session" or not isinstance(self.start, datetime) or not isinstance(self.end, datetime):
            return None
        here = zone(self.zone)
        return self.zone, self.start.astimezone(here).year, self.end.astimezone(here).year

    @property
    def names(self) -> tuple[str, ...]:
        """What feeds select by, as "noun/id": itself, its phase, the items and people it names, its room."""
        room = self.place.room_id if self.place else None
        return tuple(
            dict.fromkeys(
                [
                    f"{self.kind}/{self.id}",
                    f"phase/{self.phase}",
                    *(f"item/{item}" for item in self.item_ids),
                    *(f"person/{person}" for person in self.person_ids),
                    *([f"room/{room}"] if room else []),
                ]
            )
        )

    @property
    def is_all_day(self) -> bool:
        """Whether start and end are days rather than instants."""
        return not isinstance(self.start, datetime)


class Stamp(Part):
    """What makes two fetches of an entry comparable (RFC 5545 §3.8.7.3-4, RFC 5546 §2.1.4), per entry and view.

    `created` and `last_modified` are times of publications, in UTC; `sequence` starts at 0.
    """

    sequence: int = 0
    created: AwareDatetime
    last_modified: AwareDatetime
