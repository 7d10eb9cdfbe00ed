"""Large meetings for measuring: as many sittings as asked for, laid out as a real body would."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from agenda.meeting import Meeting

ROOMS = 8
DAYS = 10
SITTINGS_A_DAY = (("08:00", "10:00"), ("10:30", "13:00"), ("15:00", "18:00"))
FIRST_DAY = date(2024, 1, 8)
UID = "0b6f2a7c-53c1-4d0f-8a39-7d1e6c1f2b40"


def big_meeting(sessions: int, *, rooms: int = ROOMS) -> Meeting:
    """A valid meeting of that many sittings, in phases of at most 30 a room, without any error or clash.

    Eight rooms in two zones by turns, three slots with a speaker each a sitting, one item for five sittings,
    one person for ten, two languages. The same numbers give the same meeting.
    """
    return Meeting.model_validate(big_meeting_file(sessions, rooms=rooms), context={"language": "en"})


def big_meeting_file(sessions: int, *, rooms: int = ROOMS) -> dict[str, Any]:
    """What the meeting file of `big_meeting(sessions)` says, without its version key."""
    people, items = sessions // 10 + 3 * rooms, sessions // 5 + 10
    firsts = range(0, sessions, rooms * DAYS * len(SITTINGS_A_DAY))
    return {
        "slug": f"big-{sessions}",
        "uid": UID,
        "title": _text("Meeting of", f"{sessions} sittings"),
        "time_zone": "Europe/Brussels",
        "languages": ["en", "fr"],
        "venues": [_venue("north", "Europe/Brussels", rooms), _venue("west", "America/Toronto", rooms)],
        "people": [_person(position) for position in range(people)],
        "items": [_item(position, items) for position in range(0, items, 5)],
        "phases": [
            _phase(number, range(first, min(first + firsts.step, sessions)), rooms=rooms, people=people, items=items)
            for number, first in enumerate(firsts)
        ],
    }


def _text(english: str, rest: str) -> dict[str, str]:
    return {"en": f"{english} {rest}", "fr": f"{english} (fr) {rest}"}


def _venue(identity: str, zone: str, rooms: int) -> dict[str, Any]:
    halls = [
        {"id": f"{identity}-{number}", "name": _text("Room", str(number)), "capacity": 100} for number in range(rooms)
    ]
    return {"id": identity, "name": _text("Centre", identity), "time_zone": zone, "rooms": halls}


def _person(position: int) -> dict[str, Any]:
    zone = ("Europe/Brussels", "Asia/Seoul", "America/Toronto")[position % 3]
    return {"id": f"person-{position}", "name": f"Person {position}", "country": "BE", "time_zone": zone}


def _item(position: int, items: int) -> dict[str, Any]:
    below = range(position + 1, min(position + 5, items))
    return {
        "id": f"item-{position}",
        "title": _text("Question", str(position)),
        "action": ["decision"] if position % 2 else ["information", "discussion"],
        "items": [{"id": f"item-{one}", "title": _text("Point", str(one))} for one in below],
    }


def _phase(number: int, positions: range, *, rooms: int, people: int, items: int) -> dict[str, Any]:
    start = FIRST_DAY + timedelta(days=14 * number)
    venue = ("north", "west")[number % 2]
    return {
        "id": f"phase-{number}",
        "kind": "hybrid",
        "title": _text("Part", str(number)),
        "start": start.isoformat(),
        "end": (start + timedelta(days=DAYS - 1)).isoformat(),
        "venue": venue,
        "sessions": [
            _session(position, *divmod(position - positions.start, rooms), start, venue, people=people, items=items)
            for position in positions
        ],
    }


def _session(
    position: int, turn: int, room: int, first_day: date, venue: str, *, people: int, items: int
) -> dict[str, Any]:
    day, hour = divmod(turn, len(SITTINGS_A_DAY))
    when = (first_day + timedelta(days=day)).isoformat()
    start, end = SITTINGS_A_DAY[hour]
    return {
        "id": f"s-{position}",
        "title": _text("Sitting", str(position)),
        "start": f"{when}T{start}",
        "end": f"{when}T{end}",
        "room": f"{venue}-{room}",
        "join": [{"label": _text("Join", "online"), "url": f"https://video.example.org/{position}"}],
        "slots": [_slot(3 * position + step, people=people, items=items) for step in range(3)],
    }


def _slot(position: int, *, people: int, items: int) -> dict[str, Any]:
    speaker = {"person": f"person-{position % people}", "role": _text("Presenter", "")}
    return {"item": f"item-{position % items}", "minutes": 30, "speakers": [speaker]}
