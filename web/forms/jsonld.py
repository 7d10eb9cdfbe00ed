"""A meeting and its sittings as schema.org Events in JSON-LD, for search engines; only addresses open to all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from web.pages.sittings import bounds_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agenda.meeting import Meeting
    from agenda.phase import Phase
    from agenda.place import Venue
    from agenda.session import Session
    from web.pages.reading import Reading

MOST_SITTINGS = 50
"""Of a meeting with more, the agenda page tells of none: each sitting's own page does."""
SCHEMA = "https://schema.org/"
MODES = {
    "online": "OnlineEventAttendanceMode",
    "closing": "OnlineEventAttendanceMode",
    "in_person": "OfflineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def meeting_block(reading: Reading) -> Markup:
    """The meeting with its timed sittings, as text that may stand in a script element."""
    event = {"@context": SCHEMA, **_meeting(reading)}
    sittings = [(phase, session) for phase in reading.view.meeting.phases for session in phase.sessions]
    if len(sittings) <= MOST_SITTINGS:
        told = [_sitting(reading, *one) for one in sittings if _is_told(reading, *one)]
        event |= {"subEvent": told} if told else {}
    return block_of(event)


def sitting_block(reading: Reading, phase: Phase, session: Session) -> Markup | str:
    """One sitting with the meeting it is part of; "" for one that is closed or has no times."""
    if not _is_told(reading, phase, session):
        return ""
    event = {"@context": SCHEMA, **_sitting(reading, phase, session), "superEvent": _meeting(reading)}
    return block_of(event)


def block_of(data: dict[str, Any]) -> Markup:
    """JSON in which no text can end the element that it stands in, or read as markup."""
    return Markup(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S704


def _is_told(reading: Reading, phase: Phase, session: Session) -> bool:
    """Whether it has times, and is open to all."""
    is_open = session.audience is None and session.id not in reading.view.closed
    return is_open and all(bounds_of(reading, phase, session))


def _meeting(reading: Reading) -> dict[str, Any]:
    meeting = reading.view.meeting
    told: dict[str, Any] = {
        "@type": "Event",
        "@id": reading.reader.address,
        "name": reading.phrase(meeting.title).plain,
        "url": reading.reader.address,
        "inLanguage": list(meeting.languages),
        "startDate": min(phase.start for phase in meeting.phases).isoformat(),
        "endDate": max(phase.end for phase in meeting.phases).isoformat(),
        "eventStatus": SCHEMA + _status_of_all(meeting.phases),
        "eventAttendanceMode": SCHEMA + _mode_of_all(meeting.phases),
    }
    if meeting.description:
        told["description"] = reading.phrase(meeting.description).plain
    if locations := _locations(reading, meeting):
        told["location"] = locations
    if organizer := _organizer(reading):
        told["organizer"] = organizer
    return told


def _status_of_all(phases: Sequence[Phase]) -> str:
    statuses = {phase.status for phase in phases}
    if statuses == {"cancelled"}:
        return "EventCancelled"
    return "EventPostponed" if statuses <= {"cancelled", "postponed"} else "EventScheduled"


def _mode_of_all(phases: Sequence[Phase]) -> str:
    modes = {MODES[phase.kind] for phase in phases if phase.status != "cancelled"} or {MODES[phases[0].kind]}
    return modes.pop() if len(modes) == 1 else MODES["hybrid"]


def _locations(reading: Reading, meeting: Meeting) -> list[dict[str, Any]]:
    venues = dict.fromkeys(phase.venue for phase in meeting.phases if phase.venue in reading.venues)
    platforms = {phase.platform.url: phase.platform.name for phase in meeting.phases if phase.platform}
    places = [_place(reading, reading.venues[venue]) for venue in venues if venue]
    return [*places, *(_virtual(url, reading.phrase(name).plain) for url, name in platforms.items() if _is_web(url))]


def _organizer(reading: Reading) -> dict[str, Any] | None:
    body = reading.view.meeting.body
    if body is None:
        return None
    acronym = {"alternateName": body.acronym} if body.acronym else {}
    return {"@type": "Organization", "name": reading.phrase(body.name).plain, **acronym}


def _sitting(reading: Reading, phase: Phase, session: Session) -> dict[str, Any]:
    start, end = bounds_of(reading, phase, session)
    assert start and end, "only sittings with times are told"  # noqa: PT018, S101
    address = "/".join([reading.reader.address, "sessions", session.id])
    told: dict[str, Any] = {
        "@type": "Event",
        "@id": address,
        "name": reading.phrase(session.title).plain,
        "url": address,
        "inLanguage": list(session.interpretation or reading.view.meeting.languages),
        "startDate": start.isoformat(),
        "endDate": end.isoformat(),
        "eventStatus": SCHEMA + _status(phase, session),
        "eventAttendanceMode": SCHEMA + MODES[phase.kind],
        "location": list(_places(reading, phase, session, address)),
    }
    if session.description:
        told["description"] = reading.phrase(session.description).plain
    if organizer := _organizer(reading):
        told["organizer"] = organizer
    return told


def _status(phase: Phase, session: Session) -> str:
    if session.is_cancelled or phase.status == "cancelled":
        return "EventCancelled"
    return "EventPostponed" if phase.status == "postponed" else "EventScheduled"


def _places(reading: Reading, phase: Phase, session: Session, address: str) -> Iterable[dict[str, Any]]:
    """The room and venue, and where one joins online: at the links open to all, else at the sitting's page."""
    room, venue = reading.rooms.get(session.room or "", (None, reading.venues.get(phase.venue or "")))
    if venue:
        yield _place(reading, venue, room=reading.phrase(room.name).plain if room else "")
    is_on = not phase.is_off and not session.is_cancelled
    links = [link for link in session.join if is_on and link.audience is None and _is_web(link.url)]
    yield from (_virtual(link.url, reading.phrase(link.label).plain) for link in links)
    if not links and (phase.kind in {"online", "hybrid"} or not venue):
        yield _virtual(address)


def _place(reading: Reading, venue: Venue, *, room: str = "") -> dict[str, Any]:
    name = ", ".join(part for part in (room, reading.phrase(venue.name).plain) if part)
    return {"@type": "Place", "name": name, **({"address": venue.address} if venue.address else {})}


def _virtual(url: str | None, name: str = "") -> dict[str, Any]:
    return {"@type": "VirtualLocation", **({"name": name} if name else {}), "url": url}


def _is_web(url: str | None) -> bool:
    return url is not None and url.lower().startswith(("https:", "http:"))
