"""A phase: a window of dates in which a meeting works in one way, with its deadlines, sittings and outcomes."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from agenda.ids import Identifier
from agenda.item import AudienceIds
from agenda.noun import Due, Line, LocalDate, Noun, Refers, ZoneName
from agenda.place import Platform
from agenda.session import Session
from agenda.text import Prose, Text

PhaseKind = Literal["online", "hybrid", "in_person", "closing"]
PhaseStatus = Literal["confirmed", "tentative", "postponed", "cancelled"]
DeadlineKind = Literal["comments", "silence", "registration", "documents", "other"]
Result = Literal[
    "adopted",
    "approved",
    "endorsed",
    "noted",
    "elected",
    "agreed",
    "not_agreed",
    "continued",
    "deferred",
    "referred",
]


class Deadline(Noun):
    """A time by which something is due; a date alone means 23:59 of that day in the phase's zone."""

    noun: ClassVar[str] = "deadline"

    id: Identifier
    title: Text
    due: Due
    kind: DeadlineKind = "other"
    items: Annotated[tuple[Identifier, ...], Refers("item")] = ()
    audience: AudienceIds = None


class Outcome(Noun):
    """What a phase did with an item; known by phase, item and session."""

    noun: ClassVar[str] = "outcome"

    item: Annotated[Identifier, Refers("item")]
    result: Result
    refer_to: tuple[Line, ...] = ()
    note: Prose | None = None
    session: Annotated[Identifier | None, Refers("session")] = None
    on: LocalDate | None = None

    @property
    def identity(self) -> str:
        """Item and session; unique within its phase only, as `tree.Place` adds the phase."""
        return f"{self.item}:{self.session or ''}"


class Phase(Noun):
    """A phase; `start` and `end` are dates, both inclusive, in its zone."""

    noun: ClassVar[str] = "phase"
    children: ClassVar[dict[str, str]] = {
        "deadlines": "deadline",
        "sessions": "session",
        "outcomes": "outcome",
    }

    id: Identifier
    kind: PhaseKind
    title: Text
    start: LocalDate
    end: LocalDate
    status: PhaseStatus = "confirmed"
    time_zone: ZoneName | None = None
    venue: Annotated[Identifier | None, Refers("venue")] = None
    platform: Platform | None = None
    decisions: bool = True
    description: Prose | None = None
    items: Annotated[tuple[Identifier, ...], Refers("item")] = ()
    deadlines: tuple[Deadline, ...] = ()
    sessions: tuple[Session, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @property
    def is_off(self) -> bool:
        """Whether nothing of it takes place as dated: postponed or cancelled."""
        return self.status in {"postponed", "cancelled"}
