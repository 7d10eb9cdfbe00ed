"""A schedule of the frab family as XML: schedule.json's content in the elements of schedule.xml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

if TYPE_CHECKING:
    from collections.abc import Mapping

HOURS_OF_A_DAY = 24
CONFERENCE = ("acronym", "title", "start", "end", "timeslot_duration", "time_zone_name", "url")
EVENT = (
    "date", "start", "room", "slug", "url", "title", "subtitle", "track", "type", "language", "abstract", "description",
)  # fmt: skip


def frab_xml(schedule: Mapping[str, Any]) -> bytes:
    """What `frab_schedule` gave, as the bytes of schedule.xml, in UTF-8; a length of a day or more is D:HH:MM."""
    root = Element("schedule")
    SubElement(root, "generator", schedule["generator"])
    _add(root, "version", schedule["schedule"]["version"])
    conference = schedule["schedule"]["conference"]
    _add_conference(root, conference, schedule["schedule"]["base_url"])
    for day in conference["days"]:
        _add_day(root, day)
    indent(root)
    written: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()


def _add(parent: Element, name: str, value: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = value


def _add_conference(root: Element, conference: Mapping[str, Any], base_url: str) -> None:
    element = SubElement(root, "conference")
    for name in CONFERENCE:
        if name in conference:
            _add(element, name, conference[name])
    _add(element, "days", str(conference["daysCount"]))
    _add(element, "base_url", base_url)
    for track in conference["tracks"]:
        SubElement(element, "track", {"name": track["name"]})


def _add_day(root: Element, day: Mapping[str, Any]) -> None:
    times = {"date": day["date"], "start": day["day_start"], "end": day["day_end"]}
    element = SubElement(root, "day", {"index": str(day["index"]), **times})
    for name, events in day["rooms"].items():
        room = SubElement(element, "room", {"name": name})
        for event in events:
            _add_event(room, event)


def _add_event(room: Element, event: Mapping[str, Any]) -> None:
    element = SubElement(room, "event", {"id": str(event["id"]), "guid": event["guid"]})
    for name in EVENT:
        _add(element, name, event[name])
    _add(element, "duration", _with_days(event["duration"]))
    persons = SubElement(element, "persons")
    for person in event["persons"]:
        _add(persons, "person", person["name"], id=str(person["id"]), guid=person["guid"])
    links = SubElement(element, "links")
    for link in event["links"]:
        _add(links, "link", link["title"], href=link["url"])


def _with_days(duration: str) -> str:
    hours, minutes = duration.split(":")
    days, rest = divmod(int(hours), HOURS_OF_A_DAY)
    return f"{days}:{rest:02}:{minutes}" if days else duration
