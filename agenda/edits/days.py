"""The edits of a day's sittings: shifting all the later ones, and copying a day."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from agenda.edits.base import refuse, revised
from agenda.edits.phases import PhaseEdit
from agenda.edits.placing import TIMES, on_another_day, shifted, start_of
from agenda.errors import InvalidEdit, Problem
from agenda.ids import Identifier
from agenda.noun import LocalDate, WallClock
from agenda.schedule import zone_of
from agenda.timespan import instant
from agenda.tree import Key, index, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from agenda.changes import Path
    from agenda.meeting import Meeting
    from agenda.phase import Phase
    from agenda.session import Session

A_DAY = 24 * 60
LONGEST_ID = 64
DATED = re.compile(r"-\d{8}(-\d+)?\Z")


class ShiftSessions(PhaseEdit):
    """Moves the later sittings of a day by so many elapsed minutes, negative for earlier, their lengths kept.

    The day's sittings from the wall clock `from` on, or those that start later than the sitting `after`, which stays;
    to the end of that day, or of the day `until`. With `room` those in that room alone, with null those in none.
    Cancelled sittings stay. One that leaves its day is moved all the same: findings say what is wrong then.
    """

    name = "shift_sessions"
    selects = True
    edit: Literal["shift_sessions"]
    since: WallClock | None = Field(None, alias="from")
    after: str | None = None
    until: LocalDate | None = None
    room: str | None = None
    minutes: int = Field(ge=-A_DAY, le=A_DAY)

    def apply(self, meeting: Meeting) -> Meeting:
        phase = self._phase(meeting)
        zone, chosen = zone_of(meeting, phase), self._chosen(meeting)
        sessions = tuple(
            self._shifted(session, zone, meeting.language) if session.id in chosen else session
            for session in phase.sessions
        )
        return self._with(meeting, phase.model_copy(update={"sessions": sessions}))

    def _shifted(self, session: Session, zone: str, language: str) -> Session:
        try:
            return revised(session, shifted(session, self.minutes, zone), language)
        except (InvalidEdit, OverflowError):
            message = f"takes the sitting “{session.id}” out of the years 1900 to 2200; choose fewer"
            raise refuse("/minutes", message) from None

    def _chosen(self, meeting: Meeting) -> set[str]:
        if self.room is not None and ("room", self.room) not in index(meeting):
            raise refuse("/room", f"unknown-reference: there is no room “{self.room}”; name another, or null for none")
        phase = self._phase(meeting)
        zone = zone_of(meeting, phase)
        first = self._first(phase, zone)
        last = self.until or first.date()
        if last < first.date():
            raise refuse(
                "/until", f"comes before {first.date()}, where the shift begins; choose that day or a later one"
            )
        starts = {session.id: start_of(session, zone) for session in phase.sessions if self._may_move(session)}
        return {
            identity
            for identity, start in starts.items()
            if start and start.date() <= last and self._is_later(start, first)
        }

    def _first(self, phase: Phase, zone: str) -> datetime:
        """The instant from which on, or after which, sittings are shifted."""
        if (self.since is None) == (self.after is None):
            raise refuse("/from", "give either the wall clock from which on, or after: the sitting they come after")
        if self.since is not None:
            return instant(self.since, zone)
        session = next((session for session in phase.sessions if session.id == self.after), None)
        start = start_of(session, zone) if session else None
        if start is None:
            raise refuse("/after", f"“{self.after}” is no sitting of this phase that has a start; name one")
        return start

    def _may_move(self, session: Session) -> bool:
        is_there = "room" not in self.model_fields_set or session.room == self.room
        return is_there and not session.is_cancelled

    def _is_later(self, start: datetime, first: datetime) -> bool:
        if self.after is None:
            return start.timestamp() >= first.timestamp()
        return start.timestamp() > first.timestamp()

    def names(self) -> set[Key]:
        named = (("session", self.after), ("room", self.room))
        return super().names() | {(noun, identity) for noun, identity in named if identity is not None}

    def writes(self, base: Meeting) -> set[Path]:
        return {("session", identity, field) for identity in self._chosen(base) for field in TIMES}


class CopyDay(PhaseEdit):
    """Copies the sittings of a phase that start on one day to another, at the same wall clocks.

    A copy is confirmed and has all that was planned: slots, room, people, join links. It has no notice, recording,
    source or outcome: those are of the day that was. Cancelled sittings are not copied. Ids are those of `ids`, old to
    new, else minted of the old id and the date.
    """

    name = "copy_day"
    edit: Literal["copy_day"]
    source: LocalDate = Field(alias="from")
    to: LocalDate
    ids: dict[str, Identifier] = Field(default_factory=dict)

    def apply(self, meeting: Meeting) -> Meeting:
        phase, new_ids = self._phase(meeting), self._new_ids(meeting)
        copies = tuple(
            self._copy(session, new_ids[session.id], zone_of(meeting, phase), meeting.language)
            for session in self._copied(phase)
        )
        return self._with(meeting, phase.model_copy(update={"sessions": phase.sessions + copies}))

    def _copied(self, phase: Phase) -> list[Session]:
        if self.source == self.to:
            raise refuse("/to", "is the day that is copied; choose another")
        copied = [
            session
            for session in phase.sessions
            if session.start and session.start.date() == self.source and not session.is_cancelled
        ]
        if not copied:
            raise refuse("/from", f"no sitting of the phase is held on {self.source}; choose a day that has some")
        return copied

    def _copy(self, session: Session, identity: str, zone: str, language: str) -> Session:
        left_behind = dict.fromkeys(("status", "notice", "recording", "source"))
        try:
            times = on_another_day(session, self.to - self.source, zone)
            return revised(session, times | left_behind | {"id": identity}, language)
        except (InvalidEdit, OverflowError):
            message = f"takes the sitting “{session.id}” out of the years 1900 to 2200; choose another day"
            raise refuse("/to", message) from None

    def _new_ids(self, meeting: Meeting) -> dict[str, str]:
        """The id of each copy by that of its original, in their order; raises InvalidEdit where one is taken."""
        copied = [session.id for session in self._copied(self._phase(meeting))]
        taken = {place.key[1] for place in walk(meeting) if place.key[0] == "session"}
        if problems := [*_problems(self.ids, copied, taken)]:
            raise InvalidEdit(problems)
        taken |= set(self.ids.values())
        new_ids: dict[str, str] = {}
        for identity in copied:
            new_ids[identity] = self.ids.get(identity) or minted_id(identity, self.to, taken=taken)
            taken.add(new_ids[identity])
        return new_ids

    def settled(self, meeting: Meeting) -> CopyDay:
        return self.model_copy(update={"ids": self._new_ids(meeting)})

    def names(self) -> set[Key]:
        return super().names() | {("session", identity) for identity in self.ids}

    def writes(self, base: Meeting) -> set[Path]:
        """The copies themselves, so that the same copy made twice on one draft, as by a form sent twice, clashes."""
        return {("session", identity) for identity in self._new_ids(base).values()}


def _problems(ids: Mapping[str, str], copied: Collection[str], taken: Collection[str]) -> list[Problem]:
    problems: list[Problem] = []
    given: set[str] = set()
    for old, new in ids.items():
        if old not in copied:
            problems.append(Problem(f"/ids/{old}", f"“{old}” is none of the sittings that are copied; leave it out"))
        if new in taken or new in given:
            problems.append(
                Problem(f"/ids/{old}", f"duplicate-id: there is already a session “{new}”; choose another id")
            )
        given.add(new)
    return problems


def minted_id(identity: str, day: date, *, taken: Collection[str]) -> str:
    """An unused id for what is copied to that day: "s1" gives "s1-20221117", then "s1-20221117-2"."""
    stem = DATED.sub("", identity)
    endings = (f"-{day:%Y%m%d}" + (f"-{number}" if number > 1 else "") for number in count(1))
    candidates = (stem[: LONGEST_ID - len(ending)] + ending for ending in endings)
    return next(candidate for candidate in candidates if candidate not in taken)
