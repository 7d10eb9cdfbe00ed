"""Sittings that come from another calendar, and what taking them into a phase would do."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from agenda.noun import write_time
from agenda.schedule import span_of, zone_of
from agenda.timespan import instant_after, is_ambiguous

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from agenda.meeting import Meeting
    from agenda.phase import Phase
    from agenda.session import Session

LONGEST_STEM = 40
Step = Literal["add", "change", "leave"]


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A sitting of another calendar; `uid` stays with it when it moves, `start` and `end` are in the phase's zone.

    Texts are "" where there is none; `location` names a room of the meeting, or stays words of the description.
    """

    uid: str
    title: str
    start: datetime
    end: datetime
    location: str = ""
    description: str = ""
    url: str = ""
    join: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True)
class Taking:
    """What taking one sitting does: the step, the session's id and title, and the edit where there is one."""

    step: Step
    session: str
    title: str
    edit: dict[str, Any] | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that a change writes."""
        return tuple(key for key in self.edit or {} if key not in {"edit", "session"}) if self.step == "change" else ()


def plan_taking(meeting: Meeting, phase: Phase, incoming: Sequence[Incoming]) -> Iterator[Taking]:
    """For each sitting whether it is added to the phase, changes one that came from it before, or is left alone.

    Matched by UID (`session.source.uid`), anywhere in the meeting. What organisers added to a sitting (its running
    order, chair, audience) is not touched, nor is a field that the other calendar says nothing of. What is cancelled
    before it ever came is passed over.
    """
    known = {session.source.uid: (session, of) for of in meeting.phases for session in of.sessions if session.source}
    taken = {session.id for of in meeting.phases for session in of.sessions}
    for one in incoming:
        if found := known.get(one.uid):
            yield _change(meeting, *found, one)
        elif not one.is_cancelled:
            identity = _free_id(one, taken)
            taken.add(identity)
            session = {"id": identity, **_fields(meeting, phase, one), "source": _source(one)}
            yield Taking("add", identity, one.title, {"edit": "add_session", "phase": phase.id, "session": session})


def _change(meeting: Meeting, session: Session, phase: Phase, one: Incoming) -> Taking:
    written = session.model_dump(mode="json")
    wanted = _fields(meeting, phase, one)
    span = span_of(session, zone_of(meeting, phase))
    if span and (span.start.timestamp(), span.end.timestamp()) == (one.start.timestamp(), one.end.timestamp()):
        wanted = {key: value for key, value in wanted.items() if key not in {"start", "end", "minutes", "fold"}}
    elif wanted:
        wanted = {"minutes": None, "end": None, "fold": None} | wanted
    changed = {key: value for key, value in wanted.items() if not _says(written.get(key), value)}
    if not changed:
        return Taking("leave", session.id, one.title)
    return Taking("change", session.id, one.title, {"edit": "set_session", "session": session.id, **changed})


def _says(present: Any, wanted: Any) -> bool:
    """Whether a text, in any of its languages, or another value is what is wanted already."""
    if isinstance(wanted, str) and isinstance(present, dict):
        return wanted in present.values()
    if isinstance(wanted, list) and isinstance(present, list):
        return [link.get("url") for link in wanted] == [link.get("url") for link in present]
    return bool(present == wanted)


def _fields(meeting: Meeting, phase: Phase, one: Incoming) -> dict[str, Any]:
    zone = zone_of(meeting, phase)
    start, end = (moment.replace(tzinfo=None, fold=0) for moment in (one.start, one.end))
    fields: dict[str, Any] = {"title": one.title, "start": write_time(start)}
    if is_ambiguous(start, zone):
        fields["fold"] = one.start.fold
    if instant_after(one.start, end).timestamp() == one.end.timestamp():
        fields["end"] = write_time(end)
    else:
        fields["minutes"] = int((one.end.timestamp() - one.start.timestamp()) // 60)
    room = _room(meeting, one.location)
    words = (one.description,) if room else (one.location, one.description)
    description = "\n\n".join(filter(None, words))
    optional = {
        "room": room,
        "description": description,
        "join": [{"label": "Join", "url": one.join}] if one.join else None,
        "status": "cancelled" if one.is_cancelled else "confirmed",
    }
    return fields | {key: value for key, value in optional.items() if value}


def _source(one: Incoming) -> dict[str, str]:
    return {"uid": one.uid} | ({"url": one.url} if one.url else {})


def _room(meeting: Meeting, location: str) -> str | None:
    """The room whose name, in any language, is the location or its first part ("Room A, Headquarters")."""
    wanted = {part.strip().casefold() for part in (location, location.partition(",")[0]) if part.strip()}
    for venue in meeting.venues:
        for room in venue.rooms:
            if wanted & {name.casefold() for name in room.name.values()}:
                return room.id
    return None


def _free_id(one: Incoming, taken: set[str]) -> str:
    """An id made of the title and the UID, the same whenever both are."""
    plain = unicodedata.normalize("NFKD", one.title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_STEM].strip("-") or "session"
    digest = sha256(one.uid.encode()).hexdigest()
    return next(f"{stem}-{digest[:size]}" for size in range(6, 64) if f"{stem}-{digest[:size]}" not in taken)
