"""What Google, Outlook, Apple and Thunderbird need of a feed, as rules over its bytes alone.

`lint(feed)` gives one sentence for each fault and nothing for a good feed. It uses no code of ours and no
calendar library, so that neither can hide what it gets wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

LONGEST_ADDRESS = 256  # Google takes no longer one
STATUSES = {"TENTATIVE", "CONFIRMED", "CANCELLED"}
HEAD = {
    "VERSION": "2.0",
    "CALSCALE": "GREGORIAN",
    "METHOD": "PUBLISH",
    "REFRESH-INTERVAL;VALUE=DURATION": "PT1H",
    "X-PUBLISHED-TTL": "PT1H",
}
HEAD_NAMES = ["PRODID", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE", "SOURCE", "URL", "COLOR"]
ONCE = [
    "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY", "DTSTART", "TRANSP",
    "X-MICROSOFT-CDO-BUSYSTATUS", "CLASS", "CATEGORIES", "URL",
]  # fmt: skip
AT_MOST_ONCE = ["DTEND", "LOCATION", "CONFERENCE", "DESCRIPTION", "RELATED-TO"]
UTC_TIME = re.compile(r"\d{8}T\d{6}Z\Z")
PROPERTY = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^":;]*))*):(.*)\Z', re.DOTALL)


@dataclass
class Block:
    """A component: its properties as (name, parameters as written, value), and what is inside."""

    name: str
    properties: list[tuple[str, str, str]] = field(default_factory=list)
    inside: list[Block] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [value for own, _, value in self.properties if own == name]

    def value(self, name: str) -> str:
        return next(iter(self.values(name)), "")

    def parameters(self, name: str) -> str:
        return next((parameters for own, parameters, _ in self.properties if own == name), "")


def lint(feed: bytes) -> list[str]:
    """Every fault of a feed."""
    faults = list(_line_faults(feed))
    if faults:
        return faults
    root = Block("")
    faults += _read(feed.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n"), root)
    if [block.name for block in root.inside] != ["VCALENDAR"]:
        return [*faults, "not exactly one VCALENDAR"]
    calendar = root.inside[0]
    events = [block for block in calendar.inside if block.name == "VEVENT"]
    zones = [block for block in calendar.inside if block.name == "VTIMEZONE"]
    faults += _head_faults(calendar)
    faults += _order_faults(calendar)
    faults += _zone_faults(zones, events)
    faults += [f"{event.value('UID')}: {fault}" for event in events for fault in _event_faults(event)]
    faults += [f"UID {uid} twice" for uid, times in Counter(e.value("UID") for e in events).items() if times > 1]
    return faults


def _line_faults(feed: bytes):
    if not feed.endswith(b"\r\n"):
        yield "does not end in CRLF"
    for number, line in enumerate(feed.removesuffix(b"\r\n").split(b"\r\n"), 1):
        if len(line) > 75:
            yield f"line {number}: {len(line)} octets"
        if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line):
            yield f"line {number}: control character or bare line break"
        try:
            line.decode()
        except UnicodeDecodeError:
            yield f"line {number}: not UTF-8 by itself, folded within a character"


def _read(lines: list[str], root: Block):
    faults, open_blocks = [], [root]
    for line in lines:
        found = PROPERTY.match(line)
        if found is None:
            faults.append(f"not a property: {line[:60]}")
        elif found[1] == "BEGIN":
            open_blocks.append(Block(found[3]))
            open_blocks[-2].inside.append(open_blocks[-1])
        elif found[1] == "END":
            if len(open_blocks) == 1 or open_blocks.pop().name != found[3]:
                return [*faults, f"END:{found[3]} without its BEGIN"]
        else:
            open_blocks[-1].properties.append((found[1], found[2], found[3]))
    return faults if len(open_blocks) == 1 else [*faults, f"{open_blocks[-1].name} has no END"]


def _head_faults(calendar: Block):
    written = [(name + parameters, value) for name, parameters, value in calendar.properties]
    for name, value in HEAD.items():
        if [own for known, own in written if known == name] != [value]:
            yield f"head: not exactly one {name}:{value}"
    for name in HEAD_NAMES:
        if len(calendar.values(name)) != 1 or not calendar.value(name):
            yield f"head: not exactly one {name}"
    if calendar.value("NAME") != calendar.value("X-WR-CALNAME"):
        yield "head: NAME and X-WR-CALNAME differ"
    if calendar.values("UID"):
        yield "head: a UID, so that vdirsyncer takes the feed for one item"
    if calendar.parameters("SOURCE") != ";VALUE=URI":
        yield "head: SOURCE without VALUE=URI"
    for name in ("SOURCE", "URL"):
        yield from (f"head: {fault}" for fault in _address_faults(name, calendar.value(name)))


def _address_faults(name: str, address: str):
    if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", address):
        yield f"{name} is not absolute"
    if not re.fullmatch(r"[!#-;=?-Z\[\]_a-z~]*(%[0-9A-Fa-f]{2}[!#-;=?-Z\[\]_a-z~]*)*", address):
        yield f"{name} is not a URI: {address}"
    if name == "SOURCE" and len(address) > LONGEST_ADDRESS:
        yield f"{name} is longer than {LONGEST_ADDRESS} characters"


def _order_faults(calendar: Block):
    names = [block.name for block in calendar.inside]
    if "VEVENT" not in names:
        yield "no VEVENT, so that Evolution keeps the old ones"
    if others := set(names) - {"VEVENT", "VTIMEZONE"}:
        yield f"components that Google, Outlook and iOS drop: {sorted(others)}"
    if names != sorted(names, reverse=True):
        yield "a VTIMEZONE after a VEVENT"


def _zone_faults(zones: list[Block], events: list[Block]):
    defined = Counter(zone.value("TZID") for zone in zones)
    yield from (f"VTIMEZONE {name} twice" for name, times in defined.items() if times > 1)
    named = {tzid for event in events for _, parameters, _ in event.properties for tzid in _tzids(parameters)}
    yield from (f"TZID {name} has no VTIMEZONE" for name in sorted(named - set(defined)))
    for zone in zones:
        name = zone.value("TZID")
        if not any(observance.name == "STANDARD" for observance in zone.inside):
            yield f"VTIMEZONE {name} without STANDARD"
        for observance in zone.inside:
            if observance.values("RDATE"):
                yield f"VTIMEZONE {name} has RDATE, which Outlook does not read"
            once = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")
            if any(len(observance.values(required)) != 1 for required in once):
                yield f"VTIMEZONE {name} has an incomplete {observance.name}"


def _tzids(parameters: str) -> list[str]:
    return re.findall(r';TZID="?([^";]*)', parameters)


def _event_faults(event: Block):
    for name in ONCE:
        if len(event.values(name)) != 1:
            yield f"{len(event.values(name))} times {name}"
    yield from (f"several {name}" for name in AT_MOST_ONCE if len(event.values(name)) > 1)
    yield from _stamp_faults(event)
    yield from _time_faults(event)
    yield from _status_faults(event)
    yield from _conference_faults(event)
    yield from _address_faults("URL", event.value("URL"))
    if "None" in (event.value("LOCATION"), event.value("CONFERENCE"), event.value("SUMMARY")):
        yield "a value that reads None"
    if event.inside and {block.name for block in event.inside} != {"VALARM"}:
        yield "something other than VALARM inside"


def _stamp_faults(event: Block):
    stamps = [event.value(name) for name in ("CREATED", "DTSTAMP", "LAST-MODIFIED")]
    if not all(UTC_TIME.match(stamp) for stamp in stamps):
        yield "a stamp that is not in UTC"
    if stamps[1] != stamps[2]:
        yield "DTSTAMP and LAST-MODIFIED differ"
    if stamps[0] > stamps[2]:
        yield "created after it was last modified"
    if not re.fullmatch(r"\d+", event.value("SEQUENCE")):
        yield "SEQUENCE is not a number"


def _time_faults(event: Block):
    start, end = event.value("DTSTART"), event.value("DTEND")
    form = event.parameters("DTSTART")
    if end and event.parameters("DTEND") != form:
        yield "DTSTART and DTEND of different forms"
    if end and end <= start:
        yield "DTEND not after DTSTART"
    if form == ";VALUE=DATE" and not (re.fullmatch(r"\d{8}", start) and re.fullmatch(r"\d{8}", end)):
        yield "an all-day entry without two dates"
    if not form and not UTC_TIME.match(start):
        yield "a time without a zone"
    if "TZID" in form and not re.fullmatch(r"\d{8}T\d{6}", start):
        yield "a TZID on what is no local time"


def _status_faults(event: Block):
    status, busy = event.value("STATUS"), event.value("X-MICROSOFT-CDO-BUSYSTATUS")
    is_transparent = event.value("TRANSP") == "TRANSPARENT"
    if status not in STATUSES:
        yield f"STATUS:{status}"
    if is_transparent != (busy == "FREE"):
        yield "TRANSP and X-MICROSOFT-CDO-BUSYSTATUS disagree"
    if status == "CANCELLED" and not is_transparent:
        yield "cancelled and still busy"
    if event.parameters("DTSTART") == ";VALUE=DATE" and not is_transparent:
        yield "whole days that show as busy"


def _conference_faults(event: Block):
    if not event.values("CONFERENCE"):
        return
    parameters, link = event.parameters("CONFERENCE"), event.value("CONFERENCE")
    if not parameters.startswith(";VALUE=URI"):
        yield "CONFERENCE without VALUE=URI"
    if 'FEATURE="' in parameters:
        yield "CONFERENCE with a quoted FEATURE"
    yield from _address_faults("CONFERENCE", link)
    paragraph = event.value("DESCRIPTION").partition("\\n\\n")[0]
    if link not in re.sub(r"\\([;,\\])", r"\1", paragraph):
        yield "the join link is not among the first lines of DESCRIPTION"
