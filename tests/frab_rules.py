"""What the c3voc validators ask of schedule.json and schedule.xml, written as rules of our own.

`json_faults` and `xml_faults` give one sentence for each fault and nothing for a good schedule. The published
schemas are validator/json/schema.json and validator/xsd/schedule.xml.xsd of github.com/voc/schedule (EUPL-1.2).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, fromstring

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ACRONYM = re.compile(r"[a-z0-9_][a-z0-9_]{3,}")
SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9_-]{3,}[a-z0-9]")
ADDRESS = re.compile(r"https?://\S+")
LENGTH = re.compile(r"[0-9]{2,}:[0-5][0-9]")
LENGTH_IN_XML = re.compile(r"[0-9]{1,2}:[0-9]{2}|[0-9]{1,2}:[0-9]{2}:[0-9]{1,2}")
ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+.*|.*UTC")

CONFERENCE = {
    "acronym": str, "title": str, "start": str, "end": str, "daysCount": int, "timeslot_duration": str,
    "time_zone_name": str, "url": str, "tracks": list, "rooms": list, "days": list,
}  # fmt: skip
DAY = {"index": int, "date": str, "day_start": str, "day_end": str, "rooms": dict}
EVENT = {
    "id": int, "guid": str, "date": str, "start": str, "duration": str, "room": str, "slug": str, "url": str,
    "title": str, "subtitle": str, "track": str, "type": str, "language": str, "abstract": str, "description": str,
    "persons": list, "links": list,
}  # fmt: skip
ROOT_IN_XML = ["generator", "version", "conference"]
CONFERENCE_IN_XML = {
    "acronym", "title", "start", "end", "days", "timeslot_duration", "time_zone_name", "base_url", "url", "track",
}  # fmt: skip
EVENT_IN_XML = {name for name in EVENT if name not in {"id", "guid"}}


def json_faults(schedule: Mapping[str, Any]) -> list[str]:
    """Every fault of a schedule.json."""
    if set(schedule) - {"$schema", "generator"} != {"schedule"}:
        return [f"root has {sorted(schedule)}"]
    conference = schedule["schedule"]["conference"]
    faults = list(_shape("conference", conference, CONFERENCE, optional={"time_zone_name"}))
    faults += [fault for day in conference["days"] for fault in _shape(f"day {day['index']}", day, DAY)]
    events = [event for day in conference["days"] for room in day["rooms"].values() for event in room]
    faults += [fault for event in events for fault in _shape(f"event {event['id']}", event, EVENT)]
    if faults:
        return faults
    faults += _head_faults(schedule["schedule"], conference)
    faults += [fault for day in conference["days"] for fault in _day_faults(day)]
    faults += [f"{event['id']}: {fault}" for event in events for fault in _event_faults(event)]
    for name in ("id", "guid", "slug"):
        faults += [f"{name} {value} twice" for value, times in _times(event[name] for event in events) if times > 1]
    return faults


def _shape(name: str, value: Any, keys: Mapping[str, type], optional: set[str] = frozenset()) -> Iterator[str]:
    if missing := set(keys) - set(value) - optional:
        yield f"{name} lacks {sorted(missing)}"
    if unknown := set(value) - set(keys):
        yield f"{name} has unknown {sorted(unknown)}"
    yield from (
        f"{name}: {key} is no {keys[key]}" for key in set(keys) & set(value) if not isinstance(value[key], keys[key])
    )


def _times(values: Any) -> Any:
    return Counter(values).items()


def _head_faults(schedule: Mapping[str, Any], conference: Mapping[str, Any]) -> Iterator[str]:
    if not schedule["version"]:
        yield "no version"
    for fits, value in [
        (ADDRESS, schedule["base_url"]),
        (ADDRESS, conference["url"]),
        (ACRONYM, conference["acronym"]),
        (LENGTH, conference["timeslot_duration"]),
        (ZONE, conference.get("time_zone_name", "UTC")),
    ]:
        if not fits.fullmatch(value):
            yield f"{value} is not {fits.pattern}"
    dates = [date.fromisoformat(day["date"]) for day in conference["days"]]
    if dates != sorted(set(dates)) or [day["index"] for day in conference["days"]] != list(range(1, len(dates) + 1)):
        yield "days are not each once and in order"
    if [conference["start"], conference["end"]] != [dates[0].isoformat(), dates[-1].isoformat()]:
        yield "start and end are not the first and last day"
    if conference["daysCount"] != len(dates):
        yield "daysCount is not the number of days"
    rooms = [room for room in conference["rooms"] if not UUID.fullmatch(room["guid"]) or not room["name"]]
    yield from (f"room {room}" for room in rooms)


def _day_faults(day: Mapping[str, Any]) -> Iterator[str]:
    start, end = datetime.fromisoformat(day["day_start"]), datetime.fromisoformat(day["day_end"])
    if start.tzinfo is None or end.tzinfo is None or start >= end:
        yield f"day {day['index']}: {start} to {end}"
    for name, events in day["rooms"].items():
        for event in events:
            begins = datetime.fromisoformat(event["date"])
            if event["room"] != name:
                yield f"{event['id']}: in {name}, says {event['room']}"
            if begins.date().isoformat() != day["date"] or not start <= begins < end:
                yield f"{event['id']}: {begins} is not on {day['date']}"


def _event_faults(event: Mapping[str, Any]) -> Iterator[str]:
    for name, fits in [("guid", UUID), ("slug", SLUG), ("url", ADDRESS), ("duration", LENGTH)]:
        if not fits.fullmatch(event[name]):
            yield f"{name} {event[name]}"
    begins = datetime.fromisoformat(event["date"])
    if begins.tzinfo is None or event["start"] != f"{begins:%H:%M}":
        yield f"start {event['start']} is not the hour of {event['date']}"
    if not 1 <= event["id"] < 2**31 + 2**10:
        yield f"id {event['id']}"
    for person in event["persons"]:
        if set(person) != {"id", "guid", "name"} or not UUID.fullmatch(person["guid"]):
            yield f"person {person}"


def read_xml(written: bytes) -> Element:
    """The root of an XML file that we wrote."""
    return fromstring(written)  # noqa: S314


def xml_faults(written: bytes) -> list[str]:
    """Every fault of a schedule.xml."""
    root = read_xml(written)
    names = [child.tag for child in root]
    days = root.findall("day")
    if names != ROOT_IN_XML + ["day"] * len(days) or not days:
        return [f"schedule has {names}"]
    faults = [f"conference has {child.tag}" for child in root[2] if child.tag not in CONFERENCE_IN_XML]
    faults += [f"day has {sorted(day.attrib)}" for day in days if set(day.attrib) != {"date", "start", "end", "index"}]
    events = root.findall("day/room/event")
    for event in events:
        if set(event.attrib) != {"id", "guid"} or {child.tag for child in event} != EVENT_IN_XML:
            faults.append(f"event {event.attrib} has {sorted(child.tag for child in event)}")
        if not LENGTH_IN_XML.fullmatch(event.findtext("duration", "")):
            faults.append(f"event {event.attrib} lasts {event.findtext('duration')}")
    if len(list(root.iter("event"))) != len(events):
        faults.append("an event outside day and room")
    return faults
