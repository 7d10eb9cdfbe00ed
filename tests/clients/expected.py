"""What calendars are to hold of a meeting, from its file and the public contract alone.

It uses PyYAML and zoneinfo and nothing of ours, so that it cannot share a fault with what it is compared with.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from clients.held import Held

CANCELLED = {"en": "Cancelled: ", "fr": "Annulé\N{NO-BREAK SPACE}: "}
CLOSED = {"en": "Closed sitting", "fr": "Séance privée"}
DUE = {"en": "{title} (due {due})", "fr": "{title} (date limite\N{NO-BREAK SPACE}: {due})"}
ONLINE = {"en": "{place} + online", "fr": "{place} + en ligne"}
VENUE = {"en": "Venue: {venue}", "fr": "Lieu\N{NO-BREAK SPACE}: {venue}"}
MONTHS = {"en": {10: "Oct", 11: "Nov", 12: "Dec"}, "fr": {10: "oct.", 11: "nov.", 12: "déc."}}
DEADLINE_LENGTH = timedelta(minutes=30)


def expected_of(file: str, previous: dict[str, Held] | None = None, *, language: str = "en") -> dict[str, Held]:
    """What the public holds once a meeting file is published, by "session/s1", "phase/online" and the like.

    `previous` is what it held before, in the same language: SEQUENCE goes on from there, and what the file no longer
    has is cancelled.
    """
    previous = previous or {}
    entries = dict(_Reading(yaml.load(file, Loader=yaml.BaseLoader), language).entries())  # noqa: S506 - strings only
    present = {key: _after(previous[key], new) if key in previous else new for key, new in entries.items()}
    gone = {key: _removed(old, language) for key, old in previous.items() if key not in entries}
    return present | gone


def _after(old: Held, new: Held) -> Held:
    """The entry as published next: SEQUENCE rises with start, end, status and room; a cancelled one keeps its time."""
    if new.status == "CANCELLED":
        new = replace(new, start=old.start, end=old.end, location=old.location)
    rises = (old.start, old.end, old.status, old.location) != (new.start, new.end, new.status, new.location)
    return replace(new, sequence=(old.sequence or 0) + rises)


def _removed(old: Held, language: str) -> Held:
    if old.status == "CANCELLED":
        return old
    title = CANCELLED[language] + old.title
    return replace(old, title=title, status="CANCELLED", sequence=(old.sequence or 0) + 1, description=None)


@dataclass(frozen=True)
class _Reading:
    """A meeting file read in one language; every scalar is a string."""

    meeting: dict[str, Any]
    language: str

    def entries(self):
        for phase in self.meeting["phases"]:
            yield f"phase/{phase['id']}", self._phase(phase)
            yield from ((f"session/{one['id']}", self._session(one, phase)) for one in phase.get("sessions", []))
            yield from ((f"deadline/{one['id']}", self._deadline(one, phase)) for one in phase.get("deadlines", []))

    def _phase(self, phase: dict[str, Any]) -> Held:
        end = date.fromisoformat(phase["end"]) + timedelta(days=1)
        return self._held("phase", phase, self._words(phase["title"]), phase["start"], end.isoformat())

    def _deadline(self, deadline: dict[str, Any], phase: dict[str, Any]) -> Held:
        due = deadline["due"] if "T" in deadline["due"] else f"{deadline['due']}T23:59"
        at = self._instant(due, phase)
        there = at.astimezone(self._zone(phase))
        written = f"{there.day} {MONTHS[self.language][there.month]} {there:%Y %H:%M %Z}"
        title = DUE[self.language].format(title=self._words(deadline["title"]), due=written)
        return self._held("deadline", deadline, title, _utc(at - DEADLINE_LENGTH), _utc(at))

    def _session(self, session: dict[str, Any], phase: dict[str, Any]) -> Held:
        start = self._instant(session["start"], phase)
        end = self._instant(session["end"], phase)
        room, venue = self._room(session["room"])
        place = f"{self._words(room['name'])}, {self._words(venue['name'])}"
        if phase["kind"] in {"online", "hybrid"}:
            place = ONLINE[self.language].format(place=place)
        is_closed = "audience" in session
        title = CLOSED[self.language] if is_closed else self._words(session["title"])
        held = self._held("session", session, title, _utc(start), _utc(end))
        where = VENUE[self.language].format(venue=f"{self._words(venue['name'])}, {venue['address']}")
        return replace(held, location=place, description=where if is_closed else None)

    def _held(self, kind: str, thing: dict[str, Any], title: str, start: str, end: str) -> Held:
        status = thing.get("status", "confirmed").upper()
        prefix = CANCELLED[self.language] if status == "CANCELLED" else ""
        uid = uuid.uuid5(uuid.UUID(self.meeting["uid"]), f"{kind}/{thing['id']}")
        return Held(prefix + title, start, end, uid=str(uid), status=status, sequence=0, location="")

    def _words(self, text: str | dict[str, str]) -> str:
        first = self.meeting["languages"][0]
        return text if isinstance(text, str) else text.get(self.language, text.get(first, ""))

    def _room(self, identity: str) -> tuple[dict[str, Any], dict[str, Any]]:
        [found] = [
            (room, venue) for venue in self.meeting["venues"] for room in venue["rooms"] if room["id"] == identity
        ]
        return found

    def _zone(self, phase: dict[str, Any]) -> ZoneInfo:
        venue = next((one for one in self.meeting["venues"] if one["id"] == phase.get("venue")), {})
        return ZoneInfo(phase.get("time_zone") or venue.get("time_zone") or self.meeting["time_zone"])

    def _instant(self, wall_clock: str, phase: dict[str, Any]) -> datetime:
        return datetime.fromisoformat(wall_clock).replace(tzinfo=self._zone(phase)).astimezone(UTC)


def _utc(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
