"""The timed sittings of a view as a schedule of the frab family: what schedule.json says, and schedule.xml after it.

Shapes are those that the c3voc validators accept (https://c3voc.de/wiki/schedule): identifiers that stay, days from
midnight to midnight in the sittings' own zones, a length as HH:MM.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from agenda.ids import entry_uid
from agenda.projection import entries_of
from agenda.timespan import MINUTE, instant, zone
from calendars.component import entry_address
from calendars.description import description_of
from calendars.lines import address, one_line, printable
from calendars.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from gettext import NullTranslations
    from uuid import UUID

    from agenda.audiences import View
    from agenda.entries import Entry
    from agenda.text import Text

SHORTEST_ACRONYM = 4
SMALLEST_NUMBER = 1000  # so that what a slug ends in is long enough
TIME_ZONE_NAME = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+|(.*/)?UTC\Z")  # other zones are not in the schema
DAY = timedelta(days=1)


def frab_schedule(
    view: View,
    *,
    page: str,
    language: str,
    translations: NullTranslations,
    published_at: datetime,
    revision: int,
) -> dict[str, Any]:
    """The schedule as JSON: sittings that have times and are not cancelled, by day and room.

    `page` is the absolute address of the meeting's page, without a slash at its end; `language` (BCP 47) picks
    among its texts, `translations` hold the words of a description.
    """
    schedule = _Schedule(view, page, Wording(language, translations), published_at)
    return {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "Plenary"},
        "schedule": schedule.written(revision),
    }


def frab_json(schedule: Mapping[str, Any]) -> bytes:
    """A schedule as the bytes of schedule.json."""
    return json.dumps(schedule, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True)
class _Sitting:
    """A sitting with its local start, what its room is called, and a number that stays."""

    entry: Entry
    start: datetime
    length: timedelta
    room: str
    number: int


class _Schedule:
    """The work of one `frab_schedule`."""

    def __init__(self, view: View, page: str, wording: Wording, published_at: datetime) -> None:
        self.meeting, self.page, self.wording = view.meeting, page, wording
        self.published_at = published_at.astimezone(UTC)
        self.acronym = _acronym(view.meeting.slug)
        self.people = {person.id: person for person in view.meeting.people}
        self.person_numbers = _numbers(self._uid("person", person) for person in self.people)
        self.phases = {phase.id: phase for phase in view.meeting.phases}
        self.rooms = self._room_names()
        entries = [entry for entry in entries_of(view) if entry.kind == "session" and not entry.is_cancelled]
        numbers = _numbers(entry.uid for entry in entries)
        self.sittings = sorted(
            (self._sitting(entry, numbers[entry.uid]) for entry in entries),
            key=lambda sitting: (sitting.start.timestamp(), sitting.number),
        )

    def written(self, revision: int) -> dict[str, Any]:
        return {
            "version": f"{revision} ({self.published_at:%Y-%m-%d %H:%M} UTC)",
            "base_url": f"{address(self.page)}/",
            "conference": self._conference(),
        }

    def _conference(self) -> dict[str, Any]:
        days = self._days()
        zone_name = self.meeting.time_zone
        return {
            "acronym": self.acronym,
            "title": self._line(self.meeting.title),
            "start": days[0]["date"],
            "end": days[-1]["date"],
            "daysCount": len(days),
            "timeslot_duration": _length(timedelta(minutes=self._step())),
            **({"time_zone_name": zone_name} if TIME_ZONE_NAME.match(zone_name) else {}),
            "url": address(self.page),
            "tracks": [{"name": name} for name in dict.fromkeys(map(self._track, self.sittings))],
            "rooms": [
                {"name": self.rooms[room.id], "guid": str(self._uid("room", room.id)), "capacity": room.capacity}
                for venue in self.meeting.venues
                for room in venue.rooms
            ],
            "days": days,
        }

    def _step(self) -> int:
        """The longest of the usual steps of a timetable, in minutes, that every start and length is made of."""
        minutes = [sitting.start.minute for sitting in self.sittings]
        minutes += [sitting.length // MINUTE for sitting in self.sittings]
        return next((step for step in (30, 15, 10, 5) if all(each % step == 0 for each in minutes)), 1)

    def _days(self) -> list[dict[str, Any]]:
        """The days on which something begins; the schema asks for one, so a meeting without has its first."""
        by_date: dict[date, list[_Sitting]] = defaultdict(list)
        for sitting in self.sittings:
            by_date[sitting.start.date()].append(sitting)
        if not by_date:
            by_date[min((phase.start for phase in self.meeting.phases), default=self.published_at.date())] = []
        return [self._day(index, day, by_date[day]) for index, day in enumerate(sorted(by_date), 1)]

    def _day(self, index: int, day: date, sittings: Sequence[_Sitting]) -> dict[str, Any]:
        zones = {sitting.entry.zone for sitting in sittings} or {self.meeting.time_zone}
        order = [*self.rooms.values(), *(sitting.room for sitting in sittings)]
        held = {room: [one for one in sittings if one.room == room] for room in dict.fromkeys(order)}
        return {
            "index": index,
            "date": day.isoformat(),
            "day_start": min((_midnight(day, name) for name in zones), key=datetime.timestamp).isoformat(),
            "day_end": max((_midnight(day + DAY, name) for name in zones), key=datetime.timestamp).isoformat(),
            "rooms": {room: [self._event(sitting) for sitting in held[room]] for room in held if held[room]},
        }

    def _event(self, sitting: _Sitting) -> dict[str, Any]:
        entry = sitting.entry
        return {
            "id": sitting.number,
            "guid": str(entry.uid),
            "date": sitting.start.isoformat(),
            "start": f"{sitting.start:%H:%M}",
            "duration": _length(sitting.length),
            "room": sitting.room,
            "slug": f"{self.acronym}-{entry.id}-{sitting.number}",
            "url": address(entry_address(entry, self.page)),
            "title": self._line(entry.title),
            "subtitle": self._line(entry.notice),
            "track": self._track(sitting),
            "type": entry.category or "other",
            "language": self.wording.language,
            "abstract": printable(self.wording.content(entry.description)).strip(),
            "description": description_of(entry.model_copy(update={"description": None}), self.wording),
            "persons": list(self._persons(entry)),
            "links": [{"url": address(link.url), "title": self._line(link.label)} for link in entry.join],
        }

    def _persons(self, entry: Entry) -> Iterator[dict[str, Any]]:
        for person in entry.person_ids:
            if person in self.people:
                uid = self._uid("person", person)
                name = self._line(self.people[person].name)
                yield {"id": self.person_numbers[uid], "guid": str(uid), "name": name}

    def _sitting(self, entry: Entry, number: int) -> _Sitting:
        assert isinstance(entry.start, datetime)  # noqa: S101 - as Entry says of sessions
        assert isinstance(entry.end, datetime)  # noqa: S101
        length = max(entry.end - entry.start, timedelta(0))
        return _Sitting(entry, _local(entry.start, entry.zone), length, self._room(entry), number)

    def _room(self, entry: Entry) -> str:
        """What a schedule calls the place: the room, else the venue or platform, else the phase."""
        if entry.place is not None and entry.place.room_id in self.rooms:
            return self.rooms[entry.place.room_id]
        phase = self.phases[entry.phase]
        venue = entry.place.venue if entry.place else None
        platform = phase.platform.name if phase.platform else None
        return next((name for name in map(self._line, (venue, platform, phase.title)) if name), entry.phase)

    def _room_names(self) -> dict[str, str]:
        """Each room's name, with its venue's where two rooms are called the same."""
        rooms = {room.id: (room, venue) for venue in self.meeting.venues for room in venue.rooms}
        names = {identity: self._line(room.name) or identity for identity, (room, _) in rooms.items()}
        alike = [name for name in names.values() if list(names.values()).count(name) > 1]
        return {
            identity: f"{names[identity]}, {self._line(venue.name)}" if names[identity] in alike else names[identity]
            for identity, (_, venue) in rooms.items()
        }

    def _track(self, sitting: _Sitting) -> str:
        return self._line(self.phases[sitting.entry.phase].title)

    def _line(self, text: Text | None) -> str:
        return one_line(self.wording.content(text))

    def _uid(self, noun: str, identity: str) -> UUID:
        assert self.meeting.uid is not None, "a meeting has its uid from creation on"  # noqa: S101
        return entry_uid(self.meeting.uid, noun, identity)


def _acronym(slug: str) -> str:
    """A meeting's slug in what the schemas take for an acronym: four or more of a-z, 0-9 and underscore."""
    acronym = slug.replace("-", "_")
    return acronym if len(acronym) >= SHORTEST_ACRONYM else f"meeting_{acronym}"


def _numbers(uids: Iterable[UUID]) -> dict[UUID, int]:
    """A number of at most 32 bits for each UID, from its first bits; of two alike the later UID takes the next."""
    numbers: dict[UUID, int] = {}
    taken: set[int] = set()
    for uid in sorted(set(uids)):
        number = next(free for free in count(max(uid.int >> 97, SMALLEST_NUMBER)) if free not in taken)
        numbers[uid] = number
        taken.add(number)
    return numbers


def _local(moment: datetime, zone_name: str) -> datetime:
    """An instant on the clocks of a zone; in UTC where its offset has seconds, which ISO 8601 cannot write."""
    local = moment.astimezone(zone(zone_name))
    return moment.astimezone(UTC) if (local.utcoffset() or timedelta(0)) % MINUTE else local


def _midnight(day: date, zone_name: str) -> datetime:
    return _local(instant(datetime.combine(day, time()), zone_name), zone_name)


def _length(length: timedelta) -> str:
    hours, minutes = divmod(length // MINUTE, 60)
    return f"{hours:02}:{minutes:02}"
