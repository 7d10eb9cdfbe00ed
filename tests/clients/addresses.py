"""Every public feed of a meeting, by what its file names, and the rules each has to keep with every option."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

import yaml
from clients.components import components, text_value, value
from clients.expected import CANCELLED
from feed_lint import lint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clients.service import Service

OPTIONS = ["", "lang=fr", "alarm=15m", "cancelled=mark", "cancelled=hide", "lang=fr&alarm=15m&cancelled=mark"]
PREFIXES = tuple(CANCELLED.values())
ALARM = re.compile(rb"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:.+\r\nTRIGGER(;RELATED=END)?:-PT15M\r\n", re.DOTALL)
TIMED = re.compile(rb"\nDTSTART(?!;VALUE=DATE:)")


def feed_paths(file: str) -> list[str]:
    """The paths of the feeds that a meeting file has for the public."""
    meeting = yaml.load(file, Loader=yaml.BaseLoader)  # noqa: S506 - strings only
    page = f"/m/{meeting['slug']}"
    nouns = {
        "phases": meeting["phases"],
        "items": [item for item in _items(meeting["items"]) if "audience" not in item],
        "people": _people(meeting),
        "rooms": [room for venue in meeting["venues"] for room in venue["rooms"]],
        "sessions": [session for session in _sessions(meeting) if "audience" not in session],
    }
    below = [f"{page}/{noun}/{one['id']}.ics" for noun, things in nouns.items() for one in things]
    return ["/calendar.ics", f"{page}.ics", f"{page}/deadlines.ics", *below]


def faults_of_feeds(service: Service, paths: list[str]) -> list[str]:
    """Every fault of the feeds at these paths, each asked for with every option."""
    asked = [(path, option) for path in paths for option in OPTIONS]
    return [f"{path}?{option}: {fault}" for path, option in asked for fault in _faults(service, path, option)]


def _faults(service: Service, path: str, option: str) -> list[str]:
    try:
        feed = service.fetch(f"{path}?{option}")
    except HTTPError as error:
        error.close()
        return [f"answers {error.code}"]
    return lint(feed) + [fault for component in components(feed) for fault in option_faults(component, option)]


def option_faults(component: bytes, option: str) -> Iterator[str]:
    """What a component of a feed that was asked for with an option does not keep of it."""
    uid, status = value(component, "UID"), value(component, "STATUS")
    is_off = text_value(component, "SUMMARY").startswith(PREFIXES)
    if "cancelled=hide" in option and is_off:
        yield f"{uid} is cancelled and not hidden"
    if is_off != (status == "CANCELLED") and "cancelled=mark" not in option:
        yield f"{uid}: STATUS:{status} with that SUMMARY"
    if "cancelled=mark" in option and status == "CANCELLED":
        yield f"{uid} is cancelled and not marked as confirmed"
    alarms = component.count(b"BEGIN:VALARM\r\n")
    if alarms != bool("alarm=" in option and TIMED.search(component) and not is_off):
        yield f"{uid} has {alarms} alarms"
    if alarms and not ALARM.search(component):
        yield f"{uid} has an alarm that is not one of 15 minutes"


def _items(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from _items(item.get("items", []))


def _sessions(meeting: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return chain.from_iterable(phase.get("sessions", []) for phase in meeting["phases"])


def _people(meeting: dict[str, Any]) -> list[dict[str, Any]]:
    """The people that are not named in closed sittings alone."""
    named: dict[bool, set[str]] = {True: set(), False: set()}
    for session in _sessions(meeting):
        speakers = (speaker["person"] for slot in session["slots"] for speaker in slot.get("speakers", []))
        named["audience" in session] |= {session.get("chair"), *speakers}
    return [person for person in meeting["people"] if person["id"] not in named[True] - named[False]]
